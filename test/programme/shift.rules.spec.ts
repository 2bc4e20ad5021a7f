import fc from 'fast-check';
import { surroundingsOf } from '../../src/programme/planning/planning.rules';
import {
  afterShift,
  concernedBy,
  dayOf,
  leaving,
  shiftedBy,
  shiftFaults,
  type Shift,
} from '../../src/programme/planning/shift.rules';
import { after, days, minute, part, planned, planning, room } from './planned';

const shift = (changes: Partial<Shift> = {}): Shift => ({
  from: after(0),
  until: dayOf(changes.from ?? after(0), days.timeZone).ends,
  minutes: 30,
  roomIds: null,
  ...changes,
});
const foyer = room('foyer');

describe('a day at the place of an event', () => {
  test.each([
    ['Asia/Shanghai', '2019-10-21T01:00:00Z', '2019-10-20T16:00:00.000Z', '2019-10-21T16:00:00.000Z'],
    // The clock goes back: 25 hours.
    ['Europe/Berlin', '2019-10-27T12:00:00Z', '2019-10-26T22:00:00.000Z', '2019-10-27T23:00:00.000Z'],
    // It goes forward: 23.
    ['America/New_York', '2019-03-10T12:00:00Z', '2019-03-10T05:00:00.000Z', '2019-03-11T04:00:00.000Z'],
  ])('%s at %s', (timeZone, instant, begins, ends) => {
    const day = dayOf(new Date(instant), timeZone);
    expect([day.begins.toISOString(), day.ends.toISOString()]).toEqual([begins, ends]);
  });
});

describe('a shift', () => {
  const draft = planning(
    [
      planned({ id: 'before', startsAt: after(-60), endsAt: after(0) }),
      planned({ id: 'running', room: foyer, startsAt: after(-30), endsAt: after(30) }),
      planned({ id: 'first', people: [part('li'), part('ivanov', { state: 'declined' })], capacity: 20 }),
      planned({ id: 'second', room: foyer, startsAt: after(60), endsAt: after(120), capacity: 20 }),
      planned({ id: 'nowhere', room: null, startsAt: after(120), endsAt: after(180), capacity: 20 }),
      planned({ id: 'gala', startsAt: after(840), endsAt: after(960), capacity: 20 }),
      planned({ id: 'tomorrow', startsAt: after(24 * 60), endsAt: after(25 * 60) }),
      planned({ id: 'open', startsAt: null, endsAt: null }),
    ],
    {
      attendees: [
        { sessionId: 'second', personId: 'li', displayName: 'LI Na', as: 'participant' },
        { sessionId: 'second', personId: 'anna', displayName: 'Anna', as: 'participant' },
        { sessionId: 'before', personId: 'boris', displayName: 'Boris', as: 'participant' },
      ],
    },
  );
  const moved = (changes: Partial<Shift>): string[] =>
    shiftedBy(shift(changes), draft).map(({ session }) => session.id);

  test.each<[string, Partial<Shift>, string[]]>([
    ['moves all that begins then or later on that day', {}, ['first', 'second', 'nowhere', 'gala']],
    ['moves nothing that has begun', { from: after(1) }, ['second', 'nowhere', 'gala']],
    ['ends where it is told to', { until: after(120) }, ['first', 'second']],
    ['keeps to rooms', { roomIds: ['foyer'] }, ['second']],
    ['can be of no room', { roomIds: [] }, []],
  ])('%s', (_, changes, ids) => {
    expect(moved(changes)).toEqual(ids);
  });

  test('does not take a session out of its day, unless it runs over midnight already', () => {
    const stuck = (minutes: number): string[] =>
      leaving(shiftedBy(shift({ minutes }), draft), shift({ minutes }), draft).map(({ id }) => id);
    // The gala ends at one o’clock at night; it may end later, but not begin on another day.
    expect(stuck(30)).toEqual([]);
    expect(stuck(59)).toEqual([]);
    expect(stuck(60)).toEqual(['gala']);
    expect(stuck(-540)).toEqual([]);
    expect(stuck(-541)).toEqual(['first']);
    // Twelve hours later the last one before it ends at midnight sharp.
    expect(stuck(720)).toEqual(['gala']);
    expect(stuck(721)).toEqual(['nowhere', 'gala']);
  });

  test('does not take a session out of the days of the event', () => {
    const last = planning(draft.sessions, { event: { endDate: '2019-10-21' } });
    const asked = shift({ minutes: 1 });
    expect(leaving(shiftedBy(asked, last), asked, last).map(({ id }) => id)).toEqual(['gala']);
  });

  test('concerns who has a part or a seat, each once, and everybody if one is open to all', () => {
    const around = surroundingsOf(draft);
    expect(concernedBy(shiftedBy(shift(), draft), around)).toEqual({ people: 2, everybody: false });
    const all = shiftedBy(shift({ from: after(-60) }), draft);
    expect(concernedBy(all, around)).toEqual({ people: 3, everybody: true });
  });

  test.each<[string, Partial<Shift>, string[]]>([
    ['by nothing', { minutes: 0 }, ['/minutes']],
    ['before the event', { from: after(-9 * 60 - 1) }, ['/from']],
    ['after the event', { from: after(5 * 24 * 60) }, ['/from']],
    ['of no time', { until: after(0) }, ['/until']],
    ['of two days', { until: after(15 * 60 + 1) }, ['/until']],
    ['of a room of nobody', { roomIds: ['hall', 'attic'] }, ['/roomIds/1']],
  ])('%s is refused', (_, changes, pointers) => {
    expect(shiftFaults(shift(changes), draft).map(({ pointer }) => pointer)).toEqual(pointers);
  });

  test('moves what it moves by its minutes, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -720, max: 720 }),
        fc.integer({ min: -60, max: 899 }),
        fc.option(fc.constantFrom(['hall'], ['foyer'])),
        (minutes, start, roomIds) => {
          const from = after(start);
          const now = afterShift(draft, shiftedBy(shift({ from, minutes, roomIds }), draft));
          const times = now.sessions.map(({ startsAt }) => startsAt?.getTime() ?? Infinity);
          expect(times).toEqual(times.toSorted((one, other) => one - other));
          for (const session of draft.sessions) {
            const is = now.sessions.find(({ id }) => id === session.id)!;
            const moves =
              session.startsAt !== null &&
              session.startsAt >= from &&
              session.startsAt < after(15 * 60) &&
              (roomIds === null || roomIds.some((id) => id === session.room?.id));
            const by = moves ? minutes * minute : 0;
            expect([is.startsAt?.getTime(), is.endsAt?.getTime()]).toEqual(
              [
                session.startsAt && session.startsAt.getTime() + by,
                session.endsAt && session.endsAt.getTime() + by,
              ].map((time) => time ?? undefined),
            );
          }
        },
      ),
    );
  });
});
