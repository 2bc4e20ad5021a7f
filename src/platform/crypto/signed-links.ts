import { Inject, Injectable } from '@nestjs/common';
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { CONFIG, type Config } from '../config';
import { purposeKey } from './purpose-key';

/** A fresh secret of 256 random bits, for the URL. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a secret: its SHA-256. A secret of 256 random bits needs no salt and no slow hash. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Signatures with the installation's secret, each for one purpose only. */
@Injectable()
export class SignedLinks {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** HMAC-SHA-256 of `text`; a signature made for one purpose is worth nothing for another. */
  sign(purpose: string, text: string): string {
    return createHmac('sha256', purposeKey(this.config, purpose)).update(text).digest('base64url');
  }

  verify(purpose: string, text: string, signature: string): boolean {
    const expected = Buffer.from(this.sign(purpose, text));
    const given = Buffer.from(signature);
    return expected.length === given.length && timingSafeEqual(expected, given);
  }
}
