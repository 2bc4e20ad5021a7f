import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import { httpProblems } from '../../platform/http/problem';
import type { Page, PageQuery } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import type { Commitment } from '../../registrations/sign-ups/sign-up.rules';
import type { DepartureRow } from '../departures/departure.view';
import type { Terms } from './alternative.rules';
import type {
  ChangedPersonView,
  ChangeKind,
  ChangeOutcome,
  DepartureChangeView,
  InTheWayView,
  PlanView,
} from './change.view';

/** What a change is written down with. */
export interface NewChange {
  /** Id of the record in the history of the departure. */
  readonly id: string;
  readonly eventId: string;
  readonly departureId: string;
  readonly kind: ChangeKind;
  readonly reason: string | null;
  readonly reasons: Readonly<Record<string, string>>;
  readonly was: PlanView;
  readonly becomes: PlanView | null;
  readonly terms: Terms | undefined;
}

/** What becomes of somebody. */
export interface Touched {
  readonly registrationId: string;
  readonly bookingId: string;
  readonly outcome: ChangeOutcome;
  readonly inTheWay: readonly InTheWayView[];
}

interface ChangeRow extends Record<string, unknown> {
  id: string;
  kind: ChangeKind;
  departure_id: string;
  reason: string | null;
  reasons: Record<string, string>;
  was: PlanView;
  becomes: PlanView | null;
  hold_until: Date | null;
  people: ChangedPersonView[];
  changed_by: string;
  created_at: Date;
}

const changes: ListDefinition<ChangeRow, DepartureChangeView> = {
  select: `c.*, (SELECT COALESCE(json_agg(json_build_object('bookingId', p.booking_id, 'registrationId', p.registration_id,
             'code', r.code, 'name', s.display_name, 'outcome', p.outcome, 'inTheWay', p.in_the_way) ORDER BY s.display_name, r.id), '[]')
      FROM departure_change_people p JOIN registrations r ON r.id = p.registration_id JOIN persons s ON s.id = r.person_id
     WHERE p.change_id = c.id) AS people`,
  from: 'departure_changes c',
  id: 'c.id',
  sorts: { createdAt: { expression: 'c.created_at', type: 'timestamptz' } },
  defaultSort: 'createdAt',
  view: (row) => ({
    id: row.id,
    kind: row.kind,
    departureId: row.departure_id,
    reason: row.reason,
    reasons: row.reasons,
    was: row.was,
    becomes: row.becomes,
    holdUntil: row.hold_until?.toISOString() ?? null,
    people: row.people,
    by: row.changed_by,
    at: row.created_at.toISOString(),
  }),
};

/** How a departure is planned, for the record. */
export function planOf(row: DepartureRow): PlanView {
  return {
    departureId: row.id,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    meetingPoint: row.meeting_point,
    seats: row.seats,
  };
}

/** What stands in somebody's way, as it is kept and told. */
export function inTheWayOf(commitments: readonly Commitment[]): InTheWayView[] {
  return commitments.map(({ kind, subjectId, title, titles, startsAt, endsAt }) => ({
    kind,
    subjectId,
    title,
    titles: { ...titles },
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
  }));
}

/** Changes of departures with everybody whom they touched: so that nobody is dropped without a word. */
@Injectable()
export class ChangeRecord {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  list(eventId: string, departureId: string, query: PageQuery): Promise<Page<DepartureChangeView>> {
    return page(this.db, changes, query, [
      when(eventId, 'c.event_id = ?'),
      when(departureId, `(c.departure_id = ? OR c.becomes ->> 'departureId' = ?::text)`),
    ]);
  }

  /** @throws 404 */
  async one(eventId: string, id: string): Promise<DepartureChangeView> {
    const row = await this.db.one<ChangeRow>(
      `SELECT ${changes.select} FROM ${changes.from} WHERE c.event_id = $1 AND c.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such change in this event.');
    return changes.view(row);
  }

  async write(change: NewChange): Promise<void> {
    const { terms } = change;
    await this.db.query(
      `INSERT INTO departure_changes (id, event_id, departure_id, kind, reason, reasons, was, becomes, hold_until, most_alternatives,
                                      other_visits, changed_by, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)`,
      [
        change.id,
        change.eventId,
        change.departureId,
        change.kind,
        change.reason,
        JSON.stringify(change.reasons),
        JSON.stringify(change.was),
        change.becomes === null ? null : JSON.stringify(change.becomes),
        terms?.holdUntil ?? null,
        terms?.most ?? 1,
        terms?.otherVisits ?? false,
        currentPrincipal().name,
        this.clock.now(),
      ],
    );
  }

  async touch(eventId: string, changeId: string, people: readonly Touched[]): Promise<void> {
    if (people.length === 0) return;
    await this.db.query(
      `INSERT INTO departure_change_people (event_id, change_id, registration_id, booking_id, outcome, in_the_way)
       SELECT $1, $2, p.registration_id, p.booking_id, p.outcome, p.in_the_way
         FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::jsonb[]) AS p (registration_id, booking_id, outcome, in_the_way)
       ON CONFLICT (change_id, registration_id) DO NOTHING`,
      [
        eventId,
        changeId,
        people.map(({ registrationId }) => registrationId),
        people.map(({ bookingId }) => bookingId),
        people.map(({ outcome }) => outcome),
        people.map(({ inTheWay }) => JSON.stringify(inTheWay)),
      ],
    );
  }

  /** The terms on which places are offered for a change; none where it offers none, or it is not on record. */
  async terms(changeId: string): Promise<Terms | undefined> {
    const row = await this.db.one<{
      hold_until: Date | null;
      most_alternatives: number;
      other_visits: boolean;
    }>('SELECT hold_until, most_alternatives, other_visits FROM departure_changes WHERE id = $1', [changeId]);
    if (!row || row.hold_until === null || row.hold_until <= this.clock.now()) return undefined;
    return { holdUntil: row.hold_until, most: row.most_alternatives, otherVisits: row.other_visits };
  }
}
