/**
 * What stands in the QR code of a badge: which registration, and which revision of its badge; no name, no personal
 * data. In bytes:
 *
 *   1  version, always 1
 *   4  id of the key
 *  16  id of the registration (UUID)
 *   2  revision of the badge, the more significant byte first
 *  64  Ed25519 signature of the 23 bytes before it
 *
 * As text `PB1:` and these 87 bytes in base 32 (RFC 4648, without padding): 144 characters that QR codes know as
 * alphanumeric, so that a code of version 6 (41 × 41 modules) holds them at level M.
 */
export interface BadgeClaim {
  readonly keyId: Buffer;
  readonly registrationId: string;
  readonly revision: number;
}

const prefix = 'PB1:';
const version = 1;
const claimLength = 23;
const tokenLength = 87;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The bytes that are signed. */
export function packClaim({ keyId, registrationId, revision }: BadgeClaim): Buffer {
  const claim = Buffer.alloc(claimLength);
  claim[0] = version;
  keyId.copy(claim, 1, 0, 4);
  Buffer.from(registrationId.replaceAll('-', ''), 'hex').copy(claim, 5);
  claim.writeUInt16BE(revision, 21);
  return claim;
}

export function writeBadgeToken(claim: Uint8Array, signature: Uint8Array): string {
  return prefix + toBase32(Buffer.concat([claim, signature]));
}

/** What a token says and by what it is signed; undefined when it is not one. Nothing is verified here. */
export function readBadgeToken(
  token: string,
): { readonly claim: BadgeClaim; readonly signed: Buffer; readonly signature: Buffer } | undefined {
  const text = token.trim().toUpperCase();
  if (!text.startsWith(prefix)) return undefined;
  const bytes = fromBase32(text.slice(prefix.length));
  if (bytes?.length !== tokenLength || bytes[0] !== version) return undefined;
  const hex = bytes.toString('hex', 5, 21);
  return {
    claim: {
      keyId: bytes.subarray(1, 5),
      registrationId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
      revision: bytes.readUInt16BE(21),
    },
    signed: bytes.subarray(0, claimLength),
    signature: bytes.subarray(claimLength),
  };
}

function toBase32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + alphabet[(held << (5 - bits)) & 31] : text;
}

/** The bytes of a text; undefined when it has other characters, or bits that no byte has: one token, one spelling. */
function fromBase32(text: string): Buffer | undefined {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value < 0) return undefined;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push(held >> bits);
      held &= (1 << bits) - 1;
    }
  }
  return held === 0 && bits < 5 ? Buffer.from(bytes) : undefined;
}
