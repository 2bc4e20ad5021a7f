import { explainFailure } from '../../src/start/failure';
import { checkLanguages, type MakeCollator, type MakeMonth } from '../../src/start/full-icu';

/** As a Node without the data of a language does it: in the order of code points, or of the root of all languages. */
const byCodePoint = { compare: (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0) };
const root = new Intl.Collator('en');

const refusal = (collator: MakeCollator, january?: MakeMonth): string => {
  try {
    checkLanguages(collator, january);
  } catch (error) {
    return explainFailure('The program cannot start', error).text;
  }
  return 'started';
};

const all =
  'cannot put Russian in order, cannot put Chinese by pinyin in order, cannot put Chinese by strokes in order';
const saying = (what: string): string =>
  `This Node.js has not the data of all languages (small ICU), so it ${what}: install one with full ICU, as from nodejs.org, and leave NODE_ICU_DATA unset.`;

describe('the data of languages', () => {
  test('are there in the Node that runs this', () => {
    expect(() => checkLanguages()).not.toThrow();
  });

  test.each([
    ['code points', byCodePoint],
    ['the root of all languages', root],
  ])('are missed when all is put in the order of %s, and named in one sentence', (_, other) => {
    expect(refusal(() => other)).toBe(saying(all));
  });

  test.each([
    ['Russian', 'ru'],
    ['Chinese by pinyin', 'zh-u-co-pinyin'],
    ['Chinese by strokes', 'zh-u-co-stroke'],
  ])('are missed when only %s is', (title, missing) => {
    const without: MakeCollator = (locale) => (locale === missing ? root : new Intl.Collator(locale));
    expect(refusal(without)).toBe(saying(`cannot put ${title} in order`));
  });

  test('are missed when strokes are silently pinyin, as where only that order is there', () => {
    expect(refusal((locale) => new Intl.Collator(locale.replace('stroke', 'pinyin')))).toBe(
      saying('cannot put Chinese by strokes in order'),
    );
  });

  test('are missed when months have no names', () => {
    expect(
      refusal(
        (locale) => new Intl.Collator(locale),
        () => 'M01',
      ),
    ).toBe(saying('cannot write dates in Russian'));
  });
});
