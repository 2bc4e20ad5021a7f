import type { MailLanguage, Words } from '../words';

/** Of which kind a value is; what can be done with it in a template follows from that. */
export const placeholderTypes = [
  'text',
  'number',
  'flag',
  'date',
  'instant',
  'days',
  'period',
  'list',
  'link',
] as const;
export type PlaceholderType = (typeof placeholderTypes)[number];

/** How the value of each kind is handed over. Whatever is not there (undefined, null, empty) is left out of the text. */
export interface PlaceholderValues {
  /** Words that somebody typed. */
  readonly text: string;
  readonly number: number;
  /** Yes or no, for `if` only. */
  readonly flag: boolean;
  /** A day, YYYY-MM-DD, without time and zone. */
  readonly date: string;
  readonly instant: Date;
  /** From one day to another. */
  readonly days: { readonly first: string; readonly last: string };
  readonly period: { readonly start: Date; readonly end: Date };
  readonly list: readonly string[];
  /** An address that the program made; nothing but http and https becomes a link. */
  readonly link: string;
}

export type PlaceholderValue = PlaceholderValues[PlaceholderType];

/** What can stand in a template in place of a value. */
export interface Placeholder {
  readonly type: PlaceholderType;
  /** What it is, for whoever writes the template. */
  readonly means: string;
  /** A value for previews and trials, in each language. */
  readonly example: Readonly<Record<MailLanguage, PlaceholderValue>>;
}

/** A placeholder and how its value is found in what the notice is about. */
export interface DeclaredPlaceholder<P> extends Placeholder {
  readonly value: (props: P, words: Words) => PlaceholderValue | null | undefined;
}

/** Placeholders by name: `visit.title`. */
export type DeclaredPlaceholders<P> = Readonly<Record<string, DeclaredPlaceholder<P>>>;

type Declare<P, T extends PlaceholderType> = (
  means: string,
  example: PlaceholderValues[T] | Readonly<Record<MailLanguage, PlaceholderValues[T]>>,
  value: (props: P, words: Words) => PlaceholderValues[T] | null | undefined,
) => DeclaredPlaceholder<P>;

/** One maker for each kind of value. */
export type PlaceholderMakers<P> = { readonly [T in PlaceholderType]: Declare<P, T> };

const namePattern = /^[a-z][a-z0-9]*(?:\.[a-z][A-Za-z0-9]*)+$/;

function byLanguage(example: unknown): Readonly<Record<MailLanguage, PlaceholderValue>> {
  const isByLanguage = typeof example === 'object' && example !== null && 'zh' in example;
  return (isByLanguage ? example : { en: example, ru: example, zh: example }) as Record<
    MailLanguage,
    PlaceholderValue
  >;
}

const makers = Object.fromEntries(
  placeholderTypes.map((type) => [
    type,
    (means: string, example: unknown, value: DeclaredPlaceholder<never>['value']) => ({
      type,
      means,
      example: byLanguage(example),
      value,
    }),
  ]),
) as unknown as PlaceholderMakers<never>;

/**
 * Declares placeholders, in the module that knows the values.
 *
 * ```ts
 * placeholders<BookingNotice>(({ text, period }) => ({
 *   'visit.title': text('Title of the visit.', 'Huawei headquarters', (p) => p.title),
 *   'visit.period': period('When it is.', { start, end }, (p) => ({ start: p.startsAt, end: p.endsAt })),
 * }))
 * ```
 * @throws {Error} for a name that no template could write.
 */
export function placeholders<P>(
  declare: (makers: PlaceholderMakers<P>) => DeclaredPlaceholders<P>,
): DeclaredPlaceholders<P> {
  const declared = declare(makers as unknown as PlaceholderMakers<P>);
  for (const name of Object.keys(declared)) {
    if (!namePattern.test(name))
      throw new Error(`"${name}" is no name for a placeholder: write thing.property`);
  }
  return declared;
}

/** The values of placeholders, as they are for these props. */
export function valuesOf<P>(
  declared: DeclaredPlaceholders<P>,
  props: P,
  words: Words,
): Map<string, PlaceholderValue | null | undefined> {
  return new Map(Object.entries(declared).map(([name, { value }]) => [name, value(props, words)]));
}

/** The example values of placeholders in one language. */
export function examplesOf(
  declared: Readonly<Record<string, Placeholder>>,
  language: MailLanguage,
): Map<string, PlaceholderValue> {
  return new Map(Object.entries(declared).map(([name, { example }]) => [name, example[language]]));
}
