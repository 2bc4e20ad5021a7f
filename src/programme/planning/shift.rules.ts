import { Temporal } from 'temporal-polyfill';
import type { FieldFault } from '../../platform/http/problem';
import type { Surroundings } from './planning.rules';
import { boundsOf, isOpenToAll, isPlaced, type PlacedSession, type Planning } from '../programme.rules';

/** Everything of a day that begins from one time on and before another, moved by some minutes. */
export interface Shift {
  readonly from: Date;
  readonly until: Date;
  readonly minutes: number;
  /** Only these rooms; null for all, and for sessions without a room. */
  readonly roomIds: readonly string[] | null;
}

/** A session as it is, and its times as they would be. */
export interface ShiftedSession {
  readonly session: PlacedSession;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** From when to when the day lasts to which an instant belongs, at the place of the event. */
export function dayOf(instant: Date, timeZone: string): { begins: Date; ends: Date } {
  const day = Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  const midnight = (of: Temporal.PlainDate): Date =>
    new Date(of.toZonedDateTime({ timeZone }).epochMilliseconds);
  return { begins: midnight(day), ends: midnight(day.add({ days: 1 })) };
}

/** All that is wrong with what is asked for, by field. */
export function shiftFaults(
  { from, until, minutes, roomIds }: Shift,
  { event, rooms }: Planning,
): FieldFault[] {
  const { opens, closes } = boundsOf(event);
  const known = new Set(rooms.map(({ id }) => id));
  const { ends } = dayOf(from, event.timeZone);
  return [
    ...(from.getTime() < opens || from.getTime() >= closes
      ? [
          {
            pointer: '/from',
            code: 'event_days',
            message: `must lie within ${event.startDate} to ${event.endDate} (${event.timeZone})`,
          },
        ]
      : []),
    ...(until <= from ? [{ pointer: '/until', code: 'order', message: 'must be after from' }] : []),
    ...(until > ends
      ? [
          {
            pointer: '/until',
            code: 'same_day',
            message: 'must lie on the day of from, at the event’s place',
          },
        ]
      : []),
    ...(minutes === 0 ? [{ pointer: '/minutes', code: 'none', message: 'must not be 0' }] : []),
    ...(roomIds ?? []).flatMap((id, index) =>
      known.has(id)
        ? []
        : [{ pointer: `/roomIds/${index}`, code: 'unknown', message: 'is not a room of this event' }],
    ),
  ];
}

/** The sessions that a shift moves, in the order of time. */
export function shiftedBy(
  { from, until, minutes, roomIds }: Shift,
  { sessions }: Planning,
): ShiftedSession[] {
  const later = (instant: Date): Date => new Date(instant.getTime() + minutes * 60_000);
  return sessions
    .filter(isPlaced)
    .filter(({ startsAt }) => from <= startsAt && startsAt < until)
    .filter(({ room }) => roomIds === null || (room !== null && roomIds.includes(room.id)))
    .map((session) => ({ session, startsAt: later(session.startsAt), endsAt: later(session.endsAt) }));
}

/** Those that would leave their day, or the days of the event. What runs over midnight already may go on doing so. */
export function leaving(
  shifted: readonly ShiftedSession[],
  { from }: Shift,
  { event }: Planning,
): PlacedSession[] {
  const { begins, ends } = dayOf(from, event.timeZone);
  const { closes } = boundsOf(event);
  return shifted
    .filter(
      ({ session, startsAt, endsAt }) =>
        startsAt < begins ||
        startsAt >= ends ||
        (endsAt > ends && session.endsAt <= ends) ||
        endsAt.getTime() > closes,
    )
    .map(({ session }) => session);
}

/** The draft as it would be. */
export function afterShift(planning: Planning, shifted: readonly ShiftedSession[]): Planning {
  const moved = new Map(shifted.map(({ session, startsAt, endsAt }) => [session.id, { startsAt, endsAt }]));
  const at = (startsAt: Date | null): number => startsAt?.getTime() ?? Number.POSITIVE_INFINITY;
  return {
    ...planning,
    sessions: planning.sessions
      .map((session) => ({ ...session, ...moved.get(session.id) }))
      .sort((a, b) => at(a.startsAt) - at(b.startsAt) || (a.id < b.id ? -1 : 1)),
  };
}

/** Whom a shift concerns: how many have a part or a seat in what moves, and whether it is open to all participants. */
export function concernedBy(
  shifted: readonly ShiftedSession[],
  { partsIn, seats }: Surroundings,
): { people: number; everybody: boolean } {
  const people = new Set<string>();
  for (const { session } of shifted)
    for (const id of [...partsIn.get(session.id)!.keys(), ...(seats.get(session.id) ?? [])]) people.add(id);
  return { people: people.size, everybody: shifted.some(({ session }) => isOpenToAll(session)) };
}
