import { inLanguage } from '../platform/text';
import type { AgendaOwner } from './agenda.rules';

/** What people may still owe, as the modules below tell it apart. */
export const deadlineKinds = [
  'registration',
  'offer',
  'form',
  'document',
  'role',
  'reading',
  'greeting',
  'visit_offer',
  'identity',
  'wishes',
  'delegation_answer',
  'nominations',
  'delegation_document',
] as const;

export type DeadlineKind = (typeof deadlineKinds)[number];

/** Something that is due, of one of many people: of a registration, or of a person in whatever they do. */
export interface Due {
  readonly kind: DeadlineKind;
  readonly registrationId?: string;
  readonly personId?: string;
  readonly subjectId: string;
  readonly title: string | null;
  readonly titles: Readonly<Record<string, string>>;
  readonly dueAt: Date;
}

/** Something that a person has still to do, and until when. What is done is not among them. */
export interface AgendaDeadline {
  readonly kind: DeadlineKind;
  readonly subjectId: string;
  /** Stable over all versions of the agenda (RFC 5545 UID). */
  readonly uid: string;
  /** Of what it is about, in the language of the agenda; null where the kind says all. */
  readonly title: string | null;
  readonly dueAt: Date;
  /** Whether the instant has passed, and it can still be done. */
  readonly overdue: boolean;
}

/** Reads the deadlines of one person from what is due of many, the first one first. */
export type DeadlineReader = (owner: AgendaOwner, locale: string) => AgendaDeadline[];

export function deadlineReader(all: readonly Due[], now: Date): DeadlineReader {
  const byOwner = new Map<string, Due[]>();
  for (const due of all) {
    const key = due.registrationId ?? due.personId ?? '';
    byOwner.set(key, [...(byOwner.get(key) ?? []), due]);
  }
  return ({ registrationId, personId }, locale) =>
    [...(byOwner.get(registrationId) ?? []), ...(byOwner.get(personId) ?? [])]
      .map(({ kind, subjectId, title, titles, dueAt }): AgendaDeadline => ({
        kind,
        subjectId,
        uid: `${kind}.${subjectId}.${registrationId}@plenary`,
        title: title === null ? null : inLanguage(title, titles, locale),
        dueAt,
        overdue: dueAt <= now,
      }))
      .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime() || (a.uid < b.uid ? -1 : 1));
}

/**
 * Deadlines for those who may know that somebody is asked to read a message of greetings, and not whose: that a participant
 * owes one of their own says whose it is.
 */
export function deadlinesWithoutAuthors(deadlines: readonly AgendaDeadline[]): AgendaDeadline[] {
  return deadlines
    .filter(({ kind }) => kind !== 'greeting')
    .map((deadline) => (deadline.kind === 'reading' ? { ...deadline, title: null } : deadline));
}
