import { createPrivateKey } from 'node:crypto';
import * as fs from 'node:fs';
import type { DkimConfig } from '../platform/config';
import { StartUpError } from '../platform/start-up-error';

/** A key as nodemailer signs with it. */
export interface SigningKey {
  readonly domainName: string;
  readonly keySelector: string;
  readonly privateKey: string;
  /** Header fields that are signed, by name. */
  readonly headerFieldNames: string;
}

/** All that a reader or their mail program acts upon; RFC 8058 wants both fields of one-click to be covered. */
const signedHeaders = [
  'From',
  'To',
  'Subject',
  'Date',
  'Message-ID',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'Content-Language',
  'Auto-Submitted',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
].join(':');

/**
 * Reads the key with which mails are signed.
 * @throws {StartUpError} when mails could not be signed with it: the program must not find out at the first mail.
 */
export function readSigningKey({ domain, selector, keyFile }: DkimConfig): SigningKey {
  let pem: string;
  try {
    pem = fs.readFileSync(keyFile, 'utf8');
  } catch (error) {
    throw new StartUpError(
      `MAIL_DKIM_KEY_FILE: ${keyFile} cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    );
  }
  let type: string | undefined;
  let bits: number | undefined;
  try {
    const key = createPrivateKey(pem);
    type = key.asymmetricKeyType;
    bits = key.asymmetricKeyDetails?.modulusLength;
  } catch {
    // Said below, like any other key that is of no use; the reason would quote the file.
  }
  // nodemailer signs with RSA only, which every server can check; with another key mails would go out unsigned.
  if (type !== 'rsa')
    throw new StartUpError(
      `MAIL_DKIM_KEY_FILE: ${keyFile} holds no private RSA key as PEM without a passphrase; "openssl genrsa 2048" makes one.`,
    );
  if ((bits ?? 0) < 1024)
    throw new StartUpError(
      `MAIL_DKIM_KEY_FILE: the key in ${keyFile} has ${bits} bits; servers take no signature below 1024, and 2048 are usual.`,
    );
  return { domainName: domain, keySelector: selector, privateKey: pem, headerFieldNames: signedHeaders };
}
