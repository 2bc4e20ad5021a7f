import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import type { Principal } from '../../platform/http/request-context';
import {
  Exports,
  type ExportContext,
  type ExportKind,
  type ExportRun,
} from '../../platform/imports/exports.service';
import { importProblems } from '../../platform/imports/import.errors';
import type { SheetValue, WrittenColumn } from '../../platform/sheets/sheet-writer';
import { inLanguage } from '../../platform/text';
import type { FormField } from '../forms/form.rules';
import { isRegistrar } from '../registration.workflow';
import type { RegistrationQuery } from '../registration.input';
import type { FoundPage } from '../search/registration-search';
import { RegistrationsQueries } from '../registrations.queries';
import { columnsOf, titleOf, type OwnColumn, type SheetColumnOf } from './sheet.columns';
import { SheetsQueries } from './sheets.queries';
import { sheetWords } from './sheets.words';

/** What an export is asked with; the filters are those of the list. */
export interface RegistrationsExportOptions extends Omit<
  RegistrationQuery,
  'limit' | 'cursor' | 'withTotal'
> {
  readonly language: string;
  readonly columns?: readonly string[];
}

interface ExportedRow extends Record<string, unknown> {
  readonly id: string;
  readonly externalId: string | null;
  readonly code: string;
  readonly category: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly displayName: string;
  readonly nativeName: string | null;
  readonly formOfAddress: string | null;
  readonly post: string | null;
  readonly email: string;
  readonly nationality: string | null;
  readonly birthDate: string | null;
  readonly language: string;
  readonly organisation: string | null;
  readonly state: string;
  readonly createdAt: string;
  readonly answers: Readonly<Record<string, unknown>>;
}

/** Registrations that are read at a time. */
const batch = 1000;

/** Registrations $1 with all that a sheet can tell of them. */
const rowsSql = `
  SELECT r.id, r.external_id AS "externalId", r.code, c.code AS category, p.given_name AS "givenName", p.family_name AS "familyName",
         p.display_name AS "displayName", p.native_name AS "nativeName", p.form_of_address AS "formOfAddress", p.post, p.email, p.nationality,
         p.birth_date AS "birthDate", r.locale AS language, r.organisation_name AS organisation, r.state,
         (r.created_at AT TIME ZONE e.time_zone)::date AS "createdAt", r.answers
    FROM registrations r JOIN categories c ON c.id = r.category_id JOIN persons p ON p.id = r.person_id JOIN events e ON e.id = r.event_id
   WHERE r.id = ANY ($1::uuid[])`;

/** In characters; what is not here is as wide as names are. */
const widths: Partial<Record<OwnColumn, number>> = {
  code: 11,
  category: 14,
  email: 30,
  nationality: 12,
  birthDate: 12,
  language: 10,
  organisation: 30,
  post: 28,
  state: 12,
  createdAt: 12,
};

const days: ReadonlySet<string> = new Set<OwnColumn>(['birthDate', 'createdAt']);

/** Registrations as a sheet with the columns that an import reads, in any filter, order and language. */
@Injectable()
export class RegistrationsExport implements ExportKind {
  readonly name = 'registrations';

  constructor(
    private readonly db: Database,
    private readonly queries: SheetsQueries,
    private readonly registrations: RegistrationsQueries,
    exports: Exports,
  ) {
    exports.register(this);
  }

  async begin({ eventId, principal, options: asked }: ExportContext): Promise<ExportRun> {
    const options = asked as unknown as RegistrationsExportOptions;
    const { language } = options;
    const event = await this.queries.event(eventId);
    const columns = chosen(
      columnsOf(event.categories, event.locales[0]!, { manager: isRegistrar(principal) }),
      principal,
      options.columns,
    );
    const { language: _, columns: __, ...filter } = options;
    const find = (query: { limit: number; cursor?: string; withTotal?: boolean }): Promise<FoundPage> =>
      this.registrations.ids(eventId, { ...filter, ...query }, principal);
    // An order that there is not, and a filter that is not for the caller, are refused now, and not by the job.
    await find({ limit: 1 });
    const { db } = this;
    const valueOf = columns.map((column) => reader(column, language));
    async function* rows(): AsyncGenerator<(readonly SheetValue[])[]> {
      for (let cursor: string | undefined; ;) {
        const { ids, nextCursor } = await find({ limit: batch, ...(cursor === undefined ? {} : { cursor }) });
        const found = new Map((await db.query<ExportedRow>(rowsSql, [ids])).map((row) => [row.id, row]));
        yield ids.flatMap((id) => {
          const row = found.get(id);
          return row ? [valueOf.map((value) => value(row))] : [];
        });
        if (nextCursor === null) return;
        cursor = nextCursor;
      }
    }
    return {
      name: sheetWords(language).registrations,
      columns: columns.map((column) => written(column, language)),
      total: async () => (await find({ limit: 1, withTotal: true })).total ?? 0,
      rows,
    };
  }
}

/** The columns that are asked for, in that order, as far as the caller may see them; all of these unless some are named. */
function chosen(
  all: readonly SheetColumnOf[],
  by: Principal,
  keys: readonly string[] | undefined,
): SheetColumnOf[] {
  // Dates of birth are for those who decide about registrations.
  const visible = all.filter(({ own }) => own !== 'birthDate' || isRegistrar(by));
  if (keys === undefined) return visible;
  return [...new Set(keys)].map((key) => {
    const column = visible.find((one) => one.key === key);
    if (!column) {
      const known = visible.map((one) => one.key).join(', ');
      throw importProblems.exportColumnUnknown({
        detail: `There is no column “${key}”. Choose some of: ${known}.`,
        errors: [{ pointer: '/columns', code: 'unknown', message: `must be some of: ${known}` }],
      });
    }
    return column;
  });
}

function written(column: SheetColumnOf, language: string): WrittenColumn {
  const { own, fields } = column;
  const kind = own !== undefined ? (days.has(own) ? 'day' : 'text') : kindOf(fields);
  return {
    head: titleOf(column, language),
    kind,
    width: (own === undefined ? undefined : widths[own]) ?? 20,
  };
}

/** Forms may ask for different things by one name; then it is a text. */
function kindOf(fields: readonly FormField[]): WrittenColumn['kind'] {
  for (const kind of ['day', 'number'] as const)
    if (fields.every((field) => field.kind === kind)) return kind;
  return 'text';
}

function reader(column: SheetColumnOf, language: string): (row: ExportedRow) => SheetValue {
  const { own, question, fields } = column;
  if (own !== undefined) return (row) => row[own];
  const say = sayer(fields, language);
  const kind = kindOf(fields);
  return (row) => {
    const answer = row.answers[question!];
    if (answer === undefined || answer === null) return null;
    if (kind === 'number' && typeof answer === 'number') return answer;
    return say(answer);
  };
}

/** Puts an answer into words that an import of the sheet reads as the same answer. */
function sayer(fields: readonly FormField[], language: string): (answer: unknown) => string {
  const { yes, no } = sheetWords(language);
  const options = fields.flatMap(({ options: own = [] }) => own);
  const labels = new Map<string, string>();
  for (const { value, label, labels: further } of options) {
    const text = inLanguage(label, further, language);
    const clear =
      !/[;；\n]/.test(text) &&
      !options.some(
        (other) =>
          other.value !== value &&
          [other.value, other.label, ...Object.values(other.labels ?? {})].some(
            (name) => name.trim().toLowerCase() === text.trim().toLowerCase(),
          ),
      );
    labels.set(value, clear ? text : value);
  }
  const one = (answer: unknown): string =>
    typeof answer === 'boolean' ? (answer ? yes : no) : (labels.get(String(answer)) ?? String(answer));
  return (answer) => (Array.isArray(answer) ? answer.map(one).join('; ') : one(answer));
}
