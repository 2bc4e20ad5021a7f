import { plainCharacters } from '../plain-text';
import type { Words } from '../words';
import type { PlaceholderType, PlaceholderValue, PlaceholderValues } from './placeholder.rules';

/**
 * A value within a template. What is not text, number or yes-or-no is wrapped, so that it has nothing that a template
 * could reach into, and is put into words when it is written.
 */
export class TypedValue {
  constructor(
    readonly type: Exclude<PlaceholderType, 'text' | 'number' | 'flag' | 'list'> | Markup,
    readonly value: unknown,
    /** Label of a link or a button. */
    readonly label = '',
  ) {}
}

/** What a filter can make of a value besides text. */
export type Markup = 'anchor' | 'button' | 'quotation' | 'facts';

/** Where the values of a template come from; a symbol, so that no template can name it. */
export const WORDS = Symbol('words');

export type TemplateScope = Record<string, unknown> & { [WORDS]: Words };

/**
 * Values as a template sees them: own properties of objects without a prototype. What is not there is null, which
 * `if` takes for no.
 */
export function scopeOf(
  types: ReadonlyMap<string, PlaceholderType>,
  values: ReadonlyMap<string, PlaceholderValue | null | undefined>,
  words: Words,
): TemplateScope {
  const scope = Object.create(null) as TemplateScope;
  scope[WORDS] = words;
  for (const [name, type] of types) {
    const parts = name.split('.');
    const last = parts.pop()!;
    let holder: Record<string, unknown> = scope;
    for (const part of parts) {
      holder = (holder[part] ??= Object.create(null) as object) as Record<string, unknown>;
    }
    holder[last] = inTemplate(type, values.get(name));
  }
  return scope;
}

function inTemplate(type: PlaceholderType, value: PlaceholderValue | null | undefined): unknown {
  if (value === undefined || value === null || value === '') return null;
  if (type === 'text' || type === 'number' || type === 'flag') return value;
  if (type === 'list') {
    const items = (value as readonly string[]).filter((item) => item !== '');
    return items.length === 0 ? null : items;
  }
  return new TypedValue(type, value);
}

/** A value in words, in the language and time zone of the mail. */
export function inWords(value: unknown, words: Words): string {
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'number') return words.count(value, { other: '#' });
  if (Array.isArray(value)) return words.list(value.map(String));
  if (!(value instanceof TypedValue)) return typeof value === 'string' ? value : '';
  const { type, value: inside } = value;
  switch (type) {
    case 'date':
      return words.day(inside as string);
    case 'instant':
      return words.dateTime(inside as Date);
    case 'days': {
      const { first, last } = inside as PlaceholderValues['days'];
      return words.days(first, last);
    }
    case 'period': {
      const { start, end } = inside as PlaceholderValues['period'];
      return words.period(start, end);
    }
    default:
      return typeof inside === 'string' ? inside : '';
  }
}

/*
 * What is written in place of a value: the value between two characters that nobody can type here, so that whatever the
 * template's marks (paragraphs, lists, emphasis) are, a value cannot have any.
 */
const [open, close, newline, divider] = ['\uE000', '\uE001', '\uE002', '\uE003'] as const;
const fencing = /[\uE000-\uE00F]/g;

/** Characters that a template must not have, for the program uses them itself. */
export function hasFencing(text: string): boolean {
  return /[\uE000-\uE00F]/.test(text);
}

const kinds = { value: 'v', anchor: 'a', button: 'b', quotation: 'q', facts: 'f' } as const;
export type FencedKind = keyof typeof kinds;
const kindOf = Object.fromEntries(Object.entries(kinds).map(([kind, letter]) => [letter, kind])) as Record<
  string,
  FencedKind
>;

/** What is no mere value when it is written. */
const fencedAs: Readonly<Partial<Record<TypedValue['type'], FencedKind>>> = {
  link: 'anchor',
  anchor: 'anchor',
  button: 'button',
  quotation: 'quotation',
  facts: 'facts',
};

export interface FencedValue {
  readonly kind: FencedKind;
  readonly text: string;
  readonly label: string;
}

/** Writes a value so that {@link unfenced} finds it again. */
export function fenced(value: unknown, words: Words): string {
  const kind = value instanceof TypedValue ? (fencedAs[value.type] ?? 'value') : 'value';
  const text = inWords(value, words);
  if (text === '' && kind !== 'facts') return '';
  const label = value instanceof TypedValue ? value.label : '';
  return `${open}${kinds[kind]}${content(text)}${divider}${content(label)}${close}`;
}

function content(text: string): string {
  return plainCharacters(text.replace(fencing, '').replace(/\r\n?/g, '\n')).replace(/\n/g, newline);
}

const fencedPattern = new RegExp(
  `${open}([a-z])([^${close}${divider}]*)${divider}([^${close}]*)${close}`,
  'g',
);

/** Takes the values out of a rendered text; `replace` says what stands in their place. */
export function unfenced(rendered: string, replace: (value: FencedValue) => string): string {
  const back = (text: string): string => text.replaceAll(newline, '\n');
  return rendered.replace(fencedPattern, (_, letter: string, text: string, label: string) =>
    replace({ kind: kindOf[letter] ?? 'value', text: back(text), label: back(label) }),
  );
}
