import { PersonInput } from '../../people/person.input';
import { isCountry } from '../../platform/http/fields';
import { InputPipe } from '../../platform/http/input.pipe';
import { Problem } from '../../platform/http/problem';
import type { RecordCells } from '../../platform/imports/record-cells';
import type { AnswersService } from '../forms/answers.service';
import type { FormField } from '../forms/form.rules';
import { RegistrationInput } from '../registration.input';
import { readRegistrationCode } from '../registration.rules';
import { ByName, optionsOf, personColumns, type SheetColumnOf } from './sheet.columns';
import type { SheetCategory } from './sheets.queries';

/** What a row says of a registration, checked by the rules of the API. */
export interface SheetRegistration {
  readonly externalId: string | undefined;
  /** Code of a registration that is there. */
  readonly code: string | undefined;
  readonly categoryId: string;
  readonly person: PersonInput;
  readonly locale: string | undefined;
  readonly organisationName: string | null | undefined;
  /** Answers as they are stored. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** Whether nothing is missing that must be answered. */
  readonly complete: boolean;
  /** Keys of the questions that the sheet has a column for, as far as the category asks them. */
  readonly asked: readonly string[];
  /** Columns that the sheet has: what it does not have stays as it is. */
  readonly columns: readonly string[];
}

const longestExternalId = 100;

/**
 * Reads rows of a sheet as what is sent to the API, and has them checked by the same code. What only a sheet has, names
 * instead of ids and labels instead of values, is put into words of the API before.
 */
export class SheetRowReader {
  private readonly inputs = new InputPipe();
  private readonly categories: ByName<SheetCategory>;
  private readonly options = new WeakMap<FormField, ByName<string>>();
  private readonly byPointer: ReadonlyMap<string, string>;

  constructor(
    private readonly columns: readonly SheetColumnOf[],
    categories: readonly SheetCategory[],
    private readonly usual: SheetCategory | undefined,
    private readonly answers: AnswersService,
  ) {
    this.categories = new ByName(
      categories.map((category) => ({
        thing: category,
        names: [category.code, category.title, ...Object.values(category.titles)],
      })),
    );
    this.byPointer = new Map([
      ...personColumns.map((key): [string, string] => [`/person/${key}`, key]),
      ['/locale', 'language'],
      ['/organisationName', 'organisation'],
      ['/categoryId', 'category'],
      ...columns.flatMap(({ key, question }): [string, string][] =>
        question === undefined ? [] : [[`/answers/${question}`, key]],
      ),
    ]);
  }

  /** Key of the column to which a fault of the API points. */
  columnAt(pointer: string): string | undefined {
    return this.byPointer.get(pointer);
  }

  read(cells: RecordCells): SheetRegistration {
    const externalId = cells.text('externalId')?.normalize('NFC').trim();
    const typed = cells.text('code');
    const code = typed === undefined ? undefined : readRegistrationCode(typed);
    if (cells.isEmpty('externalId') && cells.isEmpty('code'))
      cells.fault(
        'externalId',
        'must not be empty: by it the row is known again when the sheet is sent anew',
      );
    else if (externalId !== undefined && externalId.length > longestExternalId)
      cells.fault('externalId', `must have at most ${longestExternalId} characters`);
    const category = this.category(cells);
    const person = Object.fromEntries(
      personColumns.flatMap((key): [string, unknown][] => {
        const value = key === 'birthDate' ? cells.day(key) : cells.text(key);
        return value === undefined ? [] : [[key, key === 'nationality' ? country(String(value)) : value]];
      }),
    );
    const { given, asked } = this.given(cells, category);
    const wanted = {
      categoryId: category?.id ?? this.usual?.id ?? '00000000-0000-7000-8000-000000000000',
      person,
      answers: given,
      ...optional('locale', cells.text('language')?.trim()),
      ...optional('organisationName', cells.text('organisation')),
    };
    const input = this.checked(cells, wanted);
    const first = input && category ? this.answered(cells, category, input) : undefined;
    return {
      externalId,
      code,
      categoryId: wanted.categoryId,
      person: { ...(input?.person ?? person), ...first?.person } as PersonInput,
      locale: input?.locale,
      organisationName: input?.organisationName,
      answers: first?.answers ?? {},
      complete: first?.complete ?? false,
      asked,
      columns: [...cells.columns],
    };
  }

  private category(cells: RecordCells): SheetCategory | undefined {
    const name = cells.text('category');
    if (name === undefined) {
      if (!this.usual && !cells.faults.some(({ column }) => column === 'category'))
        cells.fault('category', 'must not be empty');
      return this.usual;
    }
    const found = this.categories.find(name);
    if (!found) cells.fault('category', 'must be the code or the title of a category of this event');
    return found;
  }

  /** The answers of a row, in words of the API, and which questions of the category have a column. */
  private given(
    cells: RecordCells,
    category: SheetCategory | undefined,
  ): { given: Record<string, unknown>; asked: string[] } {
    const given: Record<string, unknown> = {};
    const asked: string[] = [];
    for (const { key, question, fields } of this.columns) {
      if (question === undefined || !cells.has(key) || !category) continue;
      const field = category.fields.find((one) => one.key === question && fields.includes(one));
      if (!field) {
        if (!cells.isEmpty(key))
          cells.fault(key, `is not asked in the category ${category.code}; leave it empty`);
        continue;
      }
      asked.push(question);
      const value = this.answer(cells, key, field);
      if (value !== undefined) given[question] = value;
    }
    return { given, asked };
  }

  private answer(cells: RecordCells, key: string, field: FormField): unknown {
    switch (field.kind) {
      case 'number':
        return cells.number(key);
      case 'day':
        return cells.day(key);
      case 'consent':
        return cells.boolean(key);
      case 'choice': {
        const text = cells.text(key);
        return text === undefined ? undefined : (this.optionsOf(field).find(text) ?? text.trim());
      }
      case 'choices': {
        const text = cells.text(key);
        const whole = text === undefined ? undefined : this.optionsOf(field).find(text);
        if (whole !== undefined) return [whole];
        return text
          ?.split(/[;；\n]/)
          .map((one) => one.trim())
          .filter((one) => one !== '')
          .map((one) => this.optionsOf(field).find(one) ?? one);
      }
      case 'country': {
        const text = cells.text(key);
        return text === undefined ? undefined : country(text);
      }
      default:
        return cells.text(key);
    }
  }

  private optionsOf(field: FormField): ByName<string> {
    let options = this.options.get(field);
    if (!options) this.options.set(field, (options = optionsOf(field)));
    return options;
  }

  private checked(cells: RecordCells, wanted: object): RegistrationInput | undefined {
    try {
      return this.inputs.transform(wanted, {
        type: 'body',
        metatype: RegistrationInput,
      }) as RegistrationInput;
    } catch (error) {
      this.note(cells, error);
      return undefined;
    }
  }

  private answered(cells: RecordCells, category: SheetCategory, input: RegistrationInput) {
    try {
      return this.answers.first(category, input.answers ?? {}, {
        person: input.person!,
        manager: true,
        whole: false,
      });
    } catch (error) {
      this.note(cells, error);
      return undefined;
    }
  }

  /** Turns the faults that the API would answer into faults of cells. One that was found in its cell is not told twice. */
  private note(cells: RecordCells, error: unknown): void {
    if (!(error instanceof Problem) || error.status >= 500) throw error;
    const known = new Set(cells.faults.map(({ column }) => column));
    for (const { pointer, message } of error.options.errors ?? [{ pointer: '', message: error.message }]) {
      const column = this.columnAt(pointer);
      if (column === undefined || !known.has(column)) cells.fault(column, message);
    }
  }
}

function optional(name: string, value: unknown): object {
  return value === undefined ? {} : { [name]: value };
}

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

const regionNames = ['en', 'ru', 'zh'].map((language) => new Intl.DisplayNames(language, { type: 'region' }));

let countries: ByName<string> | undefined;

/** The code of a country by its code, or by its name in the three languages of mails; what is none stays as it is. */
function country(text: string): string {
  countries ??= new ByName(
    letters
      .flatMap((first) => letters.map((second) => first + second))
      .filter((code) => isCountry(code) && new Intl.Locale(`und-${code}`).region === code)
      .map((code) => ({ thing: code, names: [code, ...regionNames.map((names) => names.of(code)!)] })),
  );
  return countries.find(text) ?? text.trim();
}
