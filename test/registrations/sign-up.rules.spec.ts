import fc from 'fast-check';
import {
  assertMaySeeSignUp,
  assertMaySignUp,
  givingWay,
  inTheWay,
  keptOut,
  type Commitment,
  type HeldSeat,
} from '../../src/registrations/sign-ups/sign-up.rules';
import type { Principal } from '../../src/platform/http/request-context';

/** Minutes after nine, as an instant. */
const after = (minutes: number): Date => new Date(Date.parse('2019-10-22T01:00:00Z') + minutes * 60_000);

const seat = (id: string, from: number, to: number, changes: Partial<HeldSeat> = {}): HeldSeat => ({
  id,
  sessionId: `session ${id}`,
  startsAt: after(from),
  endsAt: after(to),
  moved: false,
  since: after(-10_000),
  ...changes,
});
const bound = (from: number, to: number, changes: Partial<Commitment> = {}): Commitment => ({
  registrationId: 'r1',
  kind: 'visit',
  subjectId: 'departure',
  title: 'Huawei headquarters',
  titles: {},
  placeId: null,
  startsAt: after(from),
  endsAt: after(to),
  ...changes,
});
const idsOf = (seats: readonly HeldSeat[]): string[] => seats.map(({ id }) => id);

describe('after a release', () => {
  test('seats that are not in each other’s way are kept, also right after each other', () => {
    expect(givingWay([seat('a', 0, 60), seat('b', 60, 120, { moved: true })], [bound(120, 180)])).toEqual([]);
  });

  test('of two seats at once the one stays whose session kept its time', () => {
    const newer = { since: after(-10) };
    expect(idsOf(givingWay([seat('a', 0, 60, { moved: true }), seat('b', 30, 90, newer)], []))).toEqual([
      'a',
    ]);
  });

  test('of two that moved the older one stays, and of two of one instant the first', () => {
    const moved = { moved: true };
    const newer = { ...moved, since: after(-10) };
    expect(idsOf(givingWay([seat('a', 0, 60, newer), seat('b', 30, 90, moved)], []))).toEqual(['a']);
    expect(idsOf(givingWay([seat('b', 30, 90, moved), seat('a', 0, 60, moved)], []))).toEqual(['b']);
  });

  test('what was agreed elsewhere comes before any seat', () => {
    expect(idsOf(givingWay([seat('a', 0, 60)], [bound(59, 90)]))).toEqual(['a']);
  });

  test('a part in the session itself is in nobody’s way', () => {
    expect(givingWay([seat('a', 0, 60)], [bound(0, 60, { kind: 'part', subjectId: 'session a' })])).toEqual(
      [],
    );
  });

  test('a seat that is given up is in the way of none', () => {
    const seats = [seat('a', 0, 60), seat('b', 30, 90, { moved: true }), seat('c', 60, 90, { moved: true })];
    expect(idsOf(givingWay(seats, []))).toEqual(['b']);
  });

  const seats = fc.uniqueArray(
    fc
      .record({
        id: fc.integer({ min: 1, max: 20 }),
        from: fc.integer({ min: 0, max: 600 }),
        length: fc.integer({ min: 1, max: 120 }),
        moved: fc.boolean(),
        since: fc.integer({ min: -100, max: -1 }),
      })
      .map(({ id, from, length, moved, since }) =>
        seat(String(id).padStart(2, '0'), from, from + length, { moved, since: after(since) }),
      ),
    { selector: ({ id }) => id },
  );
  const commitments = fc.array(
    fc
      .record({ from: fc.integer({ min: 0, max: 600 }), length: fc.integer({ min: 1, max: 120 }) })
      .map(({ from, length }) => bound(from, from + length)),
    { maxLength: 3 },
  );
  const overlap = (one: { startsAt: Date; endsAt: Date }, other: { startsAt: Date; endsAt: Date }): boolean =>
    one.startsAt < other.endsAt && other.startsAt < one.endsAt;

  test('nobody is in two places at once, no seat is given up without need, and the order of the rows decides nothing', () => {
    fc.assert(
      fc.property(seats, commitments, (held, elsewhere) => {
        const given = givingWay(held, elsewhere);
        const kept = held.filter((one) => !given.includes(one));
        for (const one of kept) {
          expect(elsewhere.some((other) => overlap(one, other))).toBe(false);
          expect(kept.some((other) => other !== one && overlap(one, other))).toBe(false);
        }
        for (const one of given)
          expect([...kept, ...elsewhere].some((other) => overlap(one, other))).toBe(true);
        expect(idsOf(givingWay(held.toReversed(), elsewhere)).sort()).toEqual(idsOf(given).sort());
      }),
    );
  });
});

describe('what is in the way is said', () => {
  test.each([
    [[bound(0, 1)], 'At that time the participant has a place on the visit “Huawei headquarters”.'],
    [
      [bound(0, 1, { kind: 'seat', title: 'A' }), bound(0, 1, { kind: 'part', title: 'B' })],
      'At that time the participant has a seat in “A” and has a part in “B”.',
    ],
    [
      [bound(0, 1, { kind: 'interview', title: 'Television' })],
      'At that time the participant is expected at “Television”.',
    ],
  ])('in a sentence: %#', (commitments, sentence) => {
    expect(inTheWay(commitments)).toBe(sentence);
  });
});

describe('a session', () => {
  const session = { capacity: 20, categoryIds: [], startsAt: after(0), endsAt: after(60) };
  const running = { state: 'running' };
  test.each([
    ['takes whom it is for', session, running, after(-1), undefined],
    ['needs no seats', { ...session, capacity: null }, running, after(-1), 'seats-not-needed'],
    ['takes nobody once it has begun', session, running, after(0), 'sign-up-closed'],
    ['of an event that is over takes nobody', session, { state: 'closed' }, after(-1), 'sign-up-closed'],
    ['is for others', { ...session, categoryIds: ['press'] }, running, after(-1), 'session-not-for-category'],
    ['is for this one too', { ...session, categoryIds: ['press', 'c1'] }, running, after(-1), undefined],
  ])('%s', (_, offered, event, now, code) => {
    expect(keptOut(offered, { categoryId: 'c1' }, event, now)?.code).toBe(code);
  });
});

describe('who may', () => {
  const by = (changes: Partial<Principal>): Principal => ({
    kind: 'staff',
    id: 'x',
    name: 'X',
    administrator: false,
    roles: [],
    ...changes,
  });
  const link = (id: string): Principal =>
    by({ kind: 'link', roles: ['participant'], subject: { kind: 'registration', id } });
  const statusOf = (act: () => void): number => {
    try {
      act();
    } catch (error) {
      return (error as { status: number }).status;
    }
    return 200;
  };

  test.each([
    ['an administrator', by({ administrator: true }), 200, 200],
    ['the owner', by({ roles: ['owner'] }), 200, 200],
    ['the desk', by({ roles: ['registration_desk'] }), 200, 200],
    ['the programme', by({ roles: ['programme'] }), 200, 200],
    ['an auditor', by({ roles: ['auditor'] }), 403, 200],
    ['the participant', link('r1'), 200, 200],
    ['another participant', link('r2'), 404, 404],
    [
      'a focal point',
      by({ kind: 'link', roles: ['focal_point'], subject: { kind: 'delegation', id: 'r1' } }),
      404,
      404,
    ],
    ['somebody without a role here', by({}), 404, 404],
  ])('%s', (_, principal, signUp, see) => {
    expect([
      statusOf(() => assertMaySignUp(principal, 'r1')),
      statusOf(() => assertMaySeeSignUp(principal, 'r1')),
    ]).toEqual([signUp, see]);
  });
});
