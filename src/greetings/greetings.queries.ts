import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database';
import { containing, page, when, type ListDefinition } from '../platform/database/list';
import type { Page, PageQuery } from '../platform/http/page';
import { httpProblems } from '../platform/http/problem';
import { Clock } from '../platform/clock';
import { currentPrincipal, type Principal } from '../platform/http/request-context';
import { ProgrammeQueries } from '../programme/programme.queries';
import type { GreetingQuery } from './greeting.input';
import { greetingProblems } from './greeting.errors';
import type { DeliveryMode } from './greeting.rules';
import {
  detailColumns,
  listColumns,
  readerMissingSql,
  toGreetingItemView,
  toGreetingView,
  type GreetingDetailRow,
  type GreetingWords,
  type GreetingItemView,
  type GreetingListRow,
  type GreetingView,
} from './greeting.view';
import { isNamed, knowsWhose, namedOn, translatorAccount, worksOnTexts } from './greeting.circle';
import { awaited } from './greeting.workflow';
import { isPublic, publicNow } from './publication/embargo.rules';
import { PublishedQueries } from './publication/published.queries';
import { ReadingConflicts, type ReadingPlace } from './readings/reading-conflicts.service';
import { dutiesSql, hasReadingSql } from './readings/readings.sql';
import { toTranslationView, type TranslationDetailRow, type TranslationView } from './texts/translation.view';

/** Somebody's duty to read a message, for agendas and for conflicts with the rest of their day. */
export interface Reading {
  readonly greetingId: string;
  readonly personId: string;
  readonly role: 'reader' | 'deputy';
  readonly sessionId: string;
  readonly position: number;
  readonly authorName: string;
  readonly mode: DeliveryMode;
  readonly state: string;
}

const greetings: Omit<ListDefinition<GreetingListRow, GreetingItemView>, 'view'> = {
  select: listColumns,
  from: 'greetings g',
  id: 'g.id',
  sorts: {
    author: { expression: 'g.author_name', type: 'text' },
    dueAt: { expression: `COALESCE(g.due_at, 'infinity'::timestamptz)`, type: 'timestamptz' },
  },
  defaultSort: 'author',
};

const translations: ListDefinition<TranslationDetailRow, TranslationView> = {
  select: `t.*, (${publicNow}) AS greeting_public, v.body, v.number AS text_number, o.number AS translated_number, a.name AS translator_name,
    c.name AS checker_name`,
  from: `greeting_translations t JOIN greetings g ON g.id = t.greeting_id LEFT JOIN greeting_texts v ON v.id = t.text_id
         LEFT JOIN greeting_texts o ON o.id = v.translated_from LEFT JOIN users a ON a.id = t.translator_id
         LEFT JOIN users c ON c.id = t.checker_id`,
  id: 't.id',
  sorts: { language: { expression: 't.language', type: 'text' } },
  defaultSort: 'language',
  view: (row) => toTranslationView(row, translationIsOpen(row)),
};

/** A translation is public once it is approved and the message is public. */
function translationIsOpen(row: TranslationDetailRow): boolean {
  const principal = currentPrincipal();
  return (
    worksOnTexts(principal) || isNamed(principal, row) || (row.greeting_public && row.state === 'approved')
  );
}

/**
 * Reads of messages of greetings. Texts are read only where one message is shown; lists and searches never touch them,
 * so that nothing can be guessed from what a search finds.
 */
@Injectable()
export class GreetingsQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly programme: ProgrammeQueries,
    private readonly published: PublishedQueries,
    private readonly conflicts: ReadingConflicts,
  ) {}

  async list(eventId: string, query: GreetingQuery): Promise<Page<GreetingItemView>> {
    const now = this.clock.now();
    const list = { ...greetings, view: (row: GreetingListRow) => toGreetingItemView(row, now) };
    const found = await page(this.db, list, query, [
      query.overdue === undefined
        ? undefined
        : {
            sql: '(g.due_at < ? AND g.state = ANY (?::text[])) IS TRUE = ?::boolean',
            values: [now, awaited, query.overdue],
          },
      when(eventId, 'g.event_id = ?'),
      when(query.state, 'g.state = ?'),
      when(query.sessionId, 'g.session_id = ?'),
      when(query.organisationId, 'g.organisation_id = ?'),
      when(
        query.thanked,
        `g.state IN ('delivered', 'published') AND ? = EXISTS (SELECT 1 FROM greeting_thanks l WHERE l.greeting_id = g.id)`,
      ),
      when(
        query.q && containing(query.q),
        'g.author_name ILIKE ? OR g.author_names::text ILIKE ? OR g.author_title ILIKE ? OR g.occasion ILIKE ?',
      ),
      query.readerMissing === undefined
        ? undefined
        : { sql: `${query.readerMissing ? '' : 'NOT '}(${readerMissingSql})`, values: [] },
    ]);
    await this.addConflicts(eventId, found.items);
    return found;
  }

  /** Says what keeps readers and deputies from being there. As many statements for one message as for a page of them. */
  async addConflicts(eventId: string, items: readonly GreetingItemView[]): Promise<void> {
    const open = items.filter(({ mode, deliveredAt }) => mode === 'read_on_behalf' && deliveredAt === null);
    const found = await this.conflicts.of(eventId, open.flatMap(placesOf));
    for (const item of open) item.conflicts = found.get(item.id) ?? [];
  }

  /** One message without its words, as answers have it that may be kept. @throws 404 */
  async greeting(eventId: string, id: string): Promise<GreetingView> {
    const { row, open } = await this.detail(eventId, id);
    return this.withConflicts(eventId, toGreetingView(row, this.clock.now(), open));
  }

  /** One message as the caller may see it. @throws 404 */
  async shown(eventId: string, id: string): Promise<GreetingView> {
    const { row, open } = await this.detail(eventId, id);
    if (isPublic(row))
      return this.withConflicts(
        eventId,
        toGreetingView(row, this.clock.now(), open, await this.publicWords(eventId, id)),
      );
    const words = open
      ? await this.db.one<GreetingWords & Record<string, unknown>>(
          `SELECT v.body AS text, g.summary, g.summaries FROM greetings g LEFT JOIN greeting_texts v ON v.id = g.text_id WHERE g.id = $1`,
          [id],
        )
      : undefined;
    return this.withConflicts(eventId, toGreetingView(row, this.clock.now(), open, words));
  }

  private async withConflicts(eventId: string, view: GreetingView): Promise<GreetingView> {
    await this.addConflicts(eventId, [view]);
    return view;
  }

  /** What everybody reads: what was cleared, with what was corrected since. */
  private async publicWords(eventId: string, id: string): Promise<GreetingWords> {
    const { texts } = (await this.published.one(eventId, id)).view;
    const original = texts.find(({ authentic }) => authentic);
    const others = texts.flatMap(({ authentic, language, summary }) =>
      authentic || summary === null ? [] : [[language, summary] as const],
    );
    return {
      text: original?.text ?? null,
      summary: original?.summary ?? null,
      summaries: Object.fromEntries(others),
    };
  }

  private async detail(eventId: string, id: string): Promise<{ row: GreetingDetailRow; open: boolean }> {
    const principal = currentPrincipal();
    const row = await this.db.one<GreetingDetailRow & { named: boolean }>(
      `SELECT ${detailColumns}, ${namedOn('$3')} AS named FROM greetings g WHERE g.event_id = $1 AND g.id = $2`,
      [eventId, id, translatorAccount(principal)],
    );
    if (!row) throw httpProblems.notFound('There is no such message in this event.');
    return { row, open: isPublic(row) || row.named || worksOnTexts(principal) };
  }

  translations(eventId: string, greetingId: string, query: PageQuery): Promise<Page<TranslationView>> {
    return page(this.db, translations, query, [
      when(eventId, 't.event_id = ?'),
      when(greetingId, 't.greeting_id = ?'),
    ]);
  }

  /** One translation without its words, as answers have it that may be kept. @throws 404 */
  async translation(eventId: string, id: string): Promise<TranslationView> {
    return { ...(await this.shownTranslation(eventId, id)), text: null, remark: null };
  }

  /** One translation as the caller may see it. @throws 404 */
  async shownTranslation(eventId: string, id: string, greetingId?: string): Promise<TranslationView> {
    const row = await this.db.one<TranslationDetailRow>(
      `SELECT ${translations.select} FROM ${translations.from}
        WHERE t.event_id = $1 AND t.id = $2 AND t.greeting_id = COALESCE($3, t.greeting_id)`,
      [eventId, id, greetingId ?? null],
    );
    if (!row) throw httpProblems.notFound('There is no such translation here.');
    return translations.view(row);
  }

  /** Whether this caller may know whose message somebody reads. */
  knowsWhose(principal: Principal): boolean {
    return knowsWhose(principal);
  }

  /** Duties to read messages that have their place and are still to be read: of these persons, or of everybody. */
  async readings(eventId: string, personIds: readonly string[] | null): Promise<Reading[]> {
    return this.db.query<Reading & Record<string, unknown>>(
      `SELECT g.id AS "greetingId", r.person_id AS "personId", r.part AS role, g.session_id AS "sessionId", g.position,
              g.author_name AS "authorName", g.mode, g.state
         FROM greetings g CROSS JOIN LATERAL ${dutiesSql} AS r
        WHERE g.event_id = $1 AND ${hasReadingSql} AND ($2::uuid[] IS NULL OR r.person_id = ANY ($2))
        ORDER BY g.session_id, g.position, r.part DESC`,
      [eventId, personIds],
    );
  }

  /** In which sessions these messages have their place, by message. */
  async placesOf(greetingIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.db.query<{ id: string; session_id: string }>(
      'SELECT id, session_id FROM greetings WHERE id = ANY ($1::uuid[]) AND session_id IS NOT NULL',
      [greetingIds],
    );
    return new Map(rows.map((row) => [row.id, row.session_id]));
  }

  /** A session of the programme's draft, with its length in seconds (null while it has no time). @throws 422 */
  async session(eventId: string, id: string, pointer: string): Promise<{ seconds: number | null }> {
    const [session] = await this.programme.sessionTimes(eventId, [id]);
    if (!session)
      throw greetingProblems.greetingSessionUnknown({
        detail: 'Choose a session of this event.',
        errors: [{ pointer, code: 'unknown', message: 'is not a session of this event' }],
      });
    const { startsAt, endsAt } = session;
    return {
      seconds: startsAt === null || endsAt === null ? null : (endsAt.getTime() - startsAt.getTime()) / 1000,
    };
  }
}

/** Who reads a message that has its place, and who stands in. Whoever does not read any more is in nobody's way. */
function placesOf({ id: greetingId, sessionId, state, reader, deputy }: GreetingItemView): ReadingPlace[] {
  if (sessionId === null || state === 'declined' || state === 'withdrawn') return [];
  const reads = reader !== null && (reader.state === 'asked' || reader.state === 'accepted');
  const standsIn = deputy !== null && (deputy.state === null || deputy.state === 'asked');
  return [
    ...(reads ? [{ greetingId, sessionId, personId: reader.personId, part: 'reader' as const }] : []),
    ...(standsIn ? [{ greetingId, sessionId, personId: deputy.personId, part: 'deputy' as const }] : []),
  ];
}
