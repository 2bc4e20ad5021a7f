import { createHash, randomInt } from 'node:crypto';

/** How people of a delegation come into a category. */
export const delegationEntries = ['by_focal_point', 'by_participant', 'both'] as const;

export type DelegationEntry = (typeof delegationEntries)[number];

/** Digits and letters that nobody mistakes for one another when they are read out or typed. */
const codeAlphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A new random code of a registration: 8 characters, about 39 bits. */
export function newRegistrationCode(): string {
  return Array.from({ length: 8 }, () => codeAlphabet[randomInt(codeAlphabet.length)]).join('');
}

/** What a person typed as a code: spaces and hyphens are for the eye. */
export function readRegistrationCode(typed: string): string {
  return typed.replace(/[\s-]/g, '').toUpperCase();
}

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();

/** What makes two entries one person within an event: names and address, and the date of birth where it is given. */
export interface Identity {
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string;
  readonly birthDate?: string | null;
}

/**
 * Digest of an identity, the same whatever the case, the spacing and the composition of its characters. An address alone
 * is not an identity: a focal point may enter ten people through one mailbox.
 */
export function identityKey({ givenName, familyName, email, birthDate }: Identity): string {
  return createHash('sha256')
    .update([givenName, familyName, email, birthDate ?? ''].map(plain).join('\n'))
    .digest('base64url');
}

/** By what a registration is sorted among others: family name, then given name. */
export function sortName({ familyName, givenName }: Pick<Identity, 'familyName' | 'givenName'>): string {
  return plain(`${familyName} ${givenName}`);
}

/** What decides whether the public can register now. */
export interface RegistrationWindow {
  readonly eventState: string;
  readonly opensAt: Date | null;
  readonly closesAt: Date | null;
}

/** Why the public cannot register now, as a sentence; undefined when it can. The closing instant is no longer open. */
export function closedBecause(
  { eventState, opensAt, closesAt }: RegistrationWindow,
  now: Date,
): string | undefined {
  if (eventState === 'cancelled') return 'The event does not take place.';
  if (eventState !== 'published' && eventState !== 'running')
    return 'The event does not take registrations now.';
  if (opensAt && now < opensAt) return `Registration opens at ${opensAt.toISOString()}.`;
  if (closesAt && now >= closesAt) return `Registration closed at ${closesAt.toISOString()}.`;
  return undefined;
}

/**
 * SQL that holds while registration `r` waits for a decision without which nobody is let in and no badge is handed out. Why
 * is for those who decide.
 */
export const waitsForDecision = `(r.held_since IS NOT NULL
  OR EXISTS (SELECT 1 FROM watch_list_matches w WHERE w.registration_id = r.id AND w.state = 'open'))`;
