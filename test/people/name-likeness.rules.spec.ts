import {
  bestLikeness,
  changesBetween,
  compareNames,
  type NameForms,
} from '../../src/people/name-likeness.rules';

const name = (said: string, words = said.toLowerCase(), sounds = words): NameForms => ({
  said,
  words,
  sounds,
});

describe('two names', () => {
  test.each<[string, NameForms, NameForms, string | undefined, number | undefined]>([
    ['the same characters', name('李娜'), name('李娜'), 'exact', 100],
    ['another case', name('LI Na', 'li na'), name('Li Na', 'li na'), 'folded', 98],
    ['another order', name('LI Na', 'li na'), name('Na Li', 'na li'), 'order', 95],
    [
      'another transliteration',
      name('Yevgeny', 'yevgeny ivanov', 'ievgeni ivanov'),
      name('Ievgeni', 'ievgeni ivanov', 'ievgeni ivanov'),
      'transliterated',
      90,
    ],
    ['a patronymic more', name('Ivan Ivanovich Petrov'), name('Petrov Ivan'), 'partial', 82],
    ['one letter in eleven', name('Anna Petrova'), name('Anna Petrovo'), 'similar', 73],
    ['two letters swapped', name('Anna Petrova'), name('Anna Petorva'), 'similar', 73],
    ['an initial for a name', name('A Petrova'), name('Anna Petrova'), 'similar', 71],
    ['a common family name', name('Li Na'), name('Li Ming'), undefined, undefined],
    ['nothing in common', name('Anna Petrova'), name('Chen Wei'), undefined, undefined],
    ['nothing to compare', name('…', ''), name('Anna Petrova'), undefined, undefined],
    ['one word of two', name('Petrov'), name('Ivan Petrov'), 'similar', 61],
  ])('with %s', (_, one, other, why, score) => {
    const compared = why === undefined ? undefined : { why, score };
    expect([compareNames(one, other), compareNames(other, one)]).toEqual([compared, compared]);
  });

  test('are compared in all forms that somebody has, and the best one counts', () => {
    expect(
      bestLikeness([name('Ли На', 'li na'), name('李娜')], [name('Anna Petrova'), name('李娜')]),
    ).toEqual({ why: 'exact', score: 100 });
    expect(bestLikeness([name('Anna')], [])).toBeUndefined();
  });

  test('differ by letters put in, left out, changed and swapped', () => {
    expect(
      [
        ['petrov', 'petrov'],
        ['petrov', 'petrova'],
        ['petrov', 'petov'],
        ['petrov', 'pitrov'],
        ['petrov', 'petorv'],
        ['', 'ab'],
      ].map(([one, other]) => changesBetween(one!, other!)),
    ).toEqual([0, 1, 1, 1, 1, 2]);
  });
});
