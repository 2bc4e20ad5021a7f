import fc from 'fast-check';
import { placeSessions, type Placement } from '../../src/programme/placement/placement.procedure';
import type { PlacementProblem, SessionToPlace } from '../../src/programme/placement/placement.rules';
import { Solver } from '../../src/platform/solver/solver';

const hour = 60;
const rooms = [
  { id: 'large', capacity: 200, booths: ['en', 'ru'] },
  { id: 'small', capacity: 50, booths: [] },
];

/** Small forums: two rooms, a morning of three hours, a few people who are in several sessions. */
const problems = fc
  .record({
    sessions: fc.array(
      fc.record({
        minutes: fc.constantFrom(60, 120),
        personIds: fc.uniqueArray(fc.constantFrom('p', 'q', 'r'), { maxLength: 2 }),
        seats: fc.constantFrom(20, 100, 500),
        booths: fc.constantFrom<string[]>([], ['ru']),
        topicIds: fc.constantFrom<string[]>([], ['t']),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    away: fc.boolean(),
  })
  .map(({ sessions, away }): PlacementProblem => ({
    stepMinutes: hour,
    hours: [{ from: 0, to: 3 * hour }],
    restMinutes: 0,
    topics: 'always',
    rooms: rooms.map((room) => ({
      ...room,
      equipment: [],
      open: null,
      pauseMinutes: 0,
      wayMinutes: rooms.map(() => 0),
    })),
    persons: ['p', 'q', 'r'].map((id) => ({
      id,
      there: away && id === 'p' ? [{ from: 0, to: hour }] : null,
      engagements: [],
    })),
    fixed: [],
    sessions: sessions.map((session, index): SessionToPlace => ({
      id: `session ${index}`,
      from: null,
      roomId: null,
      needsRoom: true,
      equipment: [],
      parallel: 'normal',
      ...session,
    })),
  }));

interface Place {
  readonly session: SessionToPlace;
  readonly room: string;
  readonly from: number;
  readonly to: number;
}

/** Whether a session can be there, whatever else is. */
function suits({ persons }: PlacementProblem, { session, room, from, to }: Place): boolean {
  const { capacity, booths } = rooms.find(({ id }) => id === room)!;
  return (
    to <= 3 * hour &&
    capacity >= session.seats &&
    session.booths.every((language) => booths.includes(language)) &&
    session.personIds.every((id) => {
      const { there } = persons.find((person) => person.id === id)!;
      return there === null || there.some((span) => span.from <= from && to <= span.to);
    })
  );
}

/** Whether two sessions can be where they are. */
function agree(one: Place, other: Place): boolean {
  if (one.to <= other.from || other.to <= one.from) return true;
  return (
    one.room !== other.room &&
    !one.session.personIds.some((id) => other.session.personIds.includes(id)) &&
    !one.session.topicIds.some((id) => other.session.topicIds.includes(id))
  );
}

/** The most sessions that can be placed, by trying everything. */
function mostPlaced(problem: PlacementProblem, index = 0, taken: readonly Place[] = []): number {
  const session = problem.sessions[index];
  if (!session) return taken.length;
  let most = mostPlaced(problem, index + 1, taken);
  for (const { id: room } of rooms)
    for (const from of [0, hour, 2 * hour]) {
      const place = { session, room, from, to: from + session.minutes! };
      if (suits(problem, place) && taken.every((other) => agree(place, other)))
        most = Math.max(most, mostPlaced(problem, index + 1, [...taken, place]));
    }
  return most;
}

describe('places that are proposed', () => {
  const solver = new Solver();
  const place = async (problem: PlacementProblem): Promise<Placement> =>
    (await solver.run<PlacementProblem, Placement>(placeSessions, problem, { seconds: 20 })).answer;

  test('are as many as trying everything finds, and none stands in the way of another', async () => {
    await fc.assert(
      fc.asyncProperty(problems, async (problem) => {
        const { placed, leftOut, atMost, outcome } = await place(problem);
        const places = placed.map(({ sessionId, roomId, from, to }): Place => ({
          session: problem.sessions.find(({ id }) => id === sessionId)!,
          room: roomId!,
          from,
          to,
        }));
        const most = mostPlaced(problem);
        expect([placed.length, atMost, placed.length + leftOut.length]).toEqual([
          most,
          most,
          problem.sessions.length,
        ]);
        expect(outcome).not.toBe('best_found');
        for (const [index, one] of places.entries()) {
          expect(suits(problem, one)).toBe(true);
          for (const other of places.slice(index + 1)) expect(agree(one, other)).toBe(true);
        }
        for (const { reasons } of leftOut) expect(reasons.length > 0).toBe(true);
      }),
      { numRuns: 12, seed: 20191021 },
    );
  });

  test('what is in the way of a session that is left out is there', async () => {
    await fc.assert(
      fc.asyncProperty(problems, async (problem) => {
        const { placed, leftOut } = await place(problem);
        for (const { sessionId, reasons } of leftOut) {
          const session = problem.sessions.find(({ id }) => id === sessionId)!;
          for (const reason of reasons) {
            if (reason.code === 'no_room')
              expect(
                rooms.some(
                  ({ capacity, booths }) =>
                    capacity >= session.seats && session.booths.every((one) => booths.includes(one)),
                ),
              ).toBe(false);
            if (reason.code === 'person_taken')
              for (const other of reason.sessionIds) {
                expect(placed.some((one) => one.sessionId === other)).toBe(true);
                const { personIds } = problem.sessions.find(({ id }) => id === other)!;
                expect(personIds).toContain(reason.personId);
              }
            if (reason.code === 'room_taken')
              for (const other of reason.sessionIds)
                expect(placed.find((one) => one.sessionId === other)?.roomId).toBe(reason.roomId);
            if ('places' in reason) expect(reason.places <= reason.of).toBe(true);
          }
        }
      }),
      { numRuns: 12, seed: 20191025 },
    );
  });

  test('are given up when they are not wanted any more, and the next ones come to their turn', async () => {
    const [problem] = fc.sample(problems, { numRuns: 1, seed: 7 });
    const stop = new AbortController();
    const given = solver.run(placeSessions, problem!, { seconds: 20, signal: stop.signal });
    stop.abort(new Error('not wanted'));
    await expect(given).rejects.toThrow('not wanted');
    expect((await place(problem!)).placed.length).toBe(mostPlaced(problem!));
  });
});
