import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { MicroBatch } from '../../platform/database/micro-batch';
import type { Principal } from '../../platform/http/request-context';
import {
  AdmissionQueries,
  endsEntry,
  pointColumns,
  type DeskPersonRow,
  type PlaceKey,
  type PointRow,
} from './admission.queries';
import { AdmissionRules } from './admission-rules.service';
import type { Direction, RefusalReason } from './admission.rules';
import type { Place } from './check-in-points.service';

/** A scan as it was read. */
export interface Scan {
  readonly event: EventScope;
  readonly place: Place;
  /** The code that was typed, or the registration that a badge names; null for a badge that is not ours. */
  readonly who: string | null;
  readonly revision: number | null;
  readonly byToken: boolean;
  readonly direction: Direction;
  readonly at: Date;
  readonly now: Date;
  readonly flaw: RefusalReason | null;
  readonly clientId: string | null;
  readonly deviceId: string | null;
  readonly by: Principal;
  /** Whether those who have a say in who comes in were asked already. */
  readonly asked: boolean;
}

/** What a scan met: the point, the person if there is one, why it was refused, and the check-in if it was not. */
export type FoundRow = PointRow &
  Omit<DeskPersonRow, 'registration_id'> & {
    registration_id: string | null;
    day: string;
    reason: RefusalReason | null;
    /** Whether nothing was marked because somebody wants to be asked first. */
    asks_first: boolean;
    check_in_id: string | null;
  };

/** Two statements under way and at most so many scans in one were the best of what was measured. */
const batching = { inFlight: 2, most: 100 } as const;

/**
 * Where scans are found, judged and marked. The scans of one point that arrive at once go through as one statement; the
 * database lets each person in once, whatever they come with.
 */
@Injectable()
export class Gate {
  private readonly statements = new Map<string, string>();
  private readonly lines = new Map<string, MicroBatch<Scan, FoundRow | undefined>>();

  constructor(
    private readonly db: Database,
    private readonly admission: AdmissionQueries,
    private readonly rules: AdmissionRules,
  ) {}

  /** Finds, judges and marks. Undefined when there is no such point. */
  async mark(scan: Scan): Promise<FoundRow | undefined> {
    // What is part of a transaction cannot go with others.
    if (this.db.inTransaction) return (await this.markAll([scan]))[0];
    const { event, place, byToken, direction } = scan;
    const key = [event.id, place.key, place.id, byToken, direction].join(' ');
    let line = this.lines.get(key);
    if (!line) {
      line = new MicroBatch((scans) => this.markAll(scans), batching);
      this.lines.set(key, line);
    }
    try {
      return await line.add(scan);
    } finally {
      if (line.isIdle && this.lines.get(key) === line) this.lines.delete(key);
    }
  }

  /** Marks scans of one point, in one direction, that name people in the same way. */
  private async markAll(scans: readonly Scan[]): Promise<(FoundRow | undefined)[]> {
    const [{ event, place, byToken, direction }] = scans as [Scan];
    const rows = await this.db.query<FoundRow & { n: number }>(
      this.statement(place.key, byToken, direction),
      [
        event.id,
        place.id,
        event.timeZone,
        event.startDate,
        event.endDate,
        this.rules.concerned,
        scans.length,
        scans.map((_, n) => n),
        scans.map(({ who }) => who),
        scans.map(({ at }) => at),
        scans.map(({ revision }) => revision),
        scans.map(({ flaw }) => flaw),
        scans.map(({ asked }) => asked),
        scans.map(() => newId()),
        scans.map(({ clientId }) => clientId),
        scans.map(({ deviceId }) => deviceId),
        scans.map(({ by }) => by.name),
        scans.map(({ now }) => now),
      ],
    );
    const found: (FoundRow | undefined)[] = scans.map(() => undefined);
    for (const row of rows) found[row.n] = row;
    return found;
  }

  /** The statement that finds, judges and marks, for one way of naming point and person. */
  private statement(key: PlaceKey, byToken: boolean, direction: Direction): string {
    const name = `${key} ${byToken} ${direction}`;
    let text = this.statements.get(name);
    if (text === undefined) {
      text = this.makeStatement(key, byToken, direction);
      this.statements.set(name, text);
    }
    return text;
  }

  private makeStatement(key: PlaceKey, byToken: boolean, direction: Direction): string {
    const insert = `INSERT INTO check_ins (id, event_id, point_id, registration_id, direction, day, once_on, at, client_id, device_id,
                      offline, counts, blocks, by_name, created_at, updated_at)
      SELECT f.check_in, $1, f.point_id, f.registration_id, '${direction}', f.day, CASE WHEN f.kind = 'day' THEN f.day END, f.at,
             f.client_id, f.device_id, false, true`;
    const marked =
      direction === 'in'
        ? // In the order of people, so that two statements wait for each other at most one way.
          `marked AS (
             ${insert}, f.kind <> 'door' OR f.records_out, f.by_name, f.now, f.now
               FROM found f WHERE f.reason IS NULL AND NOT f.asks_first ORDER BY f.registration_id, f.n
             ON CONFLICT DO NOTHING RETURNING id)`
        : `entry AS (
             SELECT DISTINCT ON (e.id) e.id, f.n, f.at, f.now, f.reentry FROM found f CROSS JOIN LATERAL (
               SELECT e.id FROM check_ins e
                WHERE e.registration_id = f.registration_id AND e.point_id = f.point_id AND e.direction = 'in'
                  AND e.counts AND e.left_at IS NULL AND e.undone_at IS NULL AND e.at <= f.at
                  AND ${endsEntry('f.kind', { day: 'f.day', at: 'f.at' }, 'e')}
                ORDER BY e.at DESC, e.id DESC LIMIT 1) e
              WHERE f.reason IS NULL AND NOT EXISTS (
                SELECT 1 FROM check_ins same WHERE same.event_id = $1 AND same.client_id = f.client_id)
              ORDER BY e.id, f.n),
           ended AS (
             UPDATE check_ins i SET left_at = entry.at, blocks = NOT entry.reentry, version = i.version + 1, updated_at = entry.now
               FROM entry WHERE i.id = entry.id AND i.left_at IS NULL AND i.undone_at IS NULL RETURNING entry.n),
           marked AS (
             ${insert}, false, f.by_name, f.now, f.now FROM found f JOIN ended ON ended.n = f.n
             RETURNING id)`;
    return `WITH point AS (${this.admission.point(key, '$2')}),
      scan AS (
        -- The limit takes nothing away: it says how few there are to the planner, who would guess too many.
        SELECT * FROM unnest($8::integer[], $9::${byToken ? 'uuid' : 'text'}[], $10::timestamptz[], $11::integer[], $12::text[],
            $13::boolean[], $14::uuid[], $15::text[], $16::text[], $17::text[], $18::timestamptz[])
          AS s(n, who, at, revision, flaw, asked, check_in, client_id, device_id, by_name, now) LIMIT $7),
      found AS (
        -- Nobody is asked about those who leave.
        SELECT ${pointColumns}, s.n, s.at, s.check_in, s.client_id, s.device_id, s.by_name, s.now, moment.day,
               ${this.admission.deskColumns}, ${this.admission.verdict} AS reason,
               '${direction}' = 'in' AND NOT s.asked AND point.concerned = ANY ($6::text[]) AS asks_first
          FROM point CROSS JOIN scan s
         CROSS JOIN LATERAL (${this.admission.moment({
           at: 's.at',
           zone: '$3',
           direction: `'${direction}'`,
           revision: 's.revision',
           flaw: 's.flaw',
           firstDay: '$4::date - 1',
           lastDay: '$5',
         })}) moment
          LEFT JOIN registrations r ON r.event_id = $1 AND ${byToken ? 'r.id' : 'r.code'} = s.who
          LEFT JOIN persons p ON p.id = r.person_id LEFT JOIN categories c ON c.id = r.category_id),
      ${marked}
      SELECT f.*, marked.id AS check_in_id FROM found f LEFT JOIN marked ON marked.id = f.check_in`;
  }
}
