import type { FieldFault } from '../../platform/http/problem';
import { mailLanguages, wordsFor, type MailLanguage } from '../words';
import type { Placeholder, PlaceholderType, PlaceholderValue } from './placeholder.rules';
import { examplesOf } from './placeholder.rules';
import { writtenBody, writtenSubject } from './template-body';
import { compileText, factsName, renderText, type CompiledText, type TextFault } from './template-language';
import { scopeOf, TypedValue, type TemplateScope } from './template-values';

/** Words of a template by language. */
export type TemplateTexts = Readonly<Record<string, string>>;

/** The languages of an event in which the program writes mails, in the event's order; English where there is none. */
export function mailLanguagesOf(locales: readonly string[]): MailLanguage[] {
  const known = locales
    .map((locale) => mailLanguages.find((language) => language === locale.toLowerCase().split('-')[0]))
    .filter((language) => language !== undefined);
  return known.length === 0 ? ['en'] : [...new Set(known)];
}

/** Languages of the event in which a template has no words. */
export function missingLanguages(texts: TemplateTexts, locales: readonly string[]): MailLanguage[] {
  return mailLanguagesOf(locales).filter((language) => !Object.hasOwn(texts, language));
}

/**
 * The language in which a template speaks to somebody who prefers `locale`: theirs, or else the first of the event's that
 * it has words in.
 */
export function templateLanguage(
  texts: TemplateTexts,
  locale: string,
  locales: readonly string[],
): MailLanguage {
  const own = mailLanguages.find((language) => language === locale.toLowerCase().split(/[-_]/)[0]);
  const wanted = [...(own ? [own] : []), ...mailLanguagesOf(locales), ...mailLanguages];
  return wanted.find((language) => Object.hasOwn(texts, language)) ?? 'en';
}

/** A fault of a template with its place, as it is answered beside the faults of the fields. */
export interface TextPlace extends TextFault {
  /** Pointer to the field and the language: `/body/ru`. */
  readonly pointer: string;
}

/** Names of placeholders with their kinds. */
export function namesOf(placeholders: Readonly<Record<string, Placeholder>>): Map<string, PlaceholderType> {
  return new Map(Object.entries(placeholders).map(([name, { type }]) => [name, type]));
}

/** One language of a template, checked and ready to be rendered. */
export interface CompiledTemplate {
  readonly subject: CompiledText;
  readonly body: CompiledText;
}

/**
 * Reads and checks one language of a template.
 * @throws {TemplateFaults} when there are any
 */
export function compileTemplate(
  subject: string,
  body: string,
  names: ReadonlyMap<string, PlaceholderType>,
  language: MailLanguage,
): CompiledTemplate {
  const subjectText = compileText(subject, { names, language, part: 'subject' });
  const bodyText = compileText(body, { names, language, part: 'body' });
  if (subjectText.faults || bodyText.faults) {
    throw new TemplateFaults([
      ...(subjectText.faults ?? []).map((fault) => ({ ...fault, pointer: `/subject/${language}` })),
      ...(bodyText.faults ?? []).map((fault) => ({ ...fault, pointer: `/body/${language}` })),
    ]);
  }
  return { subject: subjectText.text, body: bodyText.text };
}

/** What a template cannot be used with. */
export class TemplateFaults extends Error {
  constructor(readonly places: readonly TextPlace[]) {
    super(places.map(({ pointer, message }) => `${pointer}: ${message}`).join('; '));
  }
}

/** The scope in which both texts of a template are rendered. */
export function templateScope(
  names: ReadonlyMap<string, PlaceholderType>,
  values: ReadonlyMap<string, PlaceholderValue | null | undefined>,
  words: ReturnType<typeof wordsFor>,
): TemplateScope {
  const scope = scopeOf(names, values, words);
  scope[factsName] = new TypedValue('facts', '');
  return scope;
}

/** As much as a value can be: a trial with these shows what a template becomes at its longest. */
const longest: Readonly<Record<PlaceholderType, PlaceholderValue>> = {
  text: 'w'.repeat(300),
  number: 123_456,
  flag: true,
  date: '2019-10-21',
  instant: new Date('2019-10-21T01:00:00Z'),
  days: { first: '2019-10-21', last: '2019-11-25' },
  period: { start: new Date('2019-10-21T01:00:00Z'), end: new Date('2019-10-22T01:00:00Z') },
  list: Array.from({ length: 200 }, () => 'w'.repeat(80)),
  link: `https://forum.example/${'w'.repeat(200)}`,
};

/** Anywhere: a trial is about whether a template can be rendered, not about what it says. */
const trialZone = 'Asia/Shanghai';

/**
 * All that is wrong with a template: reads each language, then renders it with the example values, without any values,
 * and with the longest.
 * @param placeholders all that can be named in it
 */
export function faultsOfTemplate(
  subject: TemplateTexts,
  body: TemplateTexts,
  placeholders: Readonly<Record<string, Placeholder>>,
): TextPlace[] {
  const names = namesOf(placeholders);
  const places: TextPlace[] = [];
  for (const language of mailLanguages) {
    const [subjectIn, bodyIn] = [subject[language], body[language]];
    if (subjectIn === undefined || bodyIn === undefined) continue;
    try {
      const compiled = compileTemplate(subjectIn, bodyIn, names, language);
      places.push(...trialFaults(compiled, names, placeholders, language));
    } catch (error) {
      if (!(error instanceof TemplateFaults)) throw error;
      places.push(...error.places);
    }
  }
  return places;
}

function trialFaults(
  compiled: CompiledTemplate,
  names: ReadonlyMap<string, PlaceholderType>,
  placeholders: Readonly<Record<string, Placeholder>>,
  language: MailLanguage,
): TextPlace[] {
  const words = wordsFor(language, trialZone);
  const fault = (part: 'subject' | 'body', code: TextFault['code'], message: string): TextPlace => ({
    pointer: `/${part}/${language}`,
    line: 1,
    column: 1,
    code,
    message,
  });
  const examples = examplesOf(placeholders, language);
  const full = new Map([...names].map(([name, type]) => [name, longest[type]]));
  const found = new Map<string, TextPlace>();
  const note = (place: TextPlace): void => {
    if (!found.has(`${place.pointer} ${place.code}`)) found.set(`${place.pointer} ${place.code}`, place);
  };
  for (const [values, isExample] of [
    [examples, true],
    [full, false],
    [new Map<string, PlaceholderValue>(), false],
  ] as const) {
    const scope = templateScope(names, values, words);
    try {
      const subject = writtenSubject(renderText(compiled.subject, scope));
      if (isExample && subject === '') note(fault('subject', 'empty', 'is empty with the example values'));
    } catch (error) {
      note(fault('subject', 'too-long', `cannot be rendered: ${(error as Error).message}`));
    }
    try {
      const { block, factsAlone, factsWithin } = writtenBody(renderText(compiled.body, scope), undefined);
      if (isExample && block.text === '' && factsAlone === 0)
        note(fault('body', 'empty', 'is empty with the example values'));
      if (factsAlone > 1) note(fault('body', 'facts', '{{ facts }} can stand in it once'));
      if (factsWithin > 0)
        note(
          fault('body', 'facts', '{{ facts }} stands in a paragraph of its own, with empty lines around it'),
        );
    } catch (error) {
      note(fault('body', 'too-long', `cannot be rendered: ${(error as Error).message}`));
    }
  }
  return [...found.values()];
}

/** The same for whoever reads it: where, and what to do. */
export function asFieldFaults(places: readonly TextPlace[]): FieldFault[] {
  return places.map(({ pointer, code, line, column, message }) => ({
    pointer,
    code,
    message: `line ${line}, column ${column}: ${message}`,
  }));
}
