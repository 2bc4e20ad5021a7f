import { Temporal } from 'temporal-polyfill';
import { inLanguage } from '../../platform/text';
import { minutesOfItems, type Finding } from './conflict.rules';
import {
  isThere,
  missingEquipment,
  placesNeeded,
  surroundingsOf,
  topicsOf,
  type Stretch,
  type Surroundings,
} from './planning.rules';
import {
  isOpenToAll,
  isPlaced,
  languagesWithoutBooth,
  longestSession,
  needsNoRoom,
  type PlacedSession,
  type PlannedRoom,
  type PlannedSession,
  type Planning,
} from '../programme.rules';
import { conflictWords, writtenLanguages, type SaidSlot } from './conflict.words';

/** A way out of a conflict: one session goes to a slot in which nothing stands in its way. */
export interface Proposal {
  readonly sessionId: string;
  /** Null for a session that needs no room and has none. */
  readonly roomId: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** In the first language of the event. */
  readonly message: string;
  /** The same in those languages of the event in which the program can write. */
  readonly messages: Readonly<Record<string, string>>;
}

interface Slot extends Stretch {
  readonly room: PlannedRoom | null;
}

/** What is asked of a slot beyond that nothing hard stands in its way. */
interface Wish {
  /** The room has to be another one: it is the room that is wrong. */
  readonly otherRoom: boolean;
  /** Sessions that must not be at the same time. */
  readonly apartFrom: readonly PlacedSession[];
  /** In milliseconds. */
  readonly lasts: number;
}

const minute = 60_000;
/** Sessions begin at full five minutes. */
const grid = 5 * minute;
/** Hours of a day, on the wall, in which a session may be put unless it is outside of them already; in minutes. */
const dayBegins = 8 * 60;
const dayEnds = 20 * 60;

/** Conflicts that another room ends. */
const aboutTheRoom: ReadonlySet<Finding['code']> = new Set([
  'no_interpretation',
  'over_capacity',
  'over_expected',
  'no_equipment',
]);

/** Conflicts of two sessions that are at the same time, whatever the people with a part in them have to do. */
const aboutBoth: ReadonlySet<Finding['code']> = new Set(['topic_parallel', 'seats_overlap']);

/** Conflicts that no slot ends. */
const aboutPeople: ReadonlySet<Finding['code']> = new Set(['not_answered', 'role_declined']);

/**
 * Answers, for a conflict of this draft, the nearest way out: the session at the same time in the smallest other room
 * that is free and fits; else at the nearest start in its own room on the same day, in any room that fits on that day,
 * or on another day, first in its own room. Free means: no hard conflict for the room or for anybody with a part in the
 * session, with pauses and ways, within the event's days and between 08:00 and 20:00 at its place (or the session's own
 * hours, where they are outside of that). Of two sessions the one goes that concerns fewer people; if it finds nothing,
 * the other. Where there is a choice, sessions of one topic are not put side by side.
 */
export function waysOut(
  planning: Planning,
  around = surroundingsOf(planning),
): (conflict: Pick<Finding, 'code' | 'sessions'>) => Proposal | null {
  const slots = new Map<string, Slot | null>();
  const search = searchIn(around);
  const put = inWordsOf(planning);
  return ({ code, sessions }) => {
    if (aboutPeople.has(code)) return null;
    const movable = sessions
      .map((id) => around.sessions.get(id)!)
      .toSorted(
        (a, b) =>
          weightOf(a, around) - weightOf(b, around) ||
          (b.startsAt?.getTime() ?? 0) - (a.startsAt?.getTime() ?? 0),
      );
    for (const session of movable) {
      const wish = wishOf(code, session, movable, around);
      if (!wish) continue;
      const key = [session.id, wish.otherRoom, wish.lasts, ...wish.apartFrom.map(({ id }) => id)].join(' ');
      let slot = slots.get(key);
      if (slot === undefined) {
        // That a topic would be side by side again is no reason to find nothing.
        const apartFrom = [...wish.apartFrom, ...topicMates(session, around)];
        slot = search(session, { ...wish, apartFrom }) ?? search(session, wish);
        slots.set(key, slot);
      }
      if (slot) return put(session, slot);
    }
    return null;
  };
}

/** How many people a session concerns, as far as one knows. */
function weightOf(session: PlannedSession, { partsIn, seats }: Surroundings): number {
  const needed = placesNeeded(session, seats);
  const everybody = needed === 0 && isOpenToAll(session) ? (session.room?.capacity ?? 0) : 0;
  return needed + everybody + partsIn.get(session.id)!.size;
}

/** What a slot must be like to end a conflict of this kind; undefined when none can. */
function wishOf(
  code: Finding['code'],
  session: PlannedSession,
  ofConflict: readonly PlannedSession[],
  { seats }: Surroundings,
): Wish | undefined {
  const { startsAt, endsAt, durationMinutes, capacity, expected } = session;
  const together = minutesOfItems(session);
  const planned = startsAt && endsAt ? endsAt.getTime() - startsAt.getTime() : null;
  const said = (durationMinutes ?? together) * minute;
  const lasts = code === 'items_too_long' ? together * minute : (planned ?? said);
  if (lasts === 0 || lasts > longestSession) return undefined;
  // A session without a time that is too short for its parts is planned by another length first.
  if (code === 'items_too_long' && planned === null) return undefined;
  const people = Math.max(expected ?? 0, seats.get(session.id)?.size ?? 0);
  if (code === 'over_expected' && capacity !== null && people > capacity) return undefined;
  const apartFrom = aboutBoth.has(code)
    ? ofConflict.filter(isPlaced).filter(({ id }) => id !== session.id)
    : [];
  return { otherRoom: aboutTheRoom.has(code), apartFrom, lasts };
}

/** Sessions that one would go to for the same topic. */
function topicMates(session: PlannedSession, { onTopic }: Surroundings): PlacedSession[] {
  return topicsOf(session)
    .flatMap(({ id }) => onTopic.get(id) ?? [])
    .filter(({ id }) => id !== session.id);
}

function searchIn(around: Surroundings): (session: PlannedSession, wish: Wish) => Slot | null {
  const dayWindows = windowsIn(around.planning);
  return (session, wish) => {
    const { startsAt, endsAt, room: own } = session;
    const stays = startsAt && endsAt ? startsAt.getTime() : null;
    const roomless = own === null && needsNoRoom(session.kind);
    const others: (PlannedRoom | null)[] = roomless
      ? [null]
      : fittingRooms(session, around).filter(({ id }) => id !== own?.id);
    const slot = (room: PlannedRoom | null, from: number): Slot => ({ room, from, to: from + wish.lasts });

    if (stays !== null) {
      // Where it is already, only a longer session is any news.
      const longer = wish.lasts > endsAt!.getTime() - stays;
      const places = [...(longer && own ? [own] : []), ...(longer || !roomless ? others : [])];
      const same = places.find((room) => canBegin(stays, session, room, wish, around));
      if (same !== undefined) return slot(same, stays);
    }

    const wanted = stays ?? around.bounds.opens;
    const windows = dayWindows(session, wish.lasts);
    const nearest = (rooms: readonly (PlannedRoom | null)[], within: readonly Stretch[]): Slot | undefined =>
      rooms
        .flatMap((room) => {
          const from = nearestTo(wanted, freeBegins(session, room, wish, within, around));
          return from === null ? [] : [slot(room, from)];
        })
        .sort((a, b) => Math.abs(a.from - wanted) - Math.abs(b.from - wanted))[0];
    const inOwn = own && !wish.otherRoom ? [own] : [];
    const sameDay = windows.filter(({ from, to }) => from <= wanted && wanted <= to);
    return (
      nearest(inOwn, sameDay) ??
      nearest(others, sameDay) ??
      nearest(inOwn, windows) ??
      nearest(others, windows) ??
      null
    );
  };
}

/** Rooms that hold a session and have what it needs, the smallest first. */
function fittingRooms(session: PlannedSession, { planning, seats }: Surroundings): PlannedRoom[] {
  const needed = placesNeeded(session, seats);
  return planning.rooms
    .filter(
      (room) =>
        room.capacity >= needed &&
        languagesWithoutBooth(session, room).length === 0 &&
        missingEquipment(session, room).length === 0,
    )
    .toSorted((a, b) => a.capacity - b.capacity || (a.name < b.name ? -1 : 1));
}

/** Those who have to be there: the room, and everybody with a part in the session. */
const needed = (session: PlannedSession, room: PlannedRoom | null, { partsIn }: Surroundings): string[] => [
  ...(room ? [room.id] : []),
  ...partsIn.get(session.id)!.keys(),
];

/**
 * Times at which a session of this length cannot begin in a room; at their very edges it can. Only those that reach into
 * the time between `after` and `before`.
 */
function closedBegins(
  session: PlannedSession,
  room: PlannedRoom | null,
  { lasts, apartFrom }: Wish,
  { inRoom, pauseOf, partsIn, persons, wayBetween }: Surroundings,
  after: number,
  before: number,
): Stretch[] {
  const closed: Stretch[] = [];
  const keepOff = ({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }, minutes: number): void => {
    const way = minutes * minute;
    const from = startsAt.getTime() - lasts - way;
    const to = endsAt.getTime() + way;
    if (to > after && from < before) closed.push({ from, to });
  };
  if (room)
    for (const other of inRoom.get(room.id) ?? [])
      if (other.id !== session.id) keepOff(other, pauseOf(room.id).minutes);
  for (const personId of partsIn.get(session.id)!.keys())
    for (const binding of persons.get(personId)!.bindings)
      if (binding.session?.id !== session.id)
        keepOff(binding, wayBetween(room?.id ?? null, binding.placeId).minutes);
  for (const other of apartFrom) keepOff(other, 0);
  return closed;
}

function canBegin(
  from: number,
  session: PlannedSession,
  room: PlannedRoom | null,
  wish: Wish,
  around: Surroundings,
): boolean {
  const to = from + wish.lasts;
  return (
    from >= around.bounds.opens &&
    to <= around.bounds.closes &&
    needed(session, room, around).every((id) => isThere(around.times.get(id), from, to)) &&
    closedBegins(session, room, wish, around, from, from).length === 0
  );
}

/** Times at which a session of this length can begin in a room and end, within these windows. */
function freeBegins(
  session: PlannedSession,
  room: PlannedRoom | null,
  wish: Wish,
  windows: readonly Stretch[],
  around: Surroundings,
): Stretch[] {
  const shorter = (stretches: readonly Stretch[]): Stretch[] =>
    stretches.map(({ from, to }) => ({ from, to: to - wish.lasts }));
  let begins = shorter(windows).filter(({ from, to }) => from <= to);
  for (const id of needed(session, room, around)) {
    const times = around.times.get(id);
    if (times) begins = common(begins, shorter(times));
  }
  if (begins.length === 0) return [];
  const closed = closedBegins(session, room, wish, around, begins[0]!.from, begins.at(-1)!.to);
  return without(
    begins,
    closed.sort((a, b) => a.from - b.from),
  );
}

/** The start on the grid that is nearest to the one that is wanted, the later of two that are equally near. */
function nearestTo(wanted: number, free: readonly Stretch[]): number | null {
  let best: number | null = null;
  for (const { from, to } of free)
    for (const start of [
      Math.ceil(Math.max(from, wanted) / grid) * grid,
      Math.floor(Math.min(to, wanted) / grid) * grid,
    ])
      if (
        start >= from &&
        start <= to &&
        (best === null || Math.abs(start - wanted) < Math.abs(best - wanted))
      )
        best = start;
  return best;
}

/** The hours of each day of the event in which a session may be put, as instants. */
function windowsIn({ event }: Planning): (session: PlannedSession, lasts: number) => Stretch[] {
  const made = new Map<string, Stretch[]>();
  const { timeZone } = event;
  const [first, last] = [Temporal.PlainDate.from(event.startDate), Temporal.PlainDate.from(event.endDate)];
  const instant = (day: Temporal.PlainDate, minutes: number): number =>
    day.toPlainDateTime().add({ minutes }).toZonedDateTime(timeZone).epochMilliseconds;
  const { opens, closes } = { opens: instant(first, 0), closes: instant(last.add({ days: 1 }), 0) };
  return ({ startsAt }, lasts) => {
    const length = Math.ceil(lasts / minute);
    let [begins, ends] = [dayBegins, dayEnds];
    if (startsAt) {
      const wall = Temporal.Instant.fromEpochMilliseconds(startsAt.getTime()).toZonedDateTimeISO(timeZone);
      const own = wall.hour * 60 + wall.minute;
      [begins, ends] = [Math.min(begins, own), Math.max(ends, own + length)];
    } else if (length > ends - begins) [begins, ends] = [0, 24 * 60];
    const key = `${begins} ${ends}`;
    let windows = made.get(key);
    if (!windows) {
      windows = [];
      for (let day = first; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 }))
        windows.push({
          from: Math.max(instant(day, begins), opens),
          to: Math.min(instant(day, ends), closes),
        });
      made.set(key, windows);
    }
    return windows;
  };
}

/** What two lists of stretches, each in order, have in common; here with both of their ends. */
function common(some: readonly Stretch[], others: readonly Stretch[]): Stretch[] {
  return some.flatMap((one) =>
    others
      .map((other) => ({ from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) }))
      .filter(({ from, to }) => from <= to),
  );
}

/** Stretches without what is closed (in order); the very edges of what is closed stay. */
function without(stretches: readonly Stretch[], closed: readonly Stretch[]): Stretch[] {
  const left: Stretch[] = [];
  for (const { from, to } of stretches) {
    let begin = from;
    for (const gap of closed) {
      if (gap.to <= begin) continue;
      if (gap.from >= to) break;
      if (gap.from >= begin) left.push({ from: begin, to: gap.from });
      begin = gap.to;
      if (begin > to) break;
    }
    if (begin <= to) left.push({ from: begin, to });
  }
  return left;
}

function inWordsOf({ event }: Planning): (session: PlannedSession, slot: Slot) => Proposal {
  const sayIn = (language: string) => {
    const words = conflictWords(language, event.timeZone);
    return (session: PlannedSession, slot: Omit<SaidSlot, 'title'>): string =>
      words.wayOut({ title: inLanguage(session.title, session.titles, language), ...slot });
  };
  const first = sayIn(event.locales[0]!);
  const all = writtenLanguages(event.locales).map((language) => [language, sayIn(language)] as const);
  return (session, { room, from, to }) => {
    const [startsAt, endsAt] = [new Date(from), new Date(to)];
    const stays = session.startsAt?.getTime() === from && session.endsAt?.getTime() === to;
    const said = {
      room: room === null || room.id === session.room?.id ? null : room.name,
      time: stays ? null : { startsAt, endsAt },
    };
    return {
      sessionId: session.id,
      roomId: room?.id ?? null,
      startsAt,
      endsAt,
      message: first(session, said),
      messages: Object.fromEntries(all.map(([language, say]) => [language, say(session, said)])),
    };
  };
}
