import { Injectable } from '@nestjs/common';
import { OutboxQueries } from '../../communications/holds/outbox.queries';
import { Database } from '../../platform/database/database';
import { containing, page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { AudienceQueries } from './audience.queries';
import type { MailingQuery } from './mailing.input';
import { noticeKinds } from './mailing.notices';
import {
  toMailingView,
  toProgressView,
  type MailingDetailView,
  type MailingRow,
  type MailingSettingsView,
  type MailingView,
  type OutboxView,
} from './mailing.view';

const mailings: ListDefinition<MailingRow, MailingView> = {
  select: 'm.*',
  from: 'mailings m',
  id: 'm.id',
  sorts: { createdAt: { expression: 'm.created_at', type: 'timestamptz' } },
  defaultSort: '-createdAt',
  view: toMailingView,
};

/** Mailings that the outbox shows at once. */
const mostInOutbox = 100;

/** Reads of mailings. */
@Injectable()
export class MailingsQueries {
  constructor(
    private readonly db: Database,
    private readonly outbox: OutboxQueries,
    private readonly audiences: AudienceQueries,
  ) {}

  list(eventId: string, query: MailingQuery): Promise<Page<MailingView>> {
    return page(this.db, mailings, query, [
      when(eventId, 'm.event_id = ?'),
      when(query.state, 'm.state = ANY (?)'),
      when(query.q && containing(query.q), 'm.title ILIKE ?'),
    ]);
  }

  /** @throws 404 */
  async mailing(eventId: string, id: string): Promise<MailingView> {
    return toMailingView(await this.row(eventId, id));
  }

  /** One mailing with what became of its messages, and how many of its audience have none. @throws 404 */
  async detail(eventId: string, id: string): Promise<MailingDetailView> {
    const row = await this.row(eventId, id);
    const kind = noticeKinds[row.kind];
    const [states, untold] = await Promise.all([
      this.outbox.states(eventId, kind, id),
      this.audiences.count(eventId, row.audience, { kind, cause: id }),
    ]);
    return { ...toMailingView(row), progress: toProgressView(states), untold };
  }

  /** @throws 404 */
  async row(eventId: string, id: string): Promise<MailingRow> {
    const row = await this.db.one<MailingRow>('SELECT * FROM mailings WHERE event_id = $1 AND id = $2', [
      eventId,
      id,
    ]);
    if (!row) throw httpProblems.notFound('There is no such mailing in this event.');
    return row;
  }

  /** Mailings by their ids, of whatever events. */
  async rows(ids: readonly string[]): Promise<Map<string, MailingRow>> {
    const rows = await this.db.query<MailingRow>('SELECT * FROM mailings WHERE id = ANY ($1::uuid[])', [ids]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Which mailings wait for a second person; none before the event says so. */
  async settings(eventId: string): Promise<MailingSettingsView> {
    const row = await this.db.one<MailingSettingsView & Record<string, unknown>>(
      'SELECT version, review FROM mailing_settings WHERE event_id = $1',
      [eventId],
    );
    return row ?? { version: 0, review: 'none' };
  }

  /** What is about to go out: mailings that are not over, and messages by kind. */
  async outboxOf(eventId: string): Promise<OutboxView> {
    const [rows, kinds] = await Promise.all([
      this.db.query<MailingRow>(
        `SELECT * FROM mailings WHERE event_id = $1 AND state IN ('held', 'sending', 'paused')
          ORDER BY created_at DESC, id DESC LIMIT ${mostInOutbox}`,
        [eventId],
      ),
      this.outbox.kinds(eventId),
    ]);
    return { mailings: rows.map(toMailingView), kinds };
  }
}
