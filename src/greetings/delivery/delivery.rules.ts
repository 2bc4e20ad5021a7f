/** What is on record of a delivery, apart from who put it there. */
export interface DeliveryFacts {
  readonly mode: string;
  readonly sessionId: string | null;
  readonly personId: string | null;
  readonly deliveredBy: string | null;
  readonly deliveredByNames: Readonly<Record<string, string>>;
  readonly deliveredByPost: string | null;
  readonly deliveredByPosts: Readonly<Record<string, string>>;
  readonly deliveredAt: Date;
  readonly deliveredWhere: string | null;
  readonly deliveredWhereIn: Readonly<Record<string, string>>;
  readonly extent: string;
  readonly languages: readonly string[];
  readonly remark: string | null;
}

/**
 * A name in a person's own script, by the language of press lines that is written in it. Kanji and Cyrillic of other
 * languages are read all the same.
 */
export function namesOfScript(nativeName: string | null): Record<string, string> {
  if (nativeName === null) return {};
  if (/\p{Script=Cyrillic}/u.test(nativeName)) return { ru: nativeName };
  if (/\p{Script=Han}/u.test(nativeName)) return { zh: nativeName };
  return {};
}

/** Whether two records say the same; texts by language in any order. */
export function sameDelivery(one: DeliveryFacts, other: DeliveryFacts): boolean {
  return canonical(one) === canonical(other);
}

function canonical({ deliveredAt, languages, ...facts }: DeliveryFacts): string {
  const sorted = Object.fromEntries(
    Object.entries(facts)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [
        name,
        typeof value === 'object' && value !== null
          ? Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
          : value,
      ]),
  );
  return JSON.stringify([sorted, deliveredAt.toISOString(), [...languages].toSorted()]);
}
