import { isCountry, isDay, isLanguage, isSafeText } from '../../platform/http/fields';
import type { FieldFault } from '../../platform/http/problem';

/** What a question asks for. */
export const fieldKinds = [
  'text',
  'long_text',
  'number',
  'day',
  'choice',
  'choices',
  'country',
  'language',
  'consent',
] as const;

export type FieldKind = (typeof fieldKinds)[number];

export interface FormOption {
  readonly value: string;
  readonly label: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** One question of a form. */
export interface FormField {
  readonly key: string;
  readonly kind: FieldKind;
  readonly label: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly required: boolean;
  /** For `choice` and `choices` only. */
  readonly options?: readonly FormOption[];
}

export type Answers = Readonly<Record<string, unknown>>;

export interface CheckedAnswers {
  /** What is wrong with values that were given, at `/answers/<key>`. */
  readonly faults: readonly FieldFault[];
  /** Required questions without an answer. */
  readonly missing: readonly FieldFault[];
  /** The answers without empty ones. */
  readonly answers: Answers;
}

const longest = { text: 500, long_text: 5000 } as const;

const pointerTo = (key: string): string => `/answers/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** Holds answers against the questions of a form. Null and empty text are no answers; a question that does not exist is a fault. */
export function checkAnswers(fields: readonly FormField[], given: Answers): CheckedAnswers {
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const faults: FieldFault[] = [];
  const answers: Record<string, unknown> = {};
  for (const [key, raw] of Object.entries(given)) {
    const field = byKey.get(key);
    if (!field) {
      faults.push({ pointer: pointerTo(key), code: 'unknown', message: 'is not a question of this form' });
      continue;
    }
    const value = tidy(raw);
    if (value === null || value === undefined || value === '') continue;
    const fault = faultOf(field, value);
    if (fault === undefined) answers[key] = value;
    else faults.push({ pointer: pointerTo(key), code: field.kind, message: fault });
  }
  const missing = fields
    .filter((field) => field.required && !isAnswered(field, answers[field.key]))
    .map(({ key, kind }) => ({
      pointer: pointerTo(key),
      code: 'required',
      message: kind === 'consent' ? 'must be agreed to' : 'must be answered',
    }));
  return { faults, missing, answers };
}

/** What is wrong with the questions of a form, at `/fields/<index>`. */
export function faultsOfFields(fields: readonly FormField[]): FieldFault[] {
  const faults: FieldFault[] = [];
  const keys = new Set<string>();
  fields.forEach(({ key, kind, options = [] }, index) => {
    const at = `/fields/${index}`;
    if (keys.has(key))
      faults.push({ pointer: `${at}/key`, code: 'taken', message: 'is the key of another question' });
    keys.add(key);
    const offers = kind === 'choice' || kind === 'choices';
    if (offers && options.length === 0)
      faults.push({
        pointer: `${at}/options`,
        code: 'required',
        message: 'must have something to choose from',
      });
    if (!offers && options.length > 0)
      faults.push({ pointer: `${at}/options`, code: 'options', message: 'belong to choices only' });
    if (new Set(options.map(({ value }) => value)).size < options.length)
      faults.push({ pointer: `${at}/options`, code: 'taken', message: 'has a value twice' });
  });
  return faults;
}

function tidy(value: unknown): unknown {
  return typeof value === 'string' ? value.normalize('NFC').trim() : value;
}

function isAnswered({ kind }: FormField, value: unknown): boolean {
  if (kind === 'consent') return value === true;
  return Array.isArray(value) ? value.length > 0 : value !== undefined;
}

/** Why a value is no answer to a question; undefined when it is one. */
function faultOf({ kind, options = [] }: FormField, value: unknown): string | undefined {
  const offered = (one: unknown): boolean => options.some((option) => option.value === one);
  const choices = options.map((option) => option.value).join(', ');
  switch (kind) {
    case 'text':
    case 'long_text': {
      if (typeof value !== 'string') return 'must be text';
      if (value.length > longest[kind]) return `must have at most ${longest[kind]} characters`;
      return isSafeText(value, { multiline: kind === 'long_text' })
        ? undefined
        : 'must not contain control characters or marks that change the direction of writing';
    }
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : 'must be a number';
    case 'day':
      return isDay(value) ? undefined : 'must be a day such as 2019-10-21';
    case 'choice':
      return offered(value) ? undefined : `must be one of: ${choices}`;
    case 'choices':
      return Array.isArray(value) && value.every(offered) && new Set(value).size === value.length
        ? undefined
        : `must be a list of some of: ${choices}`;
    case 'country':
      return isCountry(value)
        ? undefined
        : 'must be a country code of two capital letters (ISO 3166-1) such as CN';
    case 'language':
      return isLanguage(value) ? undefined : 'must be a language tag (BCP 47) such as en, ru or zh';
    case 'consent':
      return typeof value === 'boolean' ? undefined : 'must be true or false';
  }
}
