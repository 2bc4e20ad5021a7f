import { Inject, Injectable } from '@nestjs/common';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { CONFIG, type Config } from '../config';
import { purposeKey } from './purpose-key';

const cipher = 'aes-256-gcm';
/** Bytes of the nonce and of the tag, as NIST SP 800-38D recommends them. */
const nonceLength = 12;
const tagLength = 16;

/** Texts that the database keeps and only this installation reads: a copy of the database without the secret reveals none. */
@Injectable()
export class SealedTexts {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Seals `text`. It opens only for the same purpose and under the same `place`: moved to another row it is worthless. */
  seal(purpose: string, place: string, text: string): string {
    const nonce = randomBytes(nonceLength);
    const sealing = createCipheriv(cipher, purposeKey(this.config, purpose), nonce);
    sealing.setAAD(Buffer.from(place));
    const sealed = Buffer.concat([sealing.update(text, 'utf8'), sealing.final()]);
    return Buffer.concat([nonce, sealing.getAuthTag(), sealed]).toString('base64url');
  }

  /** The text, or undefined when it was sealed for something else, with another secret, or was changed. */
  open(purpose: string, place: string, sealed: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes.length < nonceLength + tagLength) return undefined;
    const opening = createDecipheriv(
      cipher,
      purposeKey(this.config, purpose),
      bytes.subarray(0, nonceLength),
      {
        authTagLength: tagLength,
      },
    );
    opening.setAAD(Buffer.from(place));
    opening.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength));
    try {
      return Buffer.concat([
        opening.update(bytes.subarray(nonceLength + tagLength)),
        opening.final(),
      ]).toString('utf8');
    } catch {
      // The one thing that can go wrong here: the tag does not fit.
      return undefined;
    }
  }
}
