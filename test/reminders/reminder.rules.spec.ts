import fc from 'fast-check';
import {
  anchorsOf,
  byDay,
  lookAgainAt,
  verdict,
  zoneAt,
  type Anchor,
  type Timing,
} from '../../src/reminders/reminder.rules';

const timing = (changes: Partial<Timing> = {}): Timing => ({
  anchor: 'departure',
  anchorId: null,
  deadlineKinds: [],
  offsetMinutes: -60,
  lapsesAfterMinutes: 720,
  byDay: false,
  inForceSince: new Date('2019-06-01T00:00:00Z'),
  lookedThrough: null,
  ...changes,
});
const at = (instant: string): Date => new Date(instant);
const anchor = (instant: string): Anchor => ({ subjectId: 'd', at: at(instant) });

describe('by day', () => {
  test.each([
    ['a morning stays', '2019-10-22T08:00:00+08:00', true, '2019-10-22T08:00:00+08:00'],
    ['an evening stays', '2019-10-22T20:59:00+08:00', false, '2019-10-22T20:59:00+08:00'],
    [
      'before something early: the evening before',
      '2019-10-22T05:30:00+08:00',
      true,
      '2019-10-21T20:00:00+08:00',
    ],
    [
      'before something late: the same evening',
      '2019-10-22T23:30:00+08:00',
      true,
      '2019-10-22T20:00:00+08:00',
    ],
    [
      'after something late: the next morning',
      '2019-10-22T23:30:00+08:00',
      false,
      '2019-10-23T08:00:00+08:00',
    ],
    [
      'after something early: the same morning',
      '2019-10-22T05:30:00+08:00',
      false,
      '2019-10-22T08:00:00+08:00',
    ],
  ])('%s', (_, instant, before, expected) => {
    expect(byDay(at(instant), 'Asia/Shanghai', before).toISOString()).toBe(at(expected).toISOString());
  });

  test('the night is that of the reader', () => {
    const instant = at('2019-10-01T06:00:00Z');
    expect(byDay(instant, 'Asia/Shanghai', false)).toEqual(instant);
    expect(byDay(instant, 'America/New_York', false)).toEqual(at('2019-10-01T12:00:00Z'));
  });

  test('it never is night then, and never on the other side, also where clocks change', () => {
    const zones = [
      'Asia/Shanghai',
      'Europe/Moscow',
      'Europe/Berlin',
      'America/St_Johns',
      'Australia/Lord_Howe',
    ];
    fc.assert(
      fc.property(
        fc.date({ min: at('2019-01-01T00:00:00Z'), max: at('2020-01-01T00:00:00Z'), noInvalidDate: true }),
        fc.constantFrom(...zones),
        fc.boolean(),
        (instant, zone, before) => {
          const shifted = byDay(instant, zone, before);
          const hour = Number(
            new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(
              shifted,
            ),
          );
          const way = shifted.getTime() - instant.getTime();
          return hour >= 8 && hour < 21 && (before ? way <= 0 : way >= 0) && Math.abs(way) <= 13 * 3_600_000;
        },
      ),
    );
  });
});

describe('whose night it is', () => {
  const event = { starts: at('2019-10-20T16:00:00Z'), ends: at('2019-10-25T16:00:00Z') };
  test.each([
    ['weeks before, at home', '2019-10-01T00:00:00Z', 'Europe/Moscow'],
    ['on the eve, at the event', '2019-10-19T16:00:00Z', 'Asia/Shanghai'],
    ['at the event', '2019-10-23T00:00:00Z', 'Asia/Shanghai'],
    ['two days after, at home', '2019-10-27T16:00:00Z', 'Europe/Moscow'],
  ])('%s', (_, instant, zone) => {
    expect(zoneAt(at(instant), event, 'Asia/Shanghai', 'Europe/Moscow')).toBe(zone);
  });
  test('of whom nothing is known, the zone of the event', () => {
    expect(zoneAt(at('2019-10-01T00:00:00Z'), event, 'Asia/Shanghai', null)).toBe('Asia/Shanghai');
  });
});

describe('what is to be done now', () => {
  const shanghai = 'Asia/Shanghai';
  const leaving = anchor('2019-10-22T06:30:00+08:00');
  test.each([
    ['a second before its time it is ahead', {}, false, '2019-10-22T05:29:59+08:00', 'ahead'],
    ['at its time it is sent', {}, false, '2019-10-22T05:30:00+08:00', 'send'],
    ['late, but before they leave, it is sent', {}, false, '2019-10-22T06:29:00+08:00', 'send'],
    ['when they have left, it is missed', {}, false, '2019-10-22T06:30:00+08:00', 'missed'],
    ['and that once', {}, true, '2019-10-22T06:30:00+08:00', 'over'],
    [
      'for who came later, it is over',
      { lookedThrough: at('2019-10-22T05:30:00+08:00') },
      true,
      '2019-10-22T05:31:00+08:00',
      'over',
    ],
    [
      'for who was not reached yet, it is sent',
      { lookedThrough: at('2019-10-22T05:29:00+08:00') },
      true,
      '2019-10-22T05:31:00+08:00',
      'send',
    ],
    [
      'due before the rule was in force, it is missed',
      { inForceSince: at('2019-10-22T05:31:00+08:00') },
      false,
      '2019-10-22T05:32:00+08:00',
      'missed',
    ],
    ['by day, it comes the evening before', { byDay: true }, false, '2019-10-21T20:00:00+08:00', 'send'],
    ['and not before that', { byDay: true }, false, '2019-10-21T19:59:00+08:00', 'ahead'],
    [
      'late in the night it comes at once: in the morning they are gone',
      { byDay: true },
      false,
      '2019-10-21T23:00:00+08:00',
      'send',
    ],
  ])('%s', (_, changes, known, now, is) => {
    expect(verdict(timing(changes), leaving, shanghai, known, at(now)).is).toBe(is);
  });

  test('late in the night, it waits for the morning if that is soon enough', () => {
    const lunch = anchor('2019-10-22T12:00:00+08:00');
    const late = { byDay: true, offsetMinutes: -15 * 60 };
    expect(verdict(timing(late), lunch, shanghai, false, at('2019-10-21T22:00:00+08:00'))).toEqual({
      is: 'ahead',
      until: at('2019-10-22T08:00:00+08:00'),
    });
  });
});

describe('when a rule is looked at next', () => {
  const now = at('2019-06-01T08:00:00Z');
  test.each([
    ['when it is due next', '2019-06-01T08:02:00Z', false, '2019-06-01T08:02:00Z'],
    ['every five minutes in the last day', '2019-06-02T07:00:00Z', false, '2019-06-01T08:05:00Z'],
    ['every hour before', '2019-06-09T08:00:00Z', false, '2019-06-01T09:00:00Z'],
    ['every five minutes for what comes up at any time', null, true, '2019-06-01T08:05:00Z'],
    ['every hour when nothing is ahead', null, false, '2019-06-01T09:00:00Z'],
  ])('%s', (_, next, comesUp, expected) => {
    expect(lookAgainAt(next === null ? null : at(next), now, comesUp)).toEqual(at(expected));
  });
});

describe('by what somebody is reminded', () => {
  const event = {
    id: 'e',
    starts: at('2019-10-20T16:00:00Z'),
    ends: at('2019-10-25T16:00:00Z'),
    registrationCloses: null,
  };
  const item = (kind: string, subjectId: string, startsAt: string) => ({
    kind,
    subjectId,
    startsAt: at(startsAt),
  });
  const bound = {
    items: [
      item('arrival', 'flight', '2019-10-20T08:00:00Z'),
      item('visit', 'v1', '2019-10-21T00:00:00Z'),
      item('session', 's1', '2019-10-21T01:00:00Z'),
      item('session', 's2', '2019-10-21T03:00:00Z'),
    ],
    deadlines: [
      { kind: 'form', subjectId: 'f', dueAt: at('2019-09-01T00:00:00Z') },
      { kind: 'document', subjectId: 'p', dueAt: at('2019-09-02T00:00:00Z') },
      { kind: 'offer', subjectId: 'o', dueAt: at('2019-09-03T00:00:00Z') },
    ],
  } as unknown as Parameters<typeof anchorsOf>[2];
  test.each([
    [{ anchor: 'event_start' }, ['e']],
    [{ anchor: 'registration_closes' }, []],
    [{ anchor: 'session' }, ['s1', 's2']],
    [{ anchor: 'session', anchorId: 's2' }, ['s2']],
    [{ anchor: 'departure' }, ['v1']],
    [{ anchor: 'first_item' }, ['v1']],
    [{ anchor: 'deadline' }, ['f', 'p', 'o']],
    [{ anchor: 'deadline', deadlineKinds: ['form'] }, ['f']],
    [{ anchor: 'document' }, ['p']],
    [{ anchor: 'offer' }, ['o']],
  ])('%o', (changes, subjects) => {
    expect(anchorsOf(timing(changes), event, bound).map(({ subjectId }) => subjectId)).toEqual(subjects);
  });
});
