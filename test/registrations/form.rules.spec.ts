import {
  changeableUntil,
  faultsOfForm,
  type FieldGroup,
  type FormField,
} from '../../src/registrations/forms/form.rules';

const field = (key: string, kind: FormField['kind'], changes: Partial<FormField> = {}): FormField => ({
  key,
  kind,
  label: key,
  required: 'never',
  ...changes,
});

const options = [
  { value: 'a', label: 'A' },
  { value: 'b', label: 'B' },
];

const group = (key: string, editableUntil: string | null = null): FieldGroup => ({
  key,
  title: key,
  editableUntil,
});

const faults = (fields: FormField[], groups: FieldGroup[] = []): [string, string][] =>
  faultsOfForm({ fields, groups }).map(({ pointer, code }) => [pointer, code]);

describe('the questions of a form', () => {
  test('have keys and options of their own', () => {
    expect(
      faults([
        field('a', 'choice'),
        field('a', 'text', { options }),
        field('b', 'choices', { options: [...options, options[0]!] }),
      ]),
    ).toEqual([
      ['/fields/1/key', 'taken'],
      ['/fields/0/options', 'required'],
      ['/fields/1/options', 'options'],
      ['/fields/2/options', 'taken'],
    ]);
  });

  test('belong to groups of the form, which have keys of their own', () => {
    expect(
      faults(
        [field('a', 'text', { group: 'meals' }), field('b', 'text', { group: 'travel' })],
        [group('travel'), group('travel')],
      ),
    ).toEqual([
      ['/groups/1/key', 'taken'],
      ['/fields/0/group', 'unknown'],
    ]);
  });

  test.each<[string, Partial<FormField>, [string, string][]]>([
    ['what of the person is asked for', { kind: 'person' }, [['/fields/0/property', 'required']]],
    ['a property where no person is asked for', { property: 'post' }, [['/fields/0/property', 'kind']]],
    [
      'days for which data of the person are kept',
      { kind: 'person', property: 'post', keepDays: 1 },
      [['/fields/0/keepDays', 'kind']],
    ],
    ['kinds of files where none is asked for', { accept: ['pdf'] }, [['/fields/0/accept', 'kind']]],
    ['a size of files where none is asked for', { maxBytes: 1 }, [['/fields/0/maxBytes', 'kind']]],
  ])('say %s only where it belongs', (_, changes, expected) => {
    expect(faults([field('a', 'text', changes)])).toEqual(expected);
  });

  test('ask for each property of the person once', () => {
    const post = field('a', 'person', { property: 'post' });
    expect(faults([post, { ...post, key: 'b' }])).toEqual([['/fields/1/property', 'taken']]);
  });

  test.each<[string, FormField['showIf'], Partial<FormField>, [string, string][]]>([
    ['one of its options', { key: 'first', equals: 'a' }, {}, []],
    ['some of its options', { key: 'first', oneOf: ['a', 'b'] }, {}, []],
    ['any answer', { key: 'first', answered: true }, {}, []],
    [
      'a question of which it knows nothing',
      { key: 'gone', equals: 'a' },
      {},
      [['/fields/1/showIf/key', 'unknown']],
    ],
    ['itself', { key: 'second', answered: true }, {}, [['/fields/1/showIf/key', 'unknown']]],
    [
      'a question that comes later',
      { key: 'third', answered: true },
      {},
      [['/fields/1/showIf/key', 'unknown']],
    ],
    [
      'an option that is not there',
      { key: 'first', equals: 'c' },
      {},
      [['/fields/1/showIf/equals', 'never']],
    ],
    ['no option at all', { key: 'first', oneOf: [] }, {}, [['/fields/1/showIf/oneOf', 'never']]],
    [
      'a number where text is asked for',
      { key: 'first', equals: 1 },
      {},
      [['/fields/1/showIf/equals', 'never']],
    ],
    ['nothing', { key: 'first' }, {}, [['/fields/1/showIf', 'condition']]],
    [
      'two things at once',
      { key: 'first', equals: 'a', answered: true },
      {},
      [['/fields/1/showIf', 'condition']],
    ],
    [
      'what only managers see',
      { key: 'first', equals: 'a' },
      { managersOnly: true },
      [['/fields/1/showIf/key', 'managers']],
    ],
  ])('may hang on an earlier answer: %s', (_, showIf, changes, expected) => {
    expect(
      faults([
        field('first', 'choice', { options, ...changes }),
        field('second', 'text', showIf ? { showIf } : {}),
        field('third', 'text'),
      ]),
    ).toEqual(expected);
  });

  test('that only managers see may hang on each other', () => {
    const managersOnly = true;
    expect(
      faults([
        field('a', 'consent', { managersOnly }),
        field('b', 'text', { managersOnly, showIf: { key: 'a', equals: true } }),
      ]),
    ).toEqual([]);
  });
});

describe('answers can be changed', () => {
  const early = '2019-09-01T00:00:00.000Z';
  const late = '2019-10-01T00:00:00.000Z';
  const latest = new Date('2019-11-01T00:00:00Z');
  const form = { id: 'form', groups: [group('meals', late), group('travel')], deadline: new Date(early) };
  const until = (key: string | undefined, extensions = {}): string | undefined =>
    changeableUntil(form, key, extensions)?.toISOString();

  test('until the date of their group, or else until the deadline of the form', () => {
    expect([until('meals'), until('travel'), until(undefined)]).toEqual([late, early, early]);
    expect(changeableUntil({ ...form, deadline: null }, 'travel', {})).toBe(null);
  });

  test('for longer where more time was given, to the group or to the form', () => {
    const more = latest.toISOString();
    expect([until('meals', { meals: latest }), until('travel', { meals: latest })]).toEqual([more, early]);
    const toForm = { form: latest };
    expect([until('meals', toForm), until('travel', toForm), until(undefined, toForm)]).toEqual([
      late,
      more,
      more,
    ]);
    expect(until('meals', { meals: new Date(early) })).toBe(late);
  });
});
