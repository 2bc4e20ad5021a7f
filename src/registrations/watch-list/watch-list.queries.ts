import { Injectable } from '@nestjs/common';
import { SealedTexts } from '../../platform/crypto/sealed-texts';
import { newId } from '../../platform/database/base.entity';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import { havingWords } from '../../platform/database/words';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal } from '../../platform/http/request-context';
import type { WatchListMatchQuery } from './watch-list.input';
import type {
  WatchedPersonView,
  WatchListEntryView,
  WatchListLookView,
  WatchListMatchView,
} from './watch-list.view';

/** For what numbers of documents are sealed. */
export const documentPurpose = 'watch list document';

interface EntryJson extends Omit<WatchListEntryView, 'documentNumber'> {
  sealed: string | null;
}

interface EntryRow extends Record<string, unknown> {
  entry: EntryJson;
}

interface MatchRow extends EntryRow {
  id: string;
  version: number;
  state: string;
  score: number;
  reasons: string[];
  person: WatchedPersonView;
  decided_by: string | null;
  decided_at: Date | null;
  decision: string | null;
  created_at: Date;
}

interface LookRow extends Record<string, unknown> {
  id: string;
  what: string;
  seen: string[];
  by_name: string;
  at: Date;
}

const instant = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const entryJson = `json_build_object('id', n.id, 'version', n.version,
  'names', (SELECT json_agg(w.name ORDER BY w.position) FROM watch_list_names w WHERE w.entry_id = n.id), 'birthDate', n.birth_date,
  'nationality', n.nationality, 'sealed', n.document_sealed, 'reason', n.reason, 'source', n.source, 'validUntil', n.valid_until,
  'addedBy', n.added_by, 'createdAt', ${instant('n.created_at')}) AS entry`;

const looks: ListDefinition<LookRow, WatchListLookView> = {
  select: 'l.id, l.what, l.seen, l.by_name, l.at',
  from: 'watch_list_looks l',
  id: 'l.id',
  sorts: { at: { expression: 'l.at', type: 'timestamptz' } },
  defaultSort: '-at',
  view: ({ id, what, seen, by_name: byName, at }) => ({ id, what, seen, byName, at: at.toISOString() }),
};

/** Reads of the watch list. Each look is recorded; nothing of it stands in any other view, export or mail. */
@Injectable()
export class WatchListQueries {
  private readonly entries: ListDefinition<EntryRow, WatchListEntryView>;
  private readonly matches: ListDefinition<MatchRow, WatchListMatchView>;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly sealed: SealedTexts,
  ) {
    this.entries = {
      select: entryJson,
      from: 'watch_list_entries n',
      id: 'n.id',
      sorts: { createdAt: { expression: 'n.created_at', type: 'timestamptz' } },
      defaultSort: '-createdAt',
      view: ({ entry }) => this.toEntryView(entry),
    };
    this.matches = {
      select: `m.id, m.version, m.state, m.score, m.reasons, m.decided_by, m.decided_at, m.decision, m.created_at, ${entryJson},
        json_build_object('registrationId', r.id, 'code', r.code, 'state', r.state, 'name', p.display_name, 'nativeName', p.native_name,
          'birthDate', p.birth_date, 'nationality', p.nationality, 'organisation', r.organisation_name, 'delegationId', r.delegation_id) AS person`,
      from: `watch_list_matches m JOIN watch_list_entries n ON n.id = m.entry_id JOIN registrations r ON r.id = m.registration_id
        JOIN persons p ON p.id = r.person_id`,
      id: 'm.id',
      sorts: {
        createdAt: { expression: 'm.created_at', type: 'timestamptz' },
        score: { expression: 'm.score', type: 'integer' },
      },
      defaultSort: 'createdAt',
      view: (row) => ({
        id: row.id,
        version: row.version,
        state: row.state,
        score: row.score,
        reasons: row.reasons,
        person: row.person,
        entry: this.toEntryView(row.entry),
        decidedBy: row.decided_by,
        decidedAt: row.decided_at?.toISOString() ?? null,
        decision: row.decision,
        createdAt: row.created_at.toISOString(),
      }),
    };
  }

  async entryList(eventId: string, query: PageQuery): Promise<Page<WatchListEntryView>> {
    const named = await havingWords(this.db, `search_sorted(search_words(w.name))`, query.q);
    const found = await page(this.db, this.entries, query, [
      when(eventId, 'n.event_id = ?'),
      { sql: 'n.removed_at IS NULL', values: [] },
      named && {
        sql: `EXISTS (SELECT 1 FROM watch_list_names w WHERE w.entry_id = n.id AND ${named.sql})`,
        values: named.values,
      },
    ]);
    await this.record(eventId, 'entries', found.items);
    return found;
  }

  /** @throws 404 */
  async entry(eventId: string, id: string): Promise<WatchListEntryView> {
    const row = await this.db.one<EntryRow>(
      `SELECT ${this.entries.select} FROM ${this.entries.from} WHERE n.event_id = $1 AND n.id = $2 AND n.removed_at IS NULL`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such entry in this event.');
    const view = this.toEntryView(row.entry);
    await this.record(eventId, 'entries', [view]);
    return view;
  }

  async matchList(eventId: string, query: WatchListMatchQuery): Promise<Page<WatchListMatchView>> {
    const found = await page(this.db, this.matches, query, [
      when(eventId, 'm.event_id = ?'),
      when(query.state, 'm.state = ?'),
      when(query.registrationId, 'm.registration_id = ?'),
    ]);
    await this.record(eventId, 'matches', found.items);
    return found;
  }

  /** @throws 404 */
  async match(eventId: string, id: string): Promise<WatchListMatchView> {
    const row = await this.db.one<MatchRow>(
      `SELECT ${this.matches.select} FROM ${this.matches.from} WHERE m.event_id = $1 AND m.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such match in this event.');
    const view = this.matches.view(row);
    await this.record(eventId, 'matches', [view]);
    return view;
  }

  looks(eventId: string, query: PageQuery): Promise<Page<WatchListLookView>> {
    return page(this.db, looks, query, [when(eventId, 'l.event_id = ?')]);
  }

  /** Who looked at what; a list without anything in it is no look. */
  private async record(
    eventId: string,
    what: 'entries' | 'matches',
    seen: readonly { readonly id: string }[],
  ): Promise<void> {
    if (seen.length === 0) return;
    const by = currentPrincipal();
    await this.db.query(
      'INSERT INTO watch_list_looks (id, event_id, what, seen, by_id, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [newId(), eventId, what, seen.map(({ id }) => id), by.id, by.name, this.clock.now()],
    );
  }

  private toEntryView({ sealed, ...entry }: EntryJson): WatchListEntryView {
    return {
      id: entry.id,
      version: entry.version,
      names: entry.names,
      birthDate: entry.birthDate,
      nationality: entry.nationality,
      documentNumber: sealed === null ? null : (this.sealed.open(documentPurpose, entry.id, sealed) ?? null),
      reason: entry.reason,
      source: entry.source,
      validUntil: entry.validUntil,
      addedBy: entry.addedBy,
      createdAt: entry.createdAt,
    };
  }
}
