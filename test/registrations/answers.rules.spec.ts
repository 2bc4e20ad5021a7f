import fc from 'fast-check';
import {
  checkAnswers,
  type Answers,
  type AnswersContext,
  type CheckedAnswers,
} from '../../src/registrations/forms/answers.rules';
import { fieldKinds, type FieldGroup, type FormField } from '../../src/registrations/forms/form.rules';

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

const now = new Date('2019-09-01T00:00:00Z');
const before = '2019-08-31T23:59:59.999Z';

const check = (
  fields: FormField[],
  given: Answers,
  context: Partial<AnswersContext> = {},
  groups: FieldGroup[] = [],
): CheckedAnswers => checkAnswers({ id: 'form', fields, groups, deadline: null }, given, { now, ...context });

const places = (faults: CheckedAnswers['faults']): [string, string][] =>
  faults.map(({ pointer, code }) => [pointer, code]);

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
    const { faults, demanded, answers } = check(
      [field('q', kind, kind.startsWith('choice') ? { options } : {})],
      {
        q: value,
      },
    );
    expect([faults, demanded, answers]).toEqual([[], [], { q: value }]);
  });

  test.each<[string, FormField['kind'], unknown]>([
    ['two lines where one is asked for', 'text', 'one\ntwo'],
    ['501 characters', 'text', 'x'.repeat(501)],
    ['5,001 characters', 'long_text', 'x'.repeat(5001)],
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
    ['a file that was not uploaded', 'file', '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11'],
  ])('%s is refused at its question', (_, kind, value) => {
    const { faults, answers } = check([field('q', kind, kind.startsWith('choice') ? { options } : {})], {
      q: value,
    });
    expect([places(faults), answers]).toEqual([[['/answers/q', kind]], {}]);
  });

  test('whatever is sent, every answer is kept, refused where it stands, or none; nothing else ever comes out', () => {
    const fields = fieldKinds.map((kind) =>
      field(kind, kind, {
        ...(kind.startsWith('choice') ? { options } : {}),
        ...(kind === 'person' ? { property: 'birthDate' } : {}),
        required: 'always',
      }),
    );
    const value = fc.anything({ withNullPrototype: true, withSparseArray: true });
    const key = fc.oneof(fc.constantFrom<string>(...fieldKinds), fc.string());
    fc.assert(
      fc.property(fc.dictionary(key, value), (given) => {
        const { faults, unanswered, answers, asked } = check(fields, given);
        const known: readonly string[] = fieldKinds;
        expect(asked).toEqual(known);
        expect(Object.keys(answers).filter((one) => !known.includes(one))).toEqual([]);
        for (const one of fieldKinds.filter((kind) => kind !== 'person')) {
          const refused = faults.some(({ pointer }) => pointer === `/answers/${one}`);
          const missing = unanswered.some((question) => question.key === one);
          const kept = Object.hasOwn(answers, one);
          // No agreement and an empty list are answers, and not what was asked for.
          const isEmpty =
            answers[one] === false || (Array.isArray(answers[one]) && answers[one].length === 0);
          expect([one, refused || missing || (kept && !isEmpty), refused && kept]).toEqual([
            one,
            true,
            false,
          ]);
        }
      }),
    );
  });

  test('a question that does not exist is refused, with a pointer that can be followed', () => {
    expect(check([], { 'a/b~c': 1 }).faults).toEqual([
      { pointer: '/answers/a~1b~0c', code: 'unknown', message: 'is not a question of this form' },
    ]);
    expect(check([], { constructor: 1 }).faults.length).toBe(1);
  });

  test('of a thousand questions that do not exist, the first twenty are told', () => {
    const given = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`q${n}`, 1]));
    expect(check([], given).faults.length).toBe(20);
  });

  test('a question called like something that every object has is answered by nothing but an answer', () => {
    const fields = [field('constructor', 'text', { required: 'always' })];
    expect(places(check(fields, {}).demanded)).toEqual([['/answers/constructor', 'required']]);
  });

  test('null, blanks, an empty list and a refused consent answer no required question', () => {
    const required = { required: 'always' } as const;
    const fields = [
      field('a', 'text', required),
      field('b', 'text', required),
      field('c', 'choices', { ...required, options }),
      field('d', 'consent', required),
      field('e', 'number', required),
    ];
    const { demanded, faults } = check(fields, { a: null, b: '  ', c: [], d: false, e: 0 });
    expect([demanded.map(({ pointer }) => pointer), faults]).toEqual([
      ['/answers/a', '/answers/b', '/answers/c', '/answers/d'],
      [],
    ]);
  });

  test('text is trimmed and composed', () => {
    expect(check([field('q', 'text')], { q: ' Jose\u0301 ' }).answers).toEqual({ q: 'José' });
  });
});

describe('a question that must be answered from an instant on', () => {
  const fields = [field('arrival', 'day', { required: { from: now.toISOString() } })];
  test('may be left open before it, and is known to be', () => {
    const { demanded, unanswered } = check(fields, {}, { now: new Date(before) });
    expect([demanded, unanswered.map(({ key, from }) => [key, from])]).toEqual([[], [['arrival', now]]]);
  });
  test('is demanded from then on', () => {
    expect(places(check(fields, {}).demanded)).toEqual([['/answers/arrival', 'required']]);
  });
});

describe('a question that hangs on another', () => {
  const fields = [
    field('visa', 'choice', { options }),
    field('why', 'text', { required: 'always', showIf: { key: 'visa', equals: 'a' } }),
    field('more', 'text', { required: 'always', showIf: { key: 'why', answered: true } }),
  ];
  const outcome = (given: Answers, context: Partial<AnswersContext> = {}): unknown[] => {
    const { asked, faults, demanded, answers } = check(fields, given, context);
    return [asked, places(faults), places(demanded), answers];
  };

  test('is neither asked nor taken unless the other is answered so, over several steps', () => {
    expect(outcome({})).toEqual([['visa'], [], [], {}]);
    expect(outcome({ visa: 'b', why: 'work' })).toEqual([
      ['visa'],
      [['/answers/why', 'hidden']],
      [],
      { visa: 'b' },
    ]);
    expect(outcome({ visa: 'a' })).toEqual([
      ['visa', 'why'],
      [],
      [['/answers/why', 'required']],
      { visa: 'a' },
    ]);
    const all = { visa: 'a', why: 'work', more: 'x' };
    expect(outcome(all)).toEqual([['visa', 'why', 'more'], [], [], all]);
  });

  test('loses its answer when it is no longer asked', () => {
    const stored = { visa: 'a', why: 'work', more: 'x' };
    expect(outcome({ visa: 'b', why: null }, { stored })).toEqual([['visa'], [], [], { visa: 'b' }]);
    expect(outcome({ visa: 'b' }, { stored, partial: true })).toEqual([['visa'], [], [], { visa: 'b' }]);
  });

  test.each<[string, FormField['showIf'], unknown, boolean]>([
    ['has it among its choices', { key: 'q', equals: 'a' }, ['b', 'a'], true],
    ['has not', { key: 'q', equals: 'a' }, ['b'], false],
    ['has one of several', { key: 'q', oneOf: ['a', 'b'] }, ['b'], true],
    ['has some', { key: 'q', answered: true }, ['b'], true],
    ['has none', { key: 'q', answered: true }, [], false],
    ['has none, as is wanted', { key: 'q', answered: false }, [], true],
    ['is not there, as is wanted', { key: 'q', answered: false }, null, true],
  ])('of several choices: %s', (_, showIf, answer, asked) => {
    const both = [field('q', 'choices', { options }), field('then', 'text', { showIf: showIf! })];
    expect(check(both, { q: answer }).asked.includes('then')).toBe(asked);
  });
});

describe('what only managers see', () => {
  const fields = [
    field('diet', 'text'),
    field('clearance', 'text', { managersOnly: true, required: 'always' }),
  ];
  const stored = { diet: 'halal', clearance: 'granted' };

  test('does not exist for others, and stays when they answer', () => {
    const { faults, answers, asked, unanswered } = check(
      fields,
      { diet: 'none', clearance: 'refused' },
      { stored },
    );
    expect(faults).toEqual([
      { pointer: '/answers/clearance', code: 'unknown', message: 'is not a question of this form' },
    ]);
    expect([answers, asked, unanswered]).toEqual([{ diet: 'none', clearance: 'granted' }, ['diet'], []]);
  });

  test('is not demanded of others', () => {
    expect(check(fields, {}).demanded).toEqual([]);
  });

  test('is answered by managers like anything else', () => {
    const { faults, answers, demanded } = check(fields, { clearance: 'refused' }, { stored, manager: true });
    expect([faults, answers, demanded]).toEqual([[], { clearance: 'refused' }, []]);
  });
});

describe('a group whose date is over', () => {
  const groups = [
    { key: 'meals', title: 'Meals', editableUntil: before },
    { key: 'travel', title: 'Travel', editableUntil: '2019-09-01T00:00:00.001Z' },
  ];
  const fields = [
    field('diet', 'text', { group: 'meals', required: 'always' }),
    field('arrival', 'day', { group: 'travel' }),
    field('wine', 'consent', { group: 'meals', showIf: { key: 'arrival', answered: true } }),
  ];
  const stored = { diet: 'halal', arrival: '2019-10-20', wine: true };
  const outcome = (given: Answers, context: Partial<AnswersContext> = {}): unknown[] => {
    const { faults, demanded, answers } = check(fields, given, { stored, ...context }, groups);
    return [places(faults), demanded, answers];
  };

  test('keeps its answers: left out or as they are they stay, otherwise they are refused', () => {
    const moved = { arrival: '2019-10-21' };
    expect(outcome(moved)).toEqual([[], [], { ...stored, ...moved }]);
    expect(outcome({ ...stored, ...moved })).toEqual([[], [], { ...stored, ...moved }]);
    expect(outcome({ ...moved, diet: 'none' })).toEqual([
      [['/answers/diet', 'closed']],
      [],
      { ...stored, ...moved },
    ]);
    expect(outcome({ ...moved, diet: null })[0]).toEqual([['/answers/diet', 'closed']]);
  });

  test('loses no answer because another question is answered otherwise', () => {
    expect(outcome({ arrival: null })[0]).toEqual([['/answers/wine', 'closed']]);
  });

  test('says until when, and whom to ask', () => {
    const { faults } = check(fields, { diet: 'none' }, { stored }, groups);
    expect(faults[0]!.message).toBe(`could be changed until ${before}; ask the secretariat to change it`);
  });

  test('does not demand what can no longer be given', () => {
    expect(outcome({}, { stored: {} })).toEqual([[], [], {}]);
  });

  test('does not bind a first answer, managers, or whoever was given more time', () => {
    expect(check(fields, { diet: 'none' }, {}, groups).faults).toEqual([]);
    expect(outcome({ ...stored, diet: 'none' }, { manager: true })[0]).toEqual([]);
    const extensions = { meals: new Date('2019-09-02T00:00:00Z') };
    expect(outcome({ ...stored, diet: 'none' }, { extensions })[0]).toEqual([]);
  });
});

describe('answers that are kept for some days after the event', () => {
  const fields = [field('passport', 'text', { keepDays: 2, required: 'always' })];
  const stored = { passport: 'N 123' };
  const context = (days: number): Partial<AnswersContext> => ({
    stored,
    eventEndsAt: new Date(now.getTime() - days * 86_400_000),
  });

  test('are neither demanded nor taken from then on', () => {
    const { faults, demanded, answers, asked } = check(fields, { passport: 'N 124' }, context(2));
    expect([places(faults), demanded, answers, asked]).toEqual([[['/answers/passport', 'over']], [], {}, []]);
  });

  test('are answers like others until then', () => {
    expect(check(fields, { passport: 'N 124' }, context(1.99)).answers).toEqual({ passport: 'N 124' });
  });
});

describe('files', () => {
  const fields = [field('passport', 'file', { required: 'always' }), field('note', 'text')];
  const [old, next] = ['0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11', '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b12'];

  test('hold nothing up, and are known to be missing', () => {
    const { demanded, unanswered, answers } = check(fields, { note: 'x' });
    expect([demanded, unanswered.map(({ key }) => key), answers]).toEqual([[], ['passport'], { note: 'x' }]);
  });

  test('stay unless null is given, and come by being uploaded only', () => {
    const stored = { passport: old, note: 'x' };
    expect(check(fields, { note: 'y' }, { stored }).answers).toEqual({ passport: old, note: 'y' });
    expect(check(fields, { passport: old }, { stored }).answers).toEqual({ passport: old });
    expect(check(fields, { passport: null, note: 'x' }, { stored }).answers).toEqual({ note: 'x' });
    expect(places(check(fields, { passport: next }, { stored }).faults)).toEqual([
      ['/answers/passport', 'file'],
    ]);
    const uploaded = { passport: next };
    expect(check(fields, uploaded, { stored, uploaded, partial: true }).answers).toEqual({
      passport: next,
      note: 'x',
    });
  });
});

describe('the person’s own data', () => {
  const fields = [
    field('birth', 'person', { property: 'birthDate', required: 'always' }),
    field('badge', 'person', { property: 'displayName' }),
  ];

  test('go to the person, by the rules for persons', () => {
    const { person, answers, faults } = check(fields, { birth: '1980-05-17', badge: '  LI  Na ' });
    expect([person, answers, faults]).toEqual([{ birthDate: '1980-05-17', displayName: 'LI  Na' }, {}, []]);
    expect(places(check(fields, { birth: '17.05.1980', badge: null }).faults)).toEqual([
      ['/answers/birth', 'person'],
      ['/answers/badge', 'person'],
    ]);
  });

  test('are there when they are known, and are not written again', () => {
    const person = { birthDate: '1980-05-17', displayName: 'LI Na' };
    const { demanded, person: changes } = check(fields, { birth: '1980-05-17' }, { person });
    expect([demanded, changes]).toEqual([[], {}]);
    expect(places(check(fields, {}).demanded)).toEqual([['/answers/birth', 'required']]);
    expect(places(check(fields, { birth: null }, { person }).demanded)).toEqual([
      ['/answers/birth', 'required'],
    ]);
  });
});
