import { baseLanguage } from '../../platform/text';

/** How equals in rank are put in order where a language knows several ways; `standard` is the language's own. */
export const collations = ['standard', 'pinyin', 'stroke'] as const;
export type Collation = (typeof collations)[number];

export const nameForms = ['official', 'short'] as const;
export type NameForm = (typeof nameForms)[number];

/** Where the host stands: of all, of its rank class, or where the alphabet puts it. */
export const hostPlaces = ['in_place', 'first', 'last', 'first_of_class', 'last_of_class'] as const;
export type HostPlace = (typeof hostPlaces)[number];

export const exceptionRules = ['before', 'after', 'at'] as const;
export type ExceptionRule = (typeof exceptionRules)[number];

/** A place that was fixed by hand: directly before or after another delegation, or at a position. */
export interface PrecedenceException {
  readonly delegationId: string;
  readonly rule: ExceptionRule;
  /** The other delegation, for `before` and `after`. */
  readonly otherId: string | null;
  /** From 1, for `at`. */
  readonly position: number | null;
  readonly reason: string;
}

export interface RankClass {
  readonly class: number;
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
}

/** The rules of an order of precedence, as data. */
export interface PrecedenceRules {
  readonly rankClasses: readonly RankClass[];
  /** Language in whose alphabet equals in rank stand (BCP 47). */
  readonly language: string;
  readonly collation: Collation;
  readonly nameForm: NameForm;
  /**
   * Where the alphabet begins, drawn by lot: a letter; for Chinese by pinyin an initial from A to Z or a character, by
   * stroke a number of strokes or a character. Null when it begins at its beginning.
   */
  readonly startLetter: string | null;
  /** Who drew the lot, and when. */
  readonly lot: string | null;
  readonly hostPlace: HostPlace;
  /** The host; when null, the state of the country in which the event takes place. */
  readonly hostOrganisationId: string | null;
  readonly exceptions: readonly PrecedenceException[];
}

/** Alphabets for which one can ask without changing the rules. */
export const precedenceOrders = ['en', 'ru', 'zh', 'zh-stroke', 'fr'] as const;

export type PrecedenceOrder = (typeof precedenceOrders)[number];

/** A delegation, as far as its place depends on it. */
export interface PrecedenceEntry {
  readonly delegationId: string;
  readonly organisationId: string;
  /** Lower classes stand first: for example heads of state 1, ministers 2, others 3. */
  readonly rankClass: number;
  /** Authentic official name, its language, and official names in further languages. */
  readonly name: string;
  readonly nameLanguage: string;
  readonly names: Readonly<Record<string, string>>;
  readonly shortName: string | null;
  readonly shortNames: Readonly<Record<string, string>>;
  readonly host: boolean;
}

export interface PrecedenceLine extends PrecedenceEntry {
  /** Place, from 1. */
  readonly position: number;
  /** The name by which it was put in order. */
  readonly nameInOrder: string;
  /** Whether it has no name in the language of the order, so that its authentic one was used. */
  readonly translationMissing: boolean;
  /** Whether its name stands before the letter that was drawn by lot, and so comes round at the end of its class. */
  readonly wrapped: boolean;
  /** The place that was fixed for it by hand. */
  readonly exception: PrecedenceException | undefined;
  /** Name of the delegation beside which it was put by hand. */
  readonly besideName: string | undefined;
  /** Why that place is not kept. */
  readonly unmet: Unmet | undefined;
}

/** A place fixed by hand that cannot be kept as things are. */
export interface UnmetException {
  readonly delegationId: string;
  readonly why: Unmet;
}

/** Why a place that was fixed by hand is not kept. */
export type Unmet = 'absent' | 'other_absent' | 'no_such_position' | 'no_room';

export interface Precedence {
  readonly lines: PrecedenceLine[];
  readonly unmet: UnmetException[];
}

/** What applies where an event has no rules of its own: the alphabet of a language, and nothing else. */
export function plainRules(language: string): PrecedenceRules {
  return {
    rankClasses: [],
    language,
    collation: baseLanguage(language) === 'zh' ? 'pinyin' : 'standard',
    nameForm: 'official',
    startLetter: null,
    lot: null,
    hostPlace: 'in_place',
    hostOrganisationId: null,
    exceptions: [],
  };
}

/** The same rules in another alphabet; a letter drawn from one alphabet says nothing in another. */
export function inOrder(rules: PrecedenceRules, order: PrecedenceOrder): PrecedenceRules {
  const [language, stroke] = order.split('-') as [string, string | undefined];
  const collation = language !== 'zh' ? 'standard' : stroke === undefined ? 'pinyin' : 'stroke';
  if (baseLanguage(rules.language) === language && rules.collation === collation) return rules;
  return { ...rules, language, collation, startLetter: null, lot: null };
}

/** Whether this installation knows how to put names of a language in order. */
export function isSortable(language: string): boolean {
  return Intl.Collator.supportedLocalesOf([language]).length > 0;
}

function collatorOf(
  { language, collation }: PrecedenceRules,
  sensitivity: 'base' | 'variant',
): Intl.Collator {
  const locale = new Intl.Locale(language, collation === 'standard' ? {} : { collation });
  return new Intl.Collator(locale.toString(), { sensitivity });
}

/**
 * Mark before which everything of an earlier initial or fewer strokes sorts: Unicode CLDR has such marks in its Chinese
 * orders for the headings of indexes.
 */
const indexMark = '\uFDD0';
const pinyinInitials = /^[ABCDEFGHJKLMNOPQRSTWXYZ]$/;
const mostStrokes = 30;

/** Where the alphabet begins, as a text to compare with; undefined for what cannot be a lot in this alphabet. */
function boundary({ language, collation, startLetter }: PrecedenceRules): string | undefined {
  if (startLetter === null) return undefined;
  const letter = startLetter.toLocaleUpperCase(language);
  if (collation === 'pinyin' && pinyinInitials.test(letter)) return indexMark + letter;
  if (collation === 'stroke' && /^[1-9]\d?$/.test(letter) && Number(letter) <= mostStrokes)
    return indexMark + String.fromCharCode(0x2800 + Number(letter));
  return [...letter].length === 1 && scriptOf(language).test(letter) ? letter : undefined;
}

function scriptOf(language: string): RegExp {
  const script = new Intl.Locale(language).maximize().script ?? 'Latn';
  const scripts: Readonly<Record<string, string>> = {
    Hans: '\\p{sc=Hani}',
    Hant: '\\p{sc=Hani}',
    Jpan: '\\p{sc=Hani}\\p{sc=Hira}\\p{sc=Kana}',
    Kore: '\\p{sc=Hang}\\p{sc=Hani}',
  };
  return new RegExp(`^[${scripts[script] ?? `\\p{sc=${script}}`}]$`, 'u');
}

/** A name in a language: in that very tag, as the authentic one, or in another tag of the same language. */
export function nameIn(
  language: string,
  authentic: string | null,
  authenticLanguage: string,
  names: Readonly<Record<string, string>>,
): string | undefined {
  const base = baseLanguage(language);
  if (names[language] !== undefined) return names[language];
  if (authentic !== null && baseLanguage(authenticLanguage) === base) return authentic;
  const tag = Object.keys(names)
    .sort()
    .find((one) => baseLanguage(one) === base);
  return tag === undefined ? undefined : names[tag];
}

interface Named {
  readonly entry: PrecedenceEntry;
  readonly name: string;
  readonly missing: boolean;
  /** Whether it stands before the letter that was drawn, and so after all others of its class. */
  readonly wrapped: boolean;
}

function named(entry: PrecedenceEntry, rules: PrecedenceRules): Omit<Named, 'wrapped'> {
  const { name, nameLanguage, names, shortName, shortNames } = entry;
  const official = nameIn(rules.language, name, nameLanguage, names);
  const short =
    rules.nameForm === 'short' ? nameIn(rules.language, shortName, nameLanguage, shortNames) : undefined;
  const found = short ?? official;
  const own = rules.nameForm === 'short' ? (shortName ?? name) : name;
  return { entry, name: found ?? own, missing: found === undefined };
}

/**
 * The order of precedence: by rank class; the host where the rules put it; by the name in the chosen language with that
 * language's collation (Unicode CLDR), from the letter drawn by lot on and around; then the places fixed by hand. The
 * same delegations give the same order however they come in: equal names are told apart by the id of the delegation.
 */
export function orderOfPrecedence(entries: readonly PrecedenceEntry[], rules: PrecedenceRules): Precedence {
  const collator = collatorOf(rules, 'variant');
  const letters = collatorOf(rules, 'base');
  const from = boundary(rules);
  const all: Named[] = entries.map((entry) => {
    const one = named(entry, rules);
    return { ...one, wrapped: from !== undefined && letters.compare(one.name, from) < 0 };
  });
  const host = hostRank(rules.hostPlace);
  all.sort(
    (a, b) =>
      host.ofAll(a.entry) - host.ofAll(b.entry) ||
      a.entry.rankClass - b.entry.rankClass ||
      host.ofClass(a.entry) - host.ofClass(b.entry) ||
      Number(a.wrapped) - Number(b.wrapped) ||
      collator.compare(a.name, b.name) ||
      (a.entry.delegationId < b.entry.delegationId ? -1 : 1),
  );
  const { order, unmet } = withExceptions(
    all.map(({ entry }) => entry.delegationId),
    rules.exceptions,
  );
  const byId = new Map(all.map((one) => [one.entry.delegationId, one]));
  const exceptionOf = new Map(rules.exceptions.map((exception) => [exception.delegationId, exception]));
  const lines = order.map((id, index): PrecedenceLine => {
    const { entry, name, missing, wrapped } = byId.get(id)!;
    const exception = exceptionOf.get(id);
    return {
      ...entry,
      position: index + 1,
      nameInOrder: name,
      translationMissing: missing,
      wrapped,
      exception,
      besideName: exception?.otherId == null ? undefined : byId.get(exception.otherId)?.name,
      unmet: unmet.get(id),
    };
  });
  return { lines, unmet: [...unmet].map(([delegationId, why]) => ({ delegationId, why })) };
}

/** Where a host stands before its rank class is looked at, and within it. */
function hostRank(place: HostPlace): Record<'ofAll' | 'ofClass', (entry: PrecedenceEntry) => number> {
  const rank =
    (first: HostPlace, last: HostPlace) =>
    ({ host }: PrecedenceEntry): number =>
      !host ? 0 : place === first ? -1 : place === last ? 1 : 0;
  return { ofAll: rank('first', 'last'), ofClass: rank('first_of_class', 'last_of_class') };
}

interface Chain {
  /** Delegations that stand directly one after the other. */
  readonly ids: readonly string[];
  /** Place of the one around which the others stand, in the order without exceptions. */
  readonly index: number;
  /** The one around which the others stand. */
  readonly root: string;
  /** First position, when it is fixed. */
  start: number | undefined;
}

/**
 * Puts the places that were fixed by hand into an order. Delegations that stand directly before or after others form
 * chains, which move as a whole; chains with a position take it, and the others fill what is left in their order.
 */
function withExceptions(
  ids: readonly string[],
  exceptions: readonly PrecedenceException[],
): { order: string[]; unmet: Map<string, Unmet> } {
  const unmet = new Map<string, Unmet>();
  const present = new Set(ids);
  const next = new Map<string, string>();
  const before = new Map<string, string>();
  const positions = new Map<string, number>();
  const attached = new Set<string>();
  for (const { delegationId, rule, otherId, position } of exceptions) {
    if (!present.has(delegationId)) unmet.set(delegationId, 'absent');
    else if (rule === 'at') positions.set(delegationId, position!);
    else if (!present.has(otherId!)) unmet.set(delegationId, 'other_absent');
    else {
      const [left, right] = rule === 'before' ? [delegationId, otherId!] : [otherId!, delegationId];
      next.set(left, right);
      before.set(right, left);
      attached.add(delegationId);
    }
  }
  const places = new Map(ids.map((id, index) => [id, index]));
  const chains: Chain[] = [];
  for (const id of ids) {
    if (before.has(id)) continue;
    const chain = [id];
    for (let right = next.get(id); right !== undefined; right = next.get(right)) chain.push(right);
    const root = chain.find((one) => !attached.has(one))!;
    const position = positions.get(root);
    const start = position === undefined ? undefined : position - chain.indexOf(root);
    chains.push({ ids: chain, index: places.get(root)!, root, start });
  }
  chains.sort((a, b) => a.index - b.index);
  const giveUp = (chain: Chain, why: Unmet): void => {
    unmet.set(chain.root, why);
    chain.start = undefined;
  };
  for (const chain of chains)
    if (chain.start !== undefined && (chain.start < 1 || chain.start + chain.ids.length - 1 > ids.length))
      giveUp(chain, 'no_such_position');
  for (;;) {
    const [order, stuck] = filled(chains, ids.length);
    if (stuck === undefined) return { order, unmet };
    giveUp(stuck, 'no_room');
  }
}

/** The order with every fixed chain in its place; or the chain for which that is not possible. */
function filled(
  chains: readonly Chain[],
  length: number,
): [order: string[], stuck: undefined] | [order: string[], stuck: Chain] {
  const fixed = chains.filter(({ start }) => start !== undefined).sort((a, b) => a.start! - b.start!);
  const free = chains.filter(({ start }) => start === undefined);
  const order: string[] = [];
  while (order.length < length) {
    const upcoming = fixed[0];
    const gap = (upcoming?.start ?? length + 1) - order.length - 1;
    if (upcoming && gap <= 0) {
      if (gap < 0) return [order, upcoming];
      order.push(...fixed.shift()!.ids);
      continue;
    }
    const fitting = free.findIndex(({ ids }) => ids.length <= gap);
    if (fitting < 0) return [order, upcoming!];
    order.push(...free.splice(fitting, 1)[0]!.ids);
  }
  return [order, undefined];
}

/** A fault of rules: where it is, a word for programs and a sentence. */
export interface RuleFault {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** What is wrong with rules in themselves, whoever takes part. */
export function faultsOfRules(rules: PrecedenceRules): RuleFault[] {
  const faults: RuleFault[] = [];
  const fault = (pointer: string, code: string, message: string): void => {
    faults.push({ pointer, code, message });
  };
  const seen = new Set<number>();
  rules.rankClasses.forEach((one, index) => {
    if (seen.has(one.class)) fault(`/rankClasses/${index}/class`, 'twice', 'has a title already');
    seen.add(one.class);
  });
  const chinese = baseLanguage(rules.language) === 'zh';
  if (!isSortable(rules.language))
    fault('/language', 'unknown', 'is a language whose alphabet is not known here; choose another one');
  else if (chinese !== (rules.collation !== 'standard'))
    fault(
      '/collation',
      'language',
      chinese ? 'must be pinyin or stroke for Chinese' : 'must be standard for a language other than Chinese',
    );
  else if (rules.startLetter !== null && boundary(rules) === undefined)
    fault('/startLetter', 'letter', letterHint(rules));
  faults.push(...faultsOfExceptions(rules.exceptions));
  return faults;
}

function letterHint({ collation, language }: PrecedenceRules): string {
  if (collation === 'pinyin')
    return 'must be the initial of a Chinese syllable (A to Z, not I, U or V) or one Chinese character';
  if (collation === 'stroke')
    return `must be a number of strokes from 1 to ${mostStrokes} or one Chinese character`;
  return `must be one letter of the alphabet of “${language}”`;
}

function faultsOfExceptions(exceptions: readonly PrecedenceException[]): RuleFault[] {
  const faults: RuleFault[] = [];
  const next = new Map<string, string>();
  const before = new Map<string, string>();
  const taken = new Set<number>();
  const fixed = new Set<string>();
  exceptions.forEach(({ delegationId, rule, otherId, position }, index) => {
    const fault = (field: string, code: string, message: string): void => {
      faults.push({ pointer: `/exceptions/${index}/${field}`, code, message });
    };
    if (fixed.has(delegationId))
      return fault('delegationId', 'twice', 'has a place that is fixed by hand already');
    fixed.add(delegationId);
    if (rule === 'at') {
      if (otherId !== null) return fault('otherId', 'unwanted', 'is for before and after only');
      if (position === null) return fault('position', 'missing', 'must be given for at');
      if (taken.has(position)) return fault('position', 'taken', 'is fixed for another delegation');
      taken.add(position);
      return;
    }
    if (position !== null) return fault('position', 'unwanted', 'is for at only');
    if (otherId === null) return fault('otherId', 'missing', `must be given for ${rule}`);
    if (otherId === delegationId) return fault('otherId', 'same', 'is the delegation itself');
    const [left, right] = rule === 'before' ? [delegationId, otherId] : [otherId, delegationId];
    if (next.has(left) || before.has(right))
      return fault('otherId', 'taken', `has another one directly ${rule} it, or this one has`);
    for (let one: string | undefined = right; one !== undefined; one = next.get(one))
      if (one === left) return fault('otherId', 'circle', 'would stand before and after this one');
    next.set(left, right);
    before.set(right, left);
  });
  return faults;
}
