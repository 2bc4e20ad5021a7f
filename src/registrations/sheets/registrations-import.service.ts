import { Injectable } from '@nestjs/common';
import type { PersonCorrection } from '../../people/people.service';
import { nameOf } from '../../people/people.service';
import { Database } from '../../platform/database/database';
import { Problem } from '../../platform/http/problem';
import type { RowFault } from '../../platform/imports/import-column';
import type {
  ImportContext,
  ImportKind,
  ImportRun,
  Outcome,
  RowKey,
} from '../../platform/imports/import-kind';
import { Imports } from '../../platform/imports/imports.service';
import { AnswersService } from '../forms/answers.service';
import { RegistrationsService } from '../registrations.service';
import { identityKey, sortName } from '../registration.rules';
import { hasEnded } from '../registration.workflow';
import { BulkRegistrations, type BulkChange } from './bulk-registrations.service';
import { columnsOf } from './sheet.columns';
import { SheetRowReader, type SheetRegistration } from './sheet-row.reader';
import { SheetsQueries, type Existing, type SheetCategory } from './sheets.queries';

/** Options that an import of registrations has beside those of every import. */
export interface RegistrationsImportOptions {
  /** Category of rows that name none. */
  readonly categoryId?: string;
  /** Language in which people are written to whose row says none; the first one of the event unless given. */
  readonly locale?: string;
  /** Only begin the registrations. */
  readonly asDraft?: boolean;
  /** Send the mails that are sent when somebody is registered singly. */
  readonly notify?: boolean;
}

/** Registrations that are handed in at a time. */
const batch = 500;

/** What is to be done with a row. */
type Plan =
  | { readonly kind: 'created' }
  | { readonly kind: 'unchanged' }
  | {
      readonly kind: 'updated';
      readonly existing: Existing;
      readonly change: BulkChange | undefined;
      /** All answers to the form, when some of them change. */
      readonly answers: Readonly<Record<string, unknown>> | undefined;
    }
  | { readonly kind: 'refused'; readonly faults: readonly RowFault[] };

/** Registrations from sheets: as staff enter them, only more of them. */
@Injectable()
export class RegistrationsImport implements ImportKind<SheetRegistration> {
  readonly name = 'registrations';

  constructor(
    private readonly db: Database,
    private readonly queries: SheetsQueries,
    private readonly answers: AnswersService,
    private readonly bulk: BulkRegistrations,
    private readonly registrations: RegistrationsService,
    imports: Imports,
  ) {
    imports.register(this);
  }

  async begin(context: ImportContext): Promise<ImportRun<SheetRegistration>> {
    const { eventId, principal } = context;
    const options = context.options as unknown as RegistrationsImportOptions;
    const event = await this.queries.event(eventId);
    const usual = event.categories.find(({ id }) => id === options.categoryId);
    const columns = columnsOf(event.categories, event.locales[0]!, {
      manager: true,
      hasCategory: usual !== undefined,
    });
    const reader = new SheetRowReader(columns, event.categories, usual, this.answers);
    const categories = new Map(event.categories.map((category) => [category.id, category]));
    const locale = options.locale ?? event.locales[0]!;
    const begun: string[] = [];
    const plansOf = (values: readonly SheetRegistration[], how?: { locked: boolean }): Promise<Plan[]> =>
      this.plans(eventId, values, categories, how);

    const update = async (
      rows: readonly { plan: Plan & { kind: 'updated' }; index: number }[],
      outcomes: Outcome[],
    ) => {
      const changes: BulkChange[] = [];
      for (const { plan, index } of rows) {
        const { existing, answers, change } = plan;
        if (answers !== undefined) {
          // What follows from answers, places and another approval, is worked out for each.
          const faults = await this.db
            .attempt(async () => {
              await this.registrations.change(eventId, existing.id, existing.version, { answers }, principal);
              return [];
            })
            .catch((error: unknown) => faultsOf(error, reader));
          if (faults.length > 0) {
            outcomes[index] = { kind: 'refused', faults };
            continue;
          }
        }
        if (change) changes.push(change);
        outcomes[index] = { kind: 'updated' };
      }
      await this.bulk.change(changes);
    };

    return {
      columns,
      tables: ['persons', 'registrations', 'registration_places', 'transition_records'],
      read: (cells) => reader.read(cells),
      keysOf: (value) => keysOf(value),
      look: async (values) =>
        (await plansOf(values)).map((plan) => (plan.kind === 'refused' ? plan : { kind: plan.kind })),
      write: async (values) => {
        const plans = await plansOf(values, { locked: true });
        const outcomes = plans.map((plan): Outcome => (plan.kind === 'refused' ? plan : { kind: plan.kind }));
        await update(
          plans.flatMap((plan, index) => (plan.kind === 'updated' ? [{ plan, index }] : [])),
          outcomes,
        );
        const fresh = values
          .map((row, index) => ({ row, index }))
          .filter(({ index }) => plans[index]!.kind === 'created');
        const ids = await this.bulk.begin(
          eventId,
          fresh.map(({ row }) => {
            const category = categories.get(row.categoryId)!;
            return {
              row,
              locale: row.locale ?? locale,
              formId: category.form_id,
              formVersion: category.form_version,
            };
          }),
        );
        for (const [at, { index }] of fresh.entries()) {
          const id = ids[at]!;
          if (id === null)
            outcomes[index] = {
              kind: 'refused',
              faults: [{ message: 'is of somebody who was registered just now' }],
            };
          else begun.push(id);
        }
        return outcomes;
      },
      finish: async (tell) => {
        if (options.asDraft) return;
        for (let from = 0; from < begun.length; from += batch) {
          await this.bulk.submit(begun.slice(from, from + batch), principal, {
            silent: options.notify !== true,
          });
          await tell(Math.min(from + batch, begun.length), begun.length);
        }
      },
    };
  }

  /** What is to be done with rows, by what is there now. */
  private async plans(
    eventId: string,
    values: readonly SheetRegistration[],
    categories: ReadonlyMap<string, SheetCategory>,
    how: { readonly locked: boolean } = { locked: false },
  ): Promise<Plan[]> {
    const identities = values.map(({ person }) => identityKey(person));
    const existing = await this.queries.existing(
      eventId,
      {
        externalIds: values.flatMap(({ externalId }) => externalId ?? []),
        codes: values.flatMap(({ code }) => code ?? []),
        identityKeys: identities,
      },
      how,
    );
    const byExternalId = new Map(
      existing.flatMap((one) => (one.external_id === null ? [] : [[one.external_id, one]])),
    );
    const byCode = new Map(existing.map((one) => [one.code, one]));
    const byIdentity = new Map(existing.filter((one) => !isOver(one)).map((one) => [one.identity_key, one]));
    return values.map((row, index): Plan => {
      const byId = row.externalId === undefined ? undefined : byExternalId.get(row.externalId);
      if (row.code !== undefined) {
        const named = byCode.get(row.code);
        if (!named)
          return refused(
            'code',
            'is not the code of a registration of this event; leave it empty for a new one',
          );
        if (byId && byId.id !== named.id)
          return refused('externalId', `belongs to another registration, ${byId.code}`);
        return planChange(row, named, byIdentity, categories);
      }
      if (byId) return planChange(row, byId, byIdentity, categories);
      const same = byIdentity.get(identities[index]!);
      if (same)
        return refused(
          undefined,
          `is of a person who is registered already, as ${same.code}; enter this code in the column Code to change that registration`,
        );
      return { kind: 'created' };
    });
  }
}

function refused(column: string | undefined, message: string): Plan {
  return { kind: 'refused', faults: [{ column, message }] };
}

function isOver({ state }: Existing): boolean {
  return hasEnded({ to: state });
}

function keysOf(row: SheetRegistration): RowKey[] {
  const keys: RowKey[] = [];
  if (row.externalId !== undefined)
    keys.push({
      key: `id ${row.externalId}`,
      column: 'externalId',
      twice: (number) => `stands in row ${number} already; each row has one of its own`,
    });
  if (row.code !== undefined)
    keys.push({
      key: `code ${row.code}`,
      column: 'code',
      twice: (number) => `stands in row ${number} already; a registration has one row`,
    });
  const { givenName, familyName, email } = row.person;
  if (typeof givenName === 'string' && typeof familyName === 'string' && typeof email === 'string')
    keys.push({
      key: `person ${identityKey(row.person)}`,
      twice: (number) => `is of the same person as row ${number}: the same names and address`,
    });
  return keys;
}

const columnOfProperty = {
  givenName: 'given_name',
  familyName: 'family_name',
  displayName: 'display_name',
  nativeName: 'native_name',
  formOfAddress: 'form_of_address',
  post: 'post',
  nationality: 'nationality',
  birthDate: 'birth_date',
  email: 'email',
} as const;

/** What a row changes of a registration. What the sheet has no column for stays; an empty cell takes away. */
function planChange(
  row: SheetRegistration,
  existing: Existing,
  alive: ReadonlyMap<string, Existing>,
  categories: ReadonlyMap<string, SheetCategory>,
): Plan {
  const has = new Set(row.columns);
  const now = personOf(existing);
  const wanted: Record<string, string | null> = { ...now };
  for (const property of Object.keys(columnOfProperty))
    if (has.has(property))
      wanted[property] = (row.person as unknown as Record<string, string | null>)[property] ?? null;
  // Questions that ask for something of the person write it under another column's name.
  for (const [property, value] of Object.entries(row.person))
    if (property in columnOfProperty && typeof value === 'string') wanted[property] = value;
  if (has.has('displayName') ? wanted['displayName'] === null : now['displayName'] === usualName(now))
    wanted['displayName'] = usualName(wanted);
  const person = Object.fromEntries(
    Object.entries(wanted).filter(([property, value]) => value !== now[property]),
  ) as PersonCorrection;
  const locale = row.locale ?? existing.locale;
  const organisationName = has.has('organisation')
    ? (row.organisationName ?? null)
    : existing.organisation_name;
  const externalId = row.externalId ?? existing.external_id;
  const answers = answersAfter(row, existing, categories.get(existing.category_id));
  const plain =
    Object.keys(person).length > 0 ||
    locale !== existing.locale ||
    organisationName !== existing.organisation_name ||
    externalId !== existing.external_id;
  if (row.categoryId !== existing.category_id && has.has('category'))
    return refused(
      'category',
      `cannot be changed by a sheet: ${existing.code} is registered as ${categories.get(existing.category_id)?.code}`,
    );
  if (!plain && answers === undefined) return { kind: 'unchanged' };
  if (isOver(existing))
    return refused(undefined, `would change the registration ${existing.code}, which is ${existing.state}`);
  const identity = {
    givenName: wanted['givenName']!,
    familyName: wanted['familyName']!,
    email: wanted['email']!,
    birthDate: wanted['birthDate'] ?? null,
  };
  const isNamed = ['givenName', 'familyName', 'email', 'birthDate'].some((property) => property in person);
  const key = isNamed ? identityKey(identity) : existing.identity_key;
  const other = alive.get(key);
  if (other && other.id !== existing.id)
    return refused(
      undefined,
      `would make two registrations of one person: ${existing.code} and ${other.code}`,
    );
  return {
    kind: 'updated',
    existing,
    answers,
    change: plain
      ? {
          id: existing.id,
          personId: existing.person_id,
          person: locale === existing.locale ? person : { ...person, locale },
          externalId,
          identityKey: key,
          sortName: sortName(identity),
          locale,
          organisationName,
        }
      : undefined,
  };
}

function personOf(existing: Existing): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(columnOfProperty).map(([property, column]) => [property, existing[column]]),
  );
}

function usualName(person: Readonly<Record<string, string | null>>): string {
  return nameOf({ givenName: person['givenName']!, familyName: person['familyName']! });
}

/** All answers that a registration has after a row, or undefined when it changes none. */
function answersAfter(
  row: SheetRegistration,
  existing: Existing,
  category: SheetCategory | undefined,
): Readonly<Record<string, unknown>> | undefined {
  const changed = row.asked.filter(
    (key) => JSON.stringify(row.answers[key] ?? null) !== JSON.stringify(existing.answers[key] ?? null),
  );
  if (changed.length === 0 || row.categoryId !== existing.category_id) return undefined;
  const known = new Set(
    category?.fields.filter(({ kind }) => kind !== 'person' && kind !== 'file').map(({ key }) => key),
  );
  const kept = Object.entries(existing.answers).filter(([key]) => known.has(key));
  const given = row.asked.map((key): [string, unknown] => [key, row.answers[key] ?? null]);
  return Object.fromEntries([...kept, ...given]);
}

/** Faults of cells that the code of the API found. */
function faultsOf(error: unknown, reader: SheetRowReader): RowFault[] {
  if (!(error instanceof Problem) || error.status >= 500) throw error;
  const { errors } = error.options;
  if (!errors || errors.length === 0) return [{ message: `cannot be changed: ${error.message}` }];
  return errors.map(({ pointer, message }) => ({ column: reader.columnAt(pointer), message }));
}
