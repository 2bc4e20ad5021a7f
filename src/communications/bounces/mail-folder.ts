import { createReadStream } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { StartUpError } from '../../platform/start-up-error';
import { largestReport } from './bounce.input';

/** A mail as it lies in a mailbox. */
export interface LyingMail {
  readonly raw: Buffer;
  /** Says that it was read, where the mailbox keeps such a mark. */
  readonly done: () => Promise<void>;
}

const nothing = async (): Promise<void> => undefined;

/**
 * The mails of a maildir that nobody has seen, of an mbox file, or of a file with one mail.
 * @throws {StartUpError} when there is no such thing
 */
export async function mailboxAt(place: string): Promise<AsyncGenerator<LyingMail>> {
  const is = await fs.stat(place).catch((error: NodeJS.ErrnoException) => {
    throw new StartUpError(`${place} cannot be read (${error.code}).`);
  });
  if (!is.isDirectory()) return mailsIn(createReadStream(place));
  for (const part of parts)
    await fs.access(path.join(place, part)).catch((error: NodeJS.ErrnoException) => {
      throw new StartUpError(
        `${place} is a folder, but no maildir: ${part} in it cannot be read (${error.code}).`,
      );
    });
  return mailsOfMaildir(place);
}

/** The mails in a stream: many, if it begins as an mbox does ("From " and a sender, RFC 4155), or else one. */
export async function* mailsIn(stream: Readable): AsyncGenerator<LyingMail> {
  const lines = createInterface({ input: stream.setEncoding('latin1'), crlfDelay: Number.POSITIVE_INFINITY });
  let mail: string[] = [];
  let size = 0;
  let isMbox: boolean | undefined;
  let afterBlank = true;
  const taken = (): LyingMail => ({ raw: Buffer.from(mail.join('\r\n'), 'latin1'), done: nothing });
  for await (const line of lines) {
    const separates = afterBlank && /^From \S+/.test(line);
    isMbox ??= separates;
    if (isMbox && separates) {
      if (mail.length > 0) yield taken();
      mail = [];
      size = 0;
    } else if (size <= largestReport) {
      // Of one that is larger than any report the beginning is enough: it says what it is.
      mail.push(isMbox ? line.replace(/^>(>*From )/, '$1') : line);
      size += line.length + 2;
    }
    afterBlank = line === '';
  }
  if (mail.some((line) => line !== '')) yield taken();
}

/** What has come, and what a mail program has looked at. */
const parts = ['new', 'cur'];

async function* mailsOfMaildir(folder: string): AsyncGenerator<LyingMail> {
  for (const part of parts) {
    for (const name of (await fs.readdir(path.join(folder, part))).toSorted()) {
      const [base = '', flags = ''] = name.split(':2,');
      if (name.startsWith('.') || flags.includes('S')) continue;
      const file = path.join(folder, part, name);
      // Another reader may have moved it meanwhile: it will be seen to there.
      const raw = await fs.readFile(file).catch(() => undefined);
      if (raw === undefined) continue;
      yield {
        raw: raw.subarray(0, largestReport),
        done: () =>
          fs.rename(file, path.join(folder, 'cur', `${base}:2,${[...flags, 'S'].toSorted().join('')}`)),
      };
    }
  }
}
