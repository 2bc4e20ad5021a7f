import { checkAnswers, faultsOfFields, type FormField } from '../../src/registrations/forms/form.rules';

const field = (key: string, kind: FormField['kind'], changes: Partial<FormField> = {}): FormField => ({
  key,
  kind,
  label: key,
  required: false,
  ...changes,
});

const options = [
  { value: 'a', label: 'A' },
  { value: 'b', label: 'B' },
];

describe('answers to a form', () => {
  test.each<[string, FormField['kind'], unknown]>([
    ['text', 'text', 'Visa needed'],
    ['text of several lines', 'long_text', 'one\ntwo'],
    ['a number', 'number', 2.5],
    ['zero', 'number', 0],
    ['a day', 'day', '2020-02-29'],
    ['one of the options', 'choice', 'b'],
    ['some of the options', 'choices', ['b', 'a']],
    ['none of the options', 'choices', []],
    ['a country', 'country', 'CN'],
    ['a language', 'language', 'zh-Hant'],
    ['agreement', 'consent', true],
    ['no agreement where none is required', 'consent', false],
  ])('%s is taken', (_, kind, value) => {
    const fields = [field('q', kind, kind.startsWith('choice') ? { options } : {})];
    expect(checkAnswers(fields, { q: value })).toEqual({ faults: [], missing: [], answers: { q: value } });
  });

  test.each<[string, FormField['kind'], unknown]>([
    ['two lines where one is asked for', 'text', 'one\ntwo'],
    ['501 characters', 'text', 'x'.repeat(501)],
    ['a mark that turns the writing', 'long_text', 'a\u202eb'],
    ['text instead of a number', 'number', '3'],
    ['infinity', 'number', Number.POSITIVE_INFINITY],
    ['a day that does not exist', 'day', '2019-02-29'],
    ['what was not offered', 'choice', 'c'],
    ['one thing twice', 'choices', ['a', 'a']],
    ['one thing where a list is asked for', 'choices', 'a'],
    ['a country that does not exist', 'country', 'XX'],
    ['a language in capitals', 'language', 'EN'],
    ['text instead of agreement', 'consent', 'yes'],
    ['an object', 'text', { a: 1 }],
  ])('%s is refused at its question', (_, kind, value) => {
    const fields = [field('q', kind, kind.startsWith('choice') ? { options } : {})];
    const { faults, answers } = checkAnswers(fields, { q: value });
    expect([faults.map(({ pointer, code }) => [pointer, code]), answers]).toEqual([
      [['/answers/q', kind]],
      {},
    ]);
  });

  test('a question that does not exist is refused, with a pointer that can be followed', () => {
    expect(checkAnswers([], { 'a/b~c': 1 }).faults).toEqual([
      { pointer: '/answers/a~1b~0c', code: 'unknown', message: 'is not a question of this form' },
    ]);
    expect(checkAnswers([], { constructor: 1 }).faults.length).toBe(1);
  });

  test('null, blanks, an empty list and a refused consent answer no required question', () => {
    const required = { required: true };
    const fields = [
      field('a', 'text', required),
      field('b', 'text', required),
      field('c', 'choices', { ...required, options }),
      field('d', 'consent', required),
      field('e', 'number', required),
    ];
    const { missing, faults } = checkAnswers(fields, { a: null, b: '  ', c: [], d: false, e: 0 });
    expect([missing.map(({ pointer }) => pointer), faults]).toEqual([
      ['/answers/a', '/answers/b', '/answers/c', '/answers/d'],
      [],
    ]);
  });

  test('text is trimmed and composed', () => {
    expect(checkAnswers([field('q', 'text')], { q: ' Jose\u0301 ' }).answers).toEqual({ q: 'José' });
  });

  test('keys and options of a form are held to the rules', () => {
    expect(
      faultsOfFields([
        field('a', 'choice'),
        field('a', 'text', { options }),
        field('b', 'choices', { options: [...options, options[0]!] }),
      ]).map(({ pointer, code }) => [pointer, code]),
    ).toEqual([
      ['/fields/0/options', 'required'],
      ['/fields/1/key', 'taken'],
      ['/fields/1/options', 'options'],
      ['/fields/2/options', 'taken'],
    ]);
  });
});
