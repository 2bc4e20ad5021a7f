import fc from 'fast-check';
import { openHighs } from '../../src/platform/solver/highs';
import { findConflicts } from '../../src/programme/planning/conflict.rules';
import { surroundingsOf } from '../../src/programme/planning/planning.rules';
import {
  digestOfProblem,
  isUnplaced,
  problemOf,
  type PlacementRequest,
} from '../../src/programme/placement/placement.problem';
import { placeSessions, type Placement } from '../../src/programme/placement/placement.procedure';
import type { PlacementProblem } from '../../src/programme/placement/placement.rules';
import type { PlannedSession, Planning } from '../../src/programme/programme.rules';
import { after, days, minute, part, planned, planning, room } from './planned';

const asked: PlacementRequest = {
  sessionIds: null,
  roomIds: null,
  dayHours: { from: '09:00', until: '12:00' },
  granularityMinutes: 30,
  restMinutes: 0,
  keepTopicsApart: 'always',
  timeLimitSeconds: 20,
};

const problemIn = (draft: Planning, request: Partial<PlacementRequest> = {}): PlacementProblem =>
  problemOf(surroundingsOf(draft), { ...asked, ...request });

/** Drafts of a forum of one morning: some sessions have their place, some have none, and much can be in the way. */
const drafts = (() => {
  const time = fc.record({ start: fc.integer({ min: 0, max: 16 }), length: fc.integer({ min: 1, max: 12 }) });
  const at = ({ start, length }: { start: number; length: number }) => ({
    startsAt: after(start * 10),
    endsAt: after((start + length) * 10),
  });
  const roomOf = fc.record({
    capacity: fc.constantFrom(30, 80),
    interpretation: fc.constantFrom([], ['en', 'ru'], ['en', 'ru', 'zh-Hans']),
    equipment: fc.constantFrom([], ['Projector']),
    venueId: fc.constantFrom(null, 'venue'),
  });
  const session = fc.record({
    room: fc.constantFrom(null, null, null, 'a', 'b'),
    time: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, time),
    kind: fc.constantFrom('panel', 'panel', 'workshop', 'exhibition', 'visit_block', 'break'),
    people: fc.array(
      fc.record({
        personId: fc.constantFrom('p', 'q', 'r'),
        state: fc.constantFrom('asked' as const, 'accepted' as const, 'declined' as const),
      }),
      { maxLength: 2 },
    ),
    capacity: fc.constantFrom(null, null, 70),
    expected: fc.constantFrom(null, 20, 60),
    languages: fc.constantFrom([], [], ['en', 'ru'], ['en', 'zh']),
    floorLanguages: fc.constantFrom([], ['en']),
    equipment: fc.constantFrom([], [], ['projector']),
    topics: fc.constantFrom([], ['t'], ['u', 't']),
    durationMinutes: fc.constantFrom(30, 50, 60, null),
  });
  const place = fc.constantFrom('a', 'b', 'c', 'venue', 'visit');
  return fc
    .record({
      rooms: fc.tuple(roomOf, roomOf, roomOf),
      sessions: fc.array(session, { minLength: 1, maxLength: 7 }),
      bufferMinutes: fc.constantFrom(0, 10),
      buffers: fc.uniqueArray(
        fc.record({
          pair: fc.tuple(place, place),
          minutes: fc.constantFrom(0, 20, 60),
          severity: fc.constantFrom('hard' as const, 'soft' as const),
        }),
        { maxLength: 4, selector: ({ pair }) => pair.toSorted().join() },
      ),
      engagement: fc.record({ personId: fc.constantFrom('p', 'q'), time }),
      windows: fc.array(fc.record({ id: fc.constantFrom('r', 'a'), time }), { maxLength: 2 }),
      reader: fc.constantFrom('q', 'r'),
    })
    .map((draft): Planning => {
      const rooms = ['a', 'b', 'c'].map((id, index) => room(id, draft.rooms[index]));
      const titled = (id: string) => ({ id, title: id, titles: {} });
      return planning(
        draft.sessions.map(
          ({ time: when, topics, people, room: where, languages, floorLanguages, ...of }, index) =>
            planned({
              ...of,
              id: `s${index}`,
              room: rooms.find(({ id }) => id === where) ?? null,
              startsAt: null,
              endsAt: null,
              ...(when && at(when)),
              languages,
              floorLanguages: languages.length > 0 ? floorLanguages : [],
              people: people.map(({ personId, state }, number) =>
                part(personId, { state, role: `role ${number}` }),
              ),
              topics: topics.map(titled),
            }),
        ),
        {
          event: { bufferMinutes: draft.bufferMinutes },
          rooms,
          buffers: draft.buffers.map(({ pair, ...rest }) => {
            const [oneId, otherId] = pair.toSorted() as [string, string];
            return { oneId, otherId, ...rest };
          }),
          engagements: [
            {
              ...draft.engagement,
              displayName: draft.engagement.personId,
              kind: 'visit',
              subjectId: 'visit 1',
              ...titled('Visit'),
              placeId: 'visit',
              ...at(draft.engagement.time),
            },
          ],
          availabilities: draft.windows.map(({ id, time: when }) => ({
            personId: id === 'r' ? id : null,
            roomId: id === 'a' ? id : null,
            ...at({ ...when, length: when.length * 2 }),
          })),
          attendees: [
            { sessionId: 's0', personId: draft.reader, displayName: draft.reader, as: 'reader' },
            { sessionId: 's0', personId: 'p', displayName: 'p', as: 'participant' },
          ] as Planning['attendees'],
        },
      );
    });
})();

/** The draft as it is when a proposal was taken over. */
function taken(draft: Planning, { placed }: Placement): Planning {
  const places = new Map(placed.map((place) => [place.sessionId, place]));
  return {
    ...draft,
    sessions: draft.sessions.map((session): PlannedSession => {
      const place = places.get(session.id);
      return place === undefined
        ? session
        : {
            ...session,
            room: draft.rooms.find(({ id }) => id === place.roomId) ?? null,
            startsAt: new Date(place.from * minute),
            endsAt: new Date(place.to * minute),
          };
    }),
  };
}

/** What a place can bring about; the rest is what a session is like, wherever it is. */
const aboutPlaces: ReadonlySet<string> = new Set([
  'room_twice',
  'person_twice',
  'person_engaged',
  'outside_days',
  'room_unavailable',
  'person_unavailable',
  'no_turnaround',
  'no_time_between',
  'no_interpretation',
  'over_capacity',
  'over_expected',
  'no_equipment',
  'topic_parallel',
]);
const aboutRooms: ReadonlySet<string> = new Set(['room_twice', 'room_unavailable', 'no_turnaround']);
const aboutFit: ReadonlySet<string> = new Set([
  'no_interpretation',
  'over_capacity',
  'over_expected',
  'no_equipment',
]);

describe('a draft with sessions that have no place', () => {
  let place: (problem: PlacementProblem) => Placement;
  beforeAll(async () => {
    const solve = await openHighs();
    const nothing = (): void => undefined;
    const tools = { solve, secondsLeft: () => 600, progress: nothing, best: nothing };
    place = (problem) => placeSessions.run(problem, tools);
  });

  test('has no new conflict when a proposal is taken over, by the rules that conflicts are found by', () => {
    let placed = 0;
    fc.assert(
      fc.property(drafts, (draft) => {
        const answer = place(problemIn(draft));
        placed += answer.placed.length;
        const before = new Map(draft.sessions.map((session) => [session.id, session]));
        const found = findConflicts(taken(draft, answer)).filter(({ code, sessions }) => {
          if (!aboutPlaces.has(code)) return false;
          // Of a session that was placed; of which only that was asked that nobody had decided.
          return sessions.some((id) => {
            if (!answer.placed.some(({ sessionId }) => sessionId === id)) return false;
            const { startsAt, room: chosen } = before.get(id)!;
            if (startsAt !== null && !aboutRooms.has(code) && !aboutFit.has(code)) return false;
            return chosen === null || !aboutFit.has(code);
          });
        });
        expect(found.map(({ code, sessions }) => ({ code, sessions }))).toEqual([]);
      }),
      { numRuns: 200, seed: 20191021 },
    );
    expect(placed > 300).toBe(true);
  });

  test('makes the same problem again, unless something has changed that matters', () => {
    const chair = part('li', { role: 'chair' });
    const draft = planning([
      planned({ id: 'open', room: null, startsAt: null, endsAt: null, durationMinutes: 60, people: [chair] }),
      planned({ id: 'fixed', people: [part('li'), part('somebody')], room: room('hall') }),
    ]);
    const digest = (changed: Planning): string => digestOfProblem(problemIn(changed));
    const changed = (id: string, changes: Partial<PlannedSession>): Planning => ({
      ...draft,
      sessions: draft.sessions.map((session) => (session.id === id ? { ...session, ...changes } : session)),
    });
    const same = [
      draft,
      { ...draft, sessions: draft.sessions.toReversed() },
      changed('open', { title: 'Renamed', version: 2, abstract: 'New' }),
      changed('fixed', { people: [part('li')] }),
    ];
    expect(new Set(same.map(digest)).size).toBe(1);
    const different = [
      draft,
      changed('open', { durationMinutes: 90 }),
      changed('open', { expected: 10 }),
      changed('open', { people: [] }),
      changed('fixed', { startsAt: after(30) }),
      changed('fixed', { people: [] }),
      { ...draft, rooms: [room('hall', { capacity: 90 })] },
      { ...draft, availabilities: [{ personId: 'li', roomId: null, startsAt: after(0), endsAt: after(90) }] },
    ];
    expect(new Set(different.map(digest)).size).toBe(different.length);
  });

  test('has its hours at the clock of the place, also on the days on which that is changed', () => {
    const hoursIn = (event: Partial<Planning['event']>, dayHours: PlacementRequest['dayHours']): string[] =>
      problemIn(planning([], { event }), { dayHours }).hours.map(
        ({ from, to }) => `${new Date(from * minute).toISOString()} ${(to - from) / 60}`,
      );
    const berlin = { startDate: '2026-10-24', endDate: '2026-10-26', timeZone: 'Europe/Berlin' };
    expect(hoursIn(berlin, { from: '09:00', until: '18:00' })).toEqual([
      '2026-10-24T07:00:00.000Z 9',
      '2026-10-25T08:00:00.000Z 9',
      '2026-10-26T08:00:00.000Z 9',
    ]);
    const newYork = { startDate: '2026-03-08', endDate: '2026-03-08', timeZone: 'America/New_York' };
    // The night is an hour shorter there.
    expect(hoursIn(newYork, { from: '00:00', until: '12:00' })).toEqual(['2026-03-08T05:00:00.000Z 11']);
    expect(hoursIn(days, { from: '09:00', until: '12:30' })).toHaveLength(5);
  });

  test('asks only about what has no place, and about whom and what that needs', () => {
    const hall = room('hall', { interpretation: ['zh-Hans'], equipment: [' STAGE'] });
    const draft = planning(
      [
        planned({ id: 'placed', room: hall }),
        planned({ id: 'roomless', room: null, people: [part('q'), part('p', { role: 'chair' })] }),
        planned({
          id: 'timeless',
          room: hall,
          startsAt: null,
          endsAt: null,
          languages: ['en', 'zh'],
          floorLanguages: ['en'],
        }),
        planned({ id: 'social', kind: 'social', room: null }),
        planned({
          id: 'gone',
          room: null,
          startsAt: null,
          endsAt: null,
          equipment: ['Stage'],
          people: [part('z', { state: 'declined' })],
        }),
      ],
      { rooms: [hall, room('foyer')] },
    );
    expect(draft.sessions.filter(isUnplaced).map(({ id }) => id)).toEqual(['roomless', 'timeless', 'gone']);
    const { sessions, persons, rooms } = problemIn(draft);
    expect(
      sessions.map(({ id, from, minutes, roomId, personIds, booths, equipment }) => ({
        id,
        from: from === null ? null : from * minute - after(0).getTime(),
        minutes,
        roomId,
        personIds,
        booths,
        equipment,
      })),
    ).toEqual([
      {
        id: 'gone',
        from: null,
        minutes: null,
        roomId: null,
        personIds: [],
        booths: [],
        equipment: ['stage'],
      },
      {
        id: 'roomless',
        from: 0,
        minutes: 60,
        roomId: null,
        personIds: ['p', 'q'],
        booths: [],
        equipment: [],
      },
      {
        id: 'timeless',
        from: null,
        minutes: null,
        roomId: 'hall',
        personIds: [],
        booths: ['zh'],
        equipment: [],
      },
    ]);
    expect(persons.map(({ id }) => id)).toEqual(['p', 'q']);
    expect(rooms.map(({ id, booths, equipment }) => ({ id, booths, equipment }))).toEqual([
      { id: 'foyer', booths: [], equipment: [] },
      { id: 'hall', booths: ['zh'], equipment: ['stage'] },
    ]);
    const some = problemIn(draft, { sessionIds: ['timeless'], roomIds: ['foyer'] });
    expect([some.sessions.map(({ id }) => id), some.rooms.map(({ id }) => id)]).toEqual([
      ['timeless'],
      ['foyer'],
    ]);
  });
});
