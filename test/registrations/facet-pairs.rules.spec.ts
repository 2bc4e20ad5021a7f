import { pairsOf } from '../../src/registrations/search/facet-pairs.rules';

const state = ['state:draft'];
const category = ['category:1'];
const nationality = ['nationality:DE'];
const locale = ['locale:en'];
const vegan = ['answer:diet=vegan'];
const monday = ['answer:days=mon'];
const external = ['external:M-1'];

describe('facets in pairs', () => {
  test.each([
    ['nothing', [], []],
    ['one alone', [state], [[state]]],
    ['a state and a category', [state, category], [[state, category]]],
    [
      'four of them, each once',
      [state, category, nationality, vegan],
      [
        [vegan, state],
        [nationality, category],
      ],
    ],
    [
      'an odd one with one that is taken',
      [state, category, vegan],
      [
        [vegan, state],
        [category, state],
      ],
    ],
    [
      'two answers with the one state',
      [vegan, monday, state],
      [
        [vegan, state],
        [monday, state],
      ],
    ],
    ['two answers, which have no pairs', [vegan, monday], [[vegan], [monday]]],
    ['an answer and a nationality, which have none', [nationality, vegan], [[vegan], [nationality]]],
    ['a nationality and a language', [nationality, locale], [[nationality, locale]]],
    ['what has no pairs at all', [external, state], [[state], [external]]],
  ])('%s', (_, groups, pairs) => {
    expect(pairsOf(groups)).toEqual(pairs);
  });

  test('groups whose pairs are too many stand alone', () => {
    const many = Array.from({ length: 7 }, (_, k) => `category:${k}`);
    const states = Array.from({ length: 5 }, (_, k) => `state:${k}`);
    expect(pairsOf([many, states])).toEqual([[many], [states]]);
    expect(pairsOf([many.slice(1), states])).toEqual([[many.slice(1), states]]);
  });
});
