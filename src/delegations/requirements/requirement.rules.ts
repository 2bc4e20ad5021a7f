import type { FileKind } from '../../platform/storage/file-kinds';

export const requirementKinds = [
  'credentials_letter',
  'note_verbale',
  'photo',
  'passport_page',
  'visa',
  'weapon_permit',
  'other',
] as const;

export type RequirementKind = (typeof requirementKinds)[number];

/** Kinds of files that can be handed in for anything. */
export const documentKinds = ['pdf', 'jpeg', 'png'] as const satisfies readonly FileKind[];

/** Documents of identity: each look at one is recorded, and they are kept for a time only. */
export const identityKinds: ReadonlySet<string> = new Set([
  'passport_page',
  'visa',
  'photo',
  'weapon_permit',
]);

/** Days after the event for which documents of identity are kept unless said otherwise. */
export const identityKeepDays = 30;

/** Kinds of files that are taken for a kind of document: a photo is a picture. */
export function filesFor(kind: string): readonly FileKind[] {
  return kind === 'photo' ? ['jpeg', 'png'] : documentKinds;
}
