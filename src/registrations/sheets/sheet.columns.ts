import type { OwnProperty } from '../../people/person.rules';
import type { ImportColumn } from '../../platform/imports/import-column';
import { baseLanguage } from '../../platform/text';
import type { FormField } from '../forms/form.rules';

type Labels = Readonly<Record<string, string>>;

/** What of a registration stands in a column of its own. Labels under other names than languages are further spellings. */
const own = {
  externalId: { en: 'External ID', ru: 'Внешний номер', zh: '外部编号' },
  code: { en: 'Code', ru: 'Код', zh: '代码' },
  category: { en: 'Category', ru: 'Категория', zh: '类别' },
  givenName: { en: 'Given name', ru: 'Имя', zh: '名', first: 'First name' },
  familyName: { en: 'Family name', ru: 'Фамилия', zh: '姓', last: 'Last name', surname: 'Surname' },
  displayName: { en: 'Name on the badge', ru: 'Имя на бейдже', zh: '胸牌姓名' },
  nativeName: { en: 'Name in own script', ru: 'Имя на родном языке', zh: '本国文字姓名' },
  formOfAddress: { en: 'Form of address', ru: 'Обращение', zh: '称谓' },
  post: { en: 'Post', ru: 'Должность', zh: '职务', position: 'Position' },
  email: {
    en: 'E-mail',
    ru: 'Эл. почта',
    zh: '电子邮箱',
    plain: 'Email',
    long: 'Электронная почта',
    short: '邮箱',
  },
  nationality: { en: 'Nationality', ru: 'Гражданство', zh: '国籍' },
  birthDate: { en: 'Date of birth', ru: 'Дата рождения', zh: '出生日期' },
  language: { en: 'Language', ru: 'Язык', zh: '语言' },
  organisation: { en: 'Organisation', ru: 'Организация', zh: '单位', other: 'Organization' },
  state: { en: 'State', ru: 'Состояние', zh: '状态' },
  createdAt: { en: 'Registered on', ru: 'Дата регистрации', zh: '登记日期' },
} as const satisfies Readonly<Record<string, Labels>>;

export type OwnColumn = keyof typeof own;

/** Columns that tell something and cannot be changed by a sheet. */
const told: ReadonlySet<OwnColumn> = new Set(['state', 'createdAt']);

const required: ReadonlySet<OwnColumn> = new Set(['givenName', 'familyName', 'email']);

/** What is said of the person, by the columns' keys, which are the names of the properties. */
export const personColumns = [
  'givenName',
  'familyName',
  'displayName',
  'nativeName',
  'formOfAddress',
  'post',
  'email',
  'nationality',
  'birthDate',
] as const satisfies readonly OwnColumn[];

/** A category with the questions with which one registers in it. */
export interface AskedCategory {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly titles: Labels;
  readonly fields: readonly FormField[];
}

/** A column of a sheet of registrations. */
export interface SheetColumnOf extends ImportColumn {
  /** What of the registration it is; undefined for an answer. */
  readonly own: OwnColumn | undefined;
  /** The question that it answers, in the forms that ask it. */
  readonly question: string | undefined;
  readonly fields: readonly FormField[];
}

/** Fields by the key of a question, in the order in which forms ask them. */
function questionsOf(categories: readonly AskedCategory[]): Map<string, FormField[]> {
  const questions = new Map<string, FormField[]>();
  for (const { fields } of categories)
    for (const field of fields) questions.set(field.key, [...(questions.get(field.key) ?? []), field]);
  return questions;
}

/**
 * All columns that a sheet of registrations can have: the same for what comes in and what goes out. A question that asks
 * for something of the person is one more name of that column; one that asks for a file has none.
 */
export function columnsOf(
  categories: readonly AskedCategory[],
  firstLanguage: string,
  { manager, hasCategory = false }: { readonly manager: boolean; readonly hasCategory?: boolean },
): SheetColumnOf[] {
  const questions = questionsOf(categories);
  const aliases = new Map<OwnProperty, Record<string, string>>();
  const answers: SheetColumnOf[] = [];
  for (const [question, all] of questions) {
    const fields = all.filter(({ managersOnly }) => manager || !managersOnly);
    const [first] = fields;
    if (!first || first.kind === 'file') continue;
    const labels = labelsOf(fields, firstLanguage);
    if (first.kind === 'person') {
      const names = Object.entries({ ...labels, key: question });
      const before = aliases.get(first.property!) ?? {};
      aliases.set(first.property!, {
        ...before,
        ...Object.fromEntries(names.map(([name, label]) => [`${question} ${name}`, label])),
      });
      continue;
    }
    const key = question in own ? `answers.${question}` : question;
    answers.push({ key, labels, own: undefined, question, fields });
  }
  const columns = (Object.keys(own) as OwnColumn[]).map((key): SheetColumnOf => ({
    key,
    labels: { ...own[key], ...aliases.get(key as OwnProperty) },
    own: key,
    question: undefined,
    fields: [],
    ...(told.has(key) ? { ignored: true } : {}),
    ...(required.has(key) || (key === 'category' && !hasCategory) ? { required: true } : {}),
  }));
  return [...columns, ...answers];
}

function labelsOf(fields: readonly FormField[], firstLanguage: string): Labels {
  const labels: Record<string, string> = {};
  for (const [index, { label, labels: further }] of fields.entries())
    for (const [language, text] of Object.entries({ [firstLanguage]: label, ...further })) {
      if (labels[language] === undefined) labels[language] = text;
      else if (labels[language] !== text) labels[`${language} ${index}`] = text;
    }
  return labels;
}

/** What a column is called in a language. */
export function titleOf({ key, labels }: SheetColumnOf, language: string): string {
  return (
    labels[language] ?? labels[baseLanguage(language)] ?? labels['en'] ?? Object.values(labels)[0] ?? key
  );
}

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();

/** Finds things by any of their names; undefined where two have the same. */
export class ByName<T> {
  private readonly named = new Map<string, T | undefined>();

  constructor(things: readonly { readonly thing: T; readonly names: readonly string[] }[]) {
    for (const { thing, names } of things)
      for (const name of new Set(names.map(plain))) {
        const other = this.named.has(name);
        this.named.set(name, other && this.named.get(name) !== thing ? undefined : thing);
      }
  }

  find(name: string): T | undefined {
    return this.named.get(plain(name));
  }
}

/** The value of each option of a question by its value, or its label in any language. */
export function optionsOf({ options = [] }: FormField): ByName<string> {
  const values = new Set(options.map(({ value }) => plain(value)));
  return new ByName(
    options.map(({ value, label, labels }) => ({
      thing: value,
      // A label that is the value of another option is not taken for this one.
      names: [value, ...[label, ...Object.values(labels ?? {})].filter((name) => !values.has(plain(name)))],
    })),
  );
}
