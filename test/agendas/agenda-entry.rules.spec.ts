import type { AgendaItem } from '../../src/agendas/agenda.rules';
import {
  contentOf,
  differencesOf,
  differencesToldBy,
  fingerprintOf,
  standingAfter,
  type Standing,
} from '../../src/agendas/changes/agenda-entry.rules';

const now = new Date('2019-10-22T00:00:00Z');

const item = (uid: string, changes: Partial<AgendaItem> = {}): AgendaItem => ({
  kind: 'session',
  subjectId: `subject of ${uid}`,
  uid,
  sequence: 4,
  title: 'Opening',
  startsAt: new Date('2019-10-23T01:00:00Z'),
  endsAt: new Date('2019-10-23T02:00:00Z'),
  place: 'Main Hall',
  meetingPoint: null,
  coach: null,
  plate: null,
  marshal: null,
  duties: [],
  ...changes,
});

const told = (one: AgendaItem, changes: Partial<Standing> = {}): Standing => ({
  ...standingAfter(
    { uid: one.uid, kind: one.kind, subjectId: one.subjectId, sequence: 4, item: one },
    'en',
    'a message',
  ),
  ...changes,
});

const agenda = (...items: AgendaItem[]) => {
  const byUid = new Map(items.map((one) => [one.uid, one]));
  return () => byUid;
};

const numbersOf = (differences: ReturnType<typeof differencesOf>) =>
  differences.map(({ uid, sequence, was, item: is }) => [uid, sequence, was !== undefined, is !== undefined]);

describe('the fingerprint of what a calendar shows', () => {
  const fingerprint = (changes: Partial<AgendaItem> = {}) => fingerprintOf(contentOf(item('a', changes)));

  it('is the same for the same, whatever number and name the thing has', () => {
    expect(fingerprint({ uid: 'b', sequence: 9, subjectId: 'c' })).toBe(fingerprint());
  });

  it.each([
    { title: 'Opening ceremony' },
    { startsAt: new Date('2019-10-23T01:05:00Z') },
    { endsAt: new Date('2019-10-23T02:05:00Z') },
    { place: 'Foyer' },
    { place: null },
    { meetingPoint: 'Lobby' },
    { coach: 'A' },
    { plate: '粤B·12345' },
    { marshal: 'Chen Wei' },
    { duties: [{ role: 'speaker' }] },
    { duties: [{ role: 'reader', author: 'Vladimir Norov' }] },
  ])('is another one with %j', (changes) => {
    expect(fingerprint(changes)).not.toBe(fingerprint());
  });

  it('takes a field that is empty for one that is not known', () => {
    const { coach: _coach, ...known } = contentOf(item('a'));
    expect(fingerprintOf(known as never)).toBe(fingerprint());
  });
});

describe('what is different from what somebody was told', () => {
  it('is nothing while all is the same', () => {
    expect(differencesOf([told(item('a'))], agenda(item('a')), 'en', now)).toEqual([]);
  });

  it('is what changed, what is new under the number of the thing, and what is gone', () => {
    const differences = differencesOf(
      [told(item('a')), told(item('b')), told(item('c'), { sequence: 7 })],
      agenda(item('a'), item('b', { place: 'Foyer' }), item('d')),
      'en',
      now,
    );
    expect(numbersOf(differences)).toEqual([
      ['b', 5, true, true],
      ['d', 4, false, true],
      ['c', 8, true, false],
    ]);
  });

  it('raises the number of what comes back after it was struck out, and strikes nothing out twice', () => {
    const gone = told(item('a'), { cancelled: true, sequence: 6 });
    expect(differencesOf([gone], agenda(), 'en', now)).toEqual([]);
    expect(numbersOf(differencesOf([gone], agenda(item('a')), 'en', now))).toEqual([['a', 7, true, true]]);
  });

  it('is compared in the language in which it was told', () => {
    const items = (locale: string) =>
      new Map([['a', item('a', { title: locale === 'en' ? 'Opening' : 'Открытие' })]]);
    expect(differencesOf([told(item('a'))], items, 'ru', now)).toEqual([]);
    const renamed = (locale: string) =>
      new Map([['a', item('a', { title: locale === 'en' ? 'Closing' : 'Закрытие' })]]);
    expect(differencesOf([told(item('a'))], renamed, 'ru', now)[0]!.item!.title).toBe('Закрытие');
  });

  it('is not what has begun, unless it has been moved to a time that comes', () => {
    const past = { startsAt: new Date('2019-10-21T01:00:00Z'), endsAt: new Date('2019-10-21T02:00:00Z') };
    const was = told(item('a', past));
    expect(differencesOf([was], agenda(), 'en', now)).toEqual([]);
    expect(differencesOf([was], agenda(item('a', { ...past, place: 'Foyer' })), 'en', now)).toEqual([]);
    expect(numbersOf(differencesOf([was], agenda(item('a')), 'en', now))).toEqual([['a', 5, true, true]]);
    expect(numbersOf(differencesOf([told(item('b'))], agenda(item('b', past)), 'en', now))).toEqual([
      ['b', 5, true, true],
    ]);
  });
});

describe('what a mail about one thing tells', () => {
  it('is that thing and nothing else', () => {
    const only = (uid: string) => (thing: { subjectId: string }) => thing.subjectId === `subject of ${uid}`;
    const standing = [told(item('a')), told(item('b'))];
    const items = [item('a', { place: 'Foyer' }), item('c')];
    expect(numbersOf(differencesToldBy(standing, items, only('a'), now))).toEqual([['a', 5, true, true]]);
    expect(numbersOf(differencesToldBy(standing, items, only('b'), now))).toEqual([['b', 5, true, false]]);
    expect(numbersOf(differencesToldBy(standing, items, only('c'), now))).toEqual([['c', 4, false, true]]);
    expect(differencesToldBy(standing, [item('a')], only('a'), now)).toEqual([]);
  });
});
