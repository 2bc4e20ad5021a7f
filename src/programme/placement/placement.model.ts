import { ModelBuilder, type LinearModel } from '../../platform/solver/linear-model';
import type { Arrangement } from './placement.arrangement';
import { covered, type Board, type Span, type Spot } from './placement.rules';

/** A board as a model for the solver, and back. */
export interface PlacementModel {
  readonly model: LinearModel;
  /** What a session costs that is not placed: more than all preferences together ever do. */
  readonly leftOut: number;
  /** The values that stand for an arrangement. */
  valuesOf(arrangement: Arrangement): Float64Array;
  /** The spots that values stand for. */
  spotsOf(values: Float64Array): Spot[];
}

/** What a session costs that is left out: ten times as much as the worst preferences of all sessions together. */
export function costOfLeavingOut(board: Board): number {
  const worst = board.spots.map((spots, session) => {
    const { minutes, topicIds } = board.problem.sessions[session]!;
    return Math.max(0, ...spots.map(({ cost }) => cost)) + (minutes ?? 0) * topicIds.length;
  });
  return 10 * (1 + worst.reduce((sum, cost) => sum + cost, 0));
}

interface Choice extends Spot {
  readonly variable: number;
}

/**
 * One yes-or-no variable for each session and place, which is 1 when the session is there. At each instant at which
 * something can begin, at most one of those that would then be under way in a room, with a person, about a topic.
 * The rows stand for whole groups that exclude each other, not for pairs: that makes the bound of the solver sharp.
 *
 * @param atMost how many can be placed, once that is proven: then the bound is one of their preferences
 */
export function modelOf(board: Board, atMost?: number): PlacementModel {
  const builder = new ModelBuilder();
  const { problem } = board;
  const { sessions, rooms, restMinutes, topics } = problem;
  const leftOut = costOfLeavingOut(board);
  const choices: Choice[] = board.spots.flatMap((spots) =>
    spots.map((spot) => ({
      ...spot,
      variable: builder.variable({ cost: spot.cost - leftOut, whole: true }),
    })),
  );
  const of = new Map<number, Choice[]>();
  for (const choice of choices) {
    const list = of.get(choice.session);
    if (list) list.push(choice);
    else of.set(choice.session, [choice]);
  }
  for (const own of of.values()) builder.atMostOf(own.map(({ variable }) => variable));
  if (atMost !== undefined)
    builder.atMostOf(
      choices.map(({ variable }) => variable),
      atMost,
    );

  const rowsFor = (among: readonly Choice[], extra = 0): void => {
    for (const group of underWayTogether(among, extra)) builder.atMostOf(group);
  };

  // Rooms. What stands alone is as if it took place in every room.
  // What has a time already is in the way of the others by itself.
  const ofKind = (parallel: string): Choice[] =>
    choices.filter(
      ({ session }) => sessions[session]!.parallel === parallel && sessions[session]!.from === null,
    );
  const alone = ofKind('never');
  const ordinary = ofKind('normal');
  for (const [room, { pauseMinutes }] of rooms.entries()) {
    const inRoom = choices.filter((choice) => choice.room === room);
    rowsFor(inRoom, pauseMinutes);
    if (alone.length > 0)
      rowsFor(
        withAlone(
          ordinary.filter((choice) => choice.room === room),
          alone,
        ),
      );
  }
  if (alone.length > 0) {
    const roomless = ordinary.filter(({ room }) => room < 0);
    for (const session of new Set(roomless.map((choice) => choice.session)))
      rowsFor(withAlone(of.get(session)!, alone));
    rowsFor(alone);
  }

  // Persons and topics: groups of sessions of which no two can be at once.
  const groups = largest([
    ...problem.persons.map(({ id }) => ({ members: membersOf(board, 'personIds', id), extra: restMinutes })),
    ...(topics === 'always'
      ? topicIdsOf(board).map((id) => ({ members: membersOf(board, 'topicIds', id), extra: 0 }))
      : []),
  ]);
  for (const { members, extra } of groups)
    rowsFor(
      members.flatMap((session) => of.get(session) ?? []),
      extra,
    );
  addWays(board, builder, of);
  const parallel = topics === 'if_possible' ? addParallel(board, builder, of) : [];

  const variableAt = new Map(choices.map((choice) => [keyOf(choice), choice.variable]));
  const model = builder.build();
  return {
    model,
    leftOut,
    valuesOf(arrangement) {
      const values = new Float64Array(model.costs.length);
      for (const spot of arrangement.spots()) values[variableAt.get(keyOf(spot))!] = 1;
      for (const { variable, sum } of parallel) values[variable] = Math.max(0, sum(values));
      return values;
    },
    spotsOf: (values) =>
      choices
        .filter(({ variable }) => values[variable]! > 0.5)
        .map(({ session, room, from, to, cost }) => ({ session, room, from, to, cost })),
  };
}

const keyOf = ({ session, room, from }: Spot): string => `${session} ${room} ${from}`;

const withAlone = (some: readonly Choice[], alone: readonly Choice[]): Choice[] => {
  const known = new Set(some);
  return [...some, ...alone.filter((choice) => !known.has(choice))];
};

/**
 * The largest groups of choices that are under way at one instant, each with `extra` minutes after its end; only groups of
 * several sessions.
 */
function underWayTogether(among: readonly Choice[], extra: number): number[][] {
  const groups: number[][] = [];
  const byStart = [...among].sort((a, b) => a.from - b.from || a.variable - b.variable);
  const starts = [...new Set(byStart.map(({ from }) => from))];
  let open: Choice[] = [];
  let next = 0;
  for (const [index, start] of starts.entries()) {
    open = open.filter(({ to }) => to + extra > start);
    for (; next < byStart.length && byStart[next]!.from === start; next += 1) open.push(byStart[next]!);
    const following = starts[index + 1];
    // When nothing ends before the next one begins, the next group holds this one.
    if (following !== undefined && open.every(({ to }) => to + extra > following)) continue;
    if (new Set(open.map(({ session }) => session)).size > 1)
      groups.push(open.map(({ variable }) => variable));
  }
  return groups;
}

function membersOf(board: Board, property: 'personIds' | 'topicIds', id: string): number[] {
  const { sessions } = board.problem;
  return [...sessions.keys()].filter(
    (session) => sessions[session]!.from === null && sessions[session]![property].includes(id),
  );
}

const topicIdsOf = ({ problem }: Board): string[] =>
  [...new Set(problem.sessions.flatMap(({ topicIds }) => topicIds))].sort();

interface Group {
  readonly members: readonly number[];
  readonly extra: number;
}

/** Groups of at least two sessions that are not part of a stricter one. */
function largest(groups: readonly Group[]): Group[] {
  const several = groups.filter(({ members }) => members.length > 1);
  return several.filter(({ members, extra }, index) => {
    const holds = (other: Group): boolean =>
      other.extra >= extra && members.every((session) => other.members.includes(session));
    return !several.some(
      (other, at) =>
        at !== index &&
        holds(other) &&
        // Of two that are alike, the first one stays.
        (at < index || other.extra > extra || other.members.length > members.length),
    );
  });
}

/**
 * Ways that take longer than the rest. Of the sessions of a person, at most one begins at an instant in one room, or ended
 * shortly before in another from which the way is longer than that. Among those that end within a time shorter than any
 * of them lasts is at most one; so a long way is looked at in such pieces.
 */
function addWays(board: Board, builder: ModelBuilder, of: ReadonlyMap<number, readonly Choice[]>): void {
  const { rooms, restMinutes, persons, sessions } = board.problem;
  const long = rooms.map(({ wayMinutes }) => wayMinutes.map((way) => (way > restMinutes ? way : 0)));
  if (long.every((ways) => ways.every((way) => way === 0))) return;
  const groups = [...new Set(long.map((ways) => ways.join()))].map((key) => ({
    rooms: new Set([...rooms.keys()].filter((room) => long[room]!.join() === key)),
    ways: long[rooms.findIndex((_, room) => long[room]!.join() === key)]!,
  }));
  const lists = new Map<string, readonly number[]>();
  for (const { id } of persons) {
    const members = membersOf(board, 'personIds', id);
    // Two that have their time already are where they are; each of them is looked at with the others alone.
    const withTime = [...sessions.keys()].filter(
      (session) => sessions[session]!.from !== null && sessions[session]!.personIds.includes(id),
    );
    for (const list of [members, ...withTime.map((session) => [...members, session])])
      lists.set(list.join(), list);
  }
  for (const members of lists.values()) {
    if (members.length < 2) continue;
    const shortest = Math.min(...members.map((session) => sessions[session]!.minutes ?? Infinity));
    const piece = shortest + restMinutes;
    const own = members.flatMap((session) => of.get(session) ?? []);
    for (const { rooms: there, ways } of groups) {
      const beginning = own.filter(({ room }) => there.has(room));
      for (const start of new Set(beginning.map(({ from }) => from))) {
        const starting = beginning.filter(({ from }) => from === start);
        const before = own
          .map((choice) => ({ choice, ago: start - choice.to }))
          .filter(({ choice, ago }) => choice.room >= 0 && ago >= restMinutes && ago < ways[choice.room]!);
        for (let from = restMinutes; before.some(({ ago }) => ago >= from); from += piece) {
          const ended = before.filter(({ ago }) => ago >= from && ago < from + piece);
          const both = [...starting, ...ended.map(({ choice }) => choice)];
          if (ended.length > 0 && new Set(both.map(({ session }) => session)).size > 1)
            builder.atMostOf(both.map(({ variable }) => variable));
        }
      }
    }
  }
}

/**
 * For each topic and each time in which nothing begins or ends: a variable that is how many sessions about the topic are
 * under way at once beyond the first one, at a price for each minute.
 */
function addParallel(
  board: Board,
  builder: ModelBuilder,
  of: ReadonlyMap<number, readonly Choice[]>,
): { variable: number; sum: (values: Float64Array) => number }[] {
  const added: { variable: number; sum: (values: Float64Array) => number }[] = [];
  for (const topicId of topicIdsOf(board)) {
    const among = membersOf(board, 'topicIds', topicId).flatMap((session) => of.get(session) ?? []);
    const fixed: readonly Span[] = board.fixedAbout(topicId);
    const instants = [...new Set([...among, ...fixed].flatMap(({ from, to }) => [from, to]))].sort(
      (a, b) => a - b,
    );
    for (const [index, from] of instants.slice(0, -1).entries()) {
      const time = { from, to: instants[index + 1]! };
      const underWay = among.filter((choice) => choice.from < time.to && choice.to > time.from);
      const taken = covered(time, fixed) > 0 ? 1 : 0;
      if (underWay.length === 0 || (taken === 0 && new Set(underWay.map(({ session }) => session)).size < 2))
        continue;
      const variable = builder.variable({ cost: time.to - time.from });
      builder.row([...underWay.map((choice) => [choice.variable, 1] as const), [variable, -1]], {
        atMost: 1 - taken,
      });
      added.push({
        variable,
        sum: (values) => underWay.reduce((sum, choice) => sum + values[choice.variable]!, 0) - (1 - taken),
      });
    }
  }
  return added;
}
