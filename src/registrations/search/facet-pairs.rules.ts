/**
 * With what each kind of facet is paired in the index, as `search_facets` of the database marks it: states and categories
 * with all of these, nationalities and languages with those and among each other, the others with states and categories.
 */
const ranks: Readonly<Record<string, 1 | 2 | 3>> = {
  state: 1,
  category: 1,
  nationality: 2,
  locale: 2,
  answer: 3,
  delegation: 3,
  organisation: 3,
  part: 3,
};

/** More keys than these are slower to go through than both groups alone. */
const mostPairs = 30;

/** A group of facets of which one must be there, with the group that it is looked up together with. */
export type Pair = readonly [some: readonly string[], others?: readonly string[]];

/**
 * Puts groups of facets together in pairs that the index knows, so that each group is in one at least; what finds no
 * partner stands alone. A state or a category takes one of those first that nothing else would take.
 */
export function pairsOf(groups: readonly (readonly string[])[]): Pair[] {
  const rank = (group: readonly string[]): number => ranks[group[0]?.split(':', 1)[0] ?? ''] ?? 0;
  const fits = (one: readonly string[], other: readonly string[]): boolean => {
    const [low, high] = [rank(one), rank(other)].sort((a, b) => a - b);
    return (low === 1 || (low === 2 && high === 2)) && one.length * other.length <= mostPairs;
  };
  const pairs: Pair[] = [];
  const paired = new Set<readonly string[]>();
  // Those that fit with the fewest kinds choose first; whoever is free goes before whoever is taken already.
  for (const group of groups.toSorted((a, b) => rank(b) - rank(a))) {
    if (paired.has(group)) continue;
    const partners = groups.filter((other) => other !== group && fits(group, other));
    const partner = partners.find((other) => !paired.has(other)) ?? partners[0];
    pairs.push(partner === undefined ? [group] : [group, partner]);
    paired.add(group);
    if (partner !== undefined) paired.add(partner);
  }
  return pairs;
}
