import {
  CaseTag,
  ForTag,
  IfTag,
  Liquid,
  LiquidError,
  Output,
  Tag,
  TypeGuards,
  type FilterImplOptions,
  type Template,
  type Token,
  type Value,
} from 'liquidjs';
import type { MailLanguage, Words } from '../words';
import type { PlaceholderType } from './placeholder.rules';
import { fenced, hasFencing, inWords, TypedValue, WORDS, type TemplateScope } from './template-values';

/** A fault of a text, with its place: line and column, counted from 1. */
export interface TextFault {
  readonly line: number;
  readonly column: number;
  readonly code:
    | 'unknown-placeholder'
    | 'unknown-filter'
    | 'unknown-tag'
    | 'wrong-type'
    | 'wrong-argument'
    | 'not-allowed'
    | 'loop'
    | 'not-closed'
    | 'syntax'
    | 'characters'
    | 'too-long'
    | 'empty'
    | 'facts';
  readonly message: string;
}

/** Which names there are, and what for. */
export interface TextRules {
  readonly names: ReadonlyMap<string, PlaceholderType>;
  readonly language: MailLanguage;
  /** A subject has neither links nor blocks. */
  readonly part: 'subject' | 'body';
}

export type CompiledText = readonly Template[];

/** Most characters that a text may become, for a body; a subject is cut at 200 anyway. */
export const longestText = 50_000;

/** Backstops for what the checks did not foresee: time in ms, and objects made. */
const limits = { renderLimit: 2000, memoryLimit: 1_000_000 } as const;

/** Name of the place in a body where the blocks go that the program writes. */
export const factsName = 'facts';

type Type = PlaceholderType | 'nothing' | 'markup' | 'facts';

interface FilterRule {
  readonly takes: readonly PlaceholderType[];
  readonly gives: Type;
  readonly usage: string;
  readonly means: string;
  /** What is wrong with its arguments. */
  readonly fault: (args: FilterArguments, language: MailLanguage) => string | undefined;
  readonly apply: (value: unknown, args: FilterArguments, words: Words) => unknown;
}

interface FilterArguments {
  readonly plain: readonly (string | number)[];
  readonly named: Readonly<Record<string, string | number>>;
}

const none = ({ plain, named }: FilterArguments): string | undefined =>
  plain.length + Object.keys(named).length === 0 ? undefined : 'takes nothing more';
const oneText = ({ plain, named }: FilterArguments): string | undefined =>
  plain.length === 1 && typeof plain[0] === 'string' && plain[0] !== '' && Object.keys(named).length === 0
    ? undefined
    : 'takes one text in quotation marks';

const localeOf = { en: 'en-GB', ru: 'ru', zh: 'zh-CN' } as const;
const languageNames = { en: 'English', ru: 'Russian', zh: 'Chinese' } as const;

function pluralFault({ plain, named }: FilterArguments, language: MailLanguage): string | undefined {
  const forms = new Intl.PluralRules(localeOf[language]).resolvedOptions().pluralCategories;
  const has = `${languageNames[language]} has the forms ${forms.join(', ')}`;
  if (plain.length > 0) return 'takes forms with their names, such as other: "# places"';
  for (const [form, words] of Object.entries(named)) {
    if (!forms.includes(form as Intl.LDMLPluralRule)) return `has no form "${form}": ${has}`;
    if (typeof words !== 'string') return `takes words in quotation marks for "${form}"`;
  }
  return 'other' in named ? undefined : `needs the form "other"; ${has}`;
}

const anyType: readonly PlaceholderType[] = ['text', 'number', 'date', 'instant', 'days', 'period', 'list'];

/** What can be done with values. Dates, plurals and lists are put into words by `Intl`, in the language of the mail. */
export const filterRules: Readonly<Record<string, FilterRule>> = {
  date: {
    takes: ['instant', 'date'],
    gives: 'text',
    usage: '{{ deadline | date }}',
    means: 'The day alone, with the day of the week.',
    fault: none,
    apply: (value, _, words) => {
      const inside = (value as TypedValue | null)?.value;
      return inside === undefined ? null : words.day(inside as string | Date);
    },
  },
  time: {
    takes: ['instant'],
    gives: 'text',
    usage: '{{ deadline | time }}',
    means: 'The time of day alone, in the time zone of the event.',
    fault: none,
    apply: (value, _, words) => {
      const inside = (value as TypedValue | null)?.value;
      return inside === undefined ? null : words.time(inside as Date);
    },
  },
  plural: {
    takes: ['number'],
    gives: 'text',
    usage: '{{ count | plural: one: "# place", other: "# places" }}',
    means: 'The number with the noun in the form that it asks for; # stands for the number.',
    fault: pluralFault,
    apply: (value, { named }, words) =>
      typeof value === 'number' ? words.count(value, named as { other: string }) : null,
  },
  list: {
    takes: ['list'],
    gives: 'text',
    usage: '{{ coaches | list }}',
    means: 'The entries in one sentence: “a, b and c”.',
    fault: none,
    apply: (value, _, words) => (Array.isArray(value) ? words.list(value.map(String)) : null),
  },
  size: {
    takes: ['list'],
    gives: 'number',
    usage: '{{ coaches | size | plural: one: "# coach", other: "# coaches" }}',
    means: 'How many entries there are.',
    fault: none,
    apply: (value) => (Array.isArray(value) ? value.length : 0),
  },
  default: {
    takes: anyType,
    gives: 'text',
    usage: '{{ dress | default: "as you like" }}',
    means: 'These words where there is no value.',
    fault: oneText,
    apply: (value, { plain }, words) => inWords(value, words) || plain[0],
  },
  upcase: {
    takes: ['text'],
    gives: 'text',
    usage: '{{ code | upcase }}',
    means: 'In capital letters.',
    fault: none,
    apply: (value, _, words) =>
      typeof value === 'string' ? value.toLocaleUpperCase(localeOf[words.language]) : null,
  },
  downcase: {
    takes: ['text'],
    gives: 'text',
    usage: '{{ code | downcase }}',
    means: 'In small letters.',
    fault: none,
    apply: (value, _, words) =>
      typeof value === 'string' ? value.toLocaleLowerCase(localeOf[words.language]) : null,
  },
  truncate: {
    takes: ['text'],
    gives: 'text',
    usage: '{{ title | truncate: 60 }}',
    means: 'At most so many characters.',
    fault: ({ plain, named }) =>
      plain.length === 1 &&
      Number.isInteger(plain[0]) &&
      Number(plain[0]) > 0 &&
      Object.keys(named).length === 0
        ? undefined
        : 'takes one whole number',
    apply: (value, { plain }) => {
      if (typeof value !== 'string') return null;
      const characters = [...value];
      const most = Number(plain[0]);
      return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : value;
    },
  },
  quote: {
    takes: ['text'],
    gives: 'markup',
    usage: '{{ reason | quote }}',
    means: 'What somebody wrote in several lines, set off; it stands alone in its paragraph.',
    fault: none,
    apply: (value) => (typeof value === 'string' ? new TypedValue('quotation', value) : null),
  },
  link: {
    takes: ['link'],
    gives: 'markup',
    usage: '{{ agenda.page | link: "your agenda" }}',
    means: 'These words as a link.',
    fault: oneText,
    apply: (value, { plain }) =>
      value instanceof TypedValue ? new TypedValue('anchor', value.value, String(plain[0])) : null,
  },
  button: {
    takes: ['link'],
    gives: 'markup',
    usage: '{{ agenda.page | button: "See your agenda" }}',
    means: 'A button with these words; it stands alone in its paragraph.',
    fault: oneText,
    apply: (value, { plain }) =>
      value instanceof TypedValue ? new TypedValue('button', value.value, String(plain[0])) : null,
  },
};

const allowedTags: ReadonlySet<string> = new Set(['if', 'case', 'for']);

const liquid = makeLiquid();

function makeLiquid(): Liquid {
  const engine = new Liquid({
    // Nothing is read from anywhere, and nothing is reached but what is handed over.
    templates: Object.create(null) as Record<string, string>,
    cache: false,
    relativeReference: false,
    dynamicPartials: false,
    ownPropertyOnly: true,
    strictVariables: true,
    // Unknown filters are found by the checks, all at once and with their places.
    strictFilters: false,
    parseLimit: longestText,
    ...limits,
    outputEscape: fence as (value: unknown) => string,
  });
  for (const name of Object.keys(engine.tags)) if (!allowedTags.has(name)) delete engine.tags[name];
  for (const name of Object.keys(engine.filters)) engine.unregisterFilter(name);
  for (const [name, { apply }] of Object.entries(filterRules)) {
    const handler = function (this: FilterThis, value: unknown, ...args: unknown[]): unknown {
      const plain = args.filter((arg) => !Array.isArray(arg)) as (string | number)[];
      const named = Object.fromEntries(args.filter(Array.isArray) as [string, string | number][]);
      return apply(value, { plain, named }, wordsOf(this));
    };
    engine.registerFilter(name, handler as FilterImplOptions);
  }
  return engine;
}

/** The last filter of all that is written. */
function fence(this: FilterThis, value: unknown): string {
  return fenced(value, wordsOf(this));
}

interface FilterThis {
  readonly context: { readonly environments: unknown };
}

function wordsOf({ context }: FilterThis): Words {
  return (context.environments as TemplateScope)[WORDS];
}

/**
 * Reads a text and checks all that is in it against the names that there are: what is not a declared placeholder, filter
 * or tag, and what does not fit the kind of its value. A text with faults is never rendered.
 */
export function compileText(
  source: string,
  rules: TextRules,
): { readonly text: CompiledText; readonly faults?: undefined } | { readonly faults: readonly TextFault[] } {
  if (hasFencing(source)) {
    return {
      faults: [
        {
          line: 1,
          column: 1,
          code: 'characters',
          message: 'has characters that the program keeps for itself',
        },
      ],
    };
  }
  let templates: Template[];
  try {
    templates = liquid.parse(source);
  } catch (error) {
    return { faults: [parseFault(error)] };
  }
  const check = new Check(rules);
  check.all(templates, new Map());
  return check.faults.length > 0 ? { faults: check.faults } : { text: templates };
}

/**
 * Renders a text that was checked. Values in it are fenced; see `template-values.ts`.
 * @throws {Error} when it takes too long or becomes too long
 */
export function renderText(text: CompiledText, scope: TemplateScope): string {
  const rendered = String(liquid.renderSync(text as Template[], scope));
  if (rendered.length > longestText) throw new TextTooLong();
  return rendered;
}

export class TextTooLong extends Error {
  constructor() {
    super(`becomes longer than ${longestText} characters`);
  }
}

function parseFault(error: unknown): TextFault {
  if (!LiquidError.is(error)) throw error;
  const { token } = error as unknown as { token: Token };
  const [line = 1, column = 1] = token.getPosition();
  const said = error.message.replace(/, (line:\d+.*|file:.*)$/s, '');
  const unknown = /^tag "(.+)" not found/.exec(said)?.[1];
  if (unknown !== undefined) {
    return {
      line,
      column,
      code: 'unknown-tag',
      message: `there is no tag "${unknown}"; there are: if, elsif, else, endif, case, when, endcase, for, endfor`,
    };
  }
  if (/not closed/.test(said))
    return { line, column, code: 'not-closed', message: `${shortened(token.getText())} is not closed` };
  return { line, column, code: 'syntax', message: `${shortened(token.getText())} cannot be read: ${said}` };
}

function shortened(text: string): string {
  const [first = ''] = text.trim().split('\n');
  return first.length > 60 ? `${first.slice(0, 59)}…` : first;
}

/** One walk over a parsed text. */
class Check {
  readonly faults: TextFault[] = [];

  constructor(private readonly rules: TextRules) {}

  all(templates: readonly Template[], locals: ReadonlyMap<string, Type>): void {
    for (const template of templates) this.one(template, locals);
  }

  private one(template: Template, locals: ReadonlyMap<string, Type>): void {
    if (template instanceof Output) this.output(template, locals);
    else if (template instanceof IfTag) {
      for (const { value, templates } of template.branches) {
        this.filtered(value, locals);
        this.all(templates, locals);
      }
      this.all(template.elseTemplates ?? [], locals);
    } else if (template instanceof CaseTag) {
      const type = this.filtered(template.value, locals);
      for (const { values, templates } of template.branches) {
        for (const value of values) {
          const other = this.token(value, locals);
          if (type !== undefined && other !== undefined && !comparable(type, other))
            this.add(value, 'wrong-type', `${a(type)} is never ${a(other)}`);
        }
        this.all(templates, locals);
      }
      this.all(template.elseTemplates, locals);
    } else if (template instanceof ForTag) this.loop(template, locals);
    else if (template instanceof Tag)
      this.add(template.token, 'unknown-tag', `the tag "${template.name}" cannot be used here`);
  }

  private loop(tag: ForTag, locals: ReadonlyMap<string, Type>): void {
    const { collection, variable } = tag;
    if (locals.size > 0) this.add(tag.token, 'loop', 'a loop cannot stand within a loop');
    if (!TypeGuards.isPropertyAccessToken(collection)) {
      this.add(tag.token, 'loop', 'a loop goes over the entries of a list, and over nothing else');
    } else {
      const type = this.token(collection, locals);
      if (type !== undefined && type !== 'list')
        this.add(collection, 'wrong-type', `${collection.getText()} is ${a(type)}; a loop goes over a list`);
    }
    for (const [name, value] of Object.entries(tag.hash.hash)) {
      const isAllowed =
        name === 'reversed'
          ? value === undefined
          : (name === 'limit' || name === 'offset') && value !== undefined && TypeGuards.isNumberToken(value);
      if (!isAllowed) this.add(tag.token, 'wrong-argument', `a loop does not take "${name}" in this way`);
    }
    const isTaken = [...this.rules.names.keys(), factsName, 'forloop', '__proto__'].some(
      (name) => name.split('.')[0] === variable,
    );
    if (isTaken)
      this.add(
        tag.token,
        'not-allowed',
        `"${variable}" is the name of something else; call the entry another name`,
      );
    const inside = new Map<string, Type>([
      [variable, 'text'],
      ['forloop.first', 'flag'],
      ['forloop.last', 'flag'],
      ['forloop.index', 'number'],
    ]);
    this.all(tag.templates, inside);
    this.all(tag.elseTemplates, locals);
  }

  private output(output: Output, locals: ReadonlyMap<string, Type>): void {
    // The last filter is the one that fences what is written.
    const type = this.filtered(output.value, locals, output.value.filters.length - 1);
    if (type === 'flag')
      this.add(output.token, 'wrong-type', 'yes or no cannot be written; ask for it in {% if %}');
    if (this.rules.part === 'subject' && (type === 'markup' || type === 'link'))
      this.add(output.token, 'not-allowed', 'a subject has neither links nor blocks');
  }

  private filtered(
    value: Value,
    locals: ReadonlyMap<string, Type>,
    count = value.filters.length,
  ): Type | undefined {
    let type = this.expression(value.initial.postfix, locals);
    for (const filter of value.filters.slice(0, count)) {
      const { token } = filter as unknown as { token: Token };
      const rule = Object.hasOwn(filterRules, filter.name) ? filterRules[filter.name] : undefined;
      if (!rule) {
        const names = Object.keys(filterRules);
        this.add(
          token,
          'unknown-filter',
          `there is no filter "${filter.name}"${instead(filter.name, names)}`,
        );
        return undefined;
      }
      if (type !== undefined && type !== 'nothing' && !(rule.takes as readonly string[]).includes(type))
        this.add(
          token,
          'wrong-type',
          `the filter "${filter.name}" is for ${rule.takes.join(' or ')}, and this is ${a(type)}`,
        );
      const args = this.argumentsOf(filter.args, token);
      const fault = args && rule.fault(args, this.rules.language);
      if (fault !== undefined)
        this.add(token, 'wrong-argument', `the filter "${filter.name}" ${fault}: ${rule.usage}`);
      type = rule.gives;
    }
    return type;
  }

  private argumentsOf(args: readonly unknown[], token: Token): FilterArguments | undefined {
    const plain: (string | number)[] = [];
    const named: Record<string, string | number> = Object.create(null) as Record<string, string | number>;
    for (const arg of args) {
      const [name, value] = Array.isArray(arg) ? (arg as [string, unknown]) : [undefined, arg];
      if (!TypeGuards.isQuotedToken(value) && !TypeGuards.isNumberToken(value)) {
        this.add(
          token,
          'wrong-argument',
          'what a filter takes is written out: in quotation marks, or a number',
        );
        return undefined;
      }
      if (name === undefined) plain.push(value.content);
      else named[name] = value.content;
    }
    return { plain, named };
  }

  private expression(postfix: readonly Token[], locals: ReadonlyMap<string, Type>): Type | undefined {
    const operands: (Type | undefined)[] = [];
    for (const token of postfix) {
      if (!TypeGuards.isOperatorToken(token)) operands.push(this.token(token, locals));
      else {
        const right = operands.pop();
        const left = token.operator === 'not' ? undefined : operands.pop();
        if (left !== undefined && right !== undefined) this.comparison(token, left, right);
        operands.push('flag');
      }
    }
    return operands[0];
  }

  private comparison(token: Token & { readonly operator: string }, left: Type, right: Type): void {
    const { operator } = token;
    if (operator === 'and' || operator === 'or') return;
    const fits =
      operator === 'contains'
        ? (left === 'list' || left === 'text') && right === 'text'
        : operator === '==' || operator === '!='
          ? comparable(left, right)
          : left === 'number' && right === 'number';
    if (!fits)
      this.add(token, 'wrong-type', `${a(left)} and ${a(right)} cannot be compared by "${operator}"`);
  }

  private token(token: Token, locals: ReadonlyMap<string, Type>): Type | undefined {
    if (TypeGuards.isQuotedToken(token)) return 'text';
    if (TypeGuards.isNumberToken(token)) return 'number';
    if (TypeGuards.isLiteralToken(token)) return typeof token.content === 'boolean' ? 'flag' : 'nothing';
    if (TypeGuards.isRangeToken(token)) {
      this.add(token, 'loop', 'numbers from one to another cannot be counted through');
      return undefined;
    }
    if (!TypeGuards.isPropertyAccessToken(token)) {
      this.add(token, 'syntax', `${shortened(token.getText())} cannot be read`);
      return undefined;
    }
    const parts = token.props.map((prop) =>
      TypeGuards.isWordToken(prop) || TypeGuards.isQuotedToken(prop) ? String(prop.content) : undefined,
    );
    const name = token.variable === undefined && !parts.includes(undefined) ? parts.join('.') : undefined;
    const hasFacts = this.rules.part === 'body';
    if (hasFacts && name === factsName) return 'facts';
    const type = name === undefined ? undefined : (locals.get(name) ?? this.rules.names.get(name));
    if (type === undefined) {
      const names = [...this.rules.names.keys(), ...locals.keys(), ...(hasFacts ? [factsName] : [])];
      const written = name ?? token.getText();
      this.add(
        token,
        'unknown-placeholder',
        `there is no placeholder "${written}"${instead(written, names)}`,
      );
    }
    return type;
  }

  private add(token: Token, code: TextFault['code'], message: string): void {
    const [line = 1, column = 1] = token.getPosition();
    this.faults.push({ line, column, code, message });
  }
}

/** A kind of value with its article, as sentences name it. */
function a(type: Type): string {
  if (type === 'nothing' || type === 'facts' || type === 'days' || type === 'markup') return `“${type}”`;
  return type === 'instant' ? `an ${type}` : `a ${type}`;
}

/** Whether two kinds can be the same thing. Times are compared by nobody: a reader is told when, not whether. */
function comparable(one: Type, other: Type): boolean {
  if (one === 'nothing' || other === 'nothing') return true;
  return one === other && (one === 'text' || one === 'number' || one === 'flag');
}

/** "; did you mean “visit.title”? There are: ..." */
function instead(written: string, names: readonly string[]): string {
  const [nearest] = names
    .map((name) => ({ name, steps: distance(written, name) }))
    .filter(({ name, steps }) => steps <= Math.max(2, name.length / 3))
    .toSorted((one, other) => one.steps - other.steps);
  const known = names.toSorted().join(', ');
  return `${nearest ? `; did you mean "${nearest.name}"?` : '.'} There are: ${known}`;
}

/** How many letters are to be put in, left out or changed to make one word of another (Levenshtein). */
function distance(one: string, other: string): number {
  if (one.length > 100) return one.length;
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, change));
    }
    row = next;
  }
  return row[other.length]!;
}
