import { baseLanguage } from '../../platform/text';
import { memberParts } from '../delegation.input';
import { nameIn } from '../precedence/precedence.rules';

/** What somebody is called in documents of one language, as far as it was said. */
export interface TextsInLanguage {
  readonly name?: string;
  readonly formOfAddress?: string;
  readonly post?: string;
  readonly organisation?: string;
}

/** Somebody in a list. Nothing else is known there of anybody: no address, no birth date. */
export interface Participant {
  readonly registrationId: string;
  /** Part in the delegation; null for those who belong to none. */
  readonly part: string | null;
  /** Place among those of the same part, from 1; null behind those who have one. */
  readonly seniority: number | null;
  /** The name in the order that the person uses, in Latin script, and that in the person's own script. */
  readonly name: string;
  readonly nativeName: string | null;
  readonly formOfAddress: string | null;
  readonly post: string | null;
  readonly organisation: string | null;
  /** Language in which the person speaks of themselves. */
  readonly locale: string;
  readonly texts: Readonly<Record<string, TextsInLanguage>>;
}

/** A delegation with its names as they were. */
export interface ListedDelegation {
  readonly delegationId: string;
  /** Whether it is that of a state, and not of somebody in it. */
  readonly isState: boolean;
  readonly country: string | null;
  readonly name: string;
  readonly nameLanguage: string;
  readonly names: Readonly<Record<string, string>>;
  readonly shortName: string | null;
  readonly shortNames: Readonly<Record<string, string>>;
  readonly members: readonly Participant[];
}

export interface ListedCategory {
  readonly categoryId: string;
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly participants: readonly Participant[];
}

/** The event as documents name it. */
export interface EventOfDocument {
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly startDate: string;
  readonly endDate: string;
  readonly city: string;
  readonly country: string;
  readonly timeZone: string;
}

export interface Order {
  /** Ids of the delegations, the first one first. */
  readonly delegationIds: readonly string[];
  /** Number of the frozen order; null when it was not frozen. */
  readonly freeze: number | null;
}

/** Who takes part, by delegation and then by category, with the order of the delegations in each language. */
export interface ParticipantList {
  readonly delegations: readonly ListedDelegation[];
  readonly orders: Readonly<Record<string, Order>>;
  readonly categories: readonly ListedCategory[];
}

export interface ListContent {
  readonly kind: 'list';
  readonly event: EventOfDocument;
  readonly list: ParticipantList;
}

export interface CorrigendumContent {
  readonly kind: 'corrigendum';
  readonly event: EventOfDocument;
  /** The list as it was issued and amended until then, and as it is with this corrigendum. */
  readonly before: ParticipantList;
  readonly list: ParticipantList;
  /** Number of the list. */
  readonly amends: number;
  /** The list, or what amended it last: what this one is counted from. */
  readonly basedOn: string;
}

/** Table signs and flags say less of the delegations, and nothing of their members. */
export interface DelegationsContent {
  readonly kind: 'delegations';
  readonly event: EventOfDocument;
  readonly languages: readonly string[];
  readonly list: Pick<ParticipantList, 'delegations' | 'orders'>;
}

export interface LetterContent {
  readonly kind: 'letter';
  readonly event: EventOfDocument;
  readonly person: {
    readonly givenName: string;
    readonly familyName: string;
    readonly nationality: string | null;
    /** In letters that support a visa only. */
    readonly birthDate: string | null;
  } & Participant;
  readonly delegation: Omit<ListedDelegation, 'members'> | null;
  readonly category: { readonly title: string; readonly titles: Readonly<Record<string, string>> };
  readonly issuer: string | null;
  readonly issuers: Readonly<Record<string, string>>;
  readonly signatory: string | null;
  readonly signatories: Readonly<Record<string, string>>;
  readonly signatoryPost: string | null;
  readonly signatoryPosts: Readonly<Record<string, string>>;
  readonly addressee: string | null;
  /** Where and with what it can be verified. */
  readonly verification: { readonly url: string; readonly code: string };
}

export type Content = ListContent | CorrigendumContent | DelegationsContent | LetterContent;

/** A text as a document prints it: `pending` when it is not in the language of the document. */
export interface PrintedText {
  readonly text: string;
  readonly pending: boolean;
}

const scriptOf = (language: string): string => {
  const { script = 'Latn' } = new Intl.Locale(language).maximize();
  return ['Hans', 'Hant'].includes(script)
    ? 'Hani'
    : script === 'Jpan' || script === 'Kore'
      ? 'Hani'
      : script;
};

const known = new Map<string, RegExp>();

/** Whether a letter of the script stands in a text. */
function hasLetterOf(script: string, text: string): boolean {
  let pattern = known.get(script);
  if (!pattern) {
    pattern = new RegExp(`\\p{Script=${script}}`, 'u');
    known.set(script, pattern);
  }
  return pattern.test(text);
}

const foreignToLatin = /(?!\p{Script=Latin})\p{L}/u;

/**
 * Whether a text is written as the language is: with letters of its script, for a language in Latin letters with no
 * others. A text without letters is written in every language.
 */
export function isWrittenIn(language: string, text: string): boolean {
  if (!/\p{L}/u.test(text)) return true;
  const script = scriptOf(language);
  return script === 'Latn' ? !foreignToLatin.test(text) : hasLetterOf(script, text);
}

function said(
  texts: Participant['texts'],
  language: string,
  what: keyof TextsInLanguage,
): string | undefined {
  return texts[language]?.[what] ?? texts[baseLanguage(language)]?.[what];
}

/** A text that somebody gave of themselves counts as translated where its script, and its language if that is known, fit. */
function own(text: string, locale: string, language: string): PrintedText {
  const sameScript = scriptOf(locale) === scriptOf(language);
  const fits =
    isWrittenIn(language, text) && (!sameScript || baseLanguage(locale) === baseLanguage(language));
  return { text, pending: !fits };
}

/** The name in the language of a document, and the one beside it in another script. */
export function nameOf(
  { name, nativeName, texts }: Pick<Participant, 'name' | 'nativeName' | 'texts'>,
  language: string,
): PrintedText & { readonly beside: string | null } {
  const given = said(texts, language, 'name');
  const found = given ?? [nativeName, name].find((one) => one !== null && isWrittenIn(language, one));
  const text = found ?? name;
  const beside = text === nativeName ? name : nativeName;
  return { text, pending: found === undefined, beside: beside === text ? null : beside };
}

type Address = Readonly<Record<'ru' | 'zh', string>>;

/** Forms of address that every language has; others are translated by hand. */
const addresses: Readonly<Record<string, Address>> = {
  mr: { ru: 'г-н', zh: '先生' },
  mrs: { ru: 'г-жа', zh: '女士' },
  ms: { ru: 'г-жа', zh: '女士' },
  miss: { ru: 'г-жа', zh: '女士' },
  dr: { ru: 'д-р', zh: '博士' },
  prof: { ru: 'проф.', zh: '教授' },
  professor: { ru: 'проф.', zh: '教授' },
  'h.e': { ru: 'Е. П.', zh: '阁下' },
};

/** The form of address in a language; Chinese ones stand behind the name. */
export function addressOf(
  { formOfAddress, texts, locale }: Pick<Participant, 'formOfAddress' | 'texts' | 'locale'>,
  language: string,
): PrintedText | undefined {
  const given = said(texts, language, 'formOfAddress');
  if (given !== undefined) return { text: given, pending: false };
  if (formOfAddress === null) return undefined;
  const base = baseLanguage(language);
  if (base === 'ru' || base === 'zh') {
    const words = formOfAddress.split(/\s+/).map((word) => addresses[word.toLowerCase().replace(/\.$/, '')]);
    if (words.every((word) => word !== undefined)) {
      const translated = words.map((word) => word[base]);
      // 阁下 (Excellency) comes last.
      if (base === 'zh') return { text: translated.toReversed().join(''), pending: false };
      const text = translated.join(' ');
      return { text: text.slice(0, 1).toLocaleUpperCase('ru') + text.slice(1), pending: false };
    }
  }
  return own(formOfAddress, locale, language);
}

/** A line of a list in one language. */
export interface Line {
  readonly registrationId: string;
  readonly part: string | null;
  readonly formOfAddress: string;
  readonly name: string;
  readonly beside: string | null;
  readonly post: string;
  readonly organisation: string;
  /** What has no text in this language. */
  readonly pending: readonly ('name' | 'formOfAddress' | 'post' | 'organisation')[];
}

/** How somebody stands in a list. The organisation is left out where the heading has said it. */
export function lineOf(participant: Participant, language: string, heading?: ListedDelegation): Line {
  const { registrationId, part, post, organisation, locale, texts } = participant;
  const name = nameOf(participant, language);
  const address = addressOf(participant, language);
  const printed = (what: 'post' | 'organisation', text: string | null): PrintedText | undefined => {
    const given = said(texts, language, what);
    if (given !== undefined) return { text: given, pending: false };
    return text === null ? undefined : own(text, locale, language);
  };
  const posts = printed('post', post);
  const organisations = printed(
    'organisation',
    heading === undefined ? organisation : elsewhere(participant),
  );
  const all = { name, formOfAddress: address, post: posts, organisation: organisations } as const;
  return {
    registrationId,
    part,
    formOfAddress: address?.text ?? '',
    name: name.text,
    beside: name.beside,
    post: posts?.text ?? '',
    organisation: organisations?.text ?? '',
    pending: (Object.keys(all) as (keyof typeof all)[]).filter((what) => all[what]?.pending === true),
  };
}

/**
 * The organisation of a member that is another than the delegation: it was said for some language on purpose. That of the
 * registration is the delegation itself, by whatever name it had then.
 */
function elsewhere({ texts }: Participant): string | null {
  const language = Object.keys(texts)
    .sort()
    .find((one) => texts[one]!.organisation !== undefined);
  return language === undefined ? null : texts[language]!.organisation!;
}

/** The official name of a delegation in a language. */
export function delegationName(
  { name, nameLanguage, names }: Omit<ListedDelegation, 'members'>,
  language: string,
): PrintedText {
  const found = nameIn(language, name, nameLanguage, names);
  return { text: found ?? name, pending: found === undefined };
}

/** The name for a table sign: the short one where there is one. */
export function shortDelegationName(
  delegation: Omit<ListedDelegation, 'members'>,
  language: string,
): PrintedText {
  const short = nameIn(language, delegation.shortName, delegation.nameLanguage, delegation.shortNames);
  return short === undefined ? delegationName(delegation, language) : { text: short, pending: false };
}

/** A part of a list under one heading: a delegation, or a category. */
export interface Section {
  /** Of the delegation or category. */
  readonly id: string;
  readonly isDelegation: boolean;
  readonly heading: PrintedText;
  readonly country: string | null;
  readonly lines: readonly Line[];
}

const partRank = (part: string | null): number =>
  part === null ? memberParts.length : memberParts.indexOf(part as (typeof memberParts)[number]);

/**
 * A list as it is printed in a language: delegations in their order, those with nobody in them left out; in each the
 * head first, then by part, by seniority, by name as the language sorts. Then the categories, as they come.
 */
export function sectionsOf(
  { delegations, orders, categories }: ParticipantList,
  language: string,
): Section[] {
  const collator = new Intl.Collator(language);
  const inOrder = (participants: readonly Participant[], heading?: ListedDelegation): Line[] =>
    participants
      .map((one) => ({ one, line: lineOf(one, language, heading) }))
      .toSorted(
        (a, b) =>
          partRank(a.one.part) - partRank(b.one.part) ||
          (a.one.seniority ?? Infinity) - (b.one.seniority ?? Infinity) ||
          collator.compare(a.line.name, b.line.name) ||
          (a.one.registrationId < b.one.registrationId ? -1 : 1),
      )
      .map(({ line }) => line);
  return [
    ...inOrderOf({ delegations, orders }, language)
      .filter(({ members }) => members.length > 0)
      .map((delegation) => ({
        id: delegation.delegationId,
        isDelegation: true,
        heading: delegationName(delegation, language),
        country: delegation.country,
        lines: inOrder(delegation.members, delegation),
      })),
    ...categories
      .filter(({ participants }) => participants.length > 0)
      .map(({ categoryId, title, titles, participants }) => {
        const heading = titles[language] ?? titles[baseLanguage(language)];
        return {
          id: categoryId,
          isDelegation: false,
          heading: {
            text: heading ?? title,
            pending: heading === undefined && !isWrittenIn(language, title),
          },
          country: null,
          lines: inOrder(participants),
        };
      }),
  ];
}

/** Delegations in the order of a language. */
export function inOrderOf(
  { delegations, orders }: Pick<ParticipantList, 'delegations' | 'orders'>,
  language: string,
): ListedDelegation[] {
  const place = new Map(orders[language]!.delegationIds.map((id, index) => [id, index]));
  return delegations.toSorted((a, b) => place.get(a.delegationId)! - place.get(b.delegationId)!);
}

export const lineFields = [
  'formOfAddress',
  'name',
  'beside',
  'post',
  'organisation',
  'part',
  'section',
] as const;
export type LineField = (typeof lineFields)[number];

/** What is different for one person. */
export interface ListDifference {
  readonly registrationId: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** What reads otherwise; empty for who came or went. */
  readonly fields: readonly LineField[];
  /** The line, and the heading under which it stands; null where there is none. */
  readonly before: (Line & { readonly section: string }) | null;
  readonly now: (Line & { readonly section: string }) | null;
}

export interface HeadingDifference {
  readonly id: string;
  readonly before: string;
  readonly now: string;
}

export interface ListDifferences {
  /** In the order of the list as it is now; those who are gone stand last, as they stood. */
  readonly participants: readonly ListDifference[];
  /** Delegations and categories that are named otherwise. */
  readonly headings: readonly HeadingDifference[];
}

/** How the list of a language differs from what it was. Who only stands elsewhere in the order is not among it. */
export function listDifferences(
  before: ParticipantList,
  now: ParticipantList,
  language: string,
): ListDifferences {
  const [then, today] = [sectionsOf(before, language), sectionsOf(now, language)];
  const lines = (sections: readonly Section[]): Map<string, { line: Line; section: Section }> =>
    new Map(
      sections.flatMap((section) => section.lines.map((line) => [line.registrationId, { line, section }])),
    );
  const [old, current] = [lines(then), lines(today)];
  const participants: ListDifference[] = [];
  const withSection = ({ line, section }: { line: Line; section: Section }) => ({
    ...line,
    section: section.heading.text,
  });
  for (const [registrationId, one] of current) {
    const was = old.get(registrationId);
    if (!was) {
      participants.push({ registrationId, change: 'added', fields: [], before: null, now: withSection(one) });
      continue;
    }
    const fields = lineFields.filter((field) =>
      field === 'section' ? was.section.id !== one.section.id : was.line[field] !== one.line[field],
    );
    if (fields.length > 0)
      participants.push({
        registrationId,
        change: 'changed',
        fields,
        before: withSection(was),
        now: withSection(one),
      });
  }
  for (const [registrationId, was] of old)
    if (!current.has(registrationId))
      participants.push({
        registrationId,
        change: 'removed',
        fields: [],
        before: withSection(was),
        now: null,
      });
  const names = new Map(then.map(({ id, heading }) => [id, heading.text]));
  const headings = today.flatMap(({ id, heading }) => {
    const was = names.get(id);
    return was === undefined || was === heading.text ? [] : [{ id, before: was, now: heading.text }];
  });
  return { participants, headings };
}

/** Whether nothing was changed, as far as the language says it. */
export function isEmpty({ participants, headings }: ListDifferences): boolean {
  return participants.length === 0 && headings.length === 0;
}

/** An addendum only adds; what corrects anything is a corrigendum. Said of all languages together. */
export function isAddendum({ before, list }: CorrigendumContent, languages: readonly string[]): boolean {
  return languages.every((language) => {
    const { participants, headings } = listDifferences(before, list, language);
    return headings.length === 0 && participants.every(({ change }) => change === 'added');
  });
}

/** The language that stands second on a table sign: of another script, English before all others. */
export function secondLanguage(language: string, languages: readonly string[]): string | undefined {
  const others = languages.filter((one) => scriptOf(one) !== scriptOf(language));
  if (baseLanguage(language) !== 'en' && scriptOf(language) !== 'Latn')
    return others.find((one) => baseLanguage(one) === 'en') ?? others[0];
  return others[0];
}

/** A flag that is hoisted once, with the delegations for which it is. */
export interface Flag {
  readonly position: number;
  /** ISO 3166-1 alpha-2; null for an organisation of no country, which has its own flag. */
  readonly country: string | null;
  /** What the state calls itself, where it has sent a delegation and has a name in the language. */
  readonly state: string | null;
  readonly delegations: readonly PrintedText[];
}

/** Flags in the order of the delegations; a country stands where its first delegation does. */
export function flagsOf(list: DelegationsContent['list'], language: string): Flag[] {
  const flags = new Map<
    string,
    Omit<Flag, 'position'> & { state: string | null; delegations: PrintedText[] }
  >();
  for (const delegation of inOrderOf(list, language)) {
    const key = delegation.country ?? delegation.delegationId;
    const flag = flags.get(key) ?? { country: delegation.country, state: null, delegations: [] };
    const short = shortDelegationName(delegation, language);
    if (delegation.isState && !short.pending) flag.state = short.text;
    flag.delegations.push(delegationName(delegation, language));
    flags.set(key, flag);
  }
  return [...flags.values()].map((flag, index) => ({ position: index + 1, ...flag }));
}
