/** A key with which data are sealed. */
export interface SealingKey {
  /** Stands beside every ciphertext that it made. */
  readonly id: string;
  /** 256 bits. */
  readonly key: Buffer;
}

/** Bytes of a key for AES-256. */
const keyLength = 32;

/** Ids that begin like this are given by the program itself, to the key that follows from the installation's secret. */
export const derivedKeyPrefix = 'app-';

const make = '"openssl rand -base64 32" makes a good one';

/**
 * Reads `id:key, id:key`; the first one is the current one. Keys never stand in what is thrown.
 * @throws {Error} whose message completes "SEALING_KEYS ..."
 */
export function readSealingKeys(raw: string | undefined): readonly SealingKey[] {
  const keys: SealingKey[] = [];
  for (const [index, part] of (raw?.split(',') ?? []).entries()) {
    const [id, encoded] = split(part.trim());
    const place = `key number ${index + 1}`;
    if (id === undefined || encoded === undefined)
      throw new Error(`must be a list such as "2027:KEY,2026:KEY"; ${place} has no id before a colon`);
    if (!/^[a-z0-9][a-z0-9._-]{0,31}$/.test(id))
      throw new Error(
        `must name each key by 1 to 32 small letters, digits, dots, hyphens or underscores; ${place} has another id`,
      );
    if (id.startsWith(derivedKeyPrefix))
      throw new Error(
        `must not name a key "${derivedKeyPrefix}…": such ids are the program's own (${place})`,
      );
    if (keys.some((other) => other.id === id))
      throw new Error(`must not have two keys with the id "${id}": give the new one a new id`);
    const key = /^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded) ? Buffer.from(encoded, 'base64') : undefined;
    if (key?.length !== keyLength)
      throw new Error(
        `must have ${keyLength} bytes in base64 for each key; the one of "${id}" has ${key === undefined ? 'other characters' : key.length}; ${make}`,
      );
    if (keys.some((other) => other.key.equals(key)))
      throw new Error(`must not have the same key under two ids (${place}); ${make}`);
    keys.push({ id, key });
  }
  return keys;
}

function split(part: string): [string | undefined, string | undefined] {
  const colon = part.indexOf(':');
  return colon < 1 ? [undefined, undefined] : [part.slice(0, colon), part.slice(colon + 1).trim()];
}
