import { bestLikeness, type Compared, type NameForms } from '../../people/name-likeness.rules';

/** Kinds of documents that are letters: they are verified, and can be incomplete. */
export const letterKinds: ReadonlySet<string> = new Set(['credentials_letter', 'note_verbale']);

/** Below this score two names are not proposed to be one. */
export const leastProposed = 60;

/** At most so many members are proposed for a line. */
const proposedAtMost = 5;

export interface LetterName {
  readonly id: string;
  readonly forms: NameForms;
  /** Members who are not it, as somebody said. */
  readonly parted: readonly string[];
}

export interface NamedMember {
  readonly registrationId: string;
  readonly forms: readonly NameForms[];
}

export interface Proposal extends Compared {
  readonly lineId: string;
  readonly registrationId: string;
}

/** Which members each open line of a letter could be, the likeliest first. */
export function proposalsFor(
  lines: readonly LetterName[],
  members: readonly NamedMember[],
): Map<string, Proposal[]> {
  return new Map(
    lines.map((line) => [
      line.id,
      members
        .filter(({ registrationId }) => !line.parted.includes(registrationId))
        .flatMap(({ registrationId, forms }): Proposal[] => {
          const compared = bestLikeness([line.forms, withoutAddress(line.forms)], forms);
          return compared && compared.score >= leastProposed
            ? [{ ...compared, lineId: line.id, registrationId }]
            : [];
        })
        .sort((a, b) => b.score - a.score || (a.registrationId < b.registrationId ? -1 : 1))
        .slice(0, proposedAtMost),
    ]),
  );
}

/** The proposals that are sure enough, where neither the line nor the member has another one that is as near. */
export function unmistakable(
  proposals: ReadonlyMap<string, readonly Proposal[]>,
  minScore: number,
): Proposal[] {
  const all = [...proposals.values()].flat();
  return all.filter(
    (one) =>
      one.score >= minScore &&
      !all.some(
        (other) =>
          other !== one &&
          other.score >= one.score &&
          (other.lineId === one.lineId || other.registrationId === one.registrationId),
      ),
  );
}

/** How people are addressed in letters, in words as they are compared. */
const forms = ['mr', 'mrs', 'ms', 'miss', 'dr', 'prof', 'sir', 'he', 'h e', 'g n', 'g zha', 'mme', 'm'];

/** A name without the form of address before it: “H.E. Mr.”, “г-н”. What is nothing else stays. */
export function withoutAddress({ said, words, sounds }: NameForms): NameForms {
  let taken = 0;
  const all = words.split(' ');
  for (;;) {
    const rest = all.slice(taken);
    const form = forms.find((one) => rest.join(' ').startsWith(`${one} `));
    const size = form?.split(' ').length ?? 0;
    if (size === 0 || rest.length - size < 2) break;
    taken += size;
  }
  if (taken === 0) return { said, words, sounds };
  const left = all.slice(taken).join(' ');
  return { said: left, words: left, sounds: sounds.split(' ').slice(taken).join(' ') };
}

export interface LetterFacts {
  readonly title: string;
  readonly state: string;
  readonly reason: string | null;
  readonly lines: number;
  readonly matchMembers: boolean;
  /** Names of the members who are not in it. */
  readonly notInLetter: readonly string[];
}

/** At most so many are named in a sentence. */
const namedAtMost = 10;

/** What is missing of the letters of a delegation, in sentences that say what to do. */
export function missingOfLetters(letters: readonly LetterFacts[]): string[] {
  return letters.flatMap(({ title, state, reason, lines, matchMembers, notInLetter }) => {
    const name = `“${title}”`;
    const sentences: string[] = [];
    const why = reason === null ? '' : ` ${reason.replace(/[.\s]+$/u, '')}.`;
    if (state === 'missing') return [`${name} was not handed in.`];
    if (state === 'refused') return [`${name} was refused:${why} Another one has to be handed in.`];
    if (state === 'incomplete') sentences.push(`${name} is incomplete:${why}`);
    if (state === 'handed_in') sentences.push(`${name} has not been verified.`);
    if (state === 'verified') sentences.push(`${name} has been verified and not accepted.`);
    if (!matchMembers || state === 'erased') return sentences;
    if (lines === 0) return [...sentences, `The names in ${name} have not been entered.`];
    if (notInLetter.length > 0)
      sentences.push(
        `Not in ${name}: ${named(notInLetter)}. Confirm their lines, or ask for another letter.`,
      );
    return sentences;
  });
}

function named(names: readonly string[]): string {
  const shown = names.slice(0, namedAtMost).join(', ');
  return names.length > namedAtMost ? `${shown} and ${names.length - namedAtMost} more` : shown;
}
