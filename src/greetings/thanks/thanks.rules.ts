import type { PressLanguage } from '../greeting.rules';

/** A part of a letter, in its order on the paper. */
export interface ThanksPart {
  readonly is: 'sender' | 'date' | 'address' | 'salutation' | 'text' | 'closing' | 'signature';
  readonly text: string;
}

/** A letter of thanks as it is sent and kept: nothing but words, of which a page is made whenever somebody asks for it. */
export interface ThanksLetter {
  readonly language: PressLanguage;
  /** Title of the file. */
  readonly title: string;
  readonly parts: readonly ThanksPart[];
}

/** What staff may write between double braces, with what comes there. */
export const thanksGaps = {
  event: 'the title of the event',
  author: 'the name of the author',
  authorTitle: 'the post of the author',
  addressees: 'to whom the message was addressed',
  occasion: 'the occasion on which it was given',
  delivery: 'a sentence that says how it was delivered, by whom, where and when',
  publication: 'a sentence that says that the full text is public, if it is',
  deliverer: 'who delivered it',
  place: 'where it was delivered',
  day: 'the day on which it was delivered',
} as const;

export type ThanksGap = keyof typeof thanksGaps;

export type ThanksFacts = Readonly<Record<ThanksGap, string>>;

const gap = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** What stands between braces and is no gap that the program fills, and braces that do not match. */
export function unknownGaps(text: string): string[] {
  const unknown = [...text.matchAll(gap)].map(([, name]) => name!).filter((name) => !(name in thanksGaps));
  const loose = /\{\{|\}\}/.exec(text.replace(gap, ''));
  return [...new Set([...unknown, ...(loose ? [loose[0]] : [])])];
}

/** A text with its gaps filled. What a fact says is never read as a gap itself. */
export function filled(text: string, facts: ThanksFacts): string {
  return text
    .replace(gap, (_, name: string) => facts[name as ThanksGap] ?? '')
    .replace(/[^\S\n]{2,}/g, ' ')
    .trim();
}

/** Paragraphs of a template, filled; one of which nothing is left is left out. */
export function filledParagraphs(body: string, facts: ThanksFacts): string[] {
  return body
    .split(/\n[^\S\n]*\n/)
    .map((paragraph) => filled(paragraph, facts))
    .filter((paragraph) => paragraph !== '');
}
