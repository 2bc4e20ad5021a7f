/** From when to before when, in minutes since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * What may take place beside a session: nothing (`never`: the opening ceremony, a break), what is not of that kind
 * (`normal`), or anything (`always`: an exhibition).
 */
export type Parallel = 'never' | 'normal' | 'always';

/** How sessions about the same topic are kept apart: always, at a price for each minute in parallel, or not at all. */
export const topicRules = ['always', 'if_possible', 'no'] as const;
export type TopicRule = (typeof topicRules)[number];

export interface PlacementRoom {
  readonly id: string;
  readonly capacity: number;
  /** Languages (without script and region) for which it has booths. */
  readonly booths: readonly string[];
  readonly equipment: readonly string[];
  /** When it can be used; null: always. */
  readonly open: readonly Span[] | null;
  /** Minutes that it needs between two sessions. */
  readonly pauseMinutes: number;
  /** Minutes from it to each room, in the order of the rooms; 0 to itself. */
  readonly wayMinutes: readonly number[];
}

export interface PlacementPerson {
  readonly id: string;
  /** When the person can be planned with; null: always. */
  readonly there: readonly Span[] | null;
  /** What else binds the person, with the minutes from there to each room. */
  readonly engagements: readonly (Span & { readonly id: string; readonly wayMinutes: readonly number[] })[];
}

/** A session that has its time already, also one that is to get a room: it binds its people and its topics. */
export interface FixedSession extends Span {
  readonly id: string;
  readonly roomId: string | null;
  readonly personIds: readonly string[];
  readonly topicIds: readonly string[];
  readonly parallel: Parallel;
  /** Minutes from where it is to each room, in the order of the rooms. */
  readonly wayMinutes: readonly number[];
}

export interface SessionToPlace {
  readonly id: string;
  /** How long it lasts; null while nobody has said. */
  readonly minutes: number | null;
  /** When it begins, if that is decided and only a room is looked for. */
  readonly from: number | null;
  /** Its room, if that is decided and only a time is looked for; nobody asks then whether it suits. */
  readonly roomId: string | null;
  readonly needsRoom: boolean;
  /** Who has to be there, the most important first. */
  readonly personIds: readonly string[];
  /** The main one first. */
  readonly topicIds: readonly string[];
  /** Languages (without script and region) that have to be interpreted. */
  readonly booths: readonly string[];
  /** How many have to find a seat. */
  readonly seats: number;
  readonly equipment: readonly string[];
  readonly parallel: Parallel;
}

/**
 * All that it takes to place sessions, without names and texts. Two problems that are equal have the same answer.
 * Whoever is in two sessions gets the rest between them, also in the same room, and more where the way takes longer.
 */
export interface PlacementProblem {
  /** Sessions begin every so many minutes, counted from the opening of a day or the end of what interrupts it. */
  readonly stepMinutes: number;
  /** When sessions can take place: one span a day, in order. */
  readonly hours: readonly Span[];
  readonly restMinutes: number;
  readonly topics: TopicRule;
  readonly rooms: readonly PlacementRoom[];
  /** Everybody with a part in a session to place. */
  readonly persons: readonly PlacementPerson[];
  readonly fixed: readonly FixedSession[];
  readonly sessions: readonly SessionToPlace[];
}

/** A place for a session: session and room by their number in the problem (room -1: none), with what speaks against it. */
export interface Spot extends Span {
  readonly session: number;
  readonly room: number;
  /** 0 is what one would wish; the sum over all sessions is to be small. */
  readonly cost: number;
}

/** Why a room is no room for a session. */
export type Unfit = 'too_small' | 'no_booths' | 'no_equipment' | 'other_room';

/** What stands in the way of a session in a room at a time. Sessions, rooms, persons and so on by their ids. */
export type Blocker =
  | { readonly kind: 'person_away'; readonly personId: string }
  | { readonly kind: 'person_engaged'; readonly personId: string; readonly engagementId: string }
  | { readonly kind: 'person_taken'; readonly personId: string; readonly sessionId: string }
  | { readonly kind: 'room_closed'; readonly roomId: string }
  | { readonly kind: 'room_taken'; readonly roomId: string; readonly sessionId: string }
  | { readonly kind: 'topic_taken'; readonly topicId: string; readonly sessionId: string }
  | { readonly kind: 'not_beside'; readonly sessionId: string };

/** What a preference weighs. A minute in parallel with a session about the same topic weighs 1. */
const weights = {
  /** A room in which all seats stay empty, if it is the largest one. */
  emptySeats: 50,
  /** A day other than that of the topic. */
  otherDay: 40,
  /** The end of the day instead of its beginning. */
  late: 20,
} as const;

/** What interrupts a day ends when it ends; the next session begins at the next quarter of an hour. */
const quarter = 15;

export const overlaps = (one: Span, other: Span, gap = 0): boolean =>
  one.from < other.to + gap && other.from < one.to + gap;

const within = (span: Span, windows: readonly Span[] | null): boolean =>
  windows === null || windows.some(({ from, to }) => span.from >= from && span.to <= to);

/** `spans` without what `holes` cover. */
export function without(spans: readonly Span[], holes: readonly Span[]): Span[] {
  let rest = [...spans];
  for (const hole of holes)
    rest = rest.flatMap((span) =>
      overlaps(span, hole)
        ? [
            { from: span.from, to: Math.min(span.to, hole.from) },
            { from: Math.max(span.from, hole.to), to: span.to },
          ].filter(({ from, to }) => from < to)
        : [span],
    );
  return rest;
}

/** How many minutes of `span` the others cover together. */
export function covered(span: Span, others: readonly Span[]): number {
  const inside = others.filter((other) => overlaps(span, other)).sort((a, b) => a.from - b.from);
  let minutes = 0;
  let until = span.from;
  for (const { from, to } of inside) {
    const end = Math.min(to, span.to);
    if (end > until) minutes += end - Math.max(from, until);
    until = Math.max(until, end);
  }
  return minutes;
}

const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
  a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

/** The same problem with everything in the order of ids, so that equal problems look equal. */
export function inOrder(problem: PlacementProblem): PlacementProblem {
  const order = problem.rooms.map((room, index) => ({ id: room.id, index })).sort(byId);
  const ways = (minutes: readonly number[]): number[] => order.map(({ index }) => minutes[index]!);
  const spans = (list: readonly Span[] | null): Span[] | null =>
    list && [...list].sort((a, b) => a.from - b.from || a.to - b.to);
  return {
    ...problem,
    hours: spans(problem.hours)!,
    rooms: problem.rooms
      .map((room) => ({
        ...room,
        booths: room.booths.toSorted(),
        equipment: room.equipment.toSorted(),
        open: spans(room.open),
        wayMinutes: ways(room.wayMinutes),
      }))
      .sort(byId),
    persons: problem.persons
      .map((person) => ({
        ...person,
        there: spans(person.there),
        engagements: person.engagements
          .map((engagement) => ({ ...engagement, wayMinutes: ways(engagement.wayMinutes) }))
          .sort((a, b) => byId(a, b) || a.from - b.from),
      }))
      .sort(byId),
    fixed: problem.fixed
      .map((session) => ({
        ...session,
        personIds: session.personIds.toSorted(),
        wayMinutes: ways(session.wayMinutes),
      }))
      .sort(byId),
    sessions: problem.sessions
      .map((session) => ({
        ...session,
        booths: session.booths.toSorted(),
        equipment: session.equipment.toSorted(),
      }))
      .sort(byId),
  };
}

/** A problem with what follows from it: which rooms suit, when what can begin, what stands in the way of what. */
export class Board {
  readonly problem: PlacementProblem;
  /** For each session, those that can be in its way in any room: they share a person, or may not be beside it. */
  readonly others: readonly (readonly number[])[];
  /** Where each session can take place as long as no other is placed; the best first. */
  readonly spots: readonly (readonly Spot[])[];

  /** For each pair of sessions whether they share a person, and whether they may not be beside each other. */
  private readonly sharing: Uint8Array;
  private readonly apart: Uint8Array;
  private readonly pauses: readonly number[];
  private readonly persons: ReadonlyMap<string, PlacementPerson>;
  private readonly fixedInRoom: ReadonlyMap<string, readonly FixedSession[]>;
  private readonly fixedOfPerson: ReadonlyMap<string, readonly FixedSession[]>;
  private readonly fixedOfTopic: ReadonlyMap<string, readonly FixedSession[]>;
  private readonly largest: number;
  private readonly freeHours: readonly Span[];
  private readonly homeDays: ReadonlyMap<string, ReadonlySet<number>>;

  constructor(problem: PlacementProblem) {
    this.problem = inOrder(problem);
    const { rooms, persons, fixed, sessions, hours } = this.problem;
    this.persons = new Map(persons.map((person) => [person.id, person]));
    this.fixedInRoom = listed(fixed, ({ roomId }) => (roomId === null ? [] : [roomId]));
    this.fixedOfPerson = listed(fixed, ({ personIds }) => personIds);
    this.fixedOfTopic = listed(fixed, ({ topicIds }) => topicIds);
    this.largest = Math.max(1, ...rooms.map(({ capacity }) => capacity));
    this.freeHours = without(
      hours,
      fixed.filter(({ parallel }) => parallel === 'never'),
    );
    this.homeDays = homeDays(this.problem);
    this.pauses = rooms.map(({ pauseMinutes }) => pauseMinutes);
    const pairs = (test: (one: SessionToPlace, other: SessionToPlace) => boolean): Uint8Array =>
      Uint8Array.from(
        sessions.flatMap((one) => sessions.map((other) => (one !== other && test(one, other) ? 1 : 0))),
      );
    // What has a time stands among the fixed ones too, and is in the way of others from there; but not yet the way from
    // the room that it is to get.
    this.sharing = pairs(
      (one, other) =>
        (one.from === null || other.from === null) &&
        one.personIds.some((id) => other.personIds.includes(id)),
    );
    this.apart = pairs(
      (one, other) =>
        one.from === null &&
        other.from === null &&
        (notBeside(one, other) || (this.problem.topics === 'always' && sameTopic(one, other))),
    );
    this.others = sessions.map((_, one) =>
      [...sessions.keys()].filter((other) => {
        const pair = one * sessions.length + other;
        return this.sharing[pair] === 1 || this.apart[pair] === 1;
      }),
    );
    this.spots = sessions.map((_, session) => this.spotsOf(session));
  }

  /** All reasons why a room is no room for a session; none: it suits. */
  unfit(session: number, room: number): Unfit[] {
    const wanted = this.problem.sessions[session]!;
    const given = this.problem.rooms[room]!;
    if (wanted.roomId !== null) return wanted.roomId === given.id ? [] : ['other_room'];
    return [
      ...(given.capacity < wanted.seats ? (['too_small'] as const) : []),
      ...(wanted.booths.every((tag) => given.booths.includes(tag)) ? [] : (['no_booths'] as const)),
      ...(wanted.equipment.every((thing) => given.equipment.includes(thing))
        ? []
        : (['no_equipment'] as const)),
    ];
  }

  /** The rooms that suit a session, by number; [-1] for one that needs none. */
  suitable(session: number): number[] {
    const { needsRoom, roomId } = this.problem.sessions[session]!;
    if (!needsRoom && roomId === null) return [-1];
    return [...this.problem.rooms.keys()].filter((room) => this.unfit(session, room).length === 0);
  }

  /** The times without interruption in which a session could take place, if nothing else stood in its way. */
  stretches(session: number): readonly Span[] {
    return this.problem.sessions[session]!.parallel === 'always' ? this.problem.hours : this.freeHours;
  }

  /** When a session could begin, if nothing but the hours of the days were to be kept. */
  starts(session: number): number[] {
    const { minutes, from } = this.problem.sessions[session]!;
    if (minutes === null) return [];
    if (from !== null) return [from];
    const { stepMinutes, hours } = this.problem;
    const opens = new Set(hours.map((span) => span.from));
    const raster = Math.min(quarter, stepMinutes);
    return this.stretches(session).flatMap((stretch) => {
      const found: number[] = [];
      const first = opens.has(stretch.from) ? stretch.from : Math.ceil(stretch.from / raster) * raster;
      for (let at = first; at + minutes <= stretch.to; at += stepMinutes) found.push(at);
      return found;
    });
  }

  /** Everything that stands in the way of a session there already, before any other is placed. */
  standing(spot: Omit<Spot, 'cost'>): Blocker[] {
    const session = this.problem.sessions[spot.session]!;
    const blockers: Blocker[] = [];
    const { restMinutes, topics } = this.problem;
    // Whoever takes part in a session with a time is bound by it already, whether or not it finds a room.
    if (session.from === null) {
      for (const personId of session.personIds) {
        const person = this.persons.get(personId)!;
        if (!within(spot, person.there)) blockers.push({ kind: 'person_away', personId });
        for (const engagement of person.engagements) {
          if (overlaps(spot, engagement, Math.max(restMinutes, engagement.wayMinutes[spot.room] ?? 0)))
            blockers.push({ kind: 'person_engaged', personId, engagementId: engagement.id });
        }
        for (const fixed of this.fixedOfPerson.get(personId) ?? [])
          if (overlaps(spot, fixed, Math.max(restMinutes, fixed.wayMinutes[spot.room] ?? 0)))
            blockers.push({ kind: 'person_taken', personId, sessionId: fixed.id });
      }
      if (topics === 'always')
        for (const topicId of session.topicIds)
          for (const fixed of this.fixedOfTopic.get(topicId) ?? [])
            if (overlaps(spot, fixed)) blockers.push({ kind: 'topic_taken', topicId, sessionId: fixed.id });
      for (const fixed of this.problem.fixed)
        if (notBeside(session, fixed) && overlaps(spot, fixed))
          blockers.push({ kind: 'not_beside', sessionId: fixed.id });
    }
    if (spot.room >= 0) {
      const room = this.problem.rooms[spot.room]!;
      if (!within(spot, room.open)) blockers.push({ kind: 'room_closed', roomId: room.id });
      for (const fixed of this.fixedInRoom.get(room.id) ?? [])
        if (overlaps(spot, fixed, room.pauseMinutes))
          blockers.push({ kind: 'room_taken', roomId: room.id, sessionId: fixed.id });
    }
    return blockers;
  }

  /** Whether two sessions cannot be where they are, because of each other. */
  clash(one: Omit<Spot, 'cost'>, other: Omit<Spot, 'cost'>): boolean {
    if (one.session === other.session) return true;
    if (one.room >= 0 && one.room === other.room && overlaps(one, other, this.pauses[one.room])) return true;
    const pair = one.session * this.problem.sessions.length + other.session;
    if (this.apart[pair] === 1 && overlaps(one, other)) return true;
    return this.sharing[pair] === 1 && overlaps(one, other, this.gap(one.room, other.room));
  }

  /** Everything by which a session that is placed stands in the way of another one. */
  blockersBy(placed: Omit<Spot, 'cost'>, spot: Omit<Spot, 'cost'>): Blocker[] {
    const { sessions, rooms, topics } = this.problem;
    const session = sessions[spot.session]!;
    const other = sessions[placed.session]!;
    const blockers: Blocker[] = [];
    const sessionId = other.id;
    if (session.from === null || other.from === null)
      if (overlaps(spot, placed, this.gap(spot.room, placed.room)))
        for (const personId of session.personIds)
          if (other.personIds.includes(personId))
            blockers.push({ kind: 'person_taken', personId, sessionId });
    if (session.from === null && other.from === null && overlaps(spot, placed)) {
      if (topics === 'always')
        for (const topicId of session.topicIds)
          if (other.topicIds.includes(topicId)) blockers.push({ kind: 'topic_taken', topicId, sessionId });
      if (notBeside(session, other)) blockers.push({ kind: 'not_beside', sessionId });
    }
    if (spot.room >= 0 && spot.room === placed.room)
      if (overlaps(spot, placed, rooms[spot.room]!.pauseMinutes))
        blockers.push({ kind: 'room_taken', roomId: rooms[spot.room]!.id, sessionId });
    return blockers;
  }

  /** Minutes that whoever is in both rooms needs between two sessions there. */
  gap(one: number, other: number): number {
    const { restMinutes, rooms } = this.problem;
    return one < 0 || other < 0 ? restMinutes : Math.max(restMinutes, rooms[one]!.wayMinutes[other]!);
  }

  /** Sessions with a time that are about a topic. */
  fixedAbout(topicId: string): readonly FixedSession[] {
    return this.fixedOfTopic.get(topicId) ?? [];
  }

  /** Number of the day on which something begins; -1 outside of the hours. */
  dayOf({ from }: Pick<Span, 'from'>): number {
    return this.problem.hours.findIndex((day) => from >= day.from && from < day.to);
  }

  private spotsOf(session: number): Spot[] {
    const { minutes } = this.problem.sessions[session]!;
    if (minutes === null) return [];
    const rooms = this.suitable(session);
    return this.starts(session)
      .flatMap((from) => rooms.map((room) => ({ session, room, from, to: from + minutes })))
      .filter((spot) => this.standing(spot).length === 0)
      .map((spot) => ({ ...spot, cost: this.costOf(spot) }))
      .sort((a, b) => a.cost - b.cost || a.from - b.from || a.room - b.room);
  }

  private costOf(spot: Omit<Spot, 'cost'>): number {
    const { seats, topicIds } = this.problem.sessions[spot.session]!;
    const day = this.dayOf(spot);
    const hours = this.problem.hours[day];
    const home = this.homeDays.get(topicIds[0] ?? '');
    // A room that was chosen can be too small; that is not what is asked about.
    const empty = spot.room < 0 ? 0 : Math.max(0, this.problem.rooms[spot.room]!.capacity - seats);
    return (
      Math.round((weights.emptySeats * empty) / this.largest) +
      (home === undefined || home.has(day) ? 0 : weights.otherDay) +
      (hours === undefined
        ? 0
        : Math.round((weights.late * (spot.from - hours.from)) / (hours.to - hours.from)))
    );
  }
}

/** Whether one of them stands alone, and the other one is not of the kind that does not disturb it. */
const notBeside = (one: { parallel: Parallel }, other: { parallel: Parallel }): boolean =>
  (one.parallel === 'never' && other.parallel !== 'always') ||
  (other.parallel === 'never' && one.parallel !== 'always');

const sameTopic = (
  one: { readonly topicIds: readonly string[] },
  other: { readonly topicIds: readonly string[] },
): boolean => one.topicIds.some((id) => other.topicIds.includes(id));

function listed<T>(items: readonly T[], keys: (item: T) => readonly string[]): Map<string, T[]> {
  const lists = new Map<string, T[]>();
  for (const item of items)
    for (const key of new Set(keys(item))) {
      const list = lists.get(key);
      if (list) list.push(item);
      else lists.set(key, [item]);
    }
  return lists;
}

/** Sessions about one topic fill at most so much of a day, so that they need not stand wall to wall. */
const fullDay = 0.7;

/**
 * The day or days of each topic, by number: where the topic stands already, otherwise where the least does. So delegates
 * find a topic on one day, and the topics are spread over the days.
 */
function homeDays({ sessions, fixed, hours }: PlacementProblem): Map<string, Set<number>> {
  const minutesOfDay = (span: Span): number[] =>
    hours.map((day) => Math.max(0, Math.min(span.to, day.to) - Math.max(span.from, day.from)));
  const load = hours.map((_, day) => fixed.reduce((sum, session) => sum + minutesOfDay(session)[day]!, 0));
  const wanted = new Map<string, number>();
  for (const { topicIds, minutes, from } of sessions)
    if (topicIds[0] !== undefined && minutes !== null && from === null)
      wanted.set(topicIds[0], (wanted.get(topicIds[0]) ?? 0) + minutes);
  const longest = Math.max(1, ...hours.map(({ from, to }) => to - from));
  const homes = new Map<string, Set<number>>();
  for (const [topic, minutes] of [...wanted].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))) {
    const there = hours.map((_, day) =>
      fixed
        .filter(({ topicIds }) => topicIds[0] === topic)
        .reduce((sum, session) => sum + minutesOfDay(session)[day]!, 0),
    );
    const days = [...hours.keys()]
      .sort((a, b) => there[b]! - there[a]! || load[a]! - load[b]! || a - b)
      .slice(0, Math.ceil(minutes / (fullDay * longest)));
    for (const day of days) load[day]! += minutes / days.length;
    homes.set(topic, new Set(days));
  }
  return homes;
}
