import * as fc from 'fast-check';
import { inOrder, type EditionPart } from '../../src/events/editions/edition-parts.service';
import {
  atSameWallTime,
  daysBetween,
  nextDays,
  sameWeekOfNextYear,
  toWeekdayOf,
  withYearMoved,
} from '../../src/events/editions/edition.rules';

const last = { startDate: '2019-10-21', endDate: '2019-10-25' };

const someDay = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2300-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('the same week of the next year', () => {
  test.each([
    ['a Monday in October', '2019-10-21', '2020-10-19'],
    ['a Sunday that belongs to the year before', '2021-01-03', '2022-01-02'],
    ['the 53rd week, before a year with 52', '2020-12-28', '2021-12-27'],
    ['the first week, which begins in December', '2019-12-30', '2021-01-04'],
    ['the 29th of February', '2024-02-29', '2025-02-27'],
  ])('%s: %s becomes %s', (_, day, next) => {
    expect(sameWeekOfNextYear(day)).toBe(next);
  });

  test('is on the same weekday, 52 or 53 weeks later, whatever the day', () => {
    fc.assert(
      fc.property(someDay, (day) => {
        expect([364, 371]).toContain(daysBetween(day, sameWeekOfNextYear(day)));
      }),
    );
  });

  test('does not creep: after 100 years it is in the same week', () => {
    let day = '2019-10-21';
    for (let year = 0; year < 100; year += 1) day = sameWeekOfNextYear(day);
    expect([day >= '2119-10-16', day <= '2119-10-26']).toEqual([true, true]);
  });
});

describe('the days of the next edition', () => {
  test('are as many as before, in the same week of the next year', () => {
    expect(nextDays(last, {})).toEqual({ startDate: '2020-10-19', endDate: '2020-10-23', movedBy: 0 });
  });

  test('are those that are named', () => {
    expect(nextDays(last, { startDate: '2020-11-03', endDate: '2020-11-04' })).toEqual({
      startDate: '2020-11-03',
      endDate: '2020-11-04',
      movedBy: 0,
    });
  });

  test.each([
    ['Monday', '2020-10-19', '2020-10-19', 0],
    ['Tuesday', '2020-10-20', '2020-10-19', -1],
    ['Thursday', '2020-10-22', '2020-10-19', -3],
    ['Friday', '2020-10-23', '2020-10-26', 3],
    ['Sunday', '2020-10-25', '2020-10-26', 1],
  ])('on the same weekday: %s %s becomes Monday %s', (_, startDate, moved, by) => {
    expect(toWeekdayOf(last.startDate, startDate)).toBe(by);
    const days = nextDays(last, { startDate, endDate: '2020-10-28', sameWeekday: true });
    expect(days).toEqual({
      startDate: moved,
      endDate: `2020-10-${String(28 + by).padStart(2, '0')}`,
      movedBy: by,
    });
  });
});

describe('a time on the wall', () => {
  const zone = (timeZone: string) => ({ fromZone: timeZone, toZone: timeZone });

  test.each([
    [
      'from summer to winter time',
      '2019-10-21T07:00:00Z',
      { days: 7, ...zone('Europe/Berlin') },
      '2019-10-28T08:00:00Z',
    ],
    [
      'from winter to summer time',
      '2020-03-02T14:00:00Z',
      { days: 7, ...zone('America/New_York') },
      '2020-03-09T13:00:00Z',
    ],
    [
      'into another zone',
      '2019-10-21T01:00:00Z',
      { days: 0, fromZone: 'Asia/Shanghai', toZone: 'Europe/Moscow' },
      '2019-10-21T06:00:00Z',
    ],
    [
      'into an hour that the clocks leap over: an hour later',
      '2020-03-22T01:30:00Z',
      { days: 7, ...zone('Europe/Berlin') },
      '2020-03-29T01:30:00Z',
    ],
    [
      'into an hour that there is twice: the second of them',
      '2019-10-20T00:30:00Z',
      { days: 7, ...zone('Europe/Berlin') },
      '2019-10-27T01:30:00Z',
    ],
  ])('%s', (_, instant, shift, moved) => {
    expect(atSameWallTime(new Date(instant), shift)).toEqual(new Date(moved));
  });
});

test.each([
  ['Infoforum-China 2019', 'Infoforum-China 2020'],
  ['2019年中国信息论坛', '2020年中国信息论坛'],
  ['Hall 20191', 'Hall 20191'],
  ['Forum', 'Forum'],
])('the year in a name moves on: %s becomes %s', (name, renewed) => {
  expect(withYearMoved(name, last, { startDate: '2020-10-19', endDate: '2020-10-23' })).toBe(renewed);
});

describe('the order of parts', () => {
  const order = (...parts: Partial<EditionPart>[]): string[] =>
    inOrder(new Map(parts.map((part) => [part.name!, { means: '', ...part } as EditionPart]))).map(
      ({ name }) => name,
    );

  test('puts a part after those that it needs or uses, and otherwise goes by name', () => {
    expect(
      order(
        { name: 'people', needs: ['sessions'] },
        { name: 'sessions', uses: ['venues'] },
        { name: 'staff' },
        { name: 'venues' },
      ),
    ).toEqual(['venues', 'sessions', 'people', 'staff']);
  });

  test('does not start with a part that nobody has, or with a circle', () => {
    expect(() => order({ name: 'people', needs: ['sessions'] })).toThrow(
      'the part "people" names "sessions", which is not registered',
    );
    expect(() => order({ name: 'one', needs: ['two'] }, { name: 'two', uses: ['one'] })).toThrow(
      'parts of an event need each other: one, two, one',
    );
  });
});
