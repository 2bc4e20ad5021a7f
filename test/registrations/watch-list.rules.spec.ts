import { documentKey, documentKeysIn, likeEntry } from '../../src/registrations/watch-list/watch-list.rules';

const unknown = { birthDate: null, nationality: null };
const born = (birthDate: string | null, nationality: string | null = null) => ({ birthDate, nationality });

describe('somebody and an entry', () => {
  const order = { why: 'order', score: 95 } as const;
  test.each([
    ['of whom nothing else is known', unknown, unknown, 95, ['name.order']],
    ['born on the same day', born('1970-01-31'), born('1970-01-31'), 100, ['name.order', 'birth_date.same']],
    ['born on another day', born('1970-01-31'), born('1985-07-02'), 70, ['name.order', 'birth_date.differs']],
    [
      'born in the same year',
      born('1970-01-31'),
      born('1970-07-02'),
      98,
      ['name.order', 'birth_date.same_year'],
    ],
    [
      'with day and month swapped',
      born('1970-03-04'),
      born('1970-04-03'),
      100,
      ['name.order', 'birth_date.swapped'],
    ],
    ['of another nationality', born(null, 'RU'), born(null, 'AM'), 91, ['name.order', 'nationality.differs']],
    ['of whom one nationality is known', born(null, 'RU'), unknown, 95, ['name.order']],
  ])('%s', (_, person, entry, score, reasons) => {
    expect(likeEntry(order, person, entry, false)).toEqual({ score, reasons });
  });

  test('are not shown when the name is far and the day of birth another', () => {
    const similar = { why: 'similar', score: 73 } as const;
    expect(likeEntry(similar, unknown, unknown, false)?.score).toBe(73);
    expect(likeEntry(similar, born('1970-01-31'), born('1985-07-02'), false)).toBeUndefined();
    expect(likeEntry(undefined, born('1970-01-31', 'RU'), born('1970-01-31', 'RU'), false)).toBeUndefined();
  });

  test('with the same document are the same, whatever they are called', () => {
    expect(likeEntry(undefined, unknown, unknown, true)).toEqual({ score: 100, reasons: ['document.same'] });
  });
});

test('numbers of documents are letters and digits, and what is none is not taken for one', () => {
  expect(['70 1234-567', 'ab12345', 'АВ 123456'].map(documentKey)).toEqual([
    '701234567',
    'AB12345',
    'АВ123456',
  ]);
  expect(['1234', 'vegetarian', 'x'.repeat(40) + '1'].map(documentKey)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(
    documentKeysIn({ passport: '70 1234567', again: '701234567', diet: 'fish', days: ['2019-10-21'], n: 5 }),
  ).toEqual(['701234567']);
});
