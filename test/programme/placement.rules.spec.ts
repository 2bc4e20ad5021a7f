import fc from 'fast-check';
import { openHighs } from '../../src/platform/solver/highs';
import { Solver } from '../../src/platform/solver/solver';
import { placeSessions, type Placement } from '../../src/programme/placement/placement.procedure';
import type { LeftOutReason } from '../../src/programme/placement/placement.reasons';
import {
  Board,
  covered,
  inOrder,
  without,
  type FixedSession,
  type PlacementProblem,
  type PlacementRoom,
  type SessionToPlace,
  type Span,
} from '../../src/programme/placement/placement.rules';

const hour = 60;
const half = 30;

/** Small forums: a day or two of a few hours, two rooms, a few people, whatever can be in the way of a session. */
const problems = (() => {
  const often = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
    fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, ...others.map((other) => fc.constant(other)));
  const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
    fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, arbitrary);
  const span = fc
    .record({ from: fc.integer({ min: -1, max: 5 }), length: fc.integer({ min: 1, max: 4 }) })
    .map(({ from, length }): Span => ({ from: from * half, to: (from + length) * half }));
  const people = fc.uniqueArray(fc.constantFrom('p', 'q', 'r'), { maxLength: 2 });
  const topics = fc.uniqueArray(fc.constantFrom('t', 'u'), { maxLength: 2 });
  const parallel = often('normal', 'never', 'always');
  const ways = fc.tuple(fc.constantFrom(0, half, hour), fc.constantFrom(0, half, hour));
  const room = fc.record({
    capacity: fc.constantFrom(40, 100),
    booths: fc.constantFrom([], ['ru'], ['ru', 'zh']),
    equipment: fc.constantFrom([], ['stage']),
    open: seldom(fc.array(span, { minLength: 1, maxLength: 1 })),
    pauseMinutes: fc.constantFrom(0, 0, half),
  });
  return fc
    .record({
      days: fc.constantFrom(1, 2),
      restMinutes: fc.constantFrom(0, half),
      topics: fc.constantFrom('always', 'if_possible', 'no'),
      rooms: fc.tuple(room, room),
      apart: fc.constantFrom(0, half, hour),
      windows: seldom(fc.array(span, { maxLength: 2 })),
      engagement: seldom(fc.record({ span, ways })),
      fixed: fc.array(
        fc.record({
          span,
          roomId: fc.constantFrom('a', 'b', null),
          personIds: people,
          topicIds: topics,
          parallel,
        }),
        { maxLength: 2 },
      ),
      sessions: fc.array(
        fc.record({
          minutes: often<number | null>(hour, half, hour, 2 * hour, null),
          from: often<number | null>(null, hour),
          roomId: often<string | null>(null, 'a'),
          needsRoom: often(true, false),
          personIds: people,
          topicIds: topics,
          booths: often<string[]>([], ['ru'], ['zh']),
          seats: often(20, 0, 60, 200),
          equipment: often<string[]>([], ['stage']),
          parallel,
        }),
        { minLength: 1, maxLength: 5 },
      ),
    })
    .map(({ days, rooms, apart, windows, engagement, fixed, sessions, ...rest }): PlacementProblem => {
      const toPlace = sessions.map((session, index): SessionToPlace => ({
        ...(session as Omit<SessionToPlace, 'id'>),
        id: `s${index}`,
        // What has a time and a room is not to be placed.
        ...(session.from === null || session.minutes === null
          ? { from: null }
          : { roomId: null, needsRoom: true }),
      }));
      return {
        ...(rest as Pick<PlacementProblem, 'restMinutes' | 'topics'>),
        stepMinutes: half,
        hours: Array.from({ length: days }, (_, day) => ({
          from: day * 24 * hour,
          to: day * 24 * hour + 3 * hour,
        })),
        rooms: ['a', 'b'].map((id, index): PlacementRoom => ({
          ...rooms[index]!,
          id,
          wayMinutes: index === 0 ? [0, apart] : [apart, 0],
        })),
        persons: ['p', 'q', 'r'].map((id) => ({
          id,
          there: id === 'p' ? windows : null,
          engagements:
            id === 'q' && engagement
              ? [{ id: 'visit', ...engagement.span, wayMinutes: engagement.ways }]
              : [],
        })),
        fixed: [
          ...fixed.map(({ span: at, ...session }, index): FixedSession => ({
            ...(session as Pick<FixedSession, 'roomId' | 'personIds' | 'topicIds' | 'parallel'>),
            id: `f${index}`,
            ...at,
            wayMinutes: session.roomId === null ? [0, 0] : session.roomId === 'a' ? [0, apart] : [apart, 0],
          })),
          ...toPlace.flatMap((session): FixedSession[] =>
            session.from === null
              ? []
              : [{ ...session, from: session.from, to: session.from + session.minutes!, wayMinutes: [0, 0] }],
          ),
        ],
        sessions: toPlace,
      };
    });
})();

/** A place that somebody thinks of. The room is null for a session that needs none. */
interface Place extends Span {
  readonly session: SessionToPlace;
  readonly room: PlacementRoom | null;
}

const touches = (one: Span, other: Span, gap = 0): boolean =>
  one.from < other.to + gap && other.from < one.to + gap;
const standsAlone = (one: { parallel: string }, other: { parallel: string }): boolean =>
  [one, other].some(({ parallel }) => parallel === 'never') &&
  ![one, other].some(({ parallel }) => parallel === 'always');
const share = (one: readonly string[], other: readonly string[]): boolean =>
  one.some((id) => other.includes(id));

/** Everything that could be said of places, in other words than those of the solver. */
class Judge {
  constructor(private readonly problem: PlacementProblem) {}

  suitable(session: SessionToPlace): (PlacementRoom | null)[] {
    if (session.roomId === null && !session.needsRoom) return [null];
    return this.problem.rooms.filter((room) =>
      session.roomId === null
        ? room.capacity >= session.seats &&
          session.booths.every((language) => room.booths.includes(language)) &&
          session.equipment.every((thing) => room.equipment.includes(thing))
        : room.id === session.roomId,
    );
  }

  /** Every beginning that is allowed: half past or the full hour within a day, not during what stands alone. */
  starts(session: SessionToPlace): number[] {
    const { minutes } = session;
    if (minutes === null) return [];
    if (session.from !== null) return [session.from];
    return this.problem.hours.flatMap((day) => {
      const found: number[] = [];
      for (let from = day.from; from + minutes <= day.to; from += half) {
        const free = this.problem.fixed.every(
          (fixed) =>
            fixed.parallel !== 'never' ||
            session.parallel === 'always' ||
            !touches({ from, to: from + minutes }, fixed),
        );
        if (free) found.push(from);
      }
      return found;
    });
  }

  places(session: SessionToPlace): Place[] {
    return this.starts(session).flatMap((from) =>
      this.suitable(session).map((room) => ({ session, room, from, to: from + session.minutes! })),
    );
  }

  personAway = (place: Place, id: string): boolean => {
    const { there } = this.problem.persons.find((person) => person.id === id)!;
    return there !== null && !there.some(({ from, to }) => from <= place.from && place.to <= to);
  };

  private way = (place: Place, ways: readonly number[]): number =>
    Math.max(this.problem.restMinutes, place.room === null ? 0 : ways[place.room.id === 'a' ? 0 : 1]!);

  personEngaged = (place: Place, id: string): boolean =>
    this.problem.persons
      .find((person) => person.id === id)!
      .engagements.some((engagement) => touches(place, engagement, this.way(place, engagement.wayMinutes)));

  personIn = (place: Place, id: string, fixed: FixedSession): boolean =>
    fixed.personIds.includes(id) && touches(place, fixed, this.way(place, fixed.wayMinutes));

  /** Whether a session can be there while no other is placed. */
  stands(place: Place): boolean {
    const { session, room } = place;
    const { fixed, topics } = this.problem;
    if (session.from === null) {
      if (session.personIds.some((id) => this.personAway(place, id) || this.personEngaged(place, id)))
        return false;
      if (fixed.some((other) => session.personIds.some((id) => this.personIn(place, id, other))))
        return false;
      if (
        topics === 'always' &&
        fixed.some((other) => share(session.topicIds, other.topicIds) && touches(place, other))
      )
        return false;
      if (fixed.some((other) => standsAlone(session, other) && touches(place, other))) return false;
    }
    if (room === null) return true;
    if (room.open !== null && !room.open.some(({ from, to }) => from <= place.from && place.to <= to))
      return false;
    return !fixed.some((other) => other.roomId === room.id && touches(place, other, room.pauseMinutes));
  }

  agree(one: Place, other: Place): boolean {
    const { restMinutes, topics } = this.problem;
    if (one.room !== null && one.room.id === other.room?.id && touches(one, other, one.room.pauseMinutes))
      return false;
    const [oneFixed, otherFixed] = [one.session.from !== null, other.session.from !== null];
    const way =
      one.room === null || other.room === null ? 0 : one.room.wayMinutes[other.room.id === 'a' ? 0 : 1]!;
    if (!(oneFixed && otherFixed) && share(one.session.personIds, other.session.personIds))
      if (touches(one, other, Math.max(restMinutes, way))) return false;
    if (oneFixed || otherFixed || !touches(one, other)) return true;
    return (
      !standsAlone(one.session, other.session) &&
      !(topics === 'always' && share(one.session.topicIds, other.session.topicIds))
    );
  }

  /** What speaks against places: what the board says of each, and each minute in which topics are in parallel. */
  cost(places: readonly Place[], board: Board): number {
    let cost = 0;
    for (const { session, room, from } of places) {
      const number = board.problem.sessions.findIndex(({ id }) => id === session.id);
      cost += board.spots[number]!.find(
        (spot) => spot.from === from && (board.problem.rooms[spot.room]?.id ?? null) === (room?.id ?? null),
      )!.cost;
    }
    if (this.problem.topics !== 'if_possible') return cost;
    const free = places.filter(({ session }) => session.from === null);
    for (const topic of ['t', 'u'])
      for (let at = -10 * hour; at < 40 * hour; at += half) {
        const now = ({ from, to }: Span): boolean => from <= at && at < to;
        const among = free.filter((place) => place.session.topicIds.includes(topic) && now(place)).length;
        const taken = this.problem.fixed.some(
          ({ topicIds, ...fixed }) => topicIds.includes(topic) && now(fixed),
        );
        cost += half * Math.max(0, among - (taken ? 0 : 1));
      }
    return cost;
  }

  /** The best there is, by trying everything: most sessions, then least cost. */
  best(board: Board): { most: number; least: number } {
    let most = 0;
    let least = Infinity;
    const places = this.problem.sessions.map((session) =>
      this.places(session).filter((place) => this.stands(place)),
    );
    const go = (index: number, taken: readonly Place[]): void => {
      if (taken.length + places.length - index < most) return;
      if (index === places.length) {
        const cost = this.cost(taken, board);
        if (taken.length > most || cost < least) [most, least] = [taken.length, cost];
        return;
      }
      for (const place of places[index]!)
        if (taken.every((other) => this.agree(place, other))) go(index + 1, [...taken, place]);
      go(index + 1, taken);
    };
    go(0, []);
    return { most, least };
  }
}

/** Whether a reason that was given is what keeps a session from a place. */
function explains(
  judge: Judge,
  problem: PlacementProblem,
  placed: readonly Place[],
  reason: LeftOutReason,
  place: Place,
): boolean {
  const { session, room } = place;
  const others = [
    ...problem.fixed.map((fixed) => ({ fixed, id: fixed.id })),
    ...placed.map((other) => ({ other, id: other.session.id })),
  ];
  const by = (ids: readonly string[], test: (one: FixedSession | Place) => boolean): boolean =>
    others.some((one) => ids.includes(one.id) && test('fixed' in one ? one.fixed : one.other));
  const personsOf = (one: FixedSession | Place): readonly string[] =>
    'session' in one ? one.session.personIds : one.personIds;
  switch (reason.code) {
    case 'person_away':
      return session.personIds.includes(reason.personId) && judge.personAway(place, reason.personId);
    case 'person_engaged':
      return session.personIds.includes(reason.personId) && judge.personEngaged(place, reason.personId);
    case 'person_taken':
      return (
        session.personIds.includes(reason.personId) &&
        by(
          reason.sessionIds,
          (one) =>
            personsOf(one).includes(reason.personId) &&
            ('session' in one ? !judge.agree(place, one) : judge.personIn(place, reason.personId, one)),
        )
      );
    case 'room_closed':
      return (
        room?.id === reason.roomId && !room.open!.some(({ from, to }) => from <= place.from && place.to <= to)
      );
    case 'room_taken':
      return (
        room?.id === reason.roomId &&
        by(
          reason.sessionIds,
          (one) =>
            ('session' in one ? one.room?.id : one.roomId) === room.id &&
            touches(place, one, room.pauseMinutes),
        )
      );
    case 'topic_taken':
      return (
        session.topicIds.includes(reason.topicId) &&
        by(
          reason.sessionIds,
          (one) =>
            ('session' in one ? one.session : one).topicIds.includes(reason.topicId) && touches(place, one),
        )
      );
    case 'not_beside':
      return by(
        reason.sessionIds,
        (one) => standsAlone(session, 'session' in one ? one.session : one) && touches(place, one),
      );
    default:
      return false;
  }
}

describe('places for sessions', () => {
  let place: (problem: PlacementProblem) => Placement;
  beforeAll(async () => {
    const solve = await openHighs();
    const nothing = (): void => undefined;
    const tools = { solve, secondsLeft: () => 600, progress: nothing, best: nothing };
    place = (problem) => placeSessions.run(problem, tools);
  });
  const placesIn = (problem: PlacementProblem, { placed }: Placement): Place[] =>
    placed.map(({ sessionId, roomId, from, to }) => ({
      session: problem.sessions.find(({ id }) => id === sessionId)!,
      room: problem.rooms.find(({ id }) => id === roomId) ?? null,
      from,
      to,
    }));

  test('are as many and as good as trying everything finds, and nothing is in the way of anything', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const judge = new Judge(problem);
        const answer = place(problem);
        const places = placesIn(problem, answer);
        for (const [index, one] of places.entries()) {
          expect(judge.starts(one.session)).toContain(one.from);
          expect(judge.suitable(one.session).map((room) => room?.id)).toContain(one.room?.id);
          expect(judge.stands(one)).toBe(true);
          expect(places.slice(0, index).every((other) => judge.agree(one, other))).toBe(true);
        }
        const board = new Board(problem);
        const { most, least } = judge.best(board);
        expect({ ...answer, placed: places.length, leftOut: answer.leftOut.length }).toEqual({
          outcome: 'optimal',
          placed: most,
          leftOut: problem.sessions.length - most,
          atMost: most,
          cost: least,
          leastCost: least,
          repeatable: true,
        });
        expect(judge.cost(places, board)).toBe(least);
      }),
      { numRuns: 120, seed: 20191021 },
    );
  });

  test('that are not there are explained: every place that would suit is taken by what is named', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const judge = new Judge(problem);
        const answer = place(problem);
        const placed = placesIn(problem, answer);
        for (const { sessionId, reasons } of answer.leftOut) {
          const session = problem.sessions.find(({ id }) => id === sessionId)!;
          const codes = reasons.map(({ code }) => code);
          const suitable = judge.suitable(session);
          if (session.minutes === null) expect(codes).toEqual(['no_duration']);
          else if (suitable.length === 0) expect(codes).toEqual(['no_room']);
          else if (judge.starts(session).length === 0) expect(codes).toEqual(['no_time']);
          else {
            const all = judge.places(session);
            for (const one of all)
              expect(reasons.some((reason) => explains(judge, problem, placed, reason, one))).toBe(true);
            // And nothing is named that keeps it from no place.
            for (const reason of reasons)
              if (reason.code === 'few_rooms')
                expect(reason.roomIds).toEqual(suitable.map((room) => room!.id));
              else expect(all.some((one) => explains(judge, problem, placed, reason, one))).toBe(true);
          }
        }
      }),
      { numRuns: 200, seed: 20191022 },
    );
  });

  test('do not depend on the order in which things are named', () => {
    fc.assert(
      fc.property(problems, fc.nat(), (problem, seed) => {
        const turned = <T>(list: readonly T[]): T[] => {
          const at = list.length === 0 ? 0 : seed % list.length;
          return [...list.slice(at), ...list.slice(0, at)].toReversed();
        };
        const order = turned([0, 1]);
        const ways = (minutes: readonly number[]): number[] => order.map((index) => minutes[index]!);
        const other: PlacementProblem = {
          ...problem,
          hours: turned(problem.hours),
          rooms: order.map((index) => {
            const room = problem.rooms[index]!;
            return { ...room, booths: turned(room.booths), wayMinutes: ways(room.wayMinutes) };
          }),
          persons: turned(problem.persons).map((person) => ({
            ...person,
            engagements: person.engagements.map((one) => ({ ...one, wayMinutes: ways(one.wayMinutes) })),
          })),
          fixed: turned(problem.fixed).map((session) => ({
            ...session,
            personIds: turned(session.personIds),
            wayMinutes: ways(session.wayMinutes),
          })),
          sessions: turned(problem.sessions),
        };
        expect(inOrder(other)).toEqual(inOrder(problem));
        expect(place(other)).toEqual(place(problem));
      }),
      { numRuns: 50, seed: 20191023 },
    );
  });

  test('are the same from a worker as from here', async () => {
    for (const problem of fc.sample(problems, { numRuns: 3, seed: 7 })) {
      const { answer, finished } = await new Solver().run(placeSessions, problem, { seconds: 60 });
      expect([finished, answer]).toEqual([true, place(problem)]);
    }
  });

  /** A day of so many hours in two rooms, and nothing that would be in the way. */
  const plainDay = (
    hours: number,
    sessions: Partial<SessionToPlace>[],
    more: object = {},
  ): PlacementProblem => ({
    stepMinutes: half,
    hours: [{ from: 0, to: hours * hour }],
    restMinutes: 0,
    topics: 'no',
    rooms: ['a', 'b'].map((id) => ({
      id,
      capacity: 50,
      booths: [],
      equipment: [],
      open: null,
      pauseMinutes: 0,
      wayMinutes: [0, 0],
    })),
    persons: [0, 1, 2, 3].map((n) => ({ id: `p${n}`, there: null, engagements: [] })),
    fixed: [],
    sessions: sessions.map((session, index) => ({
      id: `s${String(index).padStart(2, '0')}`,
      minutes: hour,
      from: null,
      roomId: null,
      needsRoom: true,
      personIds: [],
      topicIds: [],
      booths: [],
      seats: 10,
      equipment: [],
      parallel: 'normal',
      ...session,
    })),
    ...more,
  });

  test('for more sessions than there is room for are as many as are proven to be possible', () => {
    const sessions = Array.from({ length: 14 }, (_, index) => ({
      minutes: index % 3 === 0 ? 90 : hour,
      personIds: [`p${index % 4}`],
    }));
    const answer = place(plainDay(5, sessions));
    // Two rooms for five hours hold the nine sessions of an hour and none more.
    expect([answer.outcome, answer.placed.length, answer.atMost]).toEqual(['optimal', 9, 9]);
    for (const { reasons } of answer.leftOut)
      expect(reasons.every(({ code }) => ['room_taken', 'person_taken'].includes(code))).toBe(true);
  });

  describe('in rooms that are far from each other', () => {
    const rooms = plainDay(1, []).rooms.map((room, index) => ({
      ...room,
      wayMinutes: index === 0 ? [0, hour] : [hour, 0],
    }));
    const both = ['a', 'b'].map((roomId) => ({ roomId, personIds: ['p0'] }));

    test('leave people the time for the way, and none when there is none', () => {
      const enough = place(plainDay(3, both, { rooms }));
      expect([enough.outcome, enough.placed.map(({ from }) => from).sort((a, b) => a - b)]).toEqual([
        'optimal',
        [0, 2 * hour],
      ]);
      const short = place(plainDay(2.5, both, { rooms }));
      expect([short.outcome, short.placed.length, short.atMost]).toEqual(['optimal', 1, 1]);
      expect(short.leftOut[0]!.reasons.map(({ code }) => code)).toEqual(['few_rooms', 'person_taken']);
      // Somebody else can be there at once.
      const others = both.map((session, index) => ({ ...session, personIds: [`p${index}`] }));
      expect(place(plainDay(1, others, { rooms })).placed.length).toBe(2);
    });

    test('leave it also to whoever has to go to a session that has its time and gets a room', () => {
      const timed = { from: hour, personIds: ['p0'], booths: ['ru'] };
      const equipped = rooms.map((room) => ({ ...room, booths: room.id === 'b' ? ['ru'] : [] }));
      const fixed = [
        {
          id: 's00',
          from: hour,
          to: 2 * hour,
          roomId: null,
          personIds: ['p0'],
          topicIds: [],
          parallel: 'normal',
          wayMinutes: [0, 0],
        },
      ];
      const inRoom = (roomId: string, hours: number): Placement =>
        place(plainDay(hours, [timed, { roomId, personIds: ['p0'] }], { rooms: equipped, fixed }));
      expect(inRoom('b', 3).placed.length).toBe(2);
      expect([inRoom('a', 3).placed.length, inRoom('a', 3).outcome]).toEqual([1, 'optimal']);
      expect(inRoom('a', 4).placed.map(({ from }) => from)).toEqual([hour, 3 * hour]);
    });
  });
});

describe('spans', () => {
  test('without others are what is left of them', () => {
    const day = { from: 0, to: 100 };
    expect(without([day], [])).toEqual([day]);
    expect(
      without(
        [day],
        [
          { from: 20, to: 30 },
          { from: 25, to: 40 },
          { from: 90, to: 120 },
        ],
      ),
    ).toEqual([
      { from: 0, to: 20 },
      { from: 40, to: 90 },
    ]);
    expect(without([day], [{ from: -10, to: 200 }])).toEqual([]);
  });

  test('are covered by others as long as at least one of these lasts', () => {
    const span = { from: 0, to: 100 };
    expect(covered(span, [])).toBe(0);
    expect(
      covered(span, [
        { from: 50, to: 70 },
        { from: 10, to: 60 },
        { from: 20, to: 30 },
      ]),
    ).toBe(60);
    expect(
      covered(span, [
        { from: -50, to: 20 },
        { from: 90, to: 300 },
        { from: 100, to: 120 },
      ]),
    ).toBe(30);
  });
});
