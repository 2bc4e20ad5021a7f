import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { Rows, type Values } from '../../platform/database/rows';
import type { FieldFault } from '../../platform/http/problem';
import type { PlaceKey } from './admission.queries';
import { checkInProblems } from './check-in.errors';
import type { CheckInPointChanges, CheckInPointInput } from './check-in-point.input';
import type { CheckInPointView } from './check-in-point.view';
import { CheckInPointsQueries } from './check-in-points.queries';

/** What a point is like unless it is said otherwise. */
const defaults = { opensMinutesBefore: 60, closesMinutesAfter: 0, missing: 'warn' } as const;

/** To what somebody comes, as a scan names it. */
export interface Place {
  readonly key: PlaceKey;
  /** The point or the session; null for the one that stands for scans which name none. */
  readonly id: string | null;
}

/** The place that a scan names. @throws 422 when it names two */
export function placeOf({ pointId, sessionId }: { pointId?: string; sessionId?: string }): Place {
  if (pointId !== undefined && sessionId !== undefined)
    throw checkInProblems.checkInUnclear({
      detail: 'Name the point or the session, not both.',
      errors: [
        { pointer: '/sessionId', code: 'excluded', message: 'must be left out when pointId is given' },
      ],
    });
  if (pointId !== undefined) return { key: 'id', id: pointId };
  return sessionId === undefined ? { key: 'default', id: null } : { key: 'session', id: sessionId };
}

/** Writes of points at which people check in. */
@Injectable()
export class CheckInPointsService {
  private readonly rows: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly queries: CheckInPointsQueries,
  ) {
    this.rows = new Rows(db, clock, 'check_in_points');
  }

  /** @throws 404 for a session that is not on the programme, 409 when it has a point, 422 */
  async add(event: EventScope, input: CheckInPointInput): Promise<CheckInPointView> {
    const { kind, sessionId } = input;
    if ((kind === 'session') !== (sessionId !== undefined))
      throw invalid([
        {
          pointer: '/sessionId',
          code: 'session',
          message: kind === 'session' ? 'must say which session' : 'is for points of the kind session only',
        },
      ]);
    const session = sessionId === undefined ? undefined : await this.releasedSession(event.id, sessionId);
    const title = input.title ?? session?.title;
    if (title === undefined)
      throw invalid([{ pointer: '/title', code: 'required', message: 'must say what the point is called' }]);
    const faults = [
      ...faultsOfTimes(kind, input),
      ...(kind === 'door' && input.reentry === false
        ? [{ pointer: '/reentry', code: 'door', message: 'must not be false at a door' }]
        : []),
      ...(await this.faultsOfCategories(event.id, input.categoryIds)),
    ];
    if (faults.length > 0) throw invalid(faults);
    try {
      const id = await this.rows.insert({
        eventId: event.id,
        kind,
        sessionId: sessionId ?? null,
        title,
        titles: input.titles ?? session?.titles ?? {},
        categoryIds: input.categoryIds ?? [],
        zoneId: input.zoneId ?? null,
        reentry: input.reentry ?? true,
        recordsOut: input.recordsOut ?? kind === 'door',
        missing: input.missing ?? defaults.missing,
        opensAt: input.opensAt ?? null,
        closesAt: input.closesAt ?? null,
        opensMinutesBefore: input.opensMinutesBefore ?? defaults.opensMinutesBefore,
        closesMinutesAfter: input.closesMinutesAfter ?? defaults.closesMinutesAfter,
      });
      return await this.queries.point(event.id, id);
    } catch (error) {
      if (isSqlError(error, sqlState.uniqueViolation, 'check_in_points_session_key'))
        throw checkInProblems.checkInPointExists('Change the one that it has.');
      throw knownZone(error);
    }
  }

  /** @throws 404, 409 when people have checked in and what they rely on would change, 412, 422 */
  async change(
    event: EventScope,
    id: string,
    version: number,
    changes: CheckInPointChanges,
  ): Promise<CheckInPointView> {
    return this.db.transaction(async () => {
      const before = await this.queries.point(event.id, id);
      const faults = [
        ...faultsOfTimes(before.kind, {
          ...changes,
          opensAt: changes.opensAt === undefined ? ownTime(before, before.opensAt) : changes.opensAt,
          closesAt: changes.closesAt === undefined ? ownTime(before, before.closesAt) : changes.closesAt,
        }),
        ...(before.kind === 'door' && changes.reentry === false
          ? [{ pointer: '/reentry', code: 'door', message: 'must not be false at a door' }]
          : []),
        ...(await this.faultsOfCategories(event.id, changes.categoryIds)),
      ];
      if (faults.length > 0) throw invalid(faults);
      const unsettled =
        (changes.reentry !== undefined && changes.reentry !== before.reentry) ||
        (changes.recordsOut !== undefined && changes.recordsOut !== before.recordsOut);
      // Whether earlier scans are entries or second sightings hangs on these two.
      if (unsettled && (await this.isUsed(id)))
        throw checkInProblems.checkInPointInUse(
          'Whether people come in again, and whether leaving is recorded, is settled by the first scan. Add another point.',
        );
      await this.rows
        .update({ id, eventId: event.id }, version, { ...changes } satisfies Values)
        .catch((error: unknown) => {
          throw knownZone(error);
        });
      return this.queries.point(event.id, id);
    });
  }

  /** @throws 404, 409 when people have checked in here or it is the one of all scans, 412 */
  async remove(event: EventScope, id: string, version: number): Promise<void> {
    const point = await this.queries.point(event.id, id);
    if (point.isDefault)
      throw checkInProblems.checkInPointIsDefault('Change it instead; every event has one such point.');
    try {
      await this.rows.remove({ id, eventId: event.id }, version);
    } catch (error) {
      if (isSqlError(error, sqlState.foreignKeyViolation))
        throw checkInProblems.checkInPointInUse(
          'What people did here stays on record, and the point with it.',
        );
      throw error;
    }
  }

  /**
   * Makes the point of a session of the released programme: scans may name one to which nobody has come yet.
   * @throws 404 for a session that is not on the programme, and for any other place that is not there
   */
  async ensure(event: EventScope, place: Place): Promise<void> {
    if (place.key !== 'session')
      throw checkInProblems.checkInPointUnknown('There is no such check-in point in this event.');
    const session = await this.releasedSession(event.id, place.id!);
    await this.db.query(
      `INSERT INTO check_in_points (id, event_id, kind, session_id, title, titles, reentry, records_out, missing, opens_minutes_before,
         closes_minutes_after, created_at, updated_at)
       VALUES ($1, $2, 'session', $3, $4, $5, true, false, $6, $7, $8, $9, $9) ON CONFLICT DO NOTHING`,
      [
        newId(),
        event.id,
        place.id,
        session.title,
        JSON.stringify(session.titles),
        defaults.missing,
        defaults.opensMinutesBefore,
        defaults.closesMinutesAfter,
        this.clock.now(),
      ],
    );
  }

  private async isUsed(id: string): Promise<boolean> {
    return (await this.db.one('SELECT 1 FROM check_ins WHERE point_id = $1 LIMIT 1', [id])) !== undefined;
  }

  /** @throws 404 */
  private async releasedSession(
    eventId: string,
    sessionId: string,
  ): Promise<{ title: string; titles: Record<string, string> }> {
    const session = await this.db.one<{ title: string; titles: Record<string, string> }>(
      `SELECT s.title, s.titles FROM releases l JOIN release_sessions s ON s.release_id = l.id
        WHERE l.event_id = $1 AND l.state = 'released' AND s.session_id = $2`,
      [eventId, sessionId],
    );
    if (!session)
      throw checkInProblems.checkInPointUnknown('The programme as it was last released has no such session.');
    return session;
  }

  private async faultsOfCategories(eventId: string, ids: readonly string[] = []): Promise<FieldFault[]> {
    if (ids.length === 0) return [];
    const known = await this.db.query<{ id: string }>(
      'SELECT id FROM categories WHERE event_id = $1 AND id = ANY ($2::uuid[])',
      [eventId, ids],
    );
    const there = new Set(known.map(({ id }) => id));
    return ids.flatMap((id, index) =>
      there.has(id.toLowerCase())
        ? []
        : [{ pointer: `/categoryIds/${index}`, code: 'unknown', message: 'is no category of this event' }],
    );
  }
}

/** What a point cannot be written for, in words where it is the zone. */
function knownZone(error: unknown): unknown {
  if (!isSqlError(error, sqlState.foreignKeyViolation, 'check_in_points_zone_fkey')) return error;
  return invalid([{ pointer: '/zoneId', code: 'unknown', message: 'is no zone of this event' }]);
}

/** The time that a point has by itself; that of a session follows from the programme. */
function ownTime({ kind }: CheckInPointView, time: string | null): string | null {
  return kind === 'session' ? null : time;
}

function faultsOfTimes(
  kind: string,
  times: Pick<CheckInPointChanges, 'opensAt' | 'closesAt' | 'opensMinutesBefore' | 'closesMinutesAfter'>,
): FieldFault[] {
  const { opensAt, closesAt } = times;
  const given = (names: readonly (keyof typeof times)[]): string[] =>
    names.filter((name) => times[name] !== undefined && times[name] !== null);
  const foreign = (names: string[], message: string): FieldFault[] =>
    names.map((name) => ({ pointer: `/${name}`, code: 'kind', message }));
  const faults =
    kind === 'session'
      ? foreign(given(['opensAt', 'closesAt']), 'follows from the session; give minutes before and after it')
      : foreign(
          given(['opensMinutesBefore', 'closesMinutesAfter']),
          'is for points of the kind session only; give opensAt and closesAt',
        );
  if (opensAt && closesAt && Date.parse(opensAt) >= Date.parse(closesAt))
    faults.push({ pointer: '/closesAt', code: 'order', message: 'must be after opensAt' });
  return faults;
}

const invalid = (errors: readonly FieldFault[]) =>
  checkInProblems.checkInPointInvalid({ detail: `${errors[0]!.pointer} ${errors[0]!.message}.`, errors });
