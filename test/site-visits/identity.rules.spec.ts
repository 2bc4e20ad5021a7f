import {
  askedOf,
  documentsTakenOf,
  handedIn,
  type HandingIn,
  type IdentityField,
} from '../../src/site-visits/identity/identity.rules';

const all = (...fields: IdentityField[]): HandingIn => ({
  rules: { fields: fields.map((field) => ({ field })) },
  nationality: 'CN',
  minimumAge: null,
  firstDay: '2019-10-23',
  lastDay: '2019-10-23',
  today: '2019-06-01',
  before: {},
});

const codes = (given: Partial<Record<IdentityField, string | null>>, context: HandingIn) =>
  handedIn(given, context).faults.map(({ pointer, code }) => [pointer.slice('/values/'.length), code]);

describe('what a host asks', () => {
  test('of somebody whose nationality nobody knows is what has no condition to meet', () => {
    const rules = {
      fields: [
        { field: 'fullName' as const },
        { field: 'nativeName' as const, nationalities: ['CN'] },
        { field: 'validUntil' as const, exceptNationalities: ['CN'] },
      ],
    };
    const asked = (nationality: string | null) => askedOf(rules, nationality).map(({ field }) => field);
    expect([asked('CN'), asked('KZ'), asked(null)]).toEqual([
      ['fullName', 'nativeName'],
      ['fullName', 'validUntil'],
      ['fullName', 'validUntil'],
    ]);
    expect(askedOf(null, 'CN')).toEqual([]);
  });

  test('of whom no documents are named, any is taken', () => {
    const rules = { fields: [], documents: [{ types: ['identity_card' as const], nationalities: ['CN'] }] };
    expect(documentsTakenOf(rules, 'CN')).toEqual(['identity_card']);
    expect(documentsTakenOf(rules, 'KZ')).toHaveLength(5);
  });
});

describe('what is handed in', () => {
  const card = all('documentType', 'documentNumber', 'issuingCountry', 'birthDate');
  const given = { documentType: 'identity_card', issuingCountry: 'CN' };

  test('a Chinese identity card has a check digit and a birth date in its number', () => {
    expect(codes({ ...given, documentNumber: '11010519491231002x', birthDate: '1949-12-31' }, card)).toEqual(
      [],
    );
    expect(codes({ ...given, documentNumber: '110105194912310021', birthDate: '1949-12-31' }, card)).toEqual([
      ['documentNumber', 'check_digit'],
    ]);
    expect(codes({ ...given, documentNumber: '11010519491231002X', birthDate: '1949-12-30' }, card)).toEqual([
      ['birthDate', 'differs'],
    ]);
    // Numbers of other countries have other forms.
    expect(
      codes({ ...given, issuingCountry: 'KZ', documentNumber: '038123456', birthDate: '1949-12-30' }, card),
    ).toEqual([]);
  });

  test('is what was there before, with what is said now', () => {
    const context = { ...all('fullName', 'phone'), before: { fullName: 'LI NA', phone: '+86 755 1234567' } };
    expect(handedIn({ phone: '+86 755 7654321' }, context)).toEqual({
      values: { fullName: 'LI NA', phone: '+86 755 7654321' },
      faults: [],
    });
    expect(codes({ phone: null }, context)).toEqual([['phone', 'missing']]);
    // What the host does not need any more is not taken along.
    expect(handedIn({}, { ...all('fullName'), before: context.before }).values).toEqual({
      fullName: 'LI NA',
    });
  });

  test.each<[IdentityField, string, string]>([
    ['sex', 'Z', 'choice'],
    ['nationality', 'cn', 'country'],
    ['validUntil', '2019-02-30', 'day'],
    ['validUntil', '2019-10-22', 'ends_before_visit'],
    ['issuedOn', '2019-06-02', 'future'],
    ['birthDate', '1850-01-01', 'impossible'],
    ['documentNumber', 'N1', 'form'],
    ['phone', 'call me', 'form'],
  ])('%s is not %s', (field, value, code) => {
    expect(codes({ [field]: value }, all(field))).toEqual([[field, code]]);
  });

  test('the day on which a document ends is the last day of the visit at the earliest', () => {
    expect(codes({ validUntil: '2019-10-23' }, all('validUntil'))).toEqual([]);
  });
});
