import type { Arrangement } from './placement.arrangement';
import { overlaps, type Blocker, type Board, type Span, type Spot, type Unfit } from './placement.rules';

/** Why a session could not be placed, in full: each place that suits it is taken by one of these. */
export type LeftOutReason =
  | { readonly code: 'no_duration' }
  | { readonly code: 'no_room'; readonly nearest: readonly { roomId: string; lacks: readonly Unfit[] }[] }
  | { readonly code: 'no_time'; readonly minutes: number; readonly longest: number }
  | { readonly code: 'few_rooms'; readonly roomIds: readonly string[] }
  | (StandsInTheWay & {
      readonly code: 'person_away';
      readonly personId: string;
      readonly there: readonly Span[];
    })
  | (StandsInTheWay & {
      readonly code: 'person_engaged';
      readonly personId: string;
      readonly engagementIds: readonly string[];
    })
  | (StandsInTheWay & {
      readonly code: 'person_taken';
      readonly personId: string;
      readonly sessionIds: readonly string[];
    })
  | (StandsInTheWay & {
      readonly code: 'room_closed';
      readonly roomId: string;
      readonly open: readonly Span[];
    })
  | (StandsInTheWay & {
      readonly code: 'room_taken';
      readonly roomId: string;
      readonly sessionIds: readonly string[];
    })
  | (StandsInTheWay & {
      readonly code: 'topic_taken';
      readonly topicId: string;
      readonly sessionIds: readonly string[];
    })
  | (StandsInTheWay & { readonly code: 'not_beside'; readonly sessionIds: readonly string[] });

/** Of how many places (a room at a time) that suit the session, how many this takes away. */
interface StandsInTheWay {
  readonly places: number;
  readonly of: number;
}

/** Why a session is where it is. */
export type PlacedReason =
  | { readonly code: 'only_room' }
  | { readonly code: 'smallest_room' }
  | { readonly code: 'smaller_rooms_taken'; readonly roomIds: readonly string[] }
  | { readonly code: 'day_of_topic'; readonly topicId: string; readonly sessionIds: readonly string[] }
  | { readonly code: 'parallel_topic'; readonly topicId: string; readonly sessionIds: readonly string[] };

/** How many of something a reason names at most. */
const named = 5;

/** In this order reasons are named that take away equally much: what one can least change comes first. */
const order = [
  'person_away',
  'person_engaged',
  'person_taken',
  'not_beside',
  'topic_taken',
  'room_closed',
  'room_taken',
] as const satisfies readonly Blocker['kind'][];

/**
 * Why a session is left out. Looks at each place that suits it by room and time, finds all that stands in its way there,
 * and names as few of these as it takes to explain every place.
 */
export function whyLeftOut(arrangement: Arrangement, session: number): LeftOutReason[] {
  const { board } = arrangement;
  const { sessions, rooms } = board.problem;
  const { minutes, personIds } = sessions[session]!;
  if (minutes === null) return [{ code: 'no_duration' }];
  const suitable = board.suitable(session);
  if (suitable.length === 0) return [{ code: 'no_room', nearest: nearestRooms(board, session) }];
  const starts = board.starts(session);
  if (starts.length === 0) {
    const longest = Math.max(0, ...board.stretches(session).map(({ from, to }) => to - from));
    return [{ code: 'no_time', minutes, longest }];
  }
  const places = starts.flatMap((from) =>
    suitable.map((room) => {
      const spot = { session, room, from, to: from + minutes };
      return [
        ...board.standing(spot),
        ...arrangement.spots().flatMap((placed) => board.blockersBy(placed, spot)),
      ];
    }),
  );
  const rank = (blocker: Blocker): number =>
    order.indexOf(blocker.kind) * 1000 + ('personId' in blocker ? personIds.indexOf(blocker.personId) : 0);
  const reasons: LeftOutReason[] =
    suitable[0]! >= 0 && suitable.length < rooms.length
      ? [{ code: 'few_rooms', roomIds: suitable.map((room) => rooms[room]!.id) }]
      : [];
  let open = places;
  while (open.length > 0) {
    const found = new Map<string, { blockers: Blocker[]; places: number; rank: number }>();
    for (const blockers of open)
      for (const key of new Set(blockers.map(subjectOf))) {
        const own = blockers.filter((blocker) => subjectOf(blocker) === key);
        const entry = found.get(key) ?? { blockers: [], places: 0, rank: rank(own[0]!) };
        entry.blockers.push(...own);
        entry.places += 1;
        found.set(key, entry);
      }
    const [key, most] = [...found].sort(
      ([a, one], [b, other]) => other.places - one.places || one.rank - other.rank || (a < b ? -1 : 1),
    )[0]!;
    reasons.push(toReason(board, most.blockers, { places: most.places, of: places.length }));
    open = open.filter((blockers) => !blockers.some((blocker) => subjectOf(blocker) === key));
  }
  return reasons;
}

/** Of what a blocker speaks: reasons are named by person, room or topic, not one for each session. */
function subjectOf(blocker: Blocker): string {
  const subject =
    'personId' in blocker
      ? blocker.personId
      : 'roomId' in blocker
        ? blocker.roomId
        : 'topicId' in blocker
          ? blocker.topicId
          : '';
  return `${blocker.kind} ${subject}`;
}

function toReason(board: Board, blockers: readonly Blocker[], share: StandsInTheWay): LeftOutReason {
  const [first] = blockers;
  const { problem } = board;
  const idsOf = (property: 'sessionId' | 'engagementId'): string[] => [
    ...new Set(
      blockers.flatMap((blocker) =>
        property in blocker ? [(blocker as Record<string, string>)[property]!] : [],
      ),
    ),
  ];
  switch (first!.kind) {
    case 'person_away': {
      const { personId } = first!;
      const there = problem.persons.find(({ id }) => id === personId)?.there ?? [];
      return { code: 'person_away', personId, there, ...share };
    }
    case 'room_closed': {
      const { roomId } = first!;
      const open = problem.rooms.find(({ id }) => id === roomId)?.open ?? [];
      return { code: 'room_closed', roomId, open, ...share };
    }
    case 'person_engaged':
      return {
        code: 'person_engaged',
        personId: first!.personId,
        engagementIds: idsOf('engagementId'),
        ...share,
      };
    case 'person_taken':
      return { code: 'person_taken', personId: first!.personId, sessionIds: idsOf('sessionId'), ...share };
    case 'room_taken':
      return { code: 'room_taken', roomId: first!.roomId, sessionIds: idsOf('sessionId'), ...share };
    case 'topic_taken':
      return { code: 'topic_taken', topicId: first!.topicId, sessionIds: idsOf('sessionId'), ...share };
    case 'not_beside':
      return { code: 'not_beside', sessionIds: idsOf('sessionId'), ...share };
  }
}

/** The rooms that lack the least for a session. */
function nearestRooms(board: Board, session: number): { roomId: string; lacks: Unfit[] }[] {
  const all = board.problem.rooms.map(({ id, capacity }, room) => ({
    roomId: id,
    capacity,
    lacks: board.unfit(session, room),
  }));
  const least = Math.min(...all.map(({ lacks }) => lacks.length));
  return all
    .filter(({ lacks }) => lacks.length === least)
    .sort((a, b) => b.capacity - a.capacity || (a.roomId < b.roomId ? -1 : 1))
    .slice(0, named)
    .map(({ roomId, lacks }) => ({ roomId, lacks }));
}

/** Why a session is where it is: how the room suits, and where others about its topics are. */
export function whyThere(arrangement: Arrangement, spot: Spot): PlacedReason[] {
  return [...whyThatRoom(arrangement, spot), ...whyThatTime(arrangement, spot)];
}

function whyThatRoom(arrangement: Arrangement, spot: Spot): PlacedReason[] {
  const { board } = arrangement;
  const { rooms, sessions } = board.problem;
  if (spot.room < 0 || sessions[spot.session]!.roomId !== null) return [];
  const suitable = board.suitable(spot.session);
  if (suitable.length === 1) return [{ code: 'only_room' }];
  const smaller = suitable.filter((room) => rooms[room]!.capacity < rooms[spot.room]!.capacity);
  if (smaller.length === 0) return [{ code: 'smallest_room' }];
  const free = smaller.some((room) =>
    board.spots[spot.session]!.some(
      (other) =>
        other.room === room &&
        other.from === spot.from &&
        arrangement.inTheWay(other).every((session) => session === spot.session),
    ),
  );
  return free ? [] : [{ code: 'smaller_rooms_taken', roomIds: smaller.map((room) => rooms[room]!.id) }];
}

function whyThatTime(arrangement: Arrangement, spot: Spot): PlacedReason[] {
  const { board } = arrangement;
  const { sessions } = board.problem;
  const day = board.dayOf(spot);
  return sessions[spot.session]!.topicIds.flatMap((topicId): PlacedReason[] => {
    const about = [
      ...board.fixedAbout(topicId),
      ...arrangement
        .spots()
        .filter(
          ({ session }) =>
            session !== spot.session &&
            sessions[session]!.from === null &&
            sessions[session]!.topicIds.includes(topicId),
        )
        .map(({ session, from, to }) => ({ id: sessions[session]!.id, from, to })),
    ].sort((a, b) => a.from - b.from);
    const ids = (list: readonly { id: string }[]): string[] =>
      list.filter(({ id }) => id !== sessions[spot.session]!.id).map(({ id }) => id);
    const parallel = ids(about.filter((other) => overlaps(spot, other)));
    const sameDay = ids(about.filter((other) => day >= 0 && board.dayOf(other) === day));
    return [
      ...(sameDay.length > 0 ? [{ code: 'day_of_topic' as const, topicId, sessionIds: sameDay }] : []),
      ...(parallel.length > 0 ? [{ code: 'parallel_topic' as const, topicId, sessionIds: parallel }] : []),
    ];
  });
}
