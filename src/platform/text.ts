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
