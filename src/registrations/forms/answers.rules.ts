import { readOwn, type OwnData, type OwnProperty } from '../../people/person.rules';
import { isCountry, isDay, isLanguage, isSafeText } from '../../platform/http/fields';
import type { FieldFault } from '../../platform/http/problem';
import { changeableUntil, type FormField, type Questionnaire, type ShowIf } from './form.rules';

export type Answers = Readonly<Record<string, unknown>>;

/** Under what circumstances a form is answered. */
export interface AnswersContext {
  readonly now: Date;
  /** What is stored; without it, the form is answered for the first time, and no date of a group binds. */
  readonly stored?: Answers | undefined;
  /** What is known of the person. */
  readonly person?: OwnData | undefined;
  /** Whether whoever answers decides about registrations: they see all questions, and no date binds them. */
  readonly manager?: boolean | undefined;
  /** Until when more can be changed than usual; see `changeableUntil`. */
  readonly extensions?: Readonly<Record<string, Date>> | undefined;
  /** The end of the event's last day, from which the days count for which answers are kept. */
  readonly eventEndsAt?: Date | undefined;
  /** Questions that are left out keep their answers. Without it, they have none from now on. */
  readonly partial?: boolean | undefined;
  /** Ids of files that were just uploaded, by question. */
  readonly uploaded?: Readonly<Record<string, string>> | undefined;
}

/** A question that must be answered, now or from some instant on, and is not. */
export interface Unanswered {
  readonly key: string;
  readonly label: string;
  readonly pointer: string;
  readonly message: string;
  /** From when on it must be answered; null for always. */
  readonly from: Date | null;
  readonly managersOnly: boolean;
}

export interface CheckedAnswers {
  /** What is wrong with what was given, at `/answers/<key>`. */
  readonly faults: readonly FieldFault[];
  /** Questions that must be answered now, and that whoever answers could answer right here. */
  readonly demanded: readonly FieldFault[];
  /** All questions that must be answered, now or later, and are not. */
  readonly unanswered: readonly Unanswered[];
  /** What is to be stored: the answers without empty ones. */
  readonly answers: Answers;
  /** What is to be changed of the person. */
  readonly person: OwnData;
  /** Keys of the questions that are asked, after these answers. */
  readonly asked: readonly string[];
}

const longest = { text: 500, long_text: 5000 } as const;

/** So many faults of one kind are told; nobody reads more. */
const told = 20;

const dayMs = 86_400_000;

/** Where an answer stands in a request (RFC 6901). */
export const answerPointer = (key: string): string =>
  `/answers/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

const own = (answers: Answers, key: string): unknown =>
  Object.hasOwn(answers, key) ? answers[key] : undefined;

/** Whether the answers to a question are no longer kept, and it is therefore no longer asked. */
export function isOver({ keepDays }: FormField, now: Date, eventEndsAt: Date | undefined): boolean {
  if (typeof keepDays !== 'number' || eventEndsAt === undefined) return false;
  return now.getTime() >= eventEndsAt.getTime() + keepDays * dayMs;
}

/**
 * Holds answers against a form. Null and empty text are no answers; a question that does not exist, or is not asked of
 * whoever answers, is a fault. Files, the person's own data and what cannot be changed any more stay when left out.
 */
export function checkAnswers(form: Questionnaire, given: Answers, context: AnswersContext): CheckedAnswers {
  return new Check(form, given, context).result();
}

/** Keys of questions that are hidden from whoever does not decide about registrations, in any of these versions of a form. */
export function hiddenKeys(versions: readonly (readonly FormField[])[], manager: boolean): Set<string> {
  if (manager) return new Set();
  return new Set(
    versions
      .flat()
      .filter(({ managersOnly }) => managersOnly)
      .map(({ key }) => key),
  );
}

/** Keys of the questions that must be approved again when these answers take the place of those before. */
export function toBeApprovedAgain(
  fields: readonly FormField[],
  before: Answers,
  after: Answers,
  person: OwnData,
): string[] {
  return fields
    .filter(({ reapproval }) => reapproval)
    .filter(({ key, property }) =>
      property === undefined
        ? !isSame(own(before, key), own(after, key))
        : Object.hasOwn(person, property) && person[property] !== undefined,
    )
    .map(({ key }) => key);
}

/** Consents that were given, and those that were withdrawn, by these answers in place of those before. */
export function changedConsents(
  fields: readonly FormField[],
  before: Answers,
  after: Answers,
): { readonly given: string[]; readonly withdrawn: string[] } {
  const consents = fields.filter(({ kind }) => kind === 'consent').map(({ key }) => key);
  const has = (answers: Answers, key: string): boolean => own(answers, key) === true;
  return {
    given: consents.filter((key) => has(after, key) && !has(before, key)),
    withdrawn: consents.filter((key) => has(before, key) && !has(after, key)),
  };
}

/** Answers that stay when a registration passes to another person. */
export function passedOn(fields: readonly FormField[], answers: Answers): Answers {
  const kept = new Set(fields.filter(({ transferable }) => transferable).map(({ key }) => key));
  return Object.fromEntries(Object.entries(answers).filter(([key]) => kept.has(key)));
}

/** Answers without those to some questions. */
export function without(answers: Answers, keys: ReadonlySet<string>): Answers {
  return Object.fromEntries(Object.entries(answers).filter(([key]) => !keys.has(key)));
}

class Check {
  private readonly faults: FieldFault[] = [];
  private readonly demanded: FieldFault[] = [];
  private readonly unanswered: Unanswered[] = [];
  private readonly answers: Record<string, unknown> = {};
  private readonly person: { [P in OwnProperty]?: string | null } = {};
  private readonly asked: string[] = [];
  /** Answers to the questions that stand before the one that is looked at. */
  private readonly before = new Map<string, unknown>();

  constructor(
    private readonly form: Questionnaire,
    private readonly given: Answers,
    private readonly context: AnswersContext,
  ) {}

  result(): CheckedAnswers {
    this.findUnknown();
    for (const field of this.form.fields) this.look(field);
    const { faults, demanded, unanswered, answers, person, asked } = this;
    return { faults, demanded, unanswered, answers, person, asked };
  }

  private findUnknown(): void {
    const seen = new Set(this.form.fields.filter((field) => this.sees(field)).map(({ key }) => key));
    for (const key of Object.keys(this.given)) {
      if (seen.has(key)) continue;
      this.fault(key, 'unknown', 'is not a question of this form');
      if (this.faults.length === told) return;
    }
  }

  private sees({ managersOnly }: FormField): boolean {
    return !managersOnly || this.context.manager === true;
  }

  private look(field: FormField): void {
    const { now, eventEndsAt } = this.context;
    const stored = this.storedOf(field);
    const value = tidy(own(this.given, field.key));
    const isGiven = this.sees(field) && !isEmpty(value);
    if (field.showIf && !isMet(field.showIf, this.before.get(field.showIf.key))) {
      if (isGiven) this.fault(field.key, 'hidden', `is only asked if ${spoken(field.showIf)}`);
      else if (stored !== undefined && field.kind !== 'person') this.mayGo(field);
      return;
    }
    if (isOver(field, now, eventEndsAt)) {
      if (isGiven && !isSame(value, stored))
        this.fault(field.key, 'over', 'is no longer asked: the time for which its answers are kept is over');
      return;
    }
    if (!this.sees(field)) {
      this.settle(field, stored);
      return;
    }
    this.asked.push(field.key);
    this.settle(field, this.answerTo(field, stored, value));
  }

  /** The answer that a question has from now on. */
  private answerTo(field: FormField, stored: unknown, value: unknown): unknown {
    const { partial = false } = this.context;
    const closedAt = this.closedAt(field);
    const { key, kind } = field;
    if (!Object.hasOwn(this.given, key) && (partial || closedAt || kind === 'file' || kind === 'person'))
      return this.mustBeAnswered(field, stored, closedAt !== undefined);
    if (closedAt && !isSame(isEmpty(value) ? undefined : value, stored)) {
      this.fault(
        key,
        'closed',
        `could be changed until ${closedAt.toISOString()}; ask the secretariat to change it`,
      );
      return stored;
    }
    if (kind === 'person') return this.ownDataTo(field, stored, value);
    if (isEmpty(value)) return this.mustBeAnswered(field, undefined, closedAt !== undefined);
    const fault = closedAt ? undefined : this.faultOf(field, value, stored);
    if (fault !== undefined) {
      this.fault(key, kind, fault);
      return undefined;
    }
    return this.mustBeAnswered(field, value, closedAt !== undefined);
  }

  private ownDataTo(field: FormField, stored: unknown, value: unknown): unknown {
    const property = field.property!;
    const read = readOwn(property, isEmpty(value) ? null : value);
    if ('fault' in read) {
      this.fault(field.key, field.kind, read.fault);
      return stored;
    }
    const known = read.value ?? undefined;
    if (!isSame(known, stored)) this.person[property] = read.value;
    return this.mustBeAnswered(field, known, false);
  }

  /** Notes it when a question that must be answered is not; answers its answer. */
  private mustBeAnswered(field: FormField, value: unknown, closed: boolean): unknown {
    const { key, label, kind, required, managersOnly = false } = field;
    if (required === 'never' || isAnswered(field, value)) return value;
    const from = required === 'always' ? null : new Date(required.from);
    const pointer = answerPointer(key);
    const message = messageOf(kind);
    this.unanswered.push({ key, label, pointer, message, from, managersOnly });
    // A file cannot be sent with the other answers, so it holds none of them up.
    if ((from === null || this.context.now >= from) && !closed && kind !== 'file')
      this.demanded.push({ pointer, code: 'required', message });
    return value;
  }

  /** Takes the answer of a question that is no longer asked away, unless it can no longer be changed. */
  private mayGo(field: FormField): void {
    const closedAt = this.closedAt(field);
    if (!closedAt || field.managersOnly || !this.wasAsked(field)) return;
    this.fault(
      field.key,
      'closed',
      `would no longer be asked, and could be changed until ${closedAt.toISOString()}; ask the secretariat to change it`,
    );
  }

  /** Whether a question was asked by the answers that are stored; a new version of a form may ask under other conditions. */
  private wasAsked({ showIf }: FormField): boolean {
    const earlier = this.form.fields.find(({ key }) => key === showIf?.key);
    return showIf !== undefined && earlier !== undefined && isMet(showIf, this.storedOf(earlier));
  }

  private settle({ key, kind }: FormField, value: unknown): void {
    if (value === undefined) return;
    this.before.set(key, value);
    if (kind !== 'person') this.answers[key] = value;
  }

  private storedOf({ key, kind, property }: FormField): unknown {
    const { stored = {}, person = {} } = this.context;
    return kind === 'person' ? (person[property!] ?? undefined) : own(stored, key);
  }

  /** When a question became one that whoever answers cannot change; undefined while they can. */
  private closedAt({ group }: FormField): Date | undefined {
    const { stored, manager, extensions = {}, now } = this.context;
    if (stored === undefined || manager) return undefined;
    const until = changeableUntil(this.form, group, extensions);
    return until !== null && now >= until ? until : undefined;
  }

  private fault(key: string, code: string, message: string): void {
    this.faults.push({ pointer: answerPointer(key), code, message });
  }

  /** Why a value is no answer to a question; undefined when it is one. */
  private faultOf(field: FormField, value: unknown, stored: unknown): string | undefined {
    const { key, kind, options = [] } = field;
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
        return options.some((option) => option.value === value)
          ? undefined
          : `must be one of: ${listed(options)}`;
      case 'choices': {
        const offered = new Set<unknown>(options.map((option) => option.value));
        return Array.isArray(value) &&
          value.length <= offered.size &&
          value.every((one) => offered.has(one)) &&
          new Set(value).size === value.length
          ? undefined
          : `must be a list of some of: ${listed(options)}`;
      }
      case 'country':
        return isCountry(value)
          ? undefined
          : 'must be a country code of two capital letters (ISO 3166-1) such as CN';
      case 'language':
        return isLanguage(value) ? undefined : 'must be a language tag (BCP 47) such as en, ru or zh';
      case 'consent':
        return typeof value === 'boolean' ? undefined : 'must be true or false';
      case 'file':
        return value === stored || value === this.context.uploaded?.[key]
          ? undefined
          : `must be uploaded, to the address …/files/${key} of the registration`;
      case 'person':
        return undefined;
    }
  }
}

function tidy(value: unknown): unknown {
  return typeof value === 'string' ? value.normalize('NFC').trim() : value;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

/** Whether two answers are the same; lists are, when they have the same entries in the same order. */
function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((entry, index) => entry === other[index]);
  return one === other;
}

function isAnswered({ kind }: FormField, value: unknown): boolean {
  if (kind === 'consent') return value === true;
  return Array.isArray(value) ? value.length > 0 : !isEmpty(value);
}

/** Whether an earlier answer is what a question hangs on. */
function isMet({ equals, oneOf, answered }: ShowIf, value: unknown): boolean {
  if (answered !== undefined) {
    const there = Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
    return there === answered;
  }
  const wanted: readonly unknown[] = oneOf ?? [equals];
  return Array.isArray(value) ? value.some((one) => wanted.includes(one)) : wanted.includes(value);
}

function spoken({ key, equals, oneOf, answered }: ShowIf): string {
  if (answered !== undefined) return `the question ${key} is ${answered ? 'answered' : 'not answered'}`;
  return `the answer to the question ${key} is ${(oneOf ?? [equals]).map(String).join(' or ')}`;
}

function messageOf(kind: FormField['kind']): string {
  if (kind === 'consent') return 'must be agreed to';
  return kind === 'file' ? 'must be uploaded' : 'must be answered';
}

function listed(options: NonNullable<FormField['options']>): string {
  const values = options.slice(0, told).map(({ value }) => value);
  return options.length > told ? `${values.join(', ')}, …` : values.join(', ');
}
