import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { RequirementDocumentQuery } from './requirement.input';
import type { RequirementDocumentView, RequirementView } from './requirement.view';

interface RequirementRow extends Record<string, unknown>, Omit<RequirementView, 'dueAt'> {
  due_at: Date | null;
}

const requirements: ListDefinition<RequirementRow, RequirementView> = {
  select: `r.id, r.version, r.kind, r.concerns, r.title, r.titles, r.category_id AS "categoryId", r.delegation_id AS "delegationId", r.due_at,
    r.remind_days AS "remindDays", r.keep_days AS "keepDays",
    r.match_members AS "matchMembers"`,
  from: 'requirements r',
  id: 'r.id',
  sorts: { title: { expression: 'r.title', type: 'text' } },
  defaultSort: 'title',
  view: (r) => ({
    id: r.id,
    version: r.version,
    kind: r.kind,
    concerns: r.concerns,
    title: r.title,
    titles: r.titles,
    categoryId: r.categoryId,
    delegationId: r.delegationId,
    dueAt: r.due_at?.toISOString() ?? null,
    remindDays: r.remindDays,
    keepDays: r.keepDays,
    matchMembers: r.matchMembers,
  }),
};

interface DocumentRow
  extends Record<string, unknown>, Omit<RequirementDocumentView, 'dueAt' | 'overdue' | 'handedInAt'> {
  due_at: Date | null;
  handed_in_at: Date | null;
}

/** Documents of delegations and of those who are still members. */
const documentsFrom = `requirement_documents x JOIN requirements r ON r.id = x.requirement_id
    LEFT JOIN delegation_members m ON m.registration_id = x.registration_id AND m.delegation_id = x.delegation_id
    LEFT JOIN registrations g ON g.id = m.registration_id LEFT JOIN persons p ON p.id = g.person_id`;

const documents = (now: Date): ListDefinition<DocumentRow, RequirementDocumentView> => ({
  select: `x.id, x.version, x.state, x.requirement_id AS "requirementId", r.kind, r.title, r.titles, x.delegation_id AS "delegationId",
    x.registration_id AS "registrationId", p.display_name AS member, r.due_at,
    (SELECT f.name FROM stored_files f WHERE f.id = x.file_id) AS file, x.handed_in_at, x.handed_in_by AS "handedInBy", x.reason`,
  from: documentsFrom,
  id: 'x.id',
  sorts: { createdAt: { expression: 'x.created_at', type: 'timestamptz' } },
  defaultSort: 'createdAt',
  view: (x) => ({
    id: x.id,
    version: x.version,
    state: x.state,
    requirementId: x.requirementId,
    kind: x.kind,
    title: x.title,
    titles: x.titles,
    delegationId: x.delegationId,
    registrationId: x.registrationId,
    member: x.member,
    dueAt: x.due_at?.toISOString() ?? null,
    overdue: isMissing(x.state) && x.due_at !== null && x.due_at <= now,
    file: x.file,
    handedInAt: x.handed_in_at?.toISOString() ?? null,
    handedInBy: x.handedInBy,
    reason: x.reason,
  }),
});

function isMissing(state: string): boolean {
  return state === 'missing' || state === 'incomplete' || state === 'refused';
}

/** A document with what decides about its file. */
export interface DocumentFileRow extends Record<string, unknown> {
  readonly id: string;
  readonly state: string;
  readonly kind: string;
  readonly file_id: string | null;
  readonly delegation_state: string;
}

/** Reads of what delegations must hand in, and have. */
@Injectable()
export class RequirementsQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  list(eventId: string, query: PageQuery): Promise<Page<RequirementView>> {
    return page(this.db, requirements, query, [when(eventId, 'r.event_id = ?')]);
  }

  /** @throws 404 */
  async requirement(eventId: string, id: string): Promise<RequirementView> {
    const row = await this.db.one<RequirementRow>(
      `SELECT ${requirements.select} FROM ${requirements.from} WHERE r.event_id = $1 AND r.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such requirement in this event.');
    return requirements.view(row);
  }

  /** Documents of an event, or of one of its delegations. */
  documents(
    eventId: string,
    delegationId: string | undefined,
    query: RequirementDocumentQuery,
  ): Promise<Page<RequirementDocumentView>> {
    const now = this.clock.now();
    return page(this.db, documents(now), query, [
      when(eventId, 'x.event_id = ?'),
      when(delegationId, 'x.delegation_id = ?'),
      when(query.state, 'x.state = ?'),
      query.overdue === undefined
        ? undefined
        : {
            sql: `(x.state IN ('missing', 'incomplete', 'refused') AND r.due_at IS NOT NULL AND r.due_at <= ?) = ?`,
            values: [now, query.overdue],
          },
      { sql: '(x.registration_id IS NULL OR m.registration_id IS NOT NULL)', values: [] },
    ]);
  }

  /** @throws 404 also for a document of another delegation, where one is given */
  async document(eventId: string, id: string, delegationId?: string): Promise<RequirementDocumentView> {
    const list = documents(this.clock.now());
    const row = await this.db.one<DocumentRow>(
      `SELECT ${list.select} FROM ${list.from} WHERE x.event_id = $1 AND x.id = $2 AND ($3::uuid IS NULL OR x.delegation_id = $3)`,
      [eventId, id, delegationId ?? null],
    );
    if (!row) throw unknownDocument();
    return list.view(row);
  }

  /** The document of a delegation with its file, locked. @throws 404 */
  async locked(eventId: string, delegationId: string, id: string): Promise<DocumentFileRow> {
    const row = await this.db.one<DocumentFileRow>(
      `SELECT x.id, x.state, r.kind, x.file_id, d.state AS delegation_state
         FROM ${documentsFrom} JOIN delegations d ON d.id = x.delegation_id
        WHERE x.event_id = $1 AND x.delegation_id = $2 AND x.id = $3 AND (x.registration_id IS NULL OR m.registration_id IS NOT NULL)
          FOR NO KEY UPDATE OF x`,
      [eventId, delegationId, id],
    );
    if (!row) throw unknownDocument();
    return row;
  }

  /** All that a delegation has still to hand in, what is due first coming first. */
  async missing(eventId: string, delegationId: string): Promise<RequirementDocumentView[]> {
    const list = documents(this.clock.now());
    const rows = await this.db.query<DocumentRow>(
      `SELECT ${list.select} FROM ${list.from}
        WHERE x.event_id = $1 AND x.delegation_id = $2 AND x.state IN ('missing', 'incomplete', 'refused')
          AND (x.registration_id IS NULL OR m.registration_id IS NOT NULL)
        ORDER BY r.due_at NULLS LAST, r.title, p.display_name NULLS FIRST, x.id`,
      [eventId, delegationId],
    );
    return rows.map(list.view);
  }
}

const unknownDocument = () => httpProblems.notFound('The delegation has no such document.');
