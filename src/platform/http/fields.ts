import { applyDecorators, type Type } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type as Nested } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  type ValidationArguments,
} from 'class-validator';

/**
 * One decorator per kind of field: it checks, converts and documents at once, for request bodies, queries and answers
 * alike. Messages are written for a secretary and say what to enter.
 */
export interface FieldOptions {
  /** What the field means, with its unit. */
  readonly description: string;
  readonly example?: unknown;
  /** The field may be left out. */
  readonly optional?: boolean;
  /** The field may be null ("none"). */
  readonly nullable?: boolean;
  /** A list of such values, at most so many. */
  readonly list?: boolean | number;
}

const QUERY_KIND = 'plenary:query-kind';

type QueryKind = 'text' | 'integer' | 'boolean';

/** How a query parameter, which is always text, is read for the given class: by property, with whether it is a list. */
export function queryKinds(type: Type): ReadonlyMap<string, { kind: QueryKind; list: boolean }> {
  const kinds: Map<string, { kind: QueryKind; list: boolean }> =
    Reflect.getMetadata(QUERY_KIND, type.prototype as object) ?? new Map();
  return kinds;
}

function field(
  kind: QueryKind,
  options: FieldOptions,
  api: ApiPropertyOptions,
  ...checks: PropertyDecorator[]
): PropertyDecorator {
  const list = options.list !== undefined && options.list !== false;
  const presence: PropertyDecorator[] = [];
  if (options.optional || options.nullable) {
    presence.push(
      ValidateIf(
        (_: object, value: unknown) =>
          !((options.optional && value === undefined) || (options.nullable && value === null)),
      ),
    );
  }
  if (list)
    presence.push(
      IsArray({ message: 'must be a list' }),
      ArrayMaxSize(options.list === true ? 200 : Number(options.list), { message: 'has too many entries' }),
    );
  const documented = {
    description: options.description,
    required: options.optional !== true,
    ...(options.nullable ? { nullable: true } : {}),
    ...(options.example === undefined
      ? {}
      : { example: list && !Array.isArray(options.example) ? [options.example] : options.example }),
    ...(list ? listOf(api, options.list) : api),
  } as ApiPropertyOptions;
  const remember: PropertyDecorator = (target, property) => {
    const kinds = new Map(Reflect.getMetadata(QUERY_KIND, target) as Map<string, unknown> | undefined);
    kinds.set(String(property), { kind, list });
    Reflect.defineMetadata(QUERY_KIND, kinds, target);
  };
  return applyDecorators(remember, ApiProperty(documented), ...presence, ...checks);
}

/** Documents a list: what is asked of a value is asked of each entry. */
function listOf(api: ApiPropertyOptions, most: boolean | number | undefined): object {
  const { type } = api as { type?: unknown };
  const atMost = typeof most === 'number' ? { maxItems: most } : {};
  if ('enum' in api || (typeof type === 'function' && type !== String)) {
    return { ...api, ...atMost, isArray: true };
  }
  return { type: 'array', items: { ...api, type: type === String ? 'string' : type }, ...atMost };
}

/** Characters that never belong in a line of text: controls, marks that turn the direction of what follows, halves of characters. */
// oxlint-disable-next-line no-control-regex -- naming the control characters is the purpose
const forbiddenInLine = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\p{Cs}]/u;
// oxlint-disable-next-line no-control-regex -- as above, but line breaks and tabs are welcome
const forbiddenInText =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\p{Cs}]/u;

/** Whether a text is free of controls and of marks that turn the direction of writing. */
export function isSafeText(text: string, { multiline = false } = {}): boolean {
  return !(multiline ? forbiddenInText : forbiddenInLine).test(text);
}

const tidy = (value: unknown): unknown =>
  typeof value === 'string' ? value.normalize('NFC').trim() : Array.isArray(value) ? value.map(tidy) : value;

function check(
  name: string,
  message: string,
  test: (value: unknown, args?: ValidationArguments) => boolean,
  each: boolean,
): PropertyDecorator {
  return ValidateBy(
    { name, validator: { validate: test, defaultMessage: () => message } },
    { each, message },
  );
}

/** Text of one line (or several with `multiline`), normalised to NFC and trimmed; 1 to `max` (200) characters unless `min` is 0. */
export function TextField(
  options: FieldOptions & {
    max?: number;
    min?: number;
    multiline?: boolean;
    pattern?: RegExp;
    patternHint?: string;
  },
): PropertyDecorator {
  const each = Boolean(options.list);
  const { max = 200, min = 1 } = options;
  const forbidden = options.multiline ? forbiddenInText : forbiddenInLine;
  return field(
    'text',
    options,
    {
      type: String,
      minLength: min,
      maxLength: max,
      ...(options.pattern ? { pattern: options.pattern.source } : {}),
    },
    Transform(({ value }) => tidy(value)),
    IsString({ each, message: 'must be text' }),
    MinLength(min, {
      each,
      message: min === 1 ? 'must not be empty' : `must have at least ${min} characters`,
    }),
    MaxLength(max, { each, message: `must have at most ${max} characters` }),
    check(
      'characters',
      'must not contain control characters or marks that change the direction of writing',
      (v) => typeof v === 'string' && !forbidden.test(v),
      each,
    ),
    ...(options.pattern
      ? [
          Matches(options.pattern, {
            each,
            message: options.patternHint ?? `must look like ${String(options.example)}`,
          }),
        ]
      : []),
  );
}

/** A secret: text that is neither trimmed nor shown in the documentation. */
export function SecretField(options: FieldOptions & { min?: number; max?: number }): PropertyDecorator {
  return field(
    'text',
    options,
    { type: String, format: 'password', writeOnly: true },
    IsString({ message: 'must be text' }),
    MinLength(options.min ?? 1, { message: `must have at least ${options.min ?? 1} characters` }),
    MaxLength(options.max ?? 500, { message: `must have at most ${options.max ?? 500} characters` }),
  );
}

/** The id of a thing (UUID). */
export function IdField(options: FieldOptions): PropertyDecorator {
  return field(
    'text',
    { example: '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11', ...options },
    { type: String, format: 'uuid' },
    IsUUID(undefined, { each: Boolean(options.list), message: 'must be the id of a thing (a UUID)' }),
  );
}

/** One of a closed list of words. `name` names the schema. */
export function EnumField(
  values: readonly string[],
  options: FieldOptions & { name?: string },
): PropertyDecorator {
  return field(
    'text',
    { example: values[0], ...options },
    { enum: [...values], ...(options.name ? { enumName: options.name } : {}) } as ApiPropertyOptions,
    IsIn([...values], { each: Boolean(options.list), message: `must be one of: ${values.join(', ')}` }),
  );
}

/** A whole number between `min` and `max`. */
export function IntegerField(options: FieldOptions & { min?: number; max?: number }): PropertyDecorator {
  const { min = 0, max = 1_000_000 } = options;
  const each = Boolean(options.list);
  return field(
    'integer',
    options,
    { type: 'integer', minimum: min, maximum: max },
    IsInt({ each, message: 'must be a whole number' }),
    Min(min, { each, message: `must be at least ${min}` }),
    Max(max, { each, message: `must be at most ${max}` }),
  );
}

export function BooleanField(options: FieldOptions): PropertyDecorator {
  return field(
    'boolean',
    { example: true, ...options },
    { type: Boolean },
    IsBoolean({ message: 'must be true or false' }),
  );
}

const instantPattern = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})$/;

/** Whether `value` is a day that exists, YYYY-MM-DD. */
export function isDay(value: unknown): boolean {
  // PostgreSQL, like the calendar, knows no year 0.
  if (typeof value !== 'string' || !/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const parsed = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(value);
}

/** Whether `value` is an instant as text: RFC 3339 with an offset. */
export function isInstant(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    instantPattern.test(value) &&
    isDay(value.slice(0, 10)) &&
    !Number.isNaN(Date.parse(value))
  );
}

/** An instant: RFC 3339 with an offset. In a request it arrives as text; `toDate` of the service turns it into an instant. */
export function InstantField(options: FieldOptions): PropertyDecorator {
  return field(
    'text',
    { example: '2019-10-21T09:00:00+08:00', ...options },
    { type: String, format: 'date-time' },
    check(
      'instant',
      'must be a date and time with an offset, such as 2019-10-21T09:00:00+08:00',
      isInstant,
      Boolean(options.list),
    ),
  );
}

/** A day, YYYY-MM-DD, without time and zone. */
export function DayField(options: FieldOptions): PropertyDecorator {
  return field(
    'text',
    { example: '2019-10-21', ...options },
    { type: String, format: 'date' },
    check('day', 'must be a day such as 2019-10-21', isDay, Boolean(options.list)),
  );
}

const timeZones = new Set(Intl.supportedValuesOf('timeZone'));

/** Whether `zone` is an IANA time zone that this installation knows. */
export function isTimeZone(zone: unknown): zone is string {
  if (typeof zone !== 'string') return false;
  if (timeZones.has(zone)) return true;
  if (!/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export function TimeZoneField(options: FieldOptions): PropertyDecorator {
  return field(
    'text',
    { example: 'Asia/Shanghai', ...options },
    { type: String },
    check('timeZone', 'must be an IANA time zone such as Asia/Shanghai', isTimeZone, false),
  );
}

const regionNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** Whether `value` is a country code, ISO 3166-1 alpha-2. */
export function isCountry(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Z]{2}$/.test(value) && regionNames.of(value) !== undefined;
}

/** A country, ISO 3166-1 alpha-2. */
export function CountryField(options: FieldOptions): PropertyDecorator {
  return field(
    'text',
    { example: 'CN', ...options },
    { type: String, pattern: '^[A-Z]{2}$' },
    check(
      'country',
      'must be a country code of two capital letters (ISO 3166-1) such as CN',
      isCountry,
      Boolean(options.list),
    ),
  );
}

/** Whether `tag` is a well-formed BCP 47 language tag in its canonical form. */
export function isLanguage(tag: unknown): tag is string {
  if (typeof tag !== 'string' || tag.length > 35) return false;
  try {
    return Intl.getCanonicalLocales(tag)[0] === tag;
  } catch {
    return false;
  }
}

/** A language, BCP 47. */
export function LanguageField(options: FieldOptions): PropertyDecorator {
  return field(
    'text',
    { example: 'en', ...options },
    { type: String },
    check(
      'language',
      'must be a language tag (BCP 47) such as en, ru or zh',
      isLanguage,
      Boolean(options.list),
    ),
  );
}

/** One mail address (a plain addr-spec); anything that could become a second recipient or a header is refused. */
export const emailPattern =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$/;

export function EmailField(options: FieldOptions): PropertyDecorator {
  return field(
    'text',
    { example: 'li.na@ministry.example', ...options },
    { type: String, format: 'email', maxLength: 320 },
    Transform(({ value }) => tidy(value)),
    Matches(emailPattern, { message: 'must be one mail address such as li.na@ministry.example' }),
  );
}

/** Texts by language, for example `{ "en": "Opening", "ru": "Открытие" }`. */
export function TextsField(options: FieldOptions & { max?: number; multiline?: boolean }): PropertyDecorator {
  const { max = 400 } = options;
  const forbidden = options.multiline ? forbiddenInText : forbiddenInLine;
  const test = (value: unknown): boolean =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(
      ([language, words]) =>
        isLanguage(language) &&
        typeof words === 'string' &&
        words.trim().length > 0 &&
        words.length <= max &&
        !forbidden.test(words),
    );
  return field(
    'text',
    { example: { ru: 'Открытие', zh: '开幕式' }, ...options },
    { type: 'object', additionalProperties: { type: 'string' } } as ApiPropertyOptions,
    check(
      'texts',
      `must be texts by language, such as {"ru": "..."}, each of 1 to ${max} characters`,
      test,
      false,
    ),
  );
}

/** An object of a class whose fields are declared in the same way. */
export function ObjectField(type: () => Type, options: FieldOptions): PropertyDecorator {
  const each = Boolean(options.list);
  return field(
    'text',
    options,
    // Swagger takes a function for a promise of a class only when its name is "type".
    { type: () => type() } as ApiPropertyOptions,
    IsObject({ each, message: 'must be an object' }),
    ValidateNested({ each }),
    Nested(type),
  );
}

/** A value of one of several shapes (JSON Schema), which `test` tells apart from everything else. */
export function AnyOfField(
  options: FieldOptions & {
    shapes: readonly object[];
    message: string;
    test: (value: unknown) => boolean;
  },
): PropertyDecorator {
  return field(
    'text',
    options,
    { oneOf: [...options.shapes], type: undefined } as ApiPropertyOptions,
    check('shape', options.message, options.test, Boolean(options.list)),
  );
}

const MAP_FIELDS = 'plenary:map-fields';

/** Names of the fields of a class that are free objects. */
export function mapFields(type: Type): readonly string[] {
  return (Reflect.getMetadata(MAP_FIELDS, type.prototype as object) as string[] | undefined) ?? [];
}

/** A free object whose content another rule checks (the answers to a form, the filters of an audience). */
export function MapField(options: FieldOptions): PropertyDecorator {
  const remember: PropertyDecorator = (target, property) => {
    const known = (Reflect.getMetadata(MAP_FIELDS, target) as string[] | undefined) ?? [];
    Reflect.defineMetadata(MAP_FIELDS, [...known, String(property)], target);
  };
  return applyDecorators(
    remember,
    field(
      'text',
      options,
      { type: 'object', additionalProperties: true } as ApiPropertyOptions,
      IsObject({ message: 'must be an object' }),
    ),
  );
}
