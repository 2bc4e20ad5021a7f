/** A line of an order, as far as a comparison looks at it. */
export interface ComparedLine {
  readonly delegationId: string;
  readonly position: number;
  readonly name: string;
  readonly rankClass: number;
  readonly host: boolean;
}

export interface PrecedenceDifference {
  delegationId: string;
  changes: string[];
  positionThen: number | null;
  positionNow: number | null;
  nameThen: string | null;
  nameNow: string | null;
}

/**
 * What is different between two orders: in the order of now, those that are gone last. Said to have moved are as few as
 * possible: those outside of a longest run that stands in the same order in both.
 */
export function differences(
  then: readonly ComparedLine[],
  now: readonly ComparedLine[],
): PrecedenceDifference[] {
  const before = new Map(then.map((line) => [line.delegationId, line]));
  const after = new Set(now.map(({ delegationId }) => delegationId));
  const common = now.filter(({ delegationId }) => before.has(delegationId));
  const kept = longestRising(common.map(({ delegationId }) => before.get(delegationId)!.position));
  const stayed = new Set(kept.map((index) => common[index]!.delegationId));
  const found: PrecedenceDifference[] = [];
  for (const line of now) {
    const old = before.get(line.delegationId);
    const changes: string[] = [];
    if (!old) changes.push('new');
    else {
      if (!stayed.has(line.delegationId)) changes.push('moved');
      if (old.name !== line.name) changes.push('renamed');
      if (old.rankClass !== line.rankClass) changes.push('rank_class');
      if (old.host !== line.host) changes.push('host');
    }
    if (changes.length > 0)
      found.push({
        delegationId: line.delegationId,
        changes,
        positionThen: old?.position ?? null,
        positionNow: line.position,
        nameThen: old?.name ?? null,
        nameNow: line.name,
      });
  }
  for (const old of then)
    if (!after.has(old.delegationId))
      found.push({
        delegationId: old.delegationId,
        changes: ['gone'],
        positionThen: old.position,
        positionNow: null,
        nameThen: old.name,
        nameNow: null,
      });
  return found;
}

/** Indexes of a longest subsequence of numbers that rises, all numbers being different. */
function longestRising(numbers: readonly number[]): number[] {
  const tails: number[] = [];
  const previous: number[] = [];
  numbers.forEach((number, index) => {
    let low = 0;
    for (let high = tails.length; low < high;) {
      const middle = (low + high) >> 1;
      if (numbers[tails[middle]!]! < number) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? tails[low - 1]! : -1;
    tails[low] = index;
  });
  const run: number[] = [];
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index]!) run.push(index);
  return run.toReversed();
}
