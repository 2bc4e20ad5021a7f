import { inLanguage } from '../../platform/text';
import {
  grouped,
  isThere,
  missingEquipment,
  surroundingsOf,
  type Binding,
  type Surroundings,
} from './planning.rules';
import {
  conflictCodes,
  isWithin,
  languagesWithoutBooth,
  needsNoRoom,
  overlapping,
  type Conflict,
  type PlacedSession,
  type PlannedRoom,
  type PlannedSession,
  type Planning,
} from '../programme.rules';
import { conflictWords, writtenLanguages, type ConflictWords } from './conflict.words';

interface Titled {
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
}

/** Gives the title of a thing in the language of the sentence. */
type Title = (thing: Titled) => string;

/** Something that is wrong, before it is put into words: there may be many that nobody reads. */
export interface Finding extends Omit<Conflict, 'message' | 'messages'> {
  readonly say: (words: ConflictWords, title: Title) => string;
}

type Found = Pick<Finding, 'code' | 'severity' | 'say'> & {
  readonly sessions: readonly PlannedSession[];
} & Partial<Pick<Finding, 'persons' | 'roomId' | 'others'>>;

const minute = 60_000;
const minutesBetween = (from: number, to: number): number => Math.floor((to - from) / minute);

/**
 * Everything that is wrong with a draft, the hard ones first, each in the order of time. One sweep over the sessions of
 * each room, of each person and of each topic: the cost is that of sorting, and one step for each pair that stands too
 * close.
 */
export function findConflicts(planning: Planning, around = surroundingsOf(planning)): Finding[] {
  const found: Found[] = [
    ...ofRooms(around),
    ...ofPersons(around),
    ...ofTopics(around),
    ...ofSeats(around),
    ...ofGaps(around),
    ...planning.sessions.flatMap((session) => ofSession(session, around)),
  ];
  const order = new Map(planning.sessions.map(({ id }, index) => [id, index]));
  return found
    .map(({ sessions, persons = [], roomId = null, others = [], ...rest }): Finding => ({
      ...rest,
      sessions: sessions.map(({ id }) => id),
      persons: [...persons],
      roomId,
      others,
    }))
    .sort(
      (a, b) =>
        Number(a.severity === 'soft') - Number(b.severity === 'soft') ||
        order.get(a.sessions[0]!)! - order.get(b.sessions[0]!)! ||
        conflictCodes.indexOf(a.code) - conflictCodes.indexOf(b.code),
    );
}

/** Puts findings into words: in the first language of the event, or in `locale`, and in each that the program writes. */
export function inWords(
  findings: readonly Finding[],
  { event }: Planning,
  locale = event.locales[0]!,
): Conflict[] {
  const sayIn = (language: string): ((say: Finding['say']) => string) => {
    const words = conflictWords(language, event.timeZone);
    return (say) => say(words, ({ title, titles }) => inLanguage(title, titles, language));
  };
  const first = sayIn(locale);
  const all = writtenLanguages(event.locales).map((language) => [language, sayIn(language)] as const);
  return findings.map(({ say, ...conflict }) => ({
    ...conflict,
    message: first(say),
    messages: Object.fromEntries(all.map(([language, said]) => [language, said(say)])),
  }));
}

/** Everything that is wrong with a draft, in words. */
export function conflictsOf(planning: Planning, locale = planning.event.locales[0]!): Conflict[] {
  return inWords(findConflicts(planning), planning, locale);
}

/** What two conflicts have in common when they are the same one, seen at different times. */
export function conflictKey({ code, sessions, persons, roomId, others }: Omit<Finding, 'say'>): string {
  return JSON.stringify([
    code,
    sessions.toSorted(),
    persons.toSorted(),
    roomId,
    others.map(({ kind, id }) => `${kind} ${id}`).sort(),
  ]);
}

function ofRooms({ inRoom, times, pauseOf }: Surroundings): Found[] {
  return [...inRoom].flatMap(([roomId, sessions]) => {
    const { name } = sessions[0]!.room!;
    const pause = pauseOf(roomId);
    const tooClose = overlapping(sessions, pause.minutes * minute).map(([one, other]): Found => {
      const gap = other.startsAt.getTime() - one.endsAt.getTime();
      if (gap < 0)
        return {
          code: 'room_twice',
          severity: 'hard',
          sessions: [one, other],
          roomId,
          say: (words, title) => words.roomTwice(name, title(one), title(other)),
        };
      return {
        code: 'no_turnaround',
        severity: pause.severity,
        sessions: [one, other],
        roomId,
        say: (words, title) =>
          words.noTurnaround(name, title(one), title(other), Math.floor(gap / minute), pause.minutes),
      };
    });
    const closed = sessions
      .filter(({ startsAt, endsAt }) => !isThere(times.get(roomId), startsAt.getTime(), endsAt.getTime()))
      .map((session): Found => ({
        code: 'room_unavailable',
        severity: 'hard',
        sessions: [session],
        roomId,
        say: (words, title) => words.roomUnavailable(name, title(session)),
      }));
    return [...tooClose, ...closed];
  });
}

function ofPersons({ persons, times, longestWay, wayBetween }: Surroundings): Found[] {
  return [...persons.values()].flatMap(({ personId, displayName: name, bindings }) => {
    const tooClose = overlapping(bindings, longestWay).flatMap(([one, other]): Found[] => {
      const sessions = [one.session, other.session].filter((session) => session !== null);
      // Two engagements are not the programme's to judge.
      if (sessions.length === 0) return [];
      const common = { sessions, persons: [personId], others: [...one.others, ...other.others] };
      const gap = other.startsAt.getTime() - one.endsAt.getTime();
      if (gap < 0) return [{ ...common, ...heldTwice(name, one, other) }];
      const way = wayBetween(one.placeId, other.placeId);
      if (gap >= way.minutes * minute) return [];
      return [
        {
          ...common,
          code: 'no_time_between',
          severity: way.severity,
          say: (words, title) =>
            words.noTimeBetween(name, title(one), title(other), Math.floor(gap / minute), way.minutes),
        },
      ];
    });
    const absent = bindings.flatMap(({ session }): Found[] => {
      if (!session || isThere(times.get(personId), session.startsAt.getTime(), session.endsAt.getTime()))
        return [];
      return [
        {
          code: 'person_unavailable',
          severity: 'hard',
          sessions: [session],
          persons: [personId],
          say: (words, title) => words.personUnavailable(name, title(session)),
        },
      ];
    });
    return [...tooClose, ...absent];
  });
}

function heldTwice(name: string, one: Binding, other: Binding): Pick<Found, 'code' | 'severity' | 'say'> {
  if (one.session && other.session)
    return {
      code: 'person_twice',
      severity: 'hard',
      say: (words, title) => words.personTwice(name, title(one), title(other)),
    };
  const [session, engagement] = one.session ? [one, other] : [other, one];
  return {
    code: 'person_engaged',
    severity: 'hard',
    say: (words, title) => words.personEngaged(name, title(session), title(engagement)),
  };
}

/** Sessions of one topic at the same time: whoever came for the topic has to miss one. Each pair once. */
function ofTopics({ onTopic }: Surroundings): Found[] {
  const pairs = new Map<string, Found>();
  for (const [id, sessions] of onTopic)
    for (const [one, other] of overlapping(sessions)) {
      const topic = one.topics.find((of) => of.id === id)!;
      const key = [one.id, other.id].sort().join(' ');
      if (!pairs.has(key))
        pairs.set(key, {
          code: 'topic_parallel',
          severity: 'soft',
          sessions: [one, other],
          say: (words, title) => words.topicParallel(title(topic), title(one), title(other)),
        });
    }
  return [...pairs.values()];
}

/** Sessions at the same time in which the same people have a seat, or a seat in the one and a part in the other. */
function ofSeats({ placed, seats, partsIn }: Surroundings): Found[] {
  const taken = placed.flatMap((session) =>
    [...(seats.get(session.id) ?? [])].map((personId) => ({ personId, session, seat: true })),
  );
  const seated = new Set(taken.map(({ personId }) => personId));
  const parts = placed.flatMap((session) =>
    [...partsIn.get(session.id)!.keys()]
      .filter((personId) => seated.has(personId) && !seats.get(session.id)?.has(personId))
      .map((personId) => ({ personId, session, seat: false })),
  );
  const pairs = new Map<string, { sessions: [PlacedSession, PlacedSession]; persons: string[] }>();
  for (const [personId, of] of grouped([...taken, ...parts], (place) => place.personId))
    for (const [one, other] of overlapping(
      of.map(({ session, seat }) => ({
        session,
        seat,
        startsAt: session.startsAt,
        endsAt: session.endsAt,
      })),
    )) {
      // Two parts at once are a conflict of their own.
      if (!one.seat && !other.seat) continue;
      const key = [one.session.id, other.session.id].sort().join(' ');
      const pair = pairs.get(key);
      if (pair) pair.persons.push(personId);
      else pairs.set(key, { sessions: [one.session, other.session], persons: [personId] });
    }
  return [...pairs.values()].map(({ sessions, persons }): Found => ({
    code: 'seats_overlap',
    severity: 'soft',
    sessions,
    persons,
    say: (words, title) => words.seatsOverlap(persons.length, title(sessions[0]), title(sessions[1])),
  }));
}

/** What is to happen in a session, and has nobody who does it. */
function ofGaps({ planning, sessions }: Surroundings): Found[] {
  return (planning.gaps ?? []).flatMap(({ sessionId, severity, subject }): Found[] => {
    const session = sessions.get(sessionId);
    if (!session) return [];
    return [
      {
        code: 'reader_missing',
        severity,
        sessions: [session],
        others: [subject],
        say: (words, title) => words.readerMissing(title(session)),
      },
    ];
  });
}

/** What is wrong with a session whatever else there is. */
function ofSession(session: PlannedSession, { bounds, seats }: Surroundings): Found[] {
  return [
    ...ofTime(session, bounds),
    ...(session.room ? ofRoom(session, session.room) : []),
    ...ofNumbers(session, seats.get(session.id)?.size ?? 0),
    ...ofAnswers(session),
  ];
}

function ofTime(session: PlannedSession, bounds: Surroundings['bounds']): Found[] {
  const { startsAt, endsAt, durationMinutes } = session;
  const found: Found[] = [];
  if (startsAt === null || endsAt === null)
    found.push(soft('unplaced', session, (words, title) => words.noTime(title(session))));
  else {
    if (!isWithin({ startsAt, endsAt }, bounds))
      found.push({
        code: 'outside_days',
        severity: 'hard',
        sessions: [session],
        roomId: session.room?.id ?? null,
        say: (words, title) => words.outsideDays(title(session)),
      });
    if (!session.room && !needsNoRoom(session.kind))
      found.push(soft('unplaced', session, (words, title) => words.noRoom(title(session))));
  }
  const lasts =
    startsAt === null || endsAt === null
      ? durationMinutes
      : minutesBetween(startsAt.getTime(), endsAt.getTime());
  const together = minutesOfItems(session);
  if (lasts !== null && together > lasts)
    found.push(
      soft('items_too_long', session, (words, title) => words.itemsTooLong(title(session), together, lasts)),
    );
  return found;
}

/** How long the parts of a session take together, as far as they say so, in minutes. */
export function minutesOfItems({ items }: PlannedSession): number {
  return items.reduce((sum, { durationMinutes }) => sum + (durationMinutes ?? 0), 0);
}

function ofRoom(session: PlannedSession, room: PlannedRoom): Found[] {
  const found: Found[] = [];
  const { capacity } = session;
  const languages = languagesWithoutBooth(session, room);
  if (languages.length > 0)
    found.push(
      soft('no_interpretation', session, (words, title) =>
        words.noInterpretation(title(session), languages, room.name),
      ),
    );
  if (capacity !== null && capacity > room.capacity)
    found.push(
      soft('over_capacity', session, (words, title) =>
        words.overCapacity(title(session), capacity, room.name, room.capacity),
      ),
    );
  const things = missingEquipment(session, room);
  if (things.length > 0)
    found.push(
      soft('no_equipment', session, (words, title) => words.noEquipment(title(session), things, room.name)),
    );
  return found;
}

/** More people than the session has places, or than its room holds: those who are expected, or those who have a seat. */
function ofNumbers(session: PlannedSession, seats: number): Found[] {
  const { room, capacity } = session;
  const people = Math.max(session.expected ?? 0, seats);
  if (room && people > room.capacity)
    return [
      soft('over_expected', session, (words, title) =>
        words.tooManyForRoom(title(session), people, room.name, room.capacity),
      ),
    ];
  if (capacity !== null && people > capacity)
    return [
      soft('over_expected', session, (words, title) =>
        words.tooManyForPlaces(title(session), people, capacity),
      ),
    ];
  return [];
}

function ofAnswers(session: PlannedSession): Found[] {
  const inState = (state: string): Map<string, string> =>
    new Map(
      session.people
        .filter((part) => part.state === state)
        .map(({ personId, displayName }) => [personId, displayName]),
    );
  const [asked, declined] = [inState('asked'), inState('declined')];
  return [
    ...(asked.size > 0
      ? [
          {
            ...soft('not_answered', session, (words, title) =>
              words.notAnswered(title(session), [...asked.values()]),
            ),
            persons: [...asked.keys()],
          },
        ]
      : []),
    ...(declined.size > 0
      ? [
          {
            ...soft('role_declined', session, (words, title) =>
              words.roleDeclined(title(session), [...declined.values()]),
            ),
            persons: [...declined.keys()],
          },
        ]
      : []),
  ];
}

function soft(code: Finding['code'], session: PlannedSession, say: Finding['say']): Found {
  return { code, severity: 'soft', sessions: [session], roomId: session.room?.id ?? null, say };
}
