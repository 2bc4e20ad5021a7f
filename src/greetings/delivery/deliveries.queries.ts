import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal } from '../../platform/http/request-context';
import { worksOnTexts } from '../greeting.circle';
import { publicNow } from '../publication/embargo.rules';
import { deliveryRecordColumns } from '../publication/publication.view';
import {
  toDeliveredTextItemView,
  toDeliveredTextView,
  toDeliveryView,
  type DeliveredTextItemView,
  type DeliveredTextRow,
  type DeliveredTextView,
  type DeliveryRow,
  type GreetingDeliveryView,
} from './delivery.view';

const deliveries: ListDefinition<DeliveryRow, GreetingDeliveryView> = {
  select: `d.id, ${deliveryRecordColumns}, d.session_id, d.person_id, d.languages, d.remark, d.recorded_by_name, g.author_name, g.author_names,
    g.author_title, g.author_titles, g.addressees, g.addressees_in, e.time_zone, e.city, e.cities, (${publicNow}) AS greeting_public`,
  from: 'greeting_deliveries d JOIN greetings g ON g.id = d.greeting_id JOIN events e ON e.id = d.event_id',
  id: 'd.id',
  sorts: { number: { expression: 'd.number', type: 'integer' } },
  defaultSort: '-number',
  view: (row) => toDeliveryView(row, worksOnTexts(currentPrincipal())),
};

const deliveredTexts: ListDefinition<DeliveredTextRow, DeliveredTextView> = {
  select: 't.id, t.language, t.number, t.cleared, t.body, t.remark, t.recorded_by_name, t.recorded_at',
  from: 'greeting_delivered_texts t',
  id: 't.id',
  sorts: { recordedAt: { expression: 't.recorded_at', type: 'timestamptz' } },
  defaultSort: '-recordedAt',
  view: toDeliveredTextView,
};

/** Reads of how messages were delivered. */
@Injectable()
export class DeliveriesQueries {
  constructor(private readonly db: Database) {}

  /** The record of a delivery, what holds first, then what was on record before. @throws 404 */
  async list(eventId: string, greetingId: string, query: PageQuery): Promise<Page<GreetingDeliveryView>> {
    await this.mustExist(eventId, greetingId);
    return page(this.db, deliveries, query, [when(greetingId, 'd.greeting_id = ?')]);
  }

  async delivery(id: string): Promise<GreetingDeliveryView> {
    const row = await this.db.one<DeliveryRow>(
      `SELECT ${deliveries.select} FROM ${deliveries.from} WHERE d.id = $1`,
      [id],
    );
    return deliveries.view(row!);
  }

  /** Words as they were said, the last ones first. @throws 404 */
  async texts(eventId: string, greetingId: string, query: PageQuery): Promise<Page<DeliveredTextView>> {
    await this.mustExist(eventId, greetingId);
    return page(this.db, deliveredTexts, query, [when(greetingId, 't.greeting_id = ?')]);
  }

  /** What whoever has put words on record gets back: not the words. */
  async receipt(id: string): Promise<DeliveredTextItemView> {
    const row = await this.db.one<DeliveredTextRow>(
      `SELECT ${deliveredTexts.select} FROM ${deliveredTexts.from} WHERE t.id = $1`,
      [id],
    );
    return toDeliveredTextItemView(row!);
  }

  private async mustExist(eventId: string, greetingId: string): Promise<void> {
    const row = await this.db.one('SELECT 1 FROM greetings WHERE event_id = $1 AND id = $2', [
      eventId,
      greetingId,
    ]);
    if (!row) throw httpProblems.notFound('There is no such message in this event.');
  }
}
