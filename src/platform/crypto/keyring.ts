import { Inject, Injectable } from '@nestjs/common';
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { CONFIG, type Config } from '../config';
import { defineProblems } from '../http/problem';
import { purposeKey } from './purpose-key';
import { derivedKeyPrefix, type SealingKey } from './sealing-keys';

const cipher = 'aes-256-gcm';
/** Bytes of the nonce and of the tag, as NIST SP 800-38D recommends them. */
const nonceLength = 12;
const tagLength = 16;

/** What was sealed, and by which key. */
export interface SealedBytes {
  readonly keyId: string;
  /** Nonce, tag and ciphertext. */
  readonly sealed: Buffer;
}

export const sealingProblems = defineProblems({
  sealingKeyMissing: { status: 503, title: 'The key to these data is not there' },
  sealedDataBroken: { status: 500, title: 'These data cannot be opened' },
});

/**
 * Seals data with keys that are not in the database, and that can be changed: the id of the key stands beside each
 * ciphertext, the current one seals, all of them open. Each purpose has keys of its own, derived from these (HKDF, RFC
 * 5869). Without `SEALING_KEYS` the key follows from the installation's secret; data that it sealed can still be opened
 * when there are others.
 */
@Injectable()
export class Keyring {
  private readonly known: ReadonlyMap<string, SealingKey>;
  private readonly ofPurposes = new Map<string, Buffer>();
  private readonly current: SealingKey | undefined;

  constructor(@Inject(CONFIG) config: Config) {
    const keys = [...config.sealingKeys];
    // A command that never seals starts without a secret.
    if (config.appSecret !== undefined) keys.push(derivedKey(config));
    this.known = new Map(keys.map((key) => [key.id, key]));
    this.current = keys[0];
  }

  /** The id of the key that seals now. */
  get currentId(): string {
    return this.sealing().id;
  }

  /** Whether what was sealed by this key can be opened here. */
  knows(keyId: string): boolean {
    return this.known.has(keyId);
  }

  /** Seals bytes. They open only for the same purpose and under the same `place`: moved to another row they are worthless. */
  seal(purpose: string, place: string, bytes: Uint8Array): SealedBytes {
    const { id: keyId } = this.sealing();
    const nonce = randomBytes(nonceLength);
    const sealing = createCipheriv(cipher, this.keyOf(keyId, purpose), nonce);
    sealing.setAAD(associated(keyId, purpose, place));
    const sealed = Buffer.concat([sealing.update(bytes), sealing.final()]);
    return { keyId, sealed: Buffer.concat([nonce, sealing.getAuthTag(), sealed]) };
  }

  /**
   * Opens what was sealed.
   * @throws 503 when its key is not configured any more, 500 when it was changed, moved, or sealed by another key of this id
   */
  open(purpose: string, place: string, { keyId, sealed }: SealedBytes): Buffer {
    if (!this.known.has(keyId)) throw missing(keyId);
    if (sealed.length < nonceLength + tagLength) throw broken(keyId);
    const opening = createDecipheriv(cipher, this.keyOf(keyId, purpose), sealed.subarray(0, nonceLength), {
      authTagLength: tagLength,
    });
    opening.setAAD(associated(keyId, purpose, place));
    opening.setAuthTag(sealed.subarray(nonceLength, nonceLength + tagLength));
    try {
      return Buffer.concat([opening.update(sealed.subarray(nonceLength + tagLength)), opening.final()]);
    } catch {
      // The one thing that can go wrong here: the tag does not fit.
      throw broken(keyId);
    }
  }

  private sealing(): SealingKey {
    if (this.current === undefined) throw new Error('the process was started without a secret');
    return this.current;
  }

  private keyOf(keyId: string, purpose: string): Buffer {
    const name = `${keyId} ${purpose}`;
    let key = this.ofPurposes.get(name);
    if (!key) {
      key = Buffer.from(hkdfSync('sha256', this.known.get(keyId)!.key, 'plenary', `seal:${purpose}`, 32));
      this.ofPurposes.set(name, key);
    }
    return key;
  }
}

/** The key that follows from the secret. Its id does, too: with another secret the id is unknown, and that can be said. */
function derivedKey(config: Config): SealingKey {
  const key = purposeKey(config, 'sealing');
  return { id: `${derivedKeyPrefix}${createHash('sha256').update(key).digest('hex').slice(0, 8)}`, key };
}

const associated = (keyId: string, purpose: string, place: string): Buffer =>
  Buffer.from(JSON.stringify([keyId, purpose, place]));

const missing = (keyId: string) =>
  sealingProblems.sealingKeyMissing(
    keyId.startsWith(derivedKeyPrefix)
      ? `They were sealed under another APP_SECRET (key ${keyId}). Whoever runs this installation has to start it with that secret.`
      : `They were sealed with the key “${keyId}”. Whoever runs this installation has to put it back into SEALING_KEYS.`,
  );

const broken = (keyId: string) =>
  sealingProblems.sealedDataBroken(
    `They were changed, or sealed with another key that was named “${keyId}”. Whoever runs this installation has to look for the right one.`,
  );
