import { inLanguage } from '../../src/platform/text';
import {
  boundsOf,
  isOpenTo,
  isOpenToAll,
  overlapping,
  timeFaults,
} from '../../src/programme/programme.rules';
import { days, minute, opening, part, released } from './planned';
import {
  changesBetween,
  nextTold,
  sameInCalendar,
  type ReleaseItem,
} from '../../src/programme/releases/release.rules';

describe('the days of an event', () => {
  test.each([
    ['a day on which the clock goes back has 25 hours', '2026-10-25', 'Europe/Berlin', 25],
    ['a day on which it goes forward has 23', '2026-03-29', 'Europe/Berlin', 23],
    ['a day on which it does not change has 24', '2026-10-24', 'Europe/Berlin', 24],
    ['a day that begins at one o’clock has 23', '2018-11-04', 'America/Sao_Paulo', 23],
  ])('%s', (_, day, timeZone, hours) => {
    const { opens, closes } = boundsOf({ startDate: day, endDate: day, timeZone });
    expect((closes - opens) / (60 * minute)).toBe(hours);
  });

  test('a session of exactly 24 hours is allowed', () => {
    const startsAt = new Date('2019-10-21T00:00:00+08:00');
    const endsAt = new Date('2019-10-22T00:00:00+08:00');
    expect(timeFaults({ startsAt, endsAt }, days)).toEqual([]);
  });
});

describe('what overlaps', () => {
  test('100,000 sessions one after the other are swept in a moment', () => {
    const items = Array.from({ length: 100_000 }, (_, index) => ({
      startsAt: new Date(index * minute),
      endsAt: new Date((index + 1) * minute),
    }));
    const begun = performance.now();
    expect(overlapping(items)).toEqual([]);
    expect(performance.now() - begun < 2000).toBe(true);
  });
});

describe('who can attend', () => {
  test.each([
    ['plenary', null, true],
    ['plenary', 300, false],
    ['workshop', null, true],
    ['workshop', 30, false],
    ['panel', 30, false],
    ['round_table', null, true],
    ['break', null, true],
    ['visit_block', null, false],
  ])('%s with %s places', (kind, capacity, open) => {
    expect(isOpenToAll({ kind, capacity, categoryIds: [] })).toBe(open);
    expect(isOpenTo({ kind, capacity, categoryIds: [] }, 'press')).toBe(open);
  });

  test.each([
    ['plenary', null, true],
    ['plenary', 300, false],
    ['visit_block', null, false],
  ])('%s with %s places that is for some categories is for these only', (kind, capacity, open) => {
    const session = { kind, capacity, categoryIds: ['press', 'staff'] };
    expect(isOpenToAll(session)).toBe(false);
    expect(isOpenTo(session, 'staff')).toBe(open);
    expect(isOpenTo(session, 'delegate')).toBe(false);
  });
});

describe('the difference between two releases', () => {
  const person = part('p', { displayName: 'LI Na' });
  test.each<[string, Partial<ReleaseItem>, string[]]>([
    ['nothing', {}, []],
    ['another end', { endsAt: new Date(opening + 90 * minute) }, ['moved']],
    ['another room', { roomId: 'foyer', room: 'Foyer' }, ['re_roomed']],
    ['a room under another name', { room: 'Great Hall' }, ['re_roomed']],
    ['a title in a further language', { titles: { ru: 'Один' } }, ['re_titled']],
    ['a speaker', { people: [person] }, ['people']],
    ['another language', { languages: ['en', 'ru'] }, ['languages']],
    ['another topic', { topics: [{ id: 't', title: 'T', titles: {} }] }, ['topics']],
    ['another kind', { kind: 'plenary' }, ['kind']],
    ['places', { capacity: 30 }, ['capacity']],
    ['the authentic language', { authenticLanguage: 'ru' }, ['re_titled']],
    ['the language of the floor', { floorLanguages: ['en'] }, ['languages']],
    ['an abstract', { abstract: 'About trust.' }, ['abstract']],
    ['who may attend', { categoryIds: ['press'] }, ['audience']],
  ])('%s', (_, changes, codes) => {
    expect(changesBetween([released()], [released(changes)]).flatMap((change) => change.changes)).toEqual(
      codes,
    );
  });

  test('the order of keys, languages and names is no difference', () => {
    const one = released({
      titles: { ru: 'Один', zh: '一' },
      languages: ['en', 'ru'],
      people: [person, part('q')],
    });
    const other = released({
      titles: { zh: '一', ru: 'Один' },
      languages: ['ru', 'en'],
      people: [part('q'), person],
    });
    expect(changesBetween([one], [other])).toEqual([]);
  });

  test('added and cancelled are in the order of time', () => {
    const early = released({ id: 'early', startsAt: new Date(opening - 60 * minute) });
    const late = released({ id: 'late' });
    expect(changesBetween([late], [early]).map(({ sessionId, changes }) => [sessionId, changes])).toEqual([
      ['early', ['added']],
      ['late', ['cancelled']],
    ]);
  });
});

describe('what calendars are told', () => {
  const now = new Date('2019-09-02T00:00:00Z');
  const before = { ...released(), sequence: 3, changedAt: new Date('2019-09-01T00:00:00Z') };

  test('nothing new when they show the same', () => {
    const item = { ...before, languages: ['ru'], sequence: 0, changedAt: now };
    expect(sameInCalendar(item, before)).toBe(true);
    expect(nextTold(item, before, 5, now)).toEqual({ sequence: 3, changedAt: before.changedAt });
  });

  test.each([
    ['title', { title: 'Other' }],
    ['topic', { topics: [{ id: 'topic', title: 'Smart cities', titles: {} }] }],
    ['room', { room: 'Foyer' }],
  ])('a number higher than ever when they show another %s', (_, changes) => {
    const item = { ...before, ...changes };
    expect(sameInCalendar(item, before)).toBe(false);
    expect(nextTold(item, before, 5, now)).toEqual({ sequence: 6, changedAt: now });
  });

  test('a number above that of its cancellation, which was one above all before', () => {
    expect(nextTold(before, undefined, 5, now)).toEqual({ sequence: 7, changedAt: now });
  });

  test('zero for what they never had', () => {
    expect(nextTold(before, undefined, undefined, now)).toEqual({ sequence: 0, changedAt: now });
  });
});

describe('a text in a language', () => {
  test.each([
    ['ru', 'Открытие'],
    ['ru-RU', 'Открытие'],
    ['zh-Hant', '開幕式'],
    ['zh-Hans', '开幕式'],
    ['fr', 'Opening'],
    ['en', 'Opening'],
  ])('%s', (locale, words) => {
    expect(inLanguage('Opening', { ru: 'Открытие', zh: '开幕式', 'zh-Hant': '開幕式' }, locale)).toBe(words);
  });
});
