import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import type { FieldFault } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { readRegistrationCode } from '../registration.rules';
import { AdmissionQueries, pointColumns, type PointRow } from './admission.queries';
import { AdmissionRules } from './admission-rules.service';
import { clockSkewMs, type Direction, type RefusalReason } from './admission.rules';
import { BadgeTokens } from '../badges/badge-tokens.service';
import { checkInProblems } from './check-in.errors';
import type { BatchInput, OfflineScanInput } from './check-in.input';
import type { BatchView, ScanResultView } from './check-in.view';
import { CheckInPointsService, placeOf, type Place } from './check-in-points.service';
import { Sightings } from './sightings.service';

/** A scan of a batch as it was read: by whose code, or by which badge. */
interface OfflineScan {
  readonly clientId: string;
  readonly code: string | null;
  readonly registrationId: string | null;
  readonly revision: number | null;
  readonly direction: Direction;
  readonly at: Date;
  readonly flaw: RefusalReason | null;
  readonly admitted: boolean;
  /** Why the scanner refused. */
  readonly reason: RefusalReason | null;
}

/** The same, judged by what is known here and now. */
interface JudgedScan extends OfflineScan {
  /** Whose it was; null when that is not known. */
  readonly whose: string | null;
  readonly day: string;
  /** Why it should have been refused. */
  readonly verdict: RefusalReason | null;
}

interface JudgedRow extends PointRow {
  n: number;
  registration_id: string | null;
  day: string;
  verdict: RefusalReason | null;
  elsewhere: boolean;
}

/** What stands on record under a clientId. */
interface RecordedRow extends Record<string, unknown> {
  client_id: string;
  id: string;
  registration_id: string | null;
  reason: RefusalReason | null;
}

/**
 * What scanners decided while they were offline. A person who was let in was let in: it is recorded, with the reason for
 * which it should not have been, and never lost. Who came first at a point is decided by when, not by which scanner
 * finds the network again first.
 */
@Injectable()
export class Batches {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly points: CheckInPointsService,
    private readonly admission: AdmissionQueries,
    private readonly rules: AdmissionRules,
    private readonly tokens: BadgeTokens,
    private readonly sightings: Sightings,
  ) {}

  /**
   * Records a batch, all of it or nothing, and answers what became of each scan, in the order in which they were sent. A
   * batch that is sent again changes nothing. A dozen statements, however many scans there are.
   * @throws 404 for a point that does not exist, 422 for scans that cannot be read
   */
  async record(event: EventScope, input: BatchInput, by: Principal): Promise<BatchView> {
    const place = placeOf(input);
    assertReadable(input.scans);
    // One clientId is one scan; what is sent twice in one batch is answered twice.
    const first = new Map<string, OfflineScanInput>();
    for (const scan of input.scans) if (!first.has(scan.clientId)) first.set(scan.clientId, scan);
    const scans = await Promise.all([...first.values()].map((scan) => this.read(scan)));
    scans.sort((a, b) => a.at.getTime() - b.at.getTime());
    const { point, judged } = await this.judge(event, place, scans);
    const results = await this.sightings.transaction(() =>
      this.write(event, point, judged, input.deviceId, by),
    );
    const answered = new Set<string>();
    return {
      pointId: point.point_id,
      results: input.scans.map(({ clientId }) => {
        const result = results.get(clientId)!;
        if (!answered.has(clientId)) {
          answered.add(clientId);
          return result;
        }
        return { ...result, outcome: 'duplicate' };
      }),
    };
  }

  private async read(scan: OfflineScanInput): Promise<OfflineScan> {
    const now = this.clock.now();
    const at = new Date(scan.at);
    const claim = scan.token === undefined ? undefined : await this.tokens.readAside(scan.token);
    // The instant at which something really happened is unknown then, but not later than now.
    const isAhead = at.getTime() > now.getTime() + clockSkewMs;
    return {
      clientId: scan.clientId,
      code: scan.code === undefined ? null : readRegistrationCode(scan.code),
      registrationId: claim?.registrationId ?? null,
      revision: claim?.revision ?? null,
      direction: scan.direction ?? 'in',
      at: isAhead ? now : at,
      flaw: scan.token !== undefined && !claim ? 'token_invalid' : isAhead ? 'clock_skew' : null,
      admitted: scan.decision === 'admitted',
      reason: scan.reason ?? null,
    };
  }

  /** Finds whose scans these are, and what should have been decided, by what is known now. */
  private async judge(
    event: EventScope,
    place: Place,
    scans: readonly OfflineScan[],
  ): Promise<{ point: PointRow; judged: JudgedScan[] }> {
    let rows = await this.look(event, place, scans);
    if (rows.length === 0) {
      await this.points.ensure(event, place);
      rows = await this.look(event, place, scans);
    }
    const point = rows[0]!;
    const entering = rows.filter(
      ({ n, verdict, registration_id }) =>
        registration_id !== null && verdict === null && scans[n]!.admitted && scans[n]!.direction === 'in',
    );
    const ruled = await this.rules.refusals(
      { eventId: event.id, kind: point.kind, sessionId: point.session_id },
      point.concerned,
      [...new Set(entering.map(({ registration_id }) => registration_id!))],
    );
    const judged = rows.map(({ n, registration_id, day, verdict, elsewhere }) => {
      const scan = scans[n]!;
      const isIn = scan.direction === 'in' && registration_id !== null;
      return {
        ...scan,
        whose: registration_id,
        day,
        verdict: elsewhere
          ? 'other_event'
          : (verdict ?? (isIn ? (ruled.get(registration_id) ?? null) : null)),
      };
    });
    return { point, judged };
  }

  private look(event: EventScope, place: Place, scans: readonly OfflineScan[]): Promise<JudgedRow[]> {
    return this.db.query<JudgedRow>(
      `WITH point AS (${this.admission.point(place.key, '$2')}),
       scan AS (
         SELECT * FROM unnest($3::integer[], $4::uuid[], $5::text[], $6::integer[], $7::text[], $8::timestamptz[], $9::text[])
           AS s(n, registration_id, code, revision, direction, at, flaw)),
       who AS (
         SELECT s.n, r.id FROM scan s JOIN registrations r ON r.id = s.registration_id AND r.event_id = $1
         UNION ALL
         SELECT s.n, r.id FROM scan s JOIN registrations r ON r.event_id = $1 AND r.code = s.code)
       SELECT ${pointColumns}, s.n, r.id AS registration_id, moment.day, ${this.admission.verdict} AS verdict,
              r.id IS NULL AND EXISTS (SELECT 1 FROM registrations o WHERE o.id = s.registration_id) AS elsewhere
         FROM scan s CROSS JOIN point
        CROSS JOIN LATERAL (${this.admission.moment({
          at: 's.at',
          zone: '$10',
          direction: 's.direction',
          revision: 's.revision',
          flaw: 's.flaw',
          firstDay: '($11::date - 1)',
          lastDay: '$12',
        })}) moment
         LEFT JOIN who w ON w.n = s.n LEFT JOIN registrations r ON r.id = w.id
        ORDER BY s.n`,
      [
        event.id,
        place.id,
        scans.map((_, n) => n),
        scans.map(({ registrationId }) => registrationId),
        scans.map(({ code }) => code),
        scans.map(({ revision }) => revision),
        scans.map(({ direction }) => direction),
        scans.map(({ at }) => at),
        scans.map(({ flaw }) => flaw),
        event.timeZone,
        event.startDate,
        event.endDate,
      ],
    );
  }

  /** Writes what was judged, and answers the result of each scan by its clientId. */
  private async write(
    event: EventScope,
    point: PointRow,
    scans: readonly JudgedScan[],
    deviceId: string,
    by: Principal,
  ): Promise<Map<string, ScanResultView>> {
    const entries = scans.filter(({ admitted, whose }) => admitted && whose !== null);
    // Whoever was let in without being known is recorded as well, where it can be: among what should not have been.
    const others = scans.filter(({ admitted, whose }) => !admitted || whose === null);
    const people = [...new Set(entries.map(({ whose }) => whose!))];
    await this.sightings.lock(people);
    const made = await this.insertEntries(event, point, entries, deviceId, by);
    const refused = await this.insertRefusals(event, point, others, deviceId, by);
    if (made.size > 0) await this.sightings.settle(point.point_id, people);
    const recorded = await this.recorded('check_ins', 'conflict', event.id, entries);
    const noted = await this.recorded('check_in_refusals', 'reason', event.id, others);
    const results = new Map<string, ScanResultView>();
    for (const { clientId, whose } of entries) {
      const row = recorded.get(clientId)!;
      const isOther = row.registration_id !== whose;
      results.set(clientId, {
        clientId,
        outcome: isOther
          ? 'conflict'
          : !made.has(row.id)
            ? 'duplicate'
            : row.reason === null
              ? 'recorded'
              : 'conflict',
        reason: isOther ? 'client_id_reused' : row.reason,
        checkInId: isOther ? null : row.id,
        registrationId: whose,
      });
    }
    for (const { clientId, whose, admitted } of others) {
      const row = noted.get(clientId)!;
      results.set(clientId, {
        clientId,
        outcome: !refused.has(row.id) ? 'duplicate' : admitted ? 'conflict' : 'recorded',
        reason: row.reason,
        checkInId: null,
        registrationId: whose,
      });
    }
    return results;
  }

  /** The ids of the check-ins that are new. */
  private async insertEntries(
    event: EventScope,
    point: PointRow,
    scans: readonly JudgedScan[],
    deviceId: string,
    by: Principal,
  ): Promise<Set<string>> {
    if (scans.length === 0) return new Set();
    const rows = await this.db.query<{ id: string }>(
      `INSERT INTO check_ins (id, event_id, point_id, registration_id, direction, day, once_on, at, client_id, device_id, offline, counts,
         blocks, conflict, by_name, created_at, updated_at)
       SELECT id, $1, $2, registration_id, direction, day, CASE WHEN $3 = 'day' THEN day END, at, client_id, $4, true, false,
              false, conflict, $5, $6, $6
         FROM unnest($7::uuid[], $8::uuid[], $9::text[], $10::date[], $11::timestamptz[], $12::text[], $13::text[])
           AS s(id, registration_id, direction, day, at, client_id, conflict)
       ON CONFLICT (event_id, client_id) DO NOTHING RETURNING id`,
      [
        event.id,
        point.point_id,
        point.kind,
        deviceId,
        by.name,
        this.clock.now(),
        scans.map(() => newId()),
        scans.map(({ whose }) => whose),
        scans.map(({ direction }) => direction),
        scans.map(({ day }) => day),
        scans.map(({ at }) => at),
        scans.map(({ clientId }) => clientId),
        scans.map(({ verdict }) => verdict),
      ],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** The ids of the refusals that are new. */
  private async insertRefusals(
    event: EventScope,
    point: PointRow,
    scans: readonly JudgedScan[],
    deviceId: string,
    by: Principal,
  ): Promise<Set<string>> {
    if (scans.length === 0) return new Set();
    const rows = await this.db.query<{ id: string }>(
      `INSERT INTO check_in_refusals (id, event_id, point_id, registration_id, reason, direction, at, client_id, device_id, by_name, offline,
         admitted, created_at)
       SELECT id, $1, $2, registration_id, reason, direction, at, client_id, $3, $4, true, admitted, $5
         FROM unnest($6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::timestamptz[], $11::text[], $12::boolean[])
           AS s(id, registration_id, reason, direction, at, client_id, admitted)
       ON CONFLICT (event_id, client_id) DO NOTHING RETURNING id`,
      [
        event.id,
        point.point_id,
        deviceId,
        by.name,
        this.clock.now(),
        scans.map(() => newId()),
        scans.map(({ whose }) => whose),
        scans.map(({ admitted, reason, verdict }) => (admitted ? verdict : reason)),
        scans.map(({ direction }) => direction),
        scans.map(({ at }) => at),
        scans.map(({ clientId }) => clientId),
        scans.map(({ admitted }) => admitted),
      ],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** What stands on record under these clientIds, by them. */
  private async recorded(
    table: 'check_ins' | 'check_in_refusals',
    reason: 'conflict' | 'reason',
    eventId: string,
    scans: readonly JudgedScan[],
  ): Promise<Map<string, RecordedRow>> {
    if (scans.length === 0) return new Map();
    const rows = await this.db.query<RecordedRow>(
      `SELECT client_id, id, registration_id, ${reason} AS reason FROM ${table} WHERE event_id = $1 AND client_id = ANY ($2::text[])`,
      [eventId, scans.map(({ clientId }) => clientId)],
    );
    return new Map(rows.map((row) => [row.client_id, row]));
  }
}

/** @throws 422 for no scans, and at each scan that says neither or both of code and token, or refuses without a reason */
function assertReadable(scans: readonly OfflineScanInput[]): void {
  const errors: FieldFault[] = scans.flatMap(({ code, token, decision, reason }, index) => [
    ...((code === undefined) === (token === undefined)
      ? [{ pointer: `/scans/${index}/code`, code: 'required', message: 'must be given, or else token' }]
      : []),
    ...(decision === 'refused' && reason === undefined
      ? [{ pointer: `/scans/${index}/reason`, code: 'required', message: 'must say why it was refused' }]
      : []),
  ]);
  if (scans.length === 0)
    errors.push({ pointer: '/scans', code: 'required', message: 'must have at least one scan' });
  if (errors.length > 0)
    throw checkInProblems.checkInUnclear({ detail: `${errors[0]!.pointer} ${errors[0]!.message}.`, errors });
}
