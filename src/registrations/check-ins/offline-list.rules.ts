import { createHmac } from 'node:crypto';

/** What the first line of a list says it is, and what its seal begins with: raised when a reader has to change. */
export const listFormat = 'plenary-check-in-list/2';

/** The purpose of the key with which lists are signed; it is published with those of badges. */
export const listKeyPurpose = 'check-in list';

/** Bytes of a digest that stand in a list: 96 bits find one among a hundred thousand, and tell nothing else. */
const digestLength = 12;

/** How a list names somebody: not by the id or the code, but by a digest that only the same id or code has under its salt. */
export function digestInList(salt: Buffer, idOrCode: string): string {
  return createHmac('sha256', salt).update(idOrCode).digest().toString('base64url', 0, digestLength);
}

/** The bytes that the seal of a list signs: its format and the SHA-256 of all lines before the seal. */
export function sealedBytes(digest: Buffer, format: string = listFormat): Buffer {
  return Buffer.concat([Buffer.from(`${format}\n`), digest]);
}

/** What a scanner can decide with a list. */
export const decidedOffline = [
  'signature of the token',
  'revocation of the badge, as of asOf',
  'who is let in here, as of asOf',
  'when, at the door of a zone that somebody may enter for a time only',
  'whether the list is valid still',
  'a second scan by the same scanner',
] as const;

/** What it cannot: what nobody can know who hears nothing of the others. */
export const undecidedOffline = [
  'a second scan by another scanner',
  'seats that are taken or given back after asOf',
  'badges that are revoked, registrations that are cancelled and people who are kept out after asOf',
] as const;

/** How a list is written, for the documentation. */
export const listExplained = `JSON lines, signed at the end, so that a list of any length is written and read as it comes:

1. The first line says what the list is: \`format\`, \`event\`, \`point\`, \`asOf\` and \`day\`, \`validFrom\`, \`validUntil\`, \`badgeKey\` (\`keyId\` and \`publicKey\`, with which tokens are verified), \`salt\` (base64url), \`categories\` (\`id\`, \`title\`, \`colour\`), \`withNames\`, and what the scanner may decide (\`decides\`) and may not (\`leaves\`).
2. One line for each registration that is let in here, in the order of their ids: \`i\` and \`c\`, the digests of its id (as a token has it, in small letters) and of its code (in capital letters): the first ${digestLength} bytes of HMAC-SHA-256 under \`salt\`, in base64url; \`g\`, its category as a number in \`categories\`, from 0; \`l\`, its language; \`r\`, its badge revision where that is not 1: **tokens with a lower revision are revoked**; \`f\`, flags, if any: \`in\` (is in already on \`day\`, or may not come in again), \`attention\` (officers have a note), \`missing\` (something is missing); \`w\`, at the door of a zone, the times at which the person may go in, as pairs of instants of which either may be null (from, until; not including the end), left out where that is always: **outside of them the reason is \`zone_not_now\`**. With \`withNames=true\` also \`n\`, the name, and \`s\`, the name in the person's own script. There are no names otherwise.
3. The last line is the seal: \`count\` of registrations, \`digest\` (SHA-256 of all bytes before this line, base64url), \`keyId\`, and \`signature\`: Ed25519 over the text \`${listFormat}\`, a line break, and the 32 bytes of the digest. The key is the one for the use \`list\` of \`GET /events/{event}/check-in-keys\`. A list without its seal is not whole; do not use it.

A scanner may decide: ${decidedOffline.join('; ')}. It may not decide: ${undecidedOffline.join('; ')}. What it decided goes to \`POST /events/{event}/check-ins/batch\`.`;
