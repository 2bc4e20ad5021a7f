import { Inject, Injectable } from '@nestjs/common';
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { CONFIG, type Config } from '../config';

/** What stands before the 32 bytes of an Ed25519 seed in PKCS #8 (RFC 8410, section 7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Bytes of a key id: the beginning of the SHA-256 of the public key. */
export const keyIdLength = 4;

/** Bytes of an Ed25519 signature (RFC 8032). */
export const signatureLength = 64;

interface KeyPair {
  readonly id: Buffer;
  /** The 32 bytes of the public key. */
  readonly publicBytes: Buffer;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/**
 * Ed25519 signatures that others can verify without our secret: each purpose has a key pair of its own, derived from the
 * installation's secret (HKDF, RFC 5869), so that every replica signs with the same one and none has to be stored.
 */
@Injectable()
export class SigningKeys {
  private readonly pairs = new Map<string, KeyPair>();

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** The key id and the public key of a purpose, as they are published. */
  published(purpose: string): { readonly id: Buffer; readonly publicBytes: Buffer } {
    return this.pair(purpose);
  }

  sign(purpose: string, bytes: Uint8Array): Buffer {
    return sign(null, bytes, this.pair(purpose).privateKey);
  }

  verify(purpose: string, bytes: Uint8Array, signature: Uint8Array): boolean {
    return verify(null, bytes, this.pair(purpose).publicKey, signature);
  }

  /** Like {@link verify}, for many at once: the work is done beside the event loop. */
  verifyAside(purpose: string, bytes: Uint8Array, signature: Uint8Array): Promise<boolean> {
    return new Promise((resolve, reject) => {
      verify(null, bytes, this.pair(purpose).publicKey, signature, (error, good) =>
        error ? reject(error) : resolve(good),
      );
    });
  }

  private pair(purpose: string): KeyPair {
    let pair = this.pairs.get(purpose);
    if (!pair) {
      if (this.config.appSecret === undefined) throw new Error('the process was started without a secret');
      const seed = Buffer.from(
        hkdfSync('sha256', this.config.appSecret, 'plenary', `ed25519:${purpose}`, 32),
      );
      const privateKey = createPrivateKey({
        key: Buffer.concat([pkcs8Prefix, seed]),
        format: 'der',
        type: 'pkcs8',
      });
      const publicKey = createPublicKey(privateKey);
      const publicBytes = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url');
      const id = createHash('sha256').update(publicBytes).digest().subarray(0, keyIdLength);
      pair = { id, publicBytes, privateKey, publicKey };
      this.pairs.set(purpose, pair);
    }
    return pair;
  }
}
