import { Injectable } from '@nestjs/common';
import type { Role } from '../../access/roles';
import type { NoticeRecipient } from '../../communications/notice';
import type { MailLanguage } from '../../communications/words';

/** What becomes of the duties of whoever goes. */
export const dutyChoices = ['ask', 'hand_back'] as const;
export type DutyChoice = (typeof dutyChoices)[number];

/** What became of a thing. */
export const replacementOutcomes = [
  'kept',
  'given_back',
  'asked',
  'handed_back',
  'accepted',
  'taken_over',
  'void',
  'not_printed',
  'not_asked_for',
  'ended',
] as const;
export type ReplacementOutcome = (typeof replacementOutcomes)[number];

/** A replacement that is being made: one person in the place of another. */
export interface NewReplacement {
  readonly id: string;
  readonly eventId: string;
  /** The registration of whoever comes, locked. */
  readonly registrationId: string;
  /** The registration of whoever goes: the same one, unless it was only begun. */
  readonly formerRegistrationId: string;
  readonly fromPersonId: string;
  readonly toPersonId: string;
  readonly duties: DutyChoice;
  readonly now: Date;
}

/** One thing that a replacement touches, as its module found it. */
export interface LineDraft {
  readonly kind: string;
  /** What the line is about; when that changes, its module is asked whether the line is done. */
  readonly subject: { readonly kind: string; readonly id: string };
  readonly title: string;
  readonly titles?: Readonly<Record<string, string>>;
  /** A word more, such as the role in a session. */
  readonly detail?: string | null;
  /** Where the thing is, below `/api/v1/events/{event}/`. */
  readonly path: string;
  /** `open` unless it stayed good, was done with the replacement, or never has to be. */
  readonly state?: 'open' | 'done' | 'not_needed';
  readonly outcome?: ReplacementOutcome;
  readonly responsible: Role;
  /** Who is told of it, beside the two persons. */
  readonly tell?: readonly NoticeRecipient[];
}

/** A line that is still open. */
export interface OpenLine {
  readonly id: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly registrationId: string;
  readonly toPersonId: string;
  /** When the replacement was made. */
  readonly since: Date;
}

/** What has become of an open line. Without `by` and `at` the last record of its subject says who did it and when. */
export interface LineNews {
  /** `open` where something has changed, and it is still to be done. */
  readonly state: 'open' | 'done' | 'not_needed';
  readonly outcome?: ReplacementOutcome;
  readonly responsible?: Role;
  readonly by?: string;
  readonly at?: Date;
}

/** How a kind of line is put into words, for the title of what it is about. */
export type LineWords = Readonly<
  Record<MailLanguage, (title: string, outcome: ReplacementOutcome | null) => string>
>;

/** A module that knows what has to be redone when a place passes to another person. */
export interface ReplacementSource {
  /** The kinds of lines that it makes, with their words. */
  readonly kinds: Readonly<Record<string, LineWords>>;
  /**
   * Does what follows at once from the replacement, and answers all that it touches. In the transaction of the
   * replacement: what it throws takes all of it back.
   */
  begin(replacement: NewReplacement): Promise<readonly LineDraft[]>;
  /** What has become of these lines, all of its own kinds; those of which there is no news are left out. */
  news(lines: readonly OpenLine[]): Promise<ReadonlyMap<string, LineNews>>;
}

/**
 * The modules that a replacement touches, each registered by itself; they are asked in the order in which they were
 * registered.
 */
@Injectable()
export class ReplacementSources {
  readonly all: ReplacementSource[] = [];
  private readonly words = new Map<string, LineWords>();

  register(source: ReplacementSource): void {
    for (const [kind, words] of Object.entries(source.kinds)) {
      if (this.words.has(kind)) throw new Error(`two sources know lines of the kind "${kind}"`);
      this.words.set(kind, words);
    }
    this.all.push(source);
  }

  /** What a line of this kind says in a language. */
  say(kind: string, language: MailLanguage, title: string, outcome: ReplacementOutcome | null): string {
    return this.words.get(kind)?.[language](title, outcome) ?? title;
  }
}
