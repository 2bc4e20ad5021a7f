import { isIdentityCard } from 'class-validator';
import { isCountry, isDay } from '../../platform/http/fields';
import type { FieldFault } from '../../platform/http/problem';
import { ageOn } from '../departures/departure.rules';

/**
 * What a host can ask, in the order in which it is shown: the list of visitors of the international Request for Visit,
 * and what gates ask beyond it. Nothing else can be asked, so that nobody collects more than there is a rule for.
 */
export const identityFields = [
  'fullName',
  'nativeName',
  'documentType',
  'documentNumber',
  'issuingCountry',
  'issuedOn',
  'validUntil',
  'birthDate',
  'birthPlace',
  'sex',
  'nationality',
  'jobTitle',
  'employer',
  'phone',
  'vehiclePlate',
] as const;
export type IdentityField = (typeof identityFields)[number];

export const documentTypes = [
  'passport',
  'diplomatic_passport',
  'service_passport',
  'identity_card',
  'residence_permit',
] as const;
export type DocumentType = (typeof documentTypes)[number];

/** As in the machine-readable zone of a document (ICAO Doc 9303): X is unspecified. */
export const sexes = ['F', 'M', 'X'] as const;

/** A telephone number as people write it. */
export const phonePattern = /^\+?[0-9][0-9 ()/.-]{4,28}$/;

/** What somebody handed in, in clear. */
export type IdentityValues = Readonly<Partial<Record<IdentityField, string>>>;

/** What somebody hands in now: what is left out stays as it was, null takes a value back. */
export type HandedIn = Readonly<Partial<Record<IdentityField, string | null>>>;

/** Of whom something is asked: of these nationalities only, or of all but those. */
export interface Nationals {
  readonly nationalities?: readonly string[];
  readonly exceptNationalities?: readonly string[];
}

/** What a host asks, and how long it may be kept. */
export interface IdentityRules {
  readonly fields: readonly (Nationals & { readonly field: IdentityField; readonly optional?: boolean })[];
  /** Kinds of documents that the host takes; all of them for those of whom nothing is said. */
  readonly documents?: readonly (Nationals & { readonly types: readonly DocumentType[] })[];
  readonly dueHoursBeforeCutOff?: number;
  readonly keepDays?: number;
}

/** Days from the end of the visit to the erasure, where the host says nothing. */
export const usualKeepDays = 30;
/** No host needs them for longer. */
export const mostKeepDays = 90;
/** Hours before the cut-off at which the data have to be there, where the host says nothing. */
export const usualDueHours = 24;

/** Whether a rule is about somebody of this nationality, as the function `identity_fields` of the database says it. */
export function concerns(
  { nationalities = [], exceptNationalities = [] }: Nationals,
  nationality: string | null,
): boolean {
  if (nationalities.length > 0 && (nationality === null || !nationalities.includes(nationality)))
    return false;
  return nationality === null || !exceptNationalities.includes(nationality);
}

/** What somebody of this nationality is asked, in the order of the host. */
export function askedOf(
  rules: IdentityRules | null,
  nationality: string | null,
): { readonly field: IdentityField; readonly optional: boolean }[] {
  return (rules?.fields ?? [])
    .filter((rule) => concerns(rule, nationality))
    .map(({ field, optional = false }) => ({ field, optional }));
}

/** The kinds of documents that the host takes of somebody of this nationality. */
export function documentsTakenOf(
  rules: IdentityRules | null,
  nationality: string | null,
): readonly DocumentType[] {
  const own = (rules?.documents ?? []).filter((rule) => concerns(rule, nationality));
  if (own.length === 0) return documentTypes;
  return documentTypes.filter((type) => own.some(({ types }) => types.includes(type)));
}

/** What is wrong with what a host asks. Pointers are into the object itself. */
export function identityRuleFaults(rules: IdentityRules): FieldFault[] {
  const faults: FieldFault[] = [];
  const seen = new Set<IdentityField>();
  for (const [index, { field, nationalities, exceptNationalities }] of rules.fields.entries()) {
    if (seen.has(field))
      faults.push({ pointer: `/fields/${index}/field`, code: 'twice', message: 'is asked twice' });
    seen.add(field);
    if (nationalities?.length && exceptNationalities?.length)
      faults.push({
        pointer: `/fields/${index}/exceptNationalities`,
        code: 'both',
        message: 'must be left out where nationalities are named',
      });
  }
  if (rules.documents?.length && !seen.has('documentType'))
    faults.push({
      pointer: '/documents',
      code: 'unused',
      message: 'says which kinds of documents are taken, and documentType is not asked',
    });
  return faults;
}

/** All that a check of what somebody hands in has to know. */
export interface HandingIn {
  readonly rules: IdentityRules;
  /** On record, by which the host's rules are chosen. */
  readonly nationality: string | null;
  readonly minimumAge: number | null;
  /** First and last day of the departure at the place of the event, YYYY-MM-DD. */
  readonly firstDay: string;
  readonly lastDay: string;
  /** Today at the place of the event. */
  readonly today: string;
  /** What is there already. */
  readonly before: IdentityValues;
}

/** What would be there after somebody hands `given` in (null takes a value back), and what is wrong with it. */
export function handedIn(
  given: HandedIn,
  context: HandingIn,
): { readonly values: IdentityValues; readonly faults: FieldFault[] } {
  const asked = askedOf(context.rules, context.nationality);
  const faults: FieldFault[] = [];
  const fault = (field: IdentityField, code: string, message: string): void => {
    faults.push({ pointer: `/values/${field}`, code, message });
  };
  const values: Partial<Record<IdentityField, string>> = {};
  for (const { field } of asked) {
    const value = given[field] === undefined ? context.before[field] : given[field];
    if (value != null) values[field] = tidied(field, value);
  }
  for (const field of identityFields)
    if (given[field] != null && !asked.some((one) => one.field === field))
      fault(field, 'not_asked', 'is not asked by this host; leave it out');
  for (const { field, optional } of asked) {
    const value = values[field];
    if (value === undefined) {
      if (!optional) fault(field, 'missing', 'is asked by the host');
      continue;
    }
    const wrong = wrongWith(field, value, values, context);
    if (wrong) fault(field, wrong[0], wrong[1]);
  }
  return { values, faults };
}

/** A number of a document without what separates its groups; everything else as it was given. */
function tidied(field: IdentityField, value: string): string {
  return field === 'documentNumber' ? value.replace(/[\s-]/g, '').toUpperCase() : value;
}

/** Sentences never repeat the value: they can end in a log. */
function wrongWith(
  field: IdentityField,
  value: string,
  values: IdentityValues,
  { rules, nationality, minimumAge, firstDay, lastDay, today }: HandingIn,
): [code: string, message: string] | undefined {
  switch (field) {
    case 'documentType': {
      const taken = documentsTakenOf(rules, nationality);
      return taken.some((type) => type === value)
        ? undefined
        : ['not_taken', `must be a document that the host takes: ${taken.join(', ')}`];
    }
    case 'documentNumber':
      if (!/^[A-Z0-9]{4,24}$/.test(value))
        return ['form', 'must be 4 to 24 Latin letters and digits, as it stands in the document'];
      return isChineseCard(values) && !isIdentityCard(value, 'zh-CN')
        ? ['check_digit', 'is no number of a Chinese identity card: look at its 18 characters again']
        : undefined;
    case 'issuingCountry':
    case 'nationality':
      return isCountry(value) ? undefined : ['country', 'must be a country code such as CN'];
    case 'sex':
      return sexes.some((one) => one === value)
        ? undefined
        : ['choice', `must be one of: ${sexes.join(', ')}`];
    case 'phone':
      return phonePattern.test(value)
        ? undefined
        : ['form', 'must be a telephone number such as +7 701 123 45 67'];
    case 'issuedOn':
      if (!isDay(value)) return ['day', 'must be a day such as 2019-10-21'];
      return value > today ? ['future', 'must not be in the future'] : undefined;
    case 'validUntil':
      if (!isDay(value)) return ['day', 'must be a day such as 2019-10-21'];
      return value < lastDay
        ? ['ends_before_visit', `must not be before the visit ends, on ${lastDay}; use another document`]
        : undefined;
    case 'birthDate':
      return wrongBirthDate(value, values, minimumAge, firstDay, today);
    default:
      return undefined;
  }
}

function wrongBirthDate(
  value: string,
  values: IdentityValues,
  minimumAge: number | null,
  firstDay: string,
  today: string,
): [code: string, message: string] | undefined {
  if (!isDay(value)) return ['day', 'must be a day such as 1980-05-17'];
  if (value > today || ageOn(value, today) > 120)
    return ['impossible', 'is no date of birth of a living person'];
  if (minimumAge !== null && ageOn(value, firstDay) < minimumAge)
    return ['too_young', `must be that of a visitor of at least ${minimumAge} years on the day of the visit`];
  const { documentNumber } = values;
  return isChineseCard(values) &&
    documentNumber?.length === 18 &&
    documentNumber.slice(6, 14) !== value.replaceAll('-', '')
    ? ['differs', 'is not the one in the number of the identity card']
    : undefined;
}

const isChineseCard = ({ documentType, issuingCountry, nationality }: IdentityValues): boolean =>
  documentType === 'identity_card' && (issuingCountry ?? nationality) === 'CN';
