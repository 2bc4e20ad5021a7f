/** Languages in whose alphabet delegations can be put in order. */
export const precedenceOrders = ['en', 'ru', 'zh'] as const;

export type PrecedenceOrder = (typeof precedenceOrders)[number];

/** A delegation, as far as its place depends on it. */
export interface PrecedenceEntry {
  readonly delegationId: string;
  readonly organisationId: string;
  /** Lower classes stand first: for example heads of state 1, ministers 2, others 3. */
  readonly rankClass: number;
  /** Official name. */
  readonly name: string;
  /** Official name in further languages. */
  readonly names: Readonly<Record<string, string>>;
}

export interface PrecedenceLine extends PrecedenceEntry {
  /** Place, from 1. */
  readonly position: number;
  /** The name by which it was put in order. */
  readonly nameInOrder: string;
  /** Why it stands where it stands, as a sentence. */
  readonly explanation: string;
}

const alphabets: Readonly<
  Record<PrecedenceOrder, { collator: Intl.Collator; title: string; language: string }>
> = {
  en: { collator: new Intl.Collator('en'), title: 'in English alphabetical order', language: 'English' },
  ru: { collator: new Intl.Collator('ru'), title: 'in Russian alphabetical order', language: 'Russian' },
  zh: {
    collator: new Intl.Collator('zh-u-co-pinyin'),
    title: 'by pinyin, the Chinese alphabetical order',
    language: 'Chinese',
  },
};

/**
 * The order of precedence: by rank class, then by official name in the chosen language with that language's collation
 * (Unicode CLDR, Chinese by pinyin). The same delegations give the same order however they come in: equal names are told
 * apart by the id of the delegation.
 */
export function orderOfPrecedence(
  entries: readonly PrecedenceEntry[],
  order: PrecedenceOrder,
): PrecedenceLine[] {
  const { collator, title, language } = alphabets[order];
  const named = entries.map((entry) => ({ entry, name: entry.names[order] ?? entry.name }));
  named.sort(
    (a, b) =>
      a.entry.rankClass - b.entry.rankClass ||
      collator.compare(a.name, b.name) ||
      (a.entry.delegationId < b.entry.delegationId ? -1 : 1),
  );
  return named.map(({ entry, name }, index) => {
    const missing =
      entry.names[order] === undefined && order !== 'en'
        ? ` It has no official name in ${language}, so its own name was used.`
        : '';
    return {
      ...entry,
      position: index + 1,
      nameInOrder: name,
      explanation: `Rank class ${entry.rankClass}, and within it “${name}” ${title}.${missing}`,
    };
  });
}
