import {
  boundsOf,
  isPlaced,
  type Attendee,
  type Conflict,
  type ConflictSubject,
  type Engagement,
  type PlacedSession,
  type PlannedRoom,
  type PlannedSession,
  type Planning,
} from '../programme.rules';

/** A stretch of time, in milliseconds; half-open: what begins when it ends does not touch it. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Something that binds a person at a time: a session in which they have a part, or an engagement elsewhere. */
export interface Binding {
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly placeId: string | null;
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  /** The session; null for an engagement. */
  readonly session: PlacedSession | null;
  /** The engagement, and the messages that the person reads in the session. */
  readonly others: readonly ConflictSubject[];
}

/** A person whom the programme binds, with all that binds them, in the order of time. */
export interface BoundPerson {
  readonly personId: string;
  readonly displayName: string;
  readonly bindings: readonly Binding[];
}

/** How long one needs from one place to another, in minutes, and how bad it is not to have that. */
export interface Way {
  readonly minutes: number;
  readonly severity: Conflict['severity'];
}

/** What planning asks again and again, worked out once. */
export interface Surroundings {
  readonly planning: Planning;
  /** From when to when the event lasts. */
  readonly bounds: { readonly opens: number; readonly closes: number };
  readonly placed: readonly PlacedSession[];
  readonly sessions: ReadonlyMap<string, PlannedSession>;
  readonly rooms: ReadonlyMap<string, PlannedRoom>;
  /** Placed sessions, by room. */
  readonly inRoom: ReadonlyMap<string, readonly PlacedSession[]>;
  /** Placed sessions that one goes to for their topic, by topic. */
  readonly onTopic: ReadonlyMap<string, readonly PlacedSession[]>;
  /** Everybody who has a part in a session, by their id; what binds them is what has a time. */
  readonly persons: ReadonlyMap<string, BoundPerson>;
  /** Who has a part in a session, by the id of the session: those with a role that they have not declined, and readers. */
  readonly partsIn: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** When a person or a room is there; who has no such times is always there. */
  readonly times: ReadonlyMap<string, readonly Stretch[]>;
  /** Who has a seat in a session, by the id of the session. */
  readonly seats: ReadonlyMap<string, ReadonlySet<string>>;
  /** The way from one place to another, in either direction; none from or to a place that nobody knows. */
  wayBetween(oneId: string | null, otherId: string | null): Way;
  /** The pause that a room needs between two sessions. */
  pauseOf(roomId: string): Way;
  /** The longest of all ways and pauses, in milliseconds. */
  readonly longestWay: number;
}

const minute = 60_000;
const noWay: Way = { minutes: 0, severity: 'soft' };

/** Items by a key, as they are or as `value` makes them. */
export function grouped<T, V = T>(
  items: readonly T[],
  key: (item: T) => string,
  value: (item: T) => V = (item) => item as unknown as V,
): Map<string, V[]> {
  const groups = new Map<string, V[]>();
  for (const item of items) at(groups, key(item), () => [] as V[]).push(value(item));
  return groups;
}

/** The value at a key, made when it is not there yet. */
function at<T>(map: Map<string, T>, key: string, make: () => T): T {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

/** Whether somebody has a part in the session itself, and not only a seat. */
const reads = ({ as }: Attendee): boolean => as === 'reader' || as === 'deputy_reader';

/** Looks at everything once, so that what follows is cheap however often it is asked. */
export function surroundingsOf(planning: Planning): Surroundings {
  const placed = planning.sessions.filter(isPlaced);
  const partsIn = partsOf(planning);
  const ways = waysOf(planning);
  return {
    planning,
    bounds: boundsOf(planning.event),
    placed,
    sessions: new Map(planning.sessions.map((session) => [session.id, session])),
    rooms: new Map(planning.rooms.map((room) => [room.id, room])),
    inRoom: grouped(
      placed.filter(({ room }) => room !== null),
      ({ room }) => room!.id,
    ),
    onTopic: grouped(
      placed.flatMap((session) => topicsOf(session).map(({ id }) => ({ id, session }))),
      ({ id }) => id,
      ({ session }) => session,
    ),
    persons: personsOf(planning, partsIn),
    partsIn,
    times: timesOf(planning),
    seats: seatsOf(planning),
    ...ways,
  };
}

function partsOf({ sessions, attendees }: Planning): Map<string, Map<string, string>> {
  const parts = new Map<string, Map<string, string>>();
  for (const { id, people } of sessions) {
    // Somebody may chair a session and speak in it: that is one place.
    const names = new Map<string, string>();
    for (const { personId, state, displayName } of people)
      if (state !== 'declined' && state !== 'replaced') names.set(personId, displayName);
    parts.set(id, names);
  }
  for (const attendee of attendees) {
    const names = parts.get(attendee.sessionId);
    if (reads(attendee) && names && !names.has(attendee.personId))
      names.set(attendee.personId, attendee.displayName);
  }
  return parts;
}

function seatsOf({ attendees }: Planning): Map<string, Set<string>> {
  const seats = new Map<string, Set<string>>();
  for (const attendee of attendees)
    if (!reads(attendee)) at(seats, attendee.sessionId, () => new Set<string>()).add(attendee.personId);
  return seats;
}

function personsOf(
  { sessions, attendees, engagements }: Planning,
  partsIn: ReadonlyMap<string, ReadonlyMap<string, string>>,
): Map<string, BoundPerson> {
  const readings = grouped(attendees.filter(reads), ({ sessionId, personId }) => `${sessionId} ${personId}`);
  const persons = new Map<string, { personId: string; displayName: string; bindings: Binding[] }>();
  for (const session of sessions)
    for (const [personId, displayName] of partsIn.get(session.id)!) {
      const { bindings } = at(persons, personId, () => ({ personId, displayName, bindings: [] }));
      if (!isPlaced(session)) continue;
      const read = readings.get(`${session.id} ${personId}`) ?? [];
      bindings.push({
        startsAt: session.startsAt,
        endsAt: session.endsAt,
        placeId: session.room?.id ?? null,
        title: session.title,
        titles: session.titles,
        session,
        others: read.flatMap(({ subject }) => (subject ? [subject] : [])),
      });
    }
  for (const engagement of engagements)
    // Who has no part in the programme is nobody's concern here.
    persons.get(engagement.personId)?.bindings.push(boundBy(engagement));
  for (const { bindings } of persons.values())
    bindings.sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  return persons;
}

const boundBy = ({ startsAt, endsAt, placeId, title, titles, kind, subjectId }: Engagement): Binding => ({
  startsAt,
  endsAt,
  placeId,
  title,
  titles,
  session: null,
  others: [{ kind, id: subjectId }],
});

/** Times of each person and room, in order; those that touch or overlap as one. */
function timesOf({ availabilities }: Planning): Map<string, Stretch[]> {
  const times = new Map<string, Stretch[]>();
  const inOrder = availabilities.toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  for (const { personId, roomId, startsAt, endsAt } of inOrder) {
    const of = at(times, (personId ?? roomId)!, () => [] as Stretch[]);
    const [from, to] = [startsAt.getTime(), endsAt.getTime()];
    const last = of.at(-1);
    if (last && from <= last.to) of[of.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else of.push({ from, to });
  }
  return times;
}

/**
 * The ways between places. What is asked first is the buffer of the pair itself; then one between the one and the venue
 * of the other (the longer, if there are two); then one between their venues, which may be one venue: the way between
 * any two of its rooms; then the event's default. From a place to itself there is no way to go.
 */
export function waysOf({
  event,
  rooms,
  buffers,
}: {
  readonly event: Pick<Planning['event'], 'bufferMinutes'>;
  readonly rooms: readonly Pick<PlannedRoom, 'id' | 'venueId'>[];
  readonly buffers: Planning['buffers'];
}): Pick<Surroundings, 'wayBetween' | 'pauseOf' | 'longestWay'> {
  const entered = new Map<string, Map<string, Way>>();
  const known = (oneId: string, otherId: string): Way | undefined => entered.get(oneId)?.get(otherId);
  const enter = (oneId: string, otherId: string, way: Way): void => {
    at(entered, oneId, () => new Map<string, Way>()).set(otherId, way);
  };
  for (const { oneId, otherId, minutes, severity } of buffers) {
    enter(oneId, otherId, { minutes, severity });
    enter(otherId, oneId, { minutes, severity });
  }
  const venues = new Map(rooms.flatMap(({ id, venueId }) => (venueId === null ? [] : [[id, venueId]])));
  const byDefault: Way = { minutes: event.bufferMinutes, severity: 'soft' };
  const find = (oneId: string, otherId: string): Way => {
    const itself = known(oneId, otherId);
    if (itself) return itself;
    const [oneVenue, otherVenue] = [venues.get(oneId), venues.get(otherId)];
    const mixed = [
      ...(otherVenue === undefined ? [] : [known(oneId, otherVenue)]),
      ...(oneVenue === undefined ? [] : [known(oneVenue, otherId)]),
    ].filter((way) => way !== undefined);
    if (mixed.length > 0) return mixed.reduce((a, b) => (b.minutes > a.minutes ? b : a));
    const between =
      oneVenue === undefined || otherVenue === undefined ? undefined : known(oneVenue, otherVenue);
    return between ?? byDefault;
  };
  const found = new Map<string, Map<string, Way>>();
  return {
    wayBetween: (oneId, otherId) =>
      oneId === null || otherId === null || oneId === otherId
        ? noWay
        : at(
            at(found, oneId, () => new Map<string, Way>()),
            otherId,
            () => find(oneId, otherId),
          ),
    pauseOf: (roomId) => known(roomId, roomId) ?? noWay,
    longestWay:
      minute * buffers.reduce((longest, { minutes }) => Math.max(longest, minutes), event.bufferMinutes),
  };
}

const besideTheTopics: ReadonlySet<string> = new Set(['exhibition', 'social', 'break', 'visit_block']);

/** The topics for which one goes to a session: an exhibition or a break one can miss for a while. */
export function topicsOf({ kind, topics }: PlannedSession): PlannedSession['topics'] {
  return besideTheTopics.has(kind) ? [] : topics;
}

/** How many people a session has to hold: its places, those who are expected, those who have a seat. */
export function placesNeeded(
  { id, capacity, expected }: PlannedSession,
  seats: Surroundings['seats'],
): number {
  return Math.max(capacity ?? 0, expected ?? 0, seats.get(id)?.size ?? 0);
}

/** A word as it is compared: written in capitals or not, it names the same thing. */
export const inOneWay = (word: string): string => word.normalize('NFKC').trim().toLocaleLowerCase('en');

/** What a session needs and the room does not have, in the session's words. */
export function missingEquipment(
  session: Pick<PlannedSession, 'equipment'>,
  room: Pick<PlannedRoom, 'equipment'>,
): string[] {
  if (session.equipment.length === 0) return [];
  const there = new Set(room.equipment.map(inOneWay));
  return session.equipment.filter((thing) => !there.has(inOneWay(thing)));
}

/** Whether one of these times holds all of it; who has no times is always there. */
export function isThere(times: readonly Stretch[] | undefined, from: number, to: number): boolean {
  return times === undefined || times.some((time) => time.from <= from && to <= time.to);
}
