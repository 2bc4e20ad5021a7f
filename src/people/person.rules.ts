import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { PersonInput } from './person.input';

/** What a person may say anew of themselves at any time. Names and address are what tells them from others, and stay. */
export const ownProperties = [
  'formOfAddress',
  'post',
  'displayName',
  'nativeName',
  'nationality',
  'birthDate',
  'timeZone',
] as const;

export type OwnProperty = (typeof ownProperties)[number];

/** What is known of a person, as far as they may say it anew. */
export type OwnData = { readonly [P in OwnProperty]?: string | null };

/** Nobody is without it. */
const indispensable: ReadonlySet<OwnProperty> = new Set(['displayName']);

/** Reads a value as a property of a person, by the rules by which a person is entered: the value tidied, or what is wrong. */
export function readOwn(
  property: OwnProperty,
  value: unknown,
): { readonly value: string | null } | { readonly fault: string } {
  if (value === null) return indispensable.has(property) ? { fault: 'must not be empty' } : { value };
  const person = plainToInstance(PersonInput, { [property]: value });
  const [fault] = validateSync(person, { skipMissingProperties: true, validationError: { target: false } });
  const [message] = Object.values(fault?.constraints ?? {}).toReversed();
  return message === undefined ? { value: person[property] ?? null } : { fault: message };
}
