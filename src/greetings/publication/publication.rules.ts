import { baseLanguage } from '../../platform/text';
import { pressLanguages, type PressLanguage } from '../greeting.rules';

/** The language of the program's own words beside a text: that of the text where the program knows it, else English. */
export function wordsLanguage(language: string): PressLanguage {
  return pressLanguages.find((known) => known === baseLanguage(language)) ?? 'en';
}

/** Scripts that are written from right to left. */
const rightToLeft = new Set(['Arab', 'Hebr', 'Syrc', 'Thaa', 'Nkoo', 'Adlm']);

/** In which direction a language is written, by the script that it has or usually has. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  const { script } = new Intl.Locale(language).maximize();
  return script !== undefined && rightToLeft.has(script) ? 'rtl' : 'ltr';
}

/** Paragraphs of a text, each with its lines. */
export function linesOf(body: string): string[][] {
  return body
    .split(/\r?\n[^\S\n]*\r?\n/)
    .map((paragraph) =>
      paragraph
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    )
    .filter((lines) => lines.length > 0);
}

/** Languages in the order in which they are shown: the authentic one, those of the event, the others by name. */
export function inOrder<T extends { readonly language: string }>(
  texts: readonly T[],
  authentic: string,
  locales: readonly string[],
): T[] {
  const place = (language: string): number => {
    if (language === authentic) return -1;
    const index = locales.indexOf(language);
    return index === -1 ? locales.length : index;
  };
  return texts.toSorted(
    (one, other) =>
      place(one.language) - place(other.language) ||
      (one.language < other.language ? -1 : one.language > other.language ? 1 : 0),
  );
}
