/** A name as it was said, in folded words, and in words whose spellings are alike; the database makes the last two. */
export interface NameForms {
  readonly said: string;
  /** Of `name_latin`: words in Latin letters without case and diacritics. */
  readonly words: string;
  /** Of `name_sounds`: the same with the spellings alike that different transliterations give one sound. */
  readonly sounds: string;
}

/** Why two names are taken for one, the surest first. */
export const likenesses = {
  exact: 'The same characters.',
  folded: 'The same but for case, diacritics and punctuation, or one is the other in Latin letters.',
  order: 'The same words in another order.',
  transliterated: 'The same words as another transliteration spells them.',
  partial: 'One has all words of the other, and more.',
  similar: 'Words that differ in a few letters.',
} as const;

export type Likeness = keyof typeof likenesses;

export interface Compared {
  readonly why: Likeness;
  /** 0 to 100. */
  readonly score: number;
}

/** Below this share of letters in common, names are not alike. */
const leastAlike = 0.75;
/** What is taken off for each word that the other name does not have, of one. */
const perWordMore = 0.04;
/** What is taken off where one name is a single word and the other is not, of one. */
const oneWordOfMany = 0.24;
/** How much an initial says about the word that begins with it, of one. */
const initial = 0.7;

const scores = { exact: 100, folded: 98, order: 95, transliterated: 90, partial: 82 } as const;
/** The most that names get whose letters differ. */
const mostSimilar = 80;

/** How much two names are alike; undefined when they are not. */
export function compareNames(one: NameForms, other: NameForms): Compared | undefined {
  if (one.said.trim() === other.said.trim() && one.said.trim() !== '') return as('exact');
  if (one.words === '' || other.words === '') return undefined;
  if (one.words === other.words) return as('folded');
  if (sorted(one.words) === sorted(other.words)) return as('order');
  if (sorted(one.sounds) === sorted(other.sounds)) return as('transliterated');
  const [short, long] = [one.sounds.split(' '), other.sounds.split(' ')].sort(
    (a, b) => a.length - b.length,
  ) as [string[], string[]];
  if (short.length > 1 && hasAll(long, short)) return as('partial');
  const share = alignment(short, long);
  return share < leastAlike ? undefined : { why: 'similar', score: Math.round(share * mostSimilar) };
}

/** The best of all ways to compare two who have several names. */
export function bestLikeness(ones: readonly NameForms[], others: readonly NameForms[]): Compared | undefined {
  let best: Compared | undefined;
  for (const one of ones)
    for (const other of others) {
      const compared = compareNames(one, other);
      if (compared && compared.score > (best?.score ?? 0)) best = compared;
    }
  return best;
}

const as = (why: keyof typeof scores): Compared => ({ why, score: scores[why] });

const sorted = (words: string): string => words.split(' ').sort().join(' ');

function hasAll(words: readonly string[], wanted: readonly string[]): boolean {
  const left = [...words];
  return wanted.every((word) => {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

/** What share of the letters of the shorter name the other one has, word by word, each word of it taken once. */
function alignment(short: readonly string[], long: readonly string[]): number {
  const left = [...long];
  let letters = 0;
  let alike = 0;
  // Long words first: they say more, and find theirs before a short one takes it.
  for (const word of short.toSorted((a, b) => b.length - a.length)) {
    const shares = left.map((candidate) => wordLikeness(word, candidate));
    const best = shares.indexOf(Math.max(...shares));
    const weight = Math.max(word.length, left[best]!.length);
    letters += weight;
    alike += weight * shares[best]!;
    left.splice(best, 1);
  }
  const isOneOfMany = short.length === 1 && long.length > 1;
  return alike / letters - (isOneOfMany ? oneWordOfMany : perWordMore * left.length);
}

function wordLikeness(one: string, other: string): number {
  if (one === other) return 1;
  if (one.length === 1 || other.length === 1) return one[0] === other[0] ? initial : 0;
  return 1 - changesBetween(one, other) / Math.max(one.length, other.length);
}

/** How many letters are put in, left out, changed or swapped with their neighbour to make one word of the other. */
export function changesBetween(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const now = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      let least = Math.min(last[j]! + 1, now[j - 1]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        least = Math.min(least, beforeLast[j - 2]! + 1);
      now.push(least);
    }
    beforeLast = last;
    last = now;
  }
  return last[other.length]!;
}

/** SQL for the forms of a name that `sql` gives, as JSON of {@link NameForms}. */
export function formsJson(sql: string): string {
  return `json_build_object('said', ${sql}, 'words', name_latin(${sql}), 'sounds', name_sounds(${sql}))`;
}

/** SQL for the names of person `p`: in both orders they are one, so given name and family name, the badge, and the own script. */
export const personFormsJson = `(SELECT json_agg(${formsJson('n.name')}) FROM (
  SELECT DISTINCT name FROM unnest(ARRAY[p.given_name || ' ' || p.family_name, p.display_name, p.native_name]) AS name WHERE name <> '') n)`;

/** SQL for a digest of the names of person `p`: another one means that somebody is called otherwise now. */
export const personNamesDigest = `md5(jsonb_build_array(p.given_name, p.family_name, p.display_name, p.native_name)::text)`;
