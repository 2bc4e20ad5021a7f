/**
 * A text in the language of `locale` (BCP 47): by the exact tag, then by its base language (`zh` for `zh-Hant`), then
 * `title`, which is in the first language of whatever it belongs to.
 */
export function inLanguage(
  title: string,
  titles: Readonly<Record<string, string>> | null | undefined,
  locale: string,
): string {
  return titles?.[locale] ?? titles?.[baseLanguage(locale)] ?? title;
}

/** The language of a tag without script and region: `zh` for `zh-Hans-CN`. */
export function baseLanguage(tag: string): string {
  return tag.split('-')[0]!;
}

/** Quotation marks by language: outer ones and, within these, inner ones. */
const marks: Readonly<Record<string, readonly [string, string, string, string]>> = {
  ru: ['«', '»', '„', '“'],
  en: ['“', '”', '‘', '’'],
  zh: ['“', '”', '‘', '’'],
};

/**
 * A text in which quotations within quotations have the marks that are proper to them: «…„…“…» in Russian, “…‘…’…” in
 * English and Chinese. A text whose marks do not match stays as it is.
 */
export function withNestedQuotes(text: string, locale: string): string {
  const own = marks[baseLanguage(locale)];
  if (!own) return text;
  const [open, close, innerOpen, innerClose] = own;
  let depth = 0;
  let result = '';
  for (const character of text) {
    if (character === open) depth += 1;
    result +=
      depth > 1 && character === open ? innerOpen : depth > 1 && character === close ? innerClose : character;
    if (character === close) depth -= 1;
    if (depth < 0) return text;
  }
  return depth === 0 ? result : text;
}
