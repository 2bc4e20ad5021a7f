import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { assertVersion } from '../../platform/http/concurrency';
import { httpProblems, type FieldFault } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { BadgeTokens } from '../../registrations/badges/badge-tokens.service';
import { readRegistrationCode } from '../../registrations/registration.rules';
import { bookingWorkflow } from '../bookings/booking.workflow';
import { headcountProblems, headcountRefusals } from './headcount.errors';
import type { HeadcountBatchInput, HeadcountInput, OfflineHeadcountInput } from './headcount.input';
import {
  headcountReasons,
  mostSkewMs,
  oldestHours,
  reasonAgainst,
  skewOf,
  trueTime,
  warningsOf,
  type HeadcountPoint,
  type HeadcountReason,
  type HeadcountWarning,
} from './headcount.rules';
import type {
  HeadcountBatchView,
  HeadcountEntryView,
  HeadcountResultView,
  OtherDepartureView,
} from './headcount.view';
import { HeadcountsQueries } from './headcounts.queries';

/** A scan as it was read: by which badge, by whose code, or of whom that was found by name. */
interface Scan {
  readonly clientId: string;
  readonly point: HeadcountPoint;
  readonly coachId: string | null;
  readonly isForged: boolean;
  readonly registrationId: string | null;
  readonly revision: number | null;
  readonly code: string | null;
  readonly bookingId: string | null;
  readonly at: Date;
}

/** By what and when scans were made. */
interface Origin {
  readonly deviceId: string | null;
  readonly offline: boolean;
  readonly skewMs: number;
  readonly by: Principal;
}

/** What the database knows of the person of a scan. */
interface FoundRow extends Record<string, unknown> {
  n: number;
  registration_id: string | null;
  other_event: boolean;
  badge_revision: number | null;
  blocked: boolean;
  booking_id: string | null;
  booking_state: string | null;
  own_coach_id: string | null;
  coach_id: string | null;
  elsewhere_id: string | null;
  leaves_no_room: boolean;
}

interface JudgedScan extends Scan {
  /** The booking that is counted; null for a scan that is refused. */
  readonly countedId: string | null;
  readonly whose: string | null;
  readonly elsewhereId: string | null;
  readonly reason: HeadcountReason | null;
  readonly warnings: readonly HeadcountWarning[];
}

/** What stands on record under a clientId. */
interface RecordedRow extends Record<string, unknown> {
  id: string;
  client_id: string;
  point: HeadcountPoint;
  booking_id: string | null;
  registration_id: string | null;
  departure_id: string;
  reason: HeadcountReason | null;
  warnings: HeadcountWarning[];
  counts: boolean;
  at: Date;
  name: string | null;
  elsewhere: (Omit<OtherDepartureView, 'startsAt'> & { startsAt: string }) | null;
}

/** How often a batch is tried that another phone got in the way of. */
const tries = 3;

/**
 * Counts heads. A scan is a sighting: somebody, at a point, at a time. What counts follows from all sightings together, the
 * first at each point; so it does not matter which phone finds the network first, and nobody is counted twice.
 */
@Injectable()
export class HeadcountsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly tokens: BadgeTokens,
    private readonly queries: HeadcountsQueries,
  ) {}

  /**
   * Counts somebody now. The same clientId again answers what stands on record.
   * @throws a problem with a `reason` of the closed list; 404 for a departure that does not exist, 422 for an unclear scan
   */
  async count(
    event: EventScope,
    departureId: string,
    input: HeadcountInput,
    by: Principal,
  ): Promise<HeadcountEntryView> {
    assertClear([input], '');
    const scan = await this.read(input, this.clock.now());
    const { deviceId = null } = input;
    const origin = { deviceId, offline: false, skewMs: 0, by };
    const result = (await this.record(event, departureId, [scan], origin)).get(scan.clientId)!;
    if (result.reason !== null) throw refused(result, result.reason);
    return this.queries.entry(event.id, departureId, result.headcountId!);
  }

  /**
   * Takes over what a phone saw while it was offline, all of it or nothing, by a dozen statements however many scans there
   * are. A batch that is sent again changes nothing.
   * @throws 404 for a departure that does not exist, 422 for scans that cannot be read and for a clock that is too wrong
   */
  async merge(
    event: EventScope,
    departureId: string,
    input: HeadcountBatchInput,
    by: Principal,
  ): Promise<HeadcountBatchView> {
    assertClear(input.scans, '/scans');
    const now = this.clock.now();
    const sentAt = new Date(input.sentAt);
    const skewMs = skewOf(sentAt, now);
    assertClock(skewMs, sentAt, now, input.scans);
    const first = new Map<string, OfflineHeadcountInput>();
    for (const scan of input.scans) if (!first.has(scan.clientId)) first.set(scan.clientId, scan);
    const scans = await Promise.all(
      [...first.values()].map((scan) => this.read(scan, trueTime(new Date(scan.at), skewMs, now))),
    );
    const origin = { deviceId: input.deviceId, offline: true, skewMs, by };
    const results = await this.record(event, departureId, scans, origin);
    const answered = new Set<string>();
    return {
      departureId,
      skewMs,
      results: input.scans.map(({ clientId }) => {
        const result = results.get(clientId)!;
        if (answered.has(clientId)) return { ...result, outcome: 'duplicate' };
        answered.add(clientId);
        return result;
      }),
    };
  }

  /**
   * Takes back that somebody was counted. Another phone's sighting of them counts then, if there is one; whom nobody else saw
   * is not on board any more.
   * @throws 404, 412
   */
  async undo(
    event: EventScope,
    departureId: string,
    id: string,
    version: number,
    by: Principal,
  ): Promise<void> {
    await this.db.transaction(async () => {
      const known = await this.db.one<{ booking_id: string | null }>(
        `SELECT booking_id FROM headcounts WHERE event_id = $1 AND departure_id = $2 AND id = $3`,
        [event.id, departureId, id],
      );
      if (!known) throw httpProblems.notFound('There is no such record of this departure.');
      const booking =
        known.booking_id === null
          ? undefined
          : await this.db.one<{ id: string; state: string }>(
              `SELECT id, state FROM bookings WHERE id = $1 FOR UPDATE`,
              [known.booking_id],
            );
      const row = (await this.db.one<{ version: number; undone_at: Date | null }>(
        `SELECT version, undone_at FROM headcounts WHERE id = $1 FOR UPDATE`,
        [id],
      ))!;
      assertVersion(row.version, version);
      if (row.undone_at !== null) return;
      await this.db.query(
        `UPDATE headcounts SET undone_at = $2, undone_by = $3, counts = false, updated_at = $2, version = version + 1 WHERE id = $1`,
        [id, this.clock.now(), by.name],
      );
      if (!booking) return;
      await this.settle([booking.id]);
      const left = (await this.db.one<{ seen: boolean; taken: boolean }>(
        `SELECT bool_or(counts) AS seen, bool_or(boarded) AS taken FROM headcounts WHERE booking_id = $1`,
        [booking.id],
      ))!;
      // Whom somebody took on board without a scan stays there.
      if (!left.seen && left.taken && booking.state === 'boarded')
        await this.engine.apply(bookingWorkflow, booking.id, {
          transition: 'unboard',
          principal: by,
          scopeId: event.id,
        });
    });
  }

  private async read(input: HeadcountInput | OfflineHeadcountInput, at: Date): Promise<Scan> {
    const claim = input.token === undefined ? undefined : await this.tokens.readAside(input.token);
    return {
      clientId: input.clientId,
      point: input.point,
      coachId: input.coachId ?? null,
      isForged: input.token !== undefined && !claim,
      registrationId: claim?.registrationId ?? null,
      revision: claim?.revision ?? null,
      code: input.code === undefined ? null : readRegistrationCode(input.code),
      bookingId: input.bookingId ?? null,
      at,
    };
  }

  /** Records scans in one transaction; again if another phone got in the way. */
  private async record(
    event: EventScope,
    departureId: string,
    scans: readonly Scan[],
    origin: Origin,
  ): Promise<Map<string, HeadcountResultView>> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.db.transaction(() => this.write(event, departureId, scans, origin));
      } catch (error) {
        const collided =
          isSqlError(error, sqlState.uniqueViolation) ||
          isSqlError(error, sqlState.exclusionViolation) ||
          isSqlError(error, sqlState.deadlockDetected);
        if (!collided || this.db.inTransaction || attempt === tries) throw error;
      }
    }
  }

  private async write(
    event: EventScope,
    departureId: string,
    scans: readonly Scan[],
    origin: Origin,
  ): Promise<Map<string, HeadcountResultView>> {
    const judged = await this.judge(event, departureId, scans);
    const made = await this.insert(event, departureId, judged, origin);
    const people = [...new Set(judged.flatMap(({ countedId }) => countedId ?? []))];
    await this.settle(people);
    await this.board(event, people, origin.by);
    const recorded = await this.recorded(event.id, judged);
    return new Map(
      judged.map((scan) => [
        scan.clientId,
        resultOf(departureId, scan, recorded.get(scan.clientId)!, (id) => made.has(id)),
      ]),
    );
  }

  /** Finds whose scans these are, keeps everybody else from them until the transaction ends, and judges by what is true now. */
  private async judge(event: EventScope, departureId: string, scans: readonly Scan[]): Promise<JudgedScan[]> {
    // Registrations before bookings before their departure: the order in which every act locks them.
    const who = await this.find(event, departureId, scans);
    const people = [...new Set(who.flatMap(({ registration_id }) => registration_id ?? []))];
    await this.db.query(
      // Nobody books anything for them meanwhile: where else they have a place is true until the end.
      'SELECT 1 FROM registrations WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
      [people],
    );
    await this.db.query(
      // Those too with which they wait for another departure of the visit, which end when they went with this one.
      `SELECT 1 FROM bookings WHERE registration_id = ANY ($2::uuid[])
          AND (departure_id = $1 OR state = 'waitlisted' AND site_visit_id = (SELECT site_visit_id FROM departures WHERE id = $1))
        ORDER BY id FOR UPDATE`,
      [departureId, people],
    );
    const departure = await this.db.one<{ state: string }>(
      'SELECT state FROM departures WHERE event_id = $1 AND id = $2 FOR KEY SHARE',
      [event.id, departureId],
    );
    if (!departure) throw httpProblems.notFound('There is no such departure in this event.');
    const oldest = this.clock.now().getTime() - oldestHours * 3_600_000;
    const found = await this.find(event, departureId, scans);
    return found.map((row) => {
      const scan = scans[row.n]!;
      const reason = reasonAgainst({
        isForged: scan.isForged,
        isOfOtherEvent: row.other_event,
        isKnown: row.registration_id !== null,
        isRevoked: scan.revision !== null && scan.revision < (row.badge_revision ?? 0),
        isBlocked: row.blocked,
        isTooOld: scan.at.getTime() < oldest,
        bookingState: row.booking_state,
        isElsewhere: row.leaves_no_room,
        departureState: departure.state,
      });
      return {
        ...scan,
        // A phone may still have the coach of another departure.
        coachId: row.coach_id,
        countedId: reason === null ? row.booking_id : null,
        whose: row.registration_id,
        elsewhereId: reason === 'not_on_departure' || reason === 'booked_elsewhere' ? row.elsewhere_id : null,
        reason,
        warnings:
          reason === null
            ? warningsOf({
                point: scan.point,
                bookingState: row.booking_state!,
                ownCoachId: row.own_coach_id,
                coachId: row.coach_id,
              })
            : [],
      };
    });
  }

  private find(event: EventScope, departureId: string, scans: readonly Scan[]): Promise<FoundRow[]> {
    return this.db.query<FoundRow>(
      `SELECT s.n, r.id AS registration_id, r.badge_revision, c.id AS coach_id, b.id AS booking_id, b.state AS booking_state,
              b.coach_id AS own_coach_id,
              r.id IS NULL AND s.registration_id IS NOT NULL
                AND EXISTS (SELECT 1 FROM registrations o WHERE o.id = s.registration_id) AS other_event,
              EXISTS (SELECT 1 FROM entry_blocks k WHERE k.registration_id = r.id AND k.lifted_at IS NULL) AS blocked,
              other.departure_id AS elsewhere_id, COALESCE(other.no_room, false) AS leaves_no_room
         FROM unnest($3::integer[], $4::uuid[], $5::text[], $6::uuid[], $7::uuid[]) AS s (n, registration_id, code, booking_id, coach_id)
         LEFT JOIN registrations r ON r.event_id = $1 AND r.id = COALESCE(s.registration_id,
           (SELECT k.registration_id FROM bookings k WHERE k.event_id = $1 AND k.id = s.booking_id),
           (SELECT k.id FROM registrations k WHERE k.event_id = $1 AND k.code = s.code))
         LEFT JOIN coaches c ON c.departure_id = $2 AND c.id = s.coach_id
         LEFT JOIN LATERAL (
           -- The booking that lives, or else the last one that ended.
           SELECT id, state, coach_id, site_visit_id, during FROM bookings
            WHERE departure_id = $2 AND registration_id = r.id
            ORDER BY state IN ('cancelled', 'refused'), created_at DESC, id DESC LIMIT 1) b ON true
         LEFT JOIN LATERAL (
           -- Where else the person has a place: the one whose time is nearest.
           SELECT o.departure_id, b.id IS NOT NULL AND (o.site_visit_id = b.site_visit_id OR o.during && b.during) AS no_room
             FROM bookings o JOIN departures d ON d.id = o.departure_id, departures here
            WHERE here.id = $2 AND o.registration_id = r.id AND o.departure_id <> $2
              AND (o.state IN ('confirmed', 'cleared', 'boarded') OR (o.state = 'returned' AND o.site_visit_id = b.site_visit_id))
            ORDER BY no_room DESC, abs(extract(epoch FROM d.starts_at - here.starts_at)), o.id LIMIT 1) other ON true
        ORDER BY s.n`,
      [
        event.id,
        departureId,
        scans.map((_, n) => n),
        scans.map(({ registrationId }) => registrationId),
        scans.map(({ code }) => code),
        scans.map(({ bookingId }) => bookingId),
        scans.map(({ coachId }) => coachId),
      ],
    );
  }

  /** The ids of the records that are new. */
  private async insert(
    event: EventScope,
    departureId: string,
    scans: readonly JudgedScan[],
    { deviceId, offline, skewMs, by }: Origin,
  ): Promise<Set<string>> {
    const rows = await this.db.query<{ id: string }>(
      `INSERT INTO headcounts (id, event_id, departure_id, point, booking_id, registration_id, coach_id, at, skew_ms, client_id, device_id,
              offline, reason, warnings, elsewhere_id, by_name, created_at, updated_at)
       SELECT n.id, $1, $2, n.point, n.booking_id, n.registration_id, n.coach_id, n.at, $3, n.client_id, $4, $5, n.reason,
              ARRAY(SELECT jsonb_array_elements_text(n.warnings)), n.elsewhere_id, $6, $7, $7
         FROM unnest($8::uuid[], $9::text[], $10::uuid[], $11::uuid[], $12::uuid[], $13::timestamptz[], $14::text[], $15::text[],
                     $16::jsonb[], $17::uuid[])
           AS n (id, point, booking_id, registration_id, coach_id, at, client_id, reason, warnings, elsewhere_id)
        ORDER BY n.client_id
       ON CONFLICT (event_id, client_id) DO NOTHING RETURNING id`,
      [
        event.id,
        departureId,
        skewMs,
        deviceId,
        offline,
        by.name,
        this.clock.now(),
        scans.map(() => newId()),
        scans.map(({ point }) => point),
        scans.map(({ countedId }) => countedId),
        scans.map(({ whose }) => whose),
        scans.map(({ coachId }) => coachId),
        scans.map(({ at }) => at),
        scans.map(({ clientId }) => clientId),
        scans.map(({ reason }) => reason),
        scans.map(({ warnings }) => JSON.stringify(warnings)),
        scans.map(({ elsewhereId }) => elsewhereId),
      ],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /**
   * Lets the first sighting of each of these people at each point count, of all that were not taken back. Whoever calls it
   * holds their bookings. First those give way that do not count any more: the database lets one of a kind be.
   */
  private async settle(bookingIds: readonly string[]): Promise<void> {
    if (bookingIds.length === 0) return;
    const first = `SELECT DISTINCT ON (booking_id, point) id FROM headcounts
       WHERE booking_id = ANY ($1::uuid[]) AND undone_at IS NULL ORDER BY booking_id, point, at, client_id`;
    for (const [counts, which] of [
      ['false', `h.counts AND NOT h.id IN (${first})`],
      ['true', `NOT h.counts AND h.id IN (${first})`],
    ] as const)
      await this.db.query(
        `UPDATE headcounts h SET counts = ${counts}, version = h.version + 1, updated_at = $2
          WHERE h.booking_id = ANY ($1::uuid[]) AND ${which}`,
        [bookingIds, this.clock.now()],
      );
  }

  /** Whoever was seen anywhere is with the group: they are on board. */
  private async board(event: EventScope, bookingIds: readonly string[], by: Principal): Promise<void> {
    const rows = await this.db.query<{ id: string }>(
      `UPDATE headcounts h SET boarded = true FROM bookings b
        WHERE b.id = ANY ($1::uuid[]) AND b.state IN ('confirmed', 'cleared', 'no_show')
          AND h.id = (SELECT x.id FROM headcounts x WHERE x.booking_id = b.id AND x.counts ORDER BY x.at, x.client_id LIMIT 1)
       RETURNING b.id`,
      [bookingIds],
    );
    await this.engine.applyAll(
      bookingWorkflow,
      rows.map(({ id }) => id),
      { transition: 'board', principal: by, scopeId: event.id },
    );
  }

  /** What stands on record under these clientIds, by them. */
  private async recorded(eventId: string, scans: readonly Scan[]): Promise<Map<string, RecordedRow>> {
    const rows = await this.db.query<RecordedRow>(
      `SELECT h.id, h.client_id, h.point, h.booking_id, h.registration_id, h.departure_id, h.reason, h.warnings, h.counts, h.at,
              p.display_name AS name,
              CASE WHEN d.id IS NOT NULL THEN json_build_object('departureId', d.id, 'title', v.title, 'startsAt', d.starts_at,
                'meetingPoint', d.meeting_point, 'coach', (SELECT c.label FROM bookings b JOIN coaches c ON c.id = b.coach_id
                  WHERE b.departure_id = d.id AND b.registration_id = h.registration_id LIMIT 1)) END AS elsewhere
         FROM headcounts h
         LEFT JOIN registrations r ON r.id = h.registration_id LEFT JOIN persons p ON p.id = r.person_id
         LEFT JOIN departures d ON d.id = h.elsewhere_id LEFT JOIN site_visits v ON v.id = d.site_visit_id
        WHERE h.event_id = $1 AND h.client_id = ANY ($2::text[])`,
      [eventId, scans.map(({ clientId }) => clientId)],
    );
    return new Map(rows.map((row) => [row.client_id, row]));
  }
}

/** The other departure with its time as all others are written. */
function elsewhereOf({ elsewhere }: RecordedRow): OtherDepartureView | null {
  return elsewhere && { ...elsewhere, startsAt: new Date(elsewhere.startsAt).toISOString() };
}

/** What became of a scan, by what stands on record under its clientId: by itself, or by what was handed in before. */
function resultOf(
  departureId: string,
  scan: JudgedScan,
  row: RecordedRow,
  isNew: (id: string) => boolean,
): HeadcountResultView {
  const { clientId } = scan;
  const isOther =
    row.departure_id !== departureId ||
    row.point !== scan.point ||
    (row.registration_id !== null && row.registration_id !== scan.whose);
  if (isOther)
    return {
      clientId,
      outcome: 'refused',
      reason: 'client_id_reused',
      warnings: [],
      headcountId: null,
      bookingId: null,
      name: null,
      at: scan.at.toISOString(),
      elsewhere: null,
    };
  const outcome = row.reason !== null ? 'refused' : row.counts ? 'counted' : 'seen_again';
  return {
    clientId,
    outcome: isNew(row.id) ? outcome : 'duplicate',
    reason: row.reason,
    warnings: row.warnings,
    headcountId: row.id,
    bookingId: row.booking_id,
    name: row.name,
    at: row.at.toISOString(),
    elsewhere: elsewhereOf(row),
  };
}

/** The problem of a scan that does not count. */
function refused(result: HeadcountResultView, reason: HeadcountReason) {
  const { problem, advice } = headcountRefusals[reason];
  const { elsewhere, name } = result;
  const where = elsewhere && ` It is “${elsewhere.title}”, from ${elsewhere.meetingPoint}.`;
  return problem({
    detail: `${headcountReasons[reason]}${where ?? ''} ${advice}`,
    extra: { reason, name, elsewhere, headcountId: result.headcountId },
  });
}

/** @throws 422 for no scans, and at each that names nobody, or somebody in two ways */
function assertClear(
  scans: readonly Pick<HeadcountInput, 'token' | 'code' | 'bookingId'>[],
  path: string,
): void {
  const at = (index: number): string => (path === '' ? '' : `${path}/${index}`);
  const errors: FieldFault[] = scans.flatMap(({ token, code, bookingId }, index) =>
    [token, code, bookingId].filter((way) => way !== undefined).length === 1
      ? []
      : [
          {
            pointer: `${at(index)}/token`,
            code: 'required',
            message: 'must be given, or else code, or else bookingId: one of them',
          },
        ],
  );
  if (scans.length === 0)
    errors.push({ pointer: path, code: 'required', message: 'must have at least one scan' });
  if (errors.length > 0)
    throw headcountProblems.headcountUnclear({
      detail: `${errors[0]!.pointer} ${errors[0]!.message}.`,
      errors,
    });
}

/** @throws 422 when the clock of a phone is too wrong for its times to be believed, with how wrong it is */
function assertClock(skewMs: number, sentAt: Date, now: Date, scans: readonly OfflineHeadcountInput[]): void {
  const ahead = scans.findIndex(({ at }) => new Date(at) > sentAt);
  if (ahead >= 0)
    throw headcountProblems.phoneClockWrong({
      detail:
        'A scan is later than what the phone says that the time is now, so its clock was changed meanwhile. Count these people again.',
      errors: [{ pointer: `/scans/${ahead}/at`, code: 'order', message: 'must not be after sentAt' }],
      extra: { serverTime: now.toISOString(), skewMs },
    });
  if (Math.abs(skewMs) <= mostSkewMs) return;
  const minutes = Math.round(Math.abs(skewMs) / 60_000);
  throw headcountProblems.phoneClockWrong({
    detail: `The clock of the phone is ${minutes} minutes ${skewMs > 0 ? 'ahead' : 'behind'}; up to ${mostSkewMs / 60_000} are put right. Nothing was taken over. Set the clock and count these people again.`,
    errors: [{ pointer: '/sentAt', code: 'clock', message: 'is too far from the time here' }],
    extra: { serverTime: now.toISOString(), skewMs },
  });
}
