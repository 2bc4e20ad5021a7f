import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { containing, page, when, type ListDefinition } from '../../platform/database/list';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { ClearedTexts } from '../texts/cleared-texts.queries';
import { publicNow } from './embargo.rules';
import {
  deliveryRecordColumns,
  toPublishedView,
  type CorrectionRow,
  type DeliveryRecordRow,
  type PublishedGreetingView,
  type PublishedParts,
  type PublishedRow,
} from './publication.view';

const published: ListDefinition<PublishedRow, PublishedRow> = {
  select: `g.id, g.author_name, g.author_names, g.author_title, g.author_titles, g.addressees, g.addressees_in, g.language, g.summary, g.summaries,
    g.published_at, e.time_zone, e.city, e.cities, e.locales, e.title AS event_title, e.titles AS event_titles`,
  from: 'greetings g JOIN events e ON e.id = g.event_id',
  id: 'g.id',
  sorts: { publishedAt: { expression: 'g.published_at', type: 'timestamptz' } },
  defaultSort: 'publishedAt',
  view: (row) => row,
};

/** What a file of a message is made of. */
export interface PublishedGreeting {
  readonly row: PublishedRow;
  readonly view: PublishedGreetingView;
}

/** Reads for the public. What is under embargo does not exist here, by whatever way it is asked for. */
@Injectable()
export class PublishedQueries {
  constructor(
    private readonly db: Database,
    private readonly texts: ClearedTexts,
  ) {}

  async list(eventId: string, query: PageQuery): Promise<Page<PublishedGreetingView>> {
    const found = await page(this.db, published, query, [
      when(eventId, 'g.event_id = ?'),
      { sql: publicNow, values: [] },
      when(query.q && containing(query.q), 'g.author_name ILIKE ? OR g.author_names::text ILIKE ?'),
    ]);
    return { ...found, items: (await this.partsOf(found.items)).map(toPublishedView) };
  }

  /** One message. @throws 404, the same for one under embargo and for one that never was */
  async one(eventId: string, id: string): Promise<PublishedGreeting> {
    const row = await this.db.one<PublishedRow>(
      `SELECT ${published.select} FROM ${published.from} WHERE g.event_id = $1 AND g.id = $2 AND ${publicNow}`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such message here.');
    const [parts] = await this.partsOf([row]);
    return { row, view: toPublishedView(parts!) };
  }

  private async partsOf(rows: readonly PublishedRow[]): Promise<PublishedParts[]> {
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    const texts = await this.texts.of(ids);
    const deliveries = await this.db.query<DeliveryRecordRow>(
      `SELECT ${deliveryRecordColumns} FROM greeting_deliveries d WHERE d.greeting_id = ANY ($1) ORDER BY d.greeting_id, d.number`,
      [ids],
    );
    const corrections = await this.db.query<CorrectionRow>(
      `SELECT c.greeting_id, c.language, c.text_before, c.text_after, c.summary_before, c.summary_after, c.reason, c.reasons, c.corrected_at
         FROM greeting_corrections c WHERE c.greeting_id = ANY ($1) ORDER BY c.greeting_id, c.number`,
      [ids],
    );
    return rows.map((row) => ({
      row,
      texts: texts.get(row.id)!,
      deliveries: deliveries.filter(({ greeting_id: id }) => id === row.id),
      corrections: corrections.filter(({ greeting_id: id }) => id === row.id),
    }));
  }
}
