import { Injectable } from '@nestjs/common';
import { containing, page, when, type ListDefinition } from '../platform/database/list';
import { Database } from '../platform/database/database';
import type { Page } from '../platform/http/page';
import { httpProblems } from '../platform/http/problem';
import { Composer, NotComposed, toCompose, type MessageOfKind } from './composer.service';
import type { MessageState } from './message.entity';
import type { MessageListQuery } from './message.input';
import {
  messageColumns,
  toMessageView,
  type MessageDetailView,
  type MessageTextView,
  type MessageRow,
  type MessageView,
} from './message.view';
import { Withheld } from './notice';

const messages: ListDefinition<MessageRow & Record<string, unknown>, MessageView> = {
  select: messageColumns,
  from: 'messages m',
  id: 'm.id',
  sorts: { createdAt: { expression: 'm.created_at', type: 'timestamptz' } },
  defaultSort: '-createdAt',
  view: toMessageView,
};

/** Who was told what. */
@Injectable()
export class MessageQueries {
  constructor(
    private readonly db: Database,
    private readonly composer: Composer,
  ) {}

  /** The messages of an event, newest first. */
  async list(eventId: string, query: MessageListQuery): Promise<Page<MessageView>> {
    return page(this.db, messages, query, [
      { sql: 'm.event_id = ?', values: [eventId] },
      when(query.state, 'm.state = ANY(?)'),
      when(query.kind, 'm.kind = ?'),
      when(query.cause, 'm.cause = ?'),
      when(query.registrationId, 'm.registration_id = ?'),
      when(query.personId, 'm.person_id = ?'),
      when(query.subjectId, 'm.subject_id = ?'),
      when(
        query.q === undefined ? undefined : containing(query.q.toLowerCase()),
        `lower(m.name || ' ' || m.email) LIKE ?`,
      ),
    ]);
  }

  /**
   * One message of an event.
   * @throws 404
   */
  async message(eventId: string, id: string): Promise<MessageView> {
    return toMessageView(await this.row(eventId, id));
  }

  /** One message with what it says, as it would read now. */
  async detail(eventId: string, id: string): Promise<MessageDetailView> {
    const row = await this.row(eventId, id);
    const said = await this.db.one<MessageTextView & Record<string, unknown>>(
      'SELECT language, text FROM message_texts WHERE message_id = $1',
      [id],
    );
    const view = { ...toMessageView(row), said: said ?? null };
    const nothing = (previewMissing: string): MessageDetailView => ({
      ...view,
      preview: null,
      previewMissing,
    });
    const notice = this.composer.notice(row.kind);
    if (!notice) return nothing('Messages of this kind are no longer written.');
    if (notice.confidential) return nothing('Only its reader may see this message.');
    const prepared = (await this.composer.prepare([toCompose(row)], { forReader: false })).get(row.id);
    if (prepared === undefined || prepared instanceof Withheld)
      return nothing(prepared?.reason ?? 'It no longer applies.');
    if (prepared instanceof NotComposed) return nothing(prepared.message);
    const { language, framed } = prepared();
    return {
      ...view,
      preview: { language, subject: framed.subject, text: framed.text, html: framed.html },
      previewMissing: null,
    };
  }

  /** The last message of a kind to a registration. */
  async lastTo(eventId: string, kind: string, registrationId: string): Promise<MessageOfKind | undefined> {
    const row = await this.db.one<MessageRow & Record<string, unknown>>(
      `SELECT ${messageColumns} FROM messages m WHERE m.event_id = $1 AND m.kind = $2 AND m.registration_id = $3
        ORDER BY m.created_at DESC, m.id DESC LIMIT 1`,
      [eventId, kind, registrationId],
    );
    return row && toCompose(row);
  }

  /**
   * States of the messages of a kind about these things, by the thing's id: whether somebody was told of it, and whether
   * it reached them.
   */
  async statesAbout(
    eventId: string,
    kind: string,
    subjectIds: readonly string[],
  ): Promise<Map<string, MessageState[]>> {
    const rows = await this.db.query<{ subject_id: string; states: MessageState[] }>(
      `SELECT subject_id, array_agg(state) AS states FROM messages
        WHERE event_id = $1 AND kind = $2 AND subject_id = ANY ($3::text[]) GROUP BY subject_id`,
      [eventId, kind, subjectIds],
    );
    return new Map(rows.map((row) => [row.subject_id, row.states]));
  }

  /** Who is about to get a message of one of these kinds: those of these registrations and these people. */
  async awaited(
    eventId: string,
    kinds: readonly string[],
    registrationIds: readonly string[],
    personIds: readonly string[],
  ): Promise<{ registrationIds: ReadonlySet<string>; personIds: ReadonlySet<string> }> {
    const rows = await this.db.query<{ registration_id: string | null; person_id: string | null }>(
      `SELECT DISTINCT registration_id, person_id FROM messages
        WHERE event_id = $1 AND state IN ('pending', 'queued') AND kind = ANY ($2::text[])
          AND (registration_id = ANY ($3::uuid[]) OR registration_id IS NULL AND person_id = ANY ($4::uuid[]))`,
      [eventId, kinds, registrationIds, personIds],
    );
    return {
      registrationIds: new Set(rows.flatMap((row) => row.registration_id ?? [])),
      personIds: new Set(rows.flatMap((row) => (row.registration_id === null ? (row.person_id ?? []) : []))),
    };
  }

  private async row(eventId: string, id: string): Promise<MessageRow> {
    const row = await this.db.one<MessageRow & Record<string, unknown>>(
      `SELECT ${messageColumns} FROM messages m WHERE m.id = $1 AND m.event_id = $2`,
      [id, eventId],
    );
    if (!row) throw httpProblems.notFound('There is no such message in this event.');
    return row;
  }
}
