import { baseLanguage, inLanguage } from '../../platform/text';
import type { ReleaseItem, ReleasedPart } from '../releases/release.rules';
import { sessionRoles } from '../programme.rules';
import { languageCodes, type ProgrammeWords } from './programme-files.words';

/** People of one role, under the names that they had. */
export interface RoleGroup {
  readonly role: string;
  /** The role in words, in the plural if there are several. */
  readonly label: string;
  readonly names: readonly string[];
}

/** A part of a session with a title and speakers of its own. */
export interface ItemTexts {
  readonly id: string;
  readonly title: string;
  readonly abstract: string | null;
  /** When it begins, as long as that of each part before it says how long it lasts. */
  readonly startsAt: Date | null;
  readonly durationMinutes: number | null;
  readonly people: readonly RoleGroup[];
}

/** What documents say of a session, in one language. */
export interface SessionTexts {
  readonly id: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** "09:00–10:30"; with the day on which it ends if that is another. */
  readonly time: string;
  readonly title: string;
  /** What kind of session it is, unless the title says so. */
  readonly kind: string | null;
  readonly room: string | null;
  readonly abstract: string | null;
  readonly topics: readonly string[];
  /** "English (interpretation: Russian, Chinese)" */
  readonly languages: string | null;
  /** "EN → RU ZH": spoken in English, interpreted into Russian and Chinese; "EN ↔ RU ↔ ZH" when any may be spoken. */
  readonly codes: string | null;
  /** Those with a role in the session as a whole. */
  readonly people: readonly RoleGroup[];
  /** These and those of its parts, each named once in a role. */
  readonly everybody: readonly RoleGroup[];
  readonly items: readonly ItemTexts[];
  readonly documents: readonly string[];
  /** What one should know besides: places to be booked, who may attend, which language is authentic. */
  readonly remarks: readonly string[];
}

/** What documents say of a session in `language`, with the words of `words`. */
export function sessionTexts(item: ReleaseItem, language: string, words: ProgrammeWords): SessionTexts {
  const title = inLanguage(item.title, item.titles, language);
  const kind = words.kind(item.kind);
  const { authenticLanguage: authentic, capacity } = item;
  return {
    id: item.id,
    startsAt: item.startsAt,
    endsAt: item.endsAt,
    time: period(item.startsAt, item.endsAt, words),
    title,
    kind: title.toLowerCase().includes(kind.toLowerCase()) ? null : kind,
    room: item.room,
    abstract: textIn(item.abstract, item.abstracts, language),
    topics: item.topics.map((topic) => inLanguage(topic.title, topic.titles, language)),
    ...languagesOf(item, words),
    people: groups(
      item.people.filter(({ itemId }) => itemId === null),
      words,
    ),
    everybody: groups(item.people, words),
    items: itemsOf(item, language, words),
    documents: item.documents
      .filter(({ audience }) => audience === 'public')
      .map((one) => inLanguage(one.title, one.titles, language)),
    remarks: [
      capacity === null ? null : words.labelled(words.places, String(capacity)),
      item.categoryIds.length > 0 ? words.restricted : null,
      authentic !== null && baseLanguage(authentic) !== baseLanguage(language)
        ? words.authentic(words.languageName(authentic))
        : null,
    ].filter((remark) => remark !== null),
  };
}

/** "09:00–10:30", or "22:00–00:30 (Tue 22 Oct)". */
function period(startsAt: Date, endsAt: Date, words: ProgrammeWords): string {
  const span = `${words.time(startsAt)}–${words.time(endsAt)}`;
  // What ends at midnight ends on its day.
  const last = new Date(endsAt.getTime() - 1);
  return words.day(startsAt) === words.day(last) ? span : `${span} (${words.shortDay(endsAt)})`;
}

function textIn(
  text: string | null,
  texts: Readonly<Record<string, string>>,
  language: string,
): string | null {
  const found = inLanguage(text ?? '', texts, language);
  return found === '' ? null : found;
}

function languagesOf(
  { languages, floorLanguages }: ReleaseItem,
  words: ProgrammeWords,
): Pick<SessionTexts, 'languages' | 'codes'> {
  if (languages.length === 0) return { languages: null, codes: null };
  const names = (tags: readonly string[]): string =>
    tags.map((tag) => words.languageName(tag)).join(words.and);
  const interpreted = languages.filter((tag) => !floorLanguages.includes(tag));
  if (languages.length === 1 || interpreted.length === 0)
    return { languages: names(languages), codes: languageCodes(languages) };
  if (interpreted.length === languages.length)
    return {
      languages: words.withInterpretation(names(languages)),
      codes: languageCodes(languages, nonBreaking(' ↔ ')),
    };
  return {
    languages: words.interpretedInto(names(floorLanguages), names(interpreted)),
    codes: nonBreaking(`${languageCodes(floorLanguages)} → ${languageCodes(interpreted)}`),
  };
}

function nonBreaking(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}

/** People by role, the chair first; within a role in their order. */
function groups(people: readonly ReleasedPart[], words: ProgrammeWords): RoleGroup[] {
  return sessionRoles
    .map((role) => ({
      role,
      names: [...new Set(people.filter((part) => part.role === role).map(({ displayName }) => displayName))],
    }))
    .filter(({ names }) => names.length > 0)
    .map(({ role, names }) => ({ role, names, label: words.role(role, names.length) }));
}

function itemsOf(item: ReleaseItem, language: string, words: ProgrammeWords): ItemTexts[] {
  let at: number | null = item.startsAt.getTime();
  return item.items.map((one) => {
    const startsAt = at === null || at >= item.endsAt.getTime() ? null : new Date(at);
    at = at === null || one.durationMinutes === null ? null : at + one.durationMinutes * 60_000;
    return {
      id: one.id,
      title: inLanguage(one.title, one.titles, language),
      abstract: textIn(one.abstract, one.abstracts, language),
      startsAt,
      durationMinutes: one.durationMinutes,
      people: groups(
        item.people.filter(({ itemId }) => itemId === one.id),
        words,
      ),
    };
  });
}
