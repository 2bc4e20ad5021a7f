import { createHash } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import { baseLanguage } from '../../platform/text';
import {
  inOneWay,
  placesNeeded,
  topicsOf,
  type Stretch,
  type Surroundings,
} from '../planning/planning.rules';
import {
  interpretedLanguages,
  isPlaced,
  needsNoRoom,
  type PlacedSession,
  type PlannedSession,
} from '../programme.rules';
import { inOrder, type Parallel, type PlacementProblem, type Span, type TopicRule } from './placement.rules';

/** What somebody wants to have placed, with all that was left open filled in. */
export interface PlacementRequest {
  /** Null: all that have no place yet. */
  readonly sessionIds: readonly string[] | null;
  /** Null: all rooms. */
  readonly roomIds: readonly string[] | null;
  /** Times of day at the place of the event, HH:MM. */
  readonly dayHours: { readonly from: string; readonly until: string };
  readonly granularityMinutes: number;
  readonly restMinutes: number;
  readonly keepTopicsApart: TopicRule;
  readonly timeLimitSeconds: number;
}

/** How things were called, by id. */
export type PlacementNames = Readonly<
  Record<string, { readonly name: string; readonly names?: Readonly<Record<string, string>> }>
>;

const minute = 60_000;
const minutesOf = (at: Date | number): number => Math.round(Number(at) / minute);

/** A session in whole minutes: what begins or ends within one takes all of it. */
const spanOf = ({ startsAt, endsAt }: PlacedSession): Span => ({
  from: Math.floor(startsAt.getTime() / minute),
  to: Math.ceil(endsAt.getTime() / minute),
});

/** Times in which one can be planned with, in whole minutes. */
const spans = (stretches: readonly Stretch[] | undefined): Span[] | null =>
  stretches === undefined
    ? null
    : stretches.map(({ from, to }) => ({ from: Math.ceil(from / minute), to: Math.floor(to / minute) }));

/** Whether a session has no place yet: no time, or no room where it needs one. */
export function isUnplaced(session: PlannedSession): boolean {
  return !isPlaced(session) || (session.room === null && !needsNoRoom(session.kind));
}

/** What may be beside a session: what everybody is at has nothing beside it; an exhibition is beside all. */
function parallelOf(kind: string): Parallel {
  if (['opening_ceremony', 'plenary', 'keynote', 'break', 'social'].includes(kind)) return 'never';
  return ['exhibition', 'visit_block'].includes(kind) ? 'always' : 'normal';
}

/** In this order people matter when not all can be there. */
const importance = ['chair', 'moderator', 'speaker', 'reader', 'panellist', 'rapporteur'];

function personsIn(session: PlannedSession, around: Surroundings): string[] {
  const rank = new Map<string, number>();
  for (const { personId, role } of session.people)
    rank.set(personId, Math.min(rank.get(personId) ?? importance.length, importance.indexOf(role)));
  return [...(around.partsIn.get(session.id)?.keys() ?? [])].sort(
    (a, b) =>
      (rank.get(a) ?? importance.length) - (rank.get(b) ?? importance.length) || (a < b ? -1 : a > b ? 1 : 0),
  );
}

/** The hours of each day of the event in which sessions can take place, across changes of the clock. */
function hoursOf({ event }: Surroundings['planning'], { from, until }: PlacementRequest['dayHours']): Span[] {
  const hours: Span[] = [];
  const last = Temporal.PlainDate.from(event.endDate);
  for (
    let day = Temporal.PlainDate.from(event.startDate);
    Temporal.PlainDate.compare(day, last) <= 0;
    day = day.add({ days: 1 })
  ) {
    const at = (time: string): number =>
      minutesOf(
        day.toZonedDateTime({ timeZone: event.timeZone, plainTime: Temporal.PlainTime.from(time) })
          .epochMilliseconds,
      );
    if (at(until) > at(from)) hours.push({ from: at(from), to: at(until) });
  }
  return hours;
}

/** The problem that a request makes of the draft as it is, in one order: equal drafts make equal problems. */
export function problemOf(around: Surroundings, request: PlacementRequest): PlacementProblem {
  const { planning } = around;
  const rooms = planning.rooms.filter(({ id }) => request.roomIds === null || request.roomIds.includes(id));
  const wanted = planning.sessions.filter(
    (session) =>
      isUnplaced(session) && (request.sessionIds === null || request.sessionIds.includes(session.id)),
  );
  const people = new Set(wanted.flatMap((session) => personsIn(session, around)));
  const waysFrom = (placeId: string | null): number[] =>
    rooms.map(({ id }) => around.wayBetween(placeId, id).minutes);
  return inOrder({
    stepMinutes: request.granularityMinutes,
    hours: hoursOf(planning, request.dayHours),
    restMinutes: request.restMinutes,
    topics: request.keepTopicsApart,
    rooms: rooms.map((room) => ({
      id: room.id,
      capacity: room.capacity,
      booths: [...new Set(room.interpretation.map(baseLanguage))],
      equipment: room.equipment.map(inOneWay),
      open: spans(around.times.get(room.id)),
      pauseMinutes: around.pauseOf(room.id).minutes,
      wayMinutes: rooms.map((other) =>
        other.id === room.id ? 0 : around.wayBetween(room.id, other.id).minutes,
      ),
    })),
    persons: [...people].map((id) => ({
      id,
      there: spans(around.times.get(id)),
      engagements: planning.engagements
        .filter(({ personId }) => personId === id)
        .map((engagement) => ({
          id: engagement.subjectId,
          from: Math.floor(engagement.startsAt.getTime() / minute),
          to: Math.ceil(engagement.endsAt.getTime() / minute),
          wayMinutes: waysFrom(engagement.placeId),
        })),
    })),
    fixed: around.placed.map((session) => ({
      id: session.id,
      ...spanOf(session),
      roomId: session.room?.id ?? null,
      // Nobody else matters here: a proposal is not outdated by them.
      personIds: personsIn(session, around).filter((id) => people.has(id)),
      topicIds: topicsOf(session).map(({ id }) => id),
      parallel: parallelOf(session.kind),
      wayMinutes: waysFrom(session.room?.id ?? null),
    })),
    sessions: wanted.map((session) => ({
      id: session.id,
      minutes: isPlaced(session) ? spanOf(session).to - spanOf(session).from : session.durationMinutes,
      from: isPlaced(session) ? spanOf(session).from : null,
      roomId: session.room?.id ?? null,
      needsRoom: !needsNoRoom(session.kind),
      personIds: personsIn(session, around),
      topicIds: topicsOf(session).map(({ id }) => id),
      booths: [...new Set(interpretedLanguages(session).map(baseLanguage))],
      seats: placesNeeded(session, around.seats),
      equipment: session.equipment.map(inOneWay),
      parallel: parallelOf(session.kind),
    })),
  });
}

/** Names a problem: two that are equal have the same name. */
export function digestOfProblem(problem: PlacementProblem): string {
  return createHash('sha256').update(JSON.stringify(problem)).digest('base64url');
}

/** How everything is called now of which an answer can speak. */
export function namesIn({ planning, persons }: Surroundings): PlacementNames {
  return Object.fromEntries([
    ...planning.sessions.map(({ id, title, titles }) => [id, { name: title, names: titles }]),
    ...planning.sessions
      .flatMap(({ topics }) => topics)
      .map(({ id, title, titles }) => [id, { name: title, names: titles }]),
    ...planning.engagements.map(({ subjectId, title, titles }) => [
      subjectId,
      { name: title, names: titles },
    ]),
    ...planning.rooms.map(({ id, name }) => [id, { name }]),
    ...[...persons.values()].map(({ personId, displayName }) => [personId, { name: displayName }]),
  ]) as PlacementNames;
}
