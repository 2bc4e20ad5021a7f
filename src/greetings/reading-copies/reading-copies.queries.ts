import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { mailLanguage } from '../../communications/words';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { inLanguage } from '../../platform/text';
import { publicNow } from '../publication/embargo.rules';
import { ReadingLinks } from '../readings/reading-links.service';
import { ClearedTexts, type ClearedText } from '../texts/cleared-texts.queries';
import { interpretersSql } from './reading-copy-holders.service';
import type { ReadingCopiesQuery } from './reading-copy.input';
import type {
  InterpreterView,
  InterpretersView,
  OwnReadingView,
  ReadingCopyRow,
  ReadingCopyView,
} from './reading-copy.view';

const copies: ListDefinition<ReadingCopyRow, ReadingCopyView & { key: string }> = {
  select: `c.*, (SELECT json_agg(json_build_object('to', h.to_name, 'at', h.at) ORDER BY h.at, h.id)
                   FROM reading_copy_handouts h WHERE h.copy_id = c.id) AS handouts`,
  from: 'reading_copies c',
  id: 'c.id',
  sorts: { number: { expression: 'c.number', type: 'integer' } },
  defaultSort: 'number',
  view: (row) => ({
    id: row.id,
    number: row.number,
    language: row.language,
    version: row.text_version,
    holderKind: row.holder_kind,
    holder: row.holder_name,
    superseded: true,
    createdAt: row.created_at.toISOString(),
    handouts: row.handouts.map(({ to, at }) => ({ to, at: new Date(at).toISOString() })),
    key: row.text_key,
  }),
};

interface OwnRow extends Record<string, unknown> {
  id: string;
  part: OwnReadingView['part'];
  state: string | null;
  over: boolean;
  public: boolean;
  author_name: string;
  author_names: Record<string, string>;
  author_title: string;
  author_titles: Record<string, string>;
  position: number | null;
  session: string | null;
  session_titles: Record<string, string> | null;
  starts_at: Date | null;
  ends_at: Date | null;
}

/** SQL over a message `g`: it was not delivered yet. */
const stillToBeRead = `g.state NOT IN ('delivered', 'published')`;

/** Path of the PDF of a reading copy. */
export function readingCopyPath(event: string, greetingId: string, language: string): string {
  return `/api/v1/events/${event}/greetings/${greetingId}/reading-copy.pdf?language=${encodeURIComponent(language)}`;
}

/** Reads of reading copies: who has which, and what somebody may fetch. Never a text. */
@Injectable()
export class ReadingCopiesQueries {
  constructor(
    private readonly db: Database,
    private readonly texts: ClearedTexts,
    private readonly links: ReadingLinks,
  ) {}

  /** The copies of a message, by number, with each handing out. @throws 404 */
  async list(eventId: string, greetingId: string, query: ReadingCopiesQuery): Promise<Page<ReadingCopyView>> {
    await this.mustExist(eventId, greetingId);
    const found = await page(this.db, copies, query, [
      when(eventId, 'c.event_id = ?'),
      when(greetingId, 'c.greeting_id = ?'),
      when(query.holderKind, 'c.holder_kind = ?'),
    ]);
    const now = (await this.texts.of([greetingId])).get(greetingId)!;
    const current = new Set(now.map(({ language, key }) => `${language} ${key}`));
    return {
      ...found,
      items: found.items.map(({ key, ...copy }) => ({
        ...copy,
        superseded: !current.has(`${copy.language} ${key}`),
      })),
    };
  }

  /** Who interprets a message, and whether they may have its text in advance. @throws 404 */
  async interpreters(eventId: string, greetingId: string): Promise<InterpretersView> {
    const row = await this.db.one<{
      version: number;
      in_advance: boolean;
      allowed_by: string | null;
      persons: InterpreterView[];
    }>(
      `SELECT g.version, g.interpreters_in_advance AS in_advance, g.interpreters_allowed_by AS allowed_by,
              (SELECT COALESCE(json_agg(json_build_object('personId', p.id, 'name', p.display_name) ORDER BY p.display_name, p.id), '[]')
                 FROM greeting_interpreters i JOIN persons p ON p.id = i.person_id WHERE i.greeting_id = g.id) AS persons
         FROM greetings g WHERE g.event_id = $1 AND g.id = $2`,
      [eventId, greetingId],
    );
    if (!row) throw httpProblems.notFound('There is no such message in this event.');
    return {
      greetingId,
      version: row.version,
      inAdvance: row.in_advance,
      allowedBy: row.allowed_by,
      persons: row.persons,
    };
  }

  /** What the holder of a link has to do with messages, with the copies that they may fetch now. @throws 404 for nobody's link */
  async own(
    event: Pick<EventScope, 'id' | 'slug' | 'locales'>,
    principal: Principal,
    locale = event.locales[0] ?? 'en',
  ): Promise<OwnReadingView[]> {
    const personId = await this.links.personOf(event.id, principal);
    if (personId === undefined) throw httpProblems.notFound('There is no such thing here.');
    const rows = await this.db.query<OwnRow>(
      `SELECT g.id, w.part, w.state, g.state IN ('delivered', 'published') AS over, (${publicNow}) AS public, g.author_name, g.author_names, g.author_title, g.author_titles, g.position,
              s.title AS session, s.titles AS session_titles, s.starts_at, s.ends_at
         FROM greetings g
        CROSS JOIN LATERAL (
          SELECT 'reader' AS part, g.reader_state AS state
           WHERE g.reader_person_id = $2 AND (g.reader_state = 'accepted' OR ${stillToBeRead} AND g.reader_state IN ('asked', 'declined'))
           UNION ALL
          SELECT 'deputy', g.deputy_state
           WHERE g.deputy_person_id = $2 AND ${stillToBeRead} AND COALESCE(g.deputy_state, 'asked') IN ('asked', 'declined')
           UNION ALL
          SELECT 'interpreter', NULL WHERE g.interpreters_in_advance AND $2::uuid IN (${interpretersSql})) w
         LEFT JOIN programme_sessions s ON s.id = g.session_id
        WHERE g.event_id = $1 AND g.state NOT IN ('declined', 'withdrawn')
        ORDER BY s.starts_at NULLS LAST, g.position, g.id, w.part DESC`,
      [event.id, personId],
    );
    const texts = await this.texts.of([...new Set(rows.map(({ id }) => id))]);
    const language = mailLanguage(locale, event.locales);
    return rows.map((row) => ({
      greetingId: row.id,
      part: row.part,
      state: row.state,
      canAnswer: row.part !== 'interpreter' && row.state !== null && !row.over,
      author: inLanguage(row.author_name, row.author_names, language),
      authorTitle: inLanguage(row.author_title, row.author_titles, language),
      session: row.session === null ? null : inLanguage(row.session, row.session_titles ?? {}, language),
      startsAt: row.starts_at?.toISOString() ?? null,
      endsAt: row.ends_at?.toISOString() ?? null,
      position: row.position,
      copies:
        row.part === 'interpreter' ||
        row.state === 'accepted' ||
        (row.part === 'deputy' && row.public && row.state !== 'declined')
          ? copiesOf(event.slug, row.id, texts.get(row.id)!)
          : [],
    }));
  }

  private async mustExist(eventId: string, greetingId: string): Promise<void> {
    const known = await this.db.one('SELECT 1 FROM greetings WHERE event_id = $1 AND id = $2', [
      eventId,
      greetingId,
    ]);
    if (!known) throw httpProblems.notFound('There is no such message in this event.');
  }
}

function copiesOf(slug: string, greetingId: string, texts: readonly ClearedText[]): OwnReadingView['copies'] {
  return texts.map(({ language, version, authentic }) => ({
    language,
    version,
    authentic,
    href: readingCopyPath(slug, greetingId, language),
  }));
}
