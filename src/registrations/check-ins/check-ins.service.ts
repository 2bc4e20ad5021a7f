import { Injectable, Logger } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { httpProblems, type Problem } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { readRegistrationCode } from '../registration.rules';
import type { DeskPersonRow } from './admission.queries';
import { AdmissionRules } from './admission-rules.service';
import { clockSkewMs, takesCheckIns, type RefusalReason } from './admission.rules';
import { BadgeTokens } from '../badges/badge-tokens.service';
import { checkInProblems, refusals } from './check-in.errors';
import type { CheckInInput } from './check-in.input';
import { toCheckInView, toDeskPersonView, type CheckInRow, type CheckInView } from './check-in.view';
import { CheckInPointsService, placeOf } from './check-in-points.service';
import { checkInColumns, CheckInsQueries } from './check-ins.queries';
import { Gate, type FoundRow, type Scan } from './gate.service';
import { Refusals } from './refusals.service';
import { Sightings } from './sightings.service';

/** An earlier check-in that explains why nothing was marked. */
interface EarlierRow extends CheckInRow {
  same_client: boolean;
}

/** How often a scan is looked at anew when what stood in its way is gone by the time that it is looked for. */
const tries = 3;

/** Who came in and who went out. */
@Injectable()
export class CheckInsService {
  private readonly log = new Logger('CheckIns');
  private readonly rows: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly queries: CheckInsQueries,
    private readonly points: CheckInPointsService,
    private readonly gate: Gate,
    private readonly rules: AdmissionRules,
    private readonly tokens: BadgeTokens,
    private readonly sightings: Sightings,
    private readonly refused: Refusals,
  ) {
    this.rows = new Rows(db, clock, 'check_ins');
  }

  /**
   * Marks that somebody came in or went out. The usual scan is one statement that finds, judges and marks, for all
   * who are scanned at the same moment. The same `clientId` again answers what it answered first.
   * @throws a problem with a `reason` of the closed list; 404 for a point that does not exist, 422 for an unclear scan
   */
  async checkIn(event: EventScope, input: CheckInInput, by: Principal): Promise<CheckInView> {
    const scan = this.read(event, input, by);
    let asked = false;
    for (let attempt = 1; attempt <= tries; attempt += 1) {
      // A scan from the past may come before others that were marked already; all others come last.
      const found = await (input.at === undefined
        ? this.mark({ ...scan, asked })
        : this.markLate({ ...scan, asked }));
      if (!found) {
        await this.points.ensure(event, scan.place);
        continue;
      }
      if (found.check_in_id !== null) return this.marked(scan, found);
      const earlier = await this.earlier(scan, found);
      if (earlier?.same_client && isSameScan(scan, found, earlier))
        return toCheckInView(earlier, toDeskPersonView(found as DeskPersonRow));
      if (found.asks_first) {
        const reason = earlier ? undefined : await this.ruling(scan, found);
        if (reason !== undefined) throw await this.refuse(scan, found, reason);
        asked = true;
        if (!earlier) continue;
      }
      const reason = await this.reason(scan, found, earlier);
      if (reason !== null) throw await this.refuse(scan, found, reason, earlier);
    }
    throw httpProblems.conflict('Others scan this person at the same time. Scan again.');
  }

  /**
   * Takes a check-in back; it stays on record and counts no more. What was seen before and after it is worked out anew:
   * an entry that is undone makes the second sighting of another scanner the entry.
   * @throws 404, 412
   */
  async undo(event: EventScope, id: string, version: number, by: Principal): Promise<void> {
    await this.sightings.transaction(async () => {
      const { registrationId, pointId } = await this.queries.checkIn(event, id);
      await this.sightings.lock([registrationId]);
      await this.rows.update({ id, eventId: event.id }, version, {
        undoneAt: this.clock.now(),
        undoneBy: by.name,
        blocks: false,
      });
      await this.sightings.settle(pointId, [registrationId]);
    });
  }

  private read(event: EventScope, input: CheckInInput, by: Principal): Scan {
    if ((input.code === undefined) === (input.token === undefined))
      throw checkInProblems.checkInUnclear({
        detail: 'Send the code of the registration, or what the badge says.',
        errors: [{ pointer: '/code', code: 'required', message: 'must be given, or else token' }],
      });
    const now = this.clock.now();
    const at = input.at === undefined ? now : new Date(input.at);
    const claim = input.token === undefined ? undefined : this.tokens.read(input.token);
    return {
      event,
      place: placeOf(input),
      who: input.code === undefined ? (claim?.registrationId ?? null) : readRegistrationCode(input.code),
      revision: claim?.revision ?? null,
      byToken: input.token !== undefined,
      direction: input.direction ?? 'in',
      at,
      now,
      flaw:
        at.getTime() > now.getTime() + clockSkewMs
          ? 'clock_skew'
          : input.token !== undefined && !claim
            ? 'token_invalid'
            : takesCheckIns(event.state)
              ? null
              : 'event_not_running',
      clientId: input.clientId ?? null,
      deviceId: input.deviceId ?? null,
      by,
      asked: false,
    };
  }

  private async mark(scan: Scan): Promise<FoundRow | undefined> {
    try {
      return await this.gate.mark(scan);
    } catch (error) {
      // Two people left at the same instant under one clientId: the second one is told so.
      if (!isSqlError(error, sqlState.uniqueViolation, 'check_ins_client_key') || this.db.inTransaction)
        throw error;
      const { problem, advice } = refusals.client_id_reused;
      throw problem({ detail: advice, extra: { reason: 'client_id_reused' } });
    }
  }

  /**
   * Marks a scan that was not sent when it happened, and works out anew what follows from the order. One that turns out to
   * be a second sighting of somebody who was in is no check-in: it was asked for whether the person may come in.
   */
  private async markLate(scan: Scan): Promise<FoundRow | undefined> {
    return this.sightings.transaction(async () => {
      const found = await this.mark(scan);
      if (!found?.check_in_id || !found.registration_id) return found;
      const people = [found.registration_id];
      await this.sightings.lock(people);
      await this.sightings.settle(found.point_id, people);
      const marked = await this.db.one<{ counts: boolean }>('SELECT counts FROM check_ins WHERE id = $1', [
        found.check_in_id,
      ]);
      if (marked!.counts) return found;
      await this.db.query('DELETE FROM check_ins WHERE id = $1', [found.check_in_id]);
      await this.sightings.settle(found.point_id, people);
      return { ...found, check_in_id: null };
    });
  }

  private async marked(scan: Scan, found: FoundRow): Promise<CheckInView> {
    return toCheckInView(
      {
        id: found.check_in_id!,
        version: 1,
        registration_id: found.registration_id!,
        point_id: found.point_id,
        direction: scan.direction,
        day: found.day,
        at: scan.at,
        left_at: null,
        device_id: scan.deviceId,
        by_name: scan.by.name,
        offline: false,
        counts: true,
        conflict: null,
      },
      toDeskPersonView(found as DeskPersonRow),
    );
  }

  /** What stands in the way of a scan: one with the same clientId, or else the entry by which the person is in. */
  private earlier(scan: Scan, found: FoundRow): Promise<EarlierRow | undefined> {
    return this.db.one<EarlierRow>(
      `SELECT * FROM (
         SELECT ${checkInColumns}, true AS same_client FROM check_ins i WHERE i.event_id = $1 AND i.client_id = $2
         UNION ALL
         SELECT ${checkInColumns}, false FROM check_ins i
          WHERE i.point_id = $3 AND i.registration_id = $4 AND i.blocks AND i.once_on IS NOT DISTINCT FROM $5::date) e
        ORDER BY same_client DESC LIMIT 1`,
      [
        scan.event.id,
        scan.clientId,
        found.point_id,
        found.registration_id,
        found.kind === 'day' ? found.day : null,
      ],
    );
  }

  /** Why another part of the program refuses the person. */
  private async ruling(scan: Scan, found: FoundRow): Promise<RefusalReason | undefined> {
    const id = found.registration_id;
    if (found.reason !== null || id === null) return undefined;
    const place = { eventId: scan.event.id, kind: found.kind, sessionId: found.session_id };
    return (await this.rules.refusals(place, found.concerned, [id])).get(id);
  }

  /** Why nothing was marked; null when what stood in the way is gone. */
  private async reason(
    scan: Scan,
    found: FoundRow,
    earlier: EarlierRow | undefined,
  ): Promise<RefusalReason | null> {
    if (earlier?.same_client) return 'client_id_reused';
    if (found.reason === 'unknown_code' && scan.byToken) {
      const elsewhere = await this.db.one('SELECT 1 FROM registrations WHERE id = $1', [scan.who]);
      return elsewhere ? 'other_event' : 'unknown_code';
    }
    if (found.reason !== null) return found.reason;
    if (scan.direction === 'out') return 'not_in';
    if (earlier) return earlier.left_at === null ? 'already_in' : 'no_reentry';
    // A late scan that fell into a stay which has ended since: the person was in already.
    return scan.at < scan.now && (await this.wasIn(scan, found)) ? 'already_in' : null;
  }

  /** Whether the person was in at the point when a late scan happened. */
  private async wasIn(scan: Scan, found: FoundRow): Promise<boolean> {
    const stay = await this.db.one(
      `SELECT 1 FROM check_ins WHERE point_id = $1 AND registration_id = $2 AND direction = 'in' AND undone_at IS NULL
          AND at <= $3 AND left_at > $3`,
      [found.point_id, found.registration_id, scan.at],
    );
    return stay !== undefined;
  }

  /** Records the refusal and answers the problem that tells it. */
  private async refuse(
    scan: Scan,
    found: FoundRow,
    reason: RefusalReason,
    earlier?: EarlierRow,
  ): Promise<Problem> {
    const { problem, advice } = refusals[reason];
    const entry = earlier?.same_client === false ? earlier : undefined;
    const recorded = this.refused.record({
      eventId: scan.event.id,
      pointId: found.point_id,
      registrationId: found.registration_id,
      reason,
      direction: scan.direction,
      at: reason === 'clock_skew' ? scan.now : scan.at,
      clientId: scan.clientId,
      deviceId: scan.deviceId,
      byName: scan.by.name,
    });
    if (this.db.inTransaction)
      // The transaction of an Idempotency-Key takes back what is refused, and this is to stay. It goes by another
      // connection, for which nobody waits who holds one.
      void recorded.catch((error: unknown) =>
        this.log.error({ msg: 'a refusal was not recorded', reason, err: error }),
      );
    else await recorded;
    return problem({
      detail: [sentence(reason, found, entry), advice].filter(Boolean).join(' '),
      ...(reason === 'clock_skew'
        ? { errors: [{ pointer: '/at', code: 'future', message: 'must not lie in the future' }] }
        : reason === 'token_invalid'
          ? { errors: [{ pointer: '/token', code: 'signature', message: 'was not signed by us' }] }
          : {}),
      extra: {
        reason,
        pointId: found.point_id,
        ...(found.registration_id === null ? {} : { registration: toDeskPersonView(found as DeskPersonRow) }),
        ...(entry && (reason === 'already_in' || reason === 'no_reentry')
          ? {
              checkInId: entry.id,
              checkedInAt: entry.at.toISOString(),
              leftAt: entry.left_at?.toISOString() ?? null,
            }
          : {}),
        ...(reason === 'not_open'
          ? {
              opensAt: found.opens_at?.toISOString() ?? null,
              closesAt: found.closes_at?.toISOString() ?? null,
            }
          : {}),
      },
    });
  }
}

/** Whether an earlier check-in with the same clientId is this scan, sent again. */
function isSameScan(scan: Scan, found: FoundRow, earlier: EarlierRow): boolean {
  return (
    earlier.registration_id === found.registration_id &&
    earlier.point_id === found.point_id &&
    earlier.direction === scan.direction
  );
}

/** What happened in this case, where there is more to say than the kind of problem says. */
function sentence(reason: RefusalReason, found: FoundRow, entry: EarlierRow | undefined): string {
  if (reason === 'not_confirmed') return `The registration is ${found.state.replaceAll('_', ' ')}.`;
  if (reason === 'already_in' && entry) return `In since ${entry.at.toISOString()}.`;
  if (reason === 'no_reentry' && entry?.left_at) return `Left at ${entry.left_at.toISOString()}.`;
  if (reason === 'missing_requirements') return `Missing: ${found.missing.join(', ')}.`;
  if (reason !== 'not_open') return '';
  if (found.opens_at && found.closes_at)
    return `Open from ${found.opens_at.toISOString()} to ${found.closes_at.toISOString()}.`;
  if (found.opens_at) return `Open from ${found.opens_at.toISOString()}.`;
  return found.closes_at
    ? `Open until ${found.closes_at.toISOString()}.`
    : 'The session is not on the programme.';
}
