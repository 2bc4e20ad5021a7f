import { assertWhole, findingsOf, shownFindings } from '../../src/site-visits/hosts/clearance.rules';
import type { HouseRules } from '../../src/site-visits/site-visit.input';

const rules = (changes: Partial<HouseRules>): HouseRules => ({
  identityDocument: true,
  photography: 'ask',
  ...changes,
});

// The day of the departure in Shenzhen is the 23rd, although it is the 22nd in UTC.
const startsAt = new Date('2019-10-22T17:00:00Z');
const found = (changes: Partial<HouseRules>, nationality: string | null, birthDate: string | null) =>
  findingsOf(rules(changes), { nationality, birthDate }, startsAt, 'Asia/Shanghai');

describe('what the rules of a host say of a person', () => {
  test.each<[string, Partial<HouseRules>, string | null, string | null, string[]]>([
    ['nothing without rules', {}, null, null, []],
    ['nothing of rules that are empty', { excludedNationalities: [], minimumAge: 0 }, null, null, []],
    [
      'that the nationality is excluded',
      { excludedNationalities: ['RU'] },
      'RU',
      null,
      ['nationality_excluded'],
    ],
    ['nothing of another nationality', { excludedNationalities: ['RU'] }, 'KZ', null, []],
    ['that it is not known', { excludedNationalities: ['RU'] }, null, null, ['nationality_unknown']],
    ['too young by a day', { minimumAge: 18 }, 'RU', '2001-10-24', ['too_young']],
    ['old enough on the day itself, where the visit is', { minimumAge: 18 }, 'RU', '2001-10-23', []],
    ['that the age is not known', { minimumAge: 18 }, 'RU', null, ['age_unknown']],
    [
      'two things at once',
      { minimumAge: 18, excludedNationalities: ['RU', 'US'] },
      'US',
      '2010-01-01',
      ['nationality_excluded', 'too_young'],
    ],
  ])('is %s', (_, changes, nationality, birthDate, expected) => {
    expect(found(changes, nationality, birthDate)).toEqual(expected);
  });

  test('is shown once each, in one order, with a sentence in three languages that names the age', () => {
    const shown = shownFindings(['document_missing', 'too_young', 'too_young'], rules({ minimumAge: 16 }));
    expect(shown.map(({ code }) => code)).toEqual(['too_young', 'document_missing']);
    expect(Object.keys(shown[0]!.sentences)).toEqual(['en', 'ru', 'zh']);
    for (const sentence of Object.values(shown[0]!.sentences)) expect(sentence).toContain('16');
  });
});

describe('an answer', () => {
  const somebody = [{ bookingId: 'a', mark: 'm' }];
  const faults = (input: object): string[] => {
    try {
      assertWhole(input as never);
      return [];
    } catch (error) {
      return (error as { options: { errors: { pointer: string; code: string }[] } }).options.errors.map(
        ({ pointer, code }) => `${pointer} ${code}`,
      );
    }
  };

  test.each<[string, object, string[]]>([
    ['that clears somebody', { answer: 'clear', people: somebody }, []],
    ['about everybody', { answer: 'refuse', code: 'late', everybody: { departureId: 'd', mark: 'm' } }, []],
    ['that refuses without a code', { answer: 'refuse', people: somebody }, ['/code required']],
    ['that clears with a code', { answer: 'clear', code: 'late', people: somebody }, ['/code unwanted']],
    [
      'for another reason, not named',
      { answer: 'refuse', code: 'other', people: somebody },
      ['/remark required'],
    ],
    ['that asks nothing', { answer: 'ask', people: somebody }, ['/remark required']],
    ['about nobody', { answer: 'clear' }, ['/people required']],
    ['about an empty list', { answer: 'clear', people: [] }, ['/people required']],
    [
      'about some and everybody',
      { answer: 'clear', people: somebody, everybody: { departureId: 'd', mark: 'm' } },
      ['/people required'],
    ],
    ['about somebody twice', { answer: 'clear', people: [...somebody, ...somebody] }, ['/people doubled']],
  ])('%s', (_, input, expected) => {
    expect(faults(input)).toEqual(expected);
  });
});
