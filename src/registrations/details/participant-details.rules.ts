import type { FieldFault } from '../../platform/http/problem';

/** What a category can ask of its people, in words for whoever sets it up. */
export const asked = {
  accompanies: 'Whom they accompany, and what they are to that person; they leave with them.',
  languages: 'Between which languages they interpret.',
  serves: 'For whom they interpret or work.',
  armed: 'Whether they come armed; that needs the approval of security.',
  medium: 'For which medium they report.',
  press_card: 'The number of their press card.',
} as const;
export type Asked = keyof typeof asked;

export const relations = ['spouse', 'partner', 'child', 'other'] as const;
export type Relation = (typeof relations)[number];

export interface LanguagePair {
  readonly from: string;
  readonly to: string;
}

/** What somebody gives, as far as it is given. */
export interface GivenDetails {
  readonly accompaniesId?: string | undefined;
  readonly relation?: Relation | undefined;
  readonly languages?: readonly LanguagePair[] | undefined;
  readonly servesId?: string | undefined;
  readonly armed?: boolean | undefined;
  readonly medium?: string | undefined;
  readonly pressCard?: string | undefined;
}

/** By what is asked: the fields that answer it, and whether it may be left out. */
const fieldsOf: Readonly<Record<Asked, readonly (keyof GivenDetails)[]>> = {
  accompanies: ['accompaniesId', 'relation'],
  languages: ['languages'],
  serves: ['servesId'],
  armed: ['armed'],
  medium: ['medium'],
  press_card: ['pressCard'],
};

/** An interpreter may serve all: for whom is said where it is one person. */
const optional: ReadonlySet<Asked> = new Set(['serves']);

/** All that is wrong with what was given for what a category asks: missing, or not asked. */
export function faultsOfDetails(asks: readonly Asked[], given: GivenDetails): FieldFault[] {
  const faults: FieldFault[] = [];
  for (const [one, fields] of Object.entries(fieldsOf) as [Asked, readonly (keyof GivenDetails)[]][])
    for (const field of fields) {
      const pointer = `/details/${field}`;
      const isThere =
        given[field] !== undefined && !(Array.isArray(given[field]) && given[field].length === 0);
      if (asks.includes(one) && !isThere && !optional.has(one))
        faults.push({ pointer, code: 'required', message: `is asked in this category: ${asked[one]}` });
      else if (!asks.includes(one) && isThere)
        faults.push({ pointer, code: 'not-asked', message: 'is not asked in this category' });
    }
  for (const [index, { from, to }] of (given.languages ?? []).entries())
    if (from.toLowerCase() === to.toLowerCase())
      faults.push({
        pointer: `/details/languages/${index}/to`,
        code: 'same',
        message: 'must be another language than from',
      });
  return faults;
}

/** Completed years of age on a day; both YYYY-MM-DD. */
export function ageOn(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}
