import { Injectable } from '@nestjs/common';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import type { UploadedFile } from '../../platform/http/uploaded-file';
import type { Principal } from '../../platform/http/request-context';
import { StoredFiles } from '../../platform/storage/stored-files';
import { readingSeconds } from '../greeting.rules';
import { bodyOf, paragraphsOf } from './text.rules';

/** A text that is handed in. */
export interface NewText {
  readonly eventId: string;
  readonly greetingId: string;
  readonly language: string;
  readonly body: string;
  readonly authentic: boolean;
  /** What is new in it. */
  readonly changes: string | null;
  /** The file out of which it was read, if there was one. */
  readonly file: Pick<UploadedFile, 'id' | 'kind'> | undefined;
  /** The version of the original of which it is a translation. */
  readonly translatedFrom: string | null;
  readonly by: Principal;
  readonly at: Date;
}

/** A version, without its words. */
export interface TextVersion {
  readonly id: string;
  readonly language: string;
  readonly number: number;
  readonly readingSeconds: number;
}

/** Versions of texts: made, never changed. Every word of a message is in `greeting_texts`, and comes in here. */
@Injectable()
export class TextVersions {
  constructor(
    private readonly db: Database,
    private readonly files: StoredFiles,
  ) {
    files.referredBy('greeting_texts', 'file_id');
  }

  /** Adds the next version in a language. In the transaction that has locked the message, or its translation. */
  async add(text: NewText): Promise<TextVersion> {
    if (text.file) await this.files.keep(text.file.id);
    const id = newId();
    const body = bodyOf(paragraphsOf(text.body));
    const seconds = readingSeconds(body, text.language);
    const version = await this.db.one<{ number: number }>(
      `INSERT INTO greeting_texts (id, event_id, greeting_id, language, number, authentic, body, reading_seconds, changes, source, file_id,
              translated_from, author_kind, author_id, author_name, created_at)
       SELECT $1, $2, $3, $4, COALESCE(max(number), 0) + 1, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15
         FROM greeting_texts WHERE greeting_id = $3 AND language = $4 RETURNING number`,
      [
        id,
        text.eventId,
        text.greetingId,
        text.language,
        text.authentic,
        body,
        seconds,
        text.changes,
        text.file?.kind ?? 'typed',
        text.file?.id ?? null,
        text.translatedFrom,
        text.by.kind,
        text.by.id,
        text.by.name,
        text.at,
      ],
    );
    return { id, language: text.language, number: version!.number, readingSeconds: seconds };
  }

  /** A version with its words, for the code that works on texts. */
  async find(id: string | null): Promise<(TextVersion & { readonly body: string }) | undefined> {
    if (id === null) return undefined;
    return this.db.one<TextVersion & { readonly body: string }>(
      `SELECT id, language, number, reading_seconds AS "readingSeconds", body FROM greeting_texts WHERE id = $1`,
      [id],
    );
  }

  /** Whether these words are the ones of a version. */
  isSame(version: { readonly body: string }, body: string): boolean {
    return version.body === bodyOf(paragraphsOf(body));
  }
}
