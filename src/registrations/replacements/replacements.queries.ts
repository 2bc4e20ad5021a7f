import { Injectable } from '@nestjs/common';
import { mailLanguages } from '../../communications/words';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { inLanguage } from '../../platform/text';
import type { ReplacementQuery } from './replacement.input';
import { ReplacementSources, type ReplacementOutcome } from './replacement-sources.service';
import type {
  ReplacementLineView,
  ReplacementMessageView,
  ReplacementSummaryView,
  ReplacementView,
} from './replacement.view';

interface Row extends Record<string, unknown> {
  id: string;
  version: number;
  state: string;
  registration_id: string;
  former_registration_id: string;
  delegation_id: string | null;
  from_person_id: string;
  to_person_id: string;
  from_name: string;
  to_name: string;
  organisation: string | null;
  duties: string;
  reason: string | null;
  record_id: string;
  made_by: string;
  created_at: Date;
  open: number;
  done: number;
  not_needed: number;
}

interface LineRow extends Record<string, unknown> {
  id: string;
  version: number;
  replacement_id: string;
  state: string;
  kind: string;
  title: string;
  titles: Record<string, string>;
  detail: string | null;
  outcome: ReplacementOutcome | null;
  responsible: string;
  slug: string;
  path: string;
  closed_at: Date | null;
  closed_by: string | null;
  note: string | null;
}

const replacements: ListDefinition<Row, ReplacementSummaryView> = {
  select: `x.id, x.version, x.state, x.registration_id, x.former_registration_id, x.delegation_id, x.from_person_id, x.to_person_id,
    f.display_name AS from_name, t.display_name AS to_name, r.organisation_name AS organisation, x.duties, x.reason, x.record_id,
    x.made_by, x.created_at, n.open, n.done, n.not_needed`,
  from: `replacements x JOIN persons f ON f.id = x.from_person_id JOIN persons t ON t.id = x.to_person_id
    JOIN registrations r ON r.id = x.registration_id
    CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE l.state = 'open')::integer AS open, count(*) FILTER (WHERE l.state = 'done')::integer AS done,
                               count(*) FILTER (WHERE l.state = 'not_needed')::integer AS not_needed
                          FROM replacement_lines l WHERE l.replacement_id = x.id) n`,
  id: 'x.id',
  sorts: { madeAt: { expression: 'x.created_at', type: 'timestamptz' } },
  defaultSort: '-madeAt',
  view: (row) => ({
    id: row.id,
    version: row.version,
    state: row.state,
    former: {
      personId: row.from_person_id,
      name: row.from_name,
      registrationId: row.former_registration_id,
    },
    successor: { personId: row.to_person_id, name: row.to_name, registrationId: row.registration_id },
    delegationId: row.delegation_id,
    organisation: row.organisation,
    duties: row.duties,
    reason: row.reason,
    madeBy: row.made_by,
    madeAt: row.created_at.toISOString(),
    open: row.open,
    done: row.done,
    notNeeded: row.not_needed,
  }),
};

const lineColumns = `l.id, l.version, l.replacement_id, l.state, l.kind, l.title, l.titles, l.detail, l.outcome, l.responsible, e.slug, l.path,
  l.closed_at, l.closed_by, l.note`;

/** For whom a replacement is shown: staff, or the delegation within which it was. */
export interface ReplacementReader {
  /** The delegation to which whoever asks belongs; they see no notes, and no messages to others. */
  readonly delegationId?: string;
}

/** Reads of replacements. */
@Injectable()
export class ReplacementsQueries {
  constructor(
    private readonly db: Database,
    private readonly sources: ReplacementSources,
  ) {}

  list(eventId: string, query: ReplacementQuery): Promise<Page<ReplacementSummaryView>> {
    return page(this.db, replacements, query, [
      when(eventId, 'x.event_id = ?'),
      when(query.state, 'x.state = ?'),
      when(query.delegationId, 'x.delegation_id = ?'),
      when(query.registrationId, 'x.registration_id = ?'),
    ]);
  }

  /** @throws 404 */
  async replacement(
    eventId: string,
    id: string,
    { delegationId }: ReplacementReader = {},
  ): Promise<ReplacementView> {
    const row = await this.db.one<Row>(
      `SELECT ${replacements.select} FROM ${replacements.from}
        WHERE x.event_id = $1 AND x.id = $2 AND ($3::uuid IS NULL OR x.delegation_id = $3)`,
      [eventId, id, delegationId ?? null],
    );
    if (!row) throw httpProblems.notFound('There is no such replacement here.');
    const lines = await this.db.query<LineRow>(
      `SELECT ${lineColumns} FROM replacement_lines l JOIN events e ON e.id = l.event_id WHERE l.replacement_id = $1 ORDER BY l.position`,
      [id],
    );
    const isStaff = delegationId === undefined;
    return {
      ...replacements.view(row),
      lines: lines.map((line) => ({ ...this.lineView(line), ...(isStaff ? {} : { note: null }) })),
      told: await this.told(eventId, row, isStaff),
    };
  }

  /** @throws 404 */
  async line(eventId: string, id: string): Promise<ReplacementLineView> {
    const row = await this.db.one<LineRow>(
      `SELECT ${lineColumns} FROM replacement_lines l JOIN events e ON e.id = l.event_id WHERE l.event_id = $1 AND l.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such line here.');
    return this.lineView(row);
  }

  private lineView(row: LineRow): ReplacementLineView {
    return {
      id: row.id,
      version: row.version,
      replacementId: row.replacement_id,
      state: row.state,
      kind: row.kind,
      title: row.title,
      titles: row.titles,
      detail: row.detail,
      says: Object.fromEntries(
        mailLanguages.map((language) => [
          language,
          this.sources.say(row.kind, language, inLanguage(row.title, row.titles, language), row.outcome),
        ]),
      ),
      outcome: row.outcome,
      responsible: row.responsible,
      href: `/api/v1/events/${row.slug}/${row.path}`,
      closedAt: row.closed_at?.toISOString() ?? null,
      closedBy: row.closed_by,
      note: row.note,
    };
  }

  /**
   * The messages that the replacement caused, and those about what it touched that were written since (ids grow with time) to
   * one of the two persons.
   */
  private async told(eventId: string, row: Row, all: boolean): Promise<ReplacementMessageView[]> {
    const messages = await this.db.query<{
      id: string;
      kind: string;
      name: string;
      state: string;
      subject_line: string | null;
      created_at: Date;
      sent_at: Date | null;
    }>(
      `SELECT m.id, m.kind, m.name, m.state, m.subject_line, m.created_at, m.sent_at FROM messages m
        WHERE m.event_id = $1 AND ($6 OR m.person_id IN ($4, $5))
          AND (m.cause = $3 OR m.subject_kind = 'replacement' AND m.subject_id = $2::text
               OR m.id > $2::uuid AND m.person_id IN ($4, $5)
                  AND m.subject_id IN (SELECT l.subject_id::text FROM replacement_lines l WHERE l.replacement_id = $2::uuid))
        ORDER BY m.created_at, m.id LIMIT 200`,
      [eventId, row.id, row.record_id, row.from_person_id, row.to_person_id, all],
    );
    return messages.map((message) => ({
      messageId: message.id,
      kind: message.kind,
      name: message.name,
      state: message.state,
      subject: message.subject_line,
      writtenAt: message.created_at.toISOString(),
      sentAt: message.sent_at?.toISOString() ?? null,
    }));
  }
}
