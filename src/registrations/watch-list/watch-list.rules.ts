import type { Compared } from '../../people/name-likeness.rules';

/** From this score on an officer is shown that somebody is like an entry. */
export const leastShown = 68;

const sameBirth = 15;
const swappedBirth = 8;
const sameYear = 3;
const otherBirth = -25;
const sameNationality = 5;
const otherNationality = -4;

/** What is known of somebody beside the name. */
export interface KnownFacts {
  /** YYYY-MM-DD. */
  readonly birthDate: string | null;
  readonly nationality: string | null;
}

export interface WatchListScore {
  readonly score: number;
  /** Why, as codes: `name.order`, `birth_date.same`, `nationality.differs`, `document.same`. */
  readonly reasons: readonly string[];
}

/**
 * How much somebody is like an entry: by the name, which date of birth and nationality raise and lower; the number of a
 * document says it all. Undefined when nobody has to be asked.
 */
export function likeEntry(
  name: Compared | undefined,
  person: KnownFacts,
  entry: KnownFacts,
  sameDocument: boolean,
): WatchListScore | undefined {
  const birth = comparedBirth(person.birthDate, entry.birthDate);
  const nationality = comparedNationality(person.nationality, entry.nationality);
  const reasons = [
    ...(sameDocument ? ['document.same'] : []),
    ...(name ? [`name.${name.why}`] : []),
    ...(birth ? [`birth_date.${birth.is}`] : []),
    ...(nationality ? [`nationality.${nationality.is}`] : []),
  ];
  if (sameDocument) return { score: 100, reasons };
  if (!name) return undefined;
  const sum = name.score + (birth?.adds ?? 0) + (nationality?.adds ?? 0);
  const score = Math.max(0, Math.min(100, sum));
  return score < leastShown ? undefined : { score, reasons };
}

interface Part {
  readonly is: string;
  readonly adds: number;
}

function comparedBirth(one: string | null, other: string | null): Part | undefined {
  if (one === null || other === null) return undefined;
  if (one === other) return { is: 'same', adds: sameBirth };
  const [year, month, day] = one.split('-');
  const [otherYear, otherMonth, otherDay] = other.split('-');
  if (year !== otherYear) return { is: 'differs', adds: otherBirth };
  return month === otherDay && day === otherMonth
    ? { is: 'swapped', adds: swappedBirth }
    : { is: 'same_year', adds: sameYear };
}

function comparedNationality(one: string | null, other: string | null): Part | undefined {
  if (one === null || other === null) return undefined;
  return one === other ? { is: 'same', adds: sameNationality } : { is: 'differs', adds: otherNationality };
}

/** The number of a document as it is compared: letters and digits only; undefined where that is too short to tell anybody. */
export function documentKey(said: string): string | undefined {
  const key = said
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return key.length < 5 || key.length > 30 || !/\d/.test(key) ? undefined : key;
}

/** What in somebody’s answers could be the number of a document. */
export function documentKeysIn(answers: Readonly<Record<string, unknown>>): string[] {
  const keys = Object.values(answers).flatMap((answer) =>
    typeof answer === 'string' ? [documentKey(answer)] : [],
  );
  return [...new Set(keys.filter((key) => key !== undefined))];
}
