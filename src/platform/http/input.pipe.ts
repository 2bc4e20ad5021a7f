import { Injectable, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { mapFields, queryKinds } from './fields';
import { httpProblems, type FieldFault } from './problem';

/**
 * class-validator goes through the rules of all classes at each check, to find those that a class inherits: 15 % of what
 * a request cost. Without groups, of which we use none, what it finds for a class is the same each time.
 */
function rememberRules(): void {
  const storage = getMetadataStorage();
  const search = storage.getTargetValidationMetadatas.bind(storage);
  const known = new WeakMap<object, ReturnType<typeof search>>();
  storage.getTargetValidationMetadatas = (target, schema, always, strictGroups, groups) => {
    if (schema || always || strictGroups || groups?.length)
      return search(target, schema, always, strictGroups, groups);
    let rules = known.get(target);
    if (!rules) {
      rules = search(target, schema, always, strictGroups, groups);
      known.set(target, rules);
    }
    return rules;
  };
}

rememberRules();

/**
 * Reads bodies and queries into the class that the handler declares. Unknown fields are 400, a body that is not an
 * object is 400, values against the rules are 422, and each fault points at its field.
 */
@Injectable()
export class InputPipe implements PipeTransform {
  private readonly checked = new Map<Type, boolean>();

  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if ((type !== 'body' && type !== 'query') || !metatype || !this.hasRules(metatype)) return value;
    if (type === 'body' && (typeof value !== 'object' || value === null || Array.isArray(value))) {
      throw httpProblems.malformedRequest(
        'Send a JSON object as the body, with Content-Type: application/json.',
      );
    }
    const plain = type === 'query' ? readTexts(value as Record<string, unknown>, metatype) : value;
    const input = readInto(metatype, plain as Record<string, unknown>);
    const faults = validateSync(input, {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      validationError: { target: false, value: false },
    });
    if (faults.length === 0) return input;
    const errors = flatten(faults, type === 'query' ? '?' : '/');
    const unknown = errors.filter((fault) => fault.code === 'unknown');
    if (unknown.length > 0) {
      throw httpProblems.unknownField({
        detail: `Remove ${unknown.map((fault) => fault.pointer).join(', ')}: there is no such field here.`,
        errors: unknown,
      });
    }
    if (type === 'query') throw httpProblems.malformedRequest({ detail: sentence(errors), errors });
    throw httpProblems.againstTheRules({ detail: sentence(errors), errors });
  }

  private hasRules(type: Type): boolean {
    let rules = this.checked.get(type);
    if (rules === undefined) {
      rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false).length > 0;
      this.checked.set(type, rules);
    }
    return rules;
  }
}

/**
 * What was sent, as an instance of its class. Free objects are passed by: nothing in them is converted, and to look for it
 * takes seconds where somebody sends a hundred thousand entries.
 */
function readInto(type: Type, plain: Record<string, unknown>): object {
  const maps = mapFields(type).filter((name) => Object.hasOwn(plain, name));
  if (maps.length === 0) return plainToInstance(type, plain) as object;
  const free = Object.fromEntries(maps.map((name) => [name, plain[name]]));
  const converted = plainToInstance(type, {
    ...plain,
    ...Object.fromEntries(maps.map((name) => [name, null])),
  });
  return Object.assign(converted as object, free);
}

function sentence(errors: readonly FieldFault[]): string {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more, see errors)` : '';
  return first ? `${first.pointer} ${first.message}${more}.` : 'Some fields are not as they must be.';
}

/**
 * Parameters of a query and fields of a form are text: turns them into what their field declares, and leaves what cannot
 * be turned to the rules.
 */
export function readTexts(query: Readonly<Record<string, unknown>>, type: Type): Record<string, unknown> {
  const kinds = queryKinds(type);
  const read: Record<string, unknown> = {};
  for (const [name, raw] of Object.entries(query)) {
    const { kind = 'text', list = false } = kinds.get(name) ?? {};
    const values = (Array.isArray(raw) ? raw : list && typeof raw === 'string' ? raw.split(',') : [raw]).map(
      (value: unknown) => {
        if (kind === 'integer' && typeof value === 'string' && /^-?\d{1,15}$/.test(value))
          return Number(value);
        if (kind === 'boolean')
          return value === 'true' || value === '' ? true : value === 'false' ? false : value;
        return value;
      },
    );
    read[name] = list || Array.isArray(raw) ? values : values[0];
  }
  return read;
}

function flatten(faults: readonly ValidationError[], prefix: string): FieldFault[] {
  return faults.flatMap((fault) => {
    const pointer = `${prefix}${fault.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const own = Object.entries(fault.constraints ?? {});
    const [code, message] = own[own.length - 1] ?? [];
    const here: FieldFault[] =
      code === undefined
        ? []
        : [
            code === 'whitelistValidation'
              ? { pointer, code: 'unknown', message: 'does not exist' }
              : { pointer, code, message: message ?? '' },
          ];
    return [...here, ...flatten(fault.children ?? [], `${pointer}/`)];
  });
}
