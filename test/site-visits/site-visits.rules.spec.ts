import { ageOn, dayIn, seatsOf, timeFaults } from '../../src/site-visits/departures/departure.rules';

describe('places and times of a departure', () => {
  test('the age counts from the birthday on, also for one born on 29 February', () => {
    expect(ageOn('2001-10-23', '2019-10-22')).toBe(17);
    expect(ageOn('2001-10-23', '2019-10-23')).toBe(18);
    expect(ageOn('2000-02-29', '2018-02-28')).toBe(17);
    expect(ageOn('2000-02-29', '2018-03-01')).toBe(18);
  });

  test('a day is that of the place, not of the server', () => {
    expect(dayIn(new Date('2019-10-20T16:00:00Z'), 'Asia/Shanghai')).toBe('2019-10-21');
    expect(dayIn(new Date('2019-10-20T15:59:59Z'), 'Asia/Shanghai')).toBe('2019-10-20');
  });

  test('places are never fewer than none', () => {
    expect(seatsOf({ capacity: 10, coachSeats: 3, keptBack: 4 })).toBe(0);
  });

  test('an event over the turn of the year has its neighbouring days', () => {
    const event = { startDate: '2020-01-01', endDate: '2020-02-28', timeZone: 'Asia/Shanghai' };
    const at = (startsAt: string, endsAt: string) =>
      timeFaults(
        { startsAt: new Date(startsAt), endsAt: new Date(endsAt), cutOffAt: new Date(startsAt) },
        event,
      ).map(({ pointer }) => pointer);
    expect(at('2019-12-31T00:00:00+08:00', '2019-12-31T09:00:00+08:00')).toEqual([]);
    expect(at('2019-12-30T23:59:00+08:00', '2019-12-31T09:00:00+08:00')).toEqual(['/startsAt']);
    expect(at('2020-02-29T09:00:00+08:00', '2020-02-29T23:59:00+08:00')).toEqual([]);
    expect(at('2020-02-29T09:00:00+08:00', '2020-03-01T00:00:00+08:00')).toEqual(['/endsAt']);
  });
});
