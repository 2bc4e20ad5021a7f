import { Inject, Injectable } from '@nestjs/common';
import { createHmac } from 'node:crypto';
import { CONFIG, type Config } from '../../platform/config';
import { purposeKey } from '../../platform/crypto/purpose-key';

/** Digests of numbers of documents: the same number is found again, and nobody reads it out of a copy of the database. */
@Injectable()
export class DocumentDigests {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  of(documentKey: string): string {
    return createHmac('sha256', purposeKey(this.config, 'watch list digest'))
      .update(documentKey)
      .digest('base64url');
  }
}
