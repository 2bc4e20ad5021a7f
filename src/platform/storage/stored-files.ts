import { Injectable, Logger } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { Clock } from '../clock';
import { newId } from '../database/base.entity';
import { Database } from '../database/database';
import { httpProblems } from '../http/problem';
import { Sweeper } from '../workflow/sweeper';
import { Storage, type Content } from './storage';

/** What the database says of a file. */
export interface FileFacts {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  /** Length in bytes. */
  readonly size: number;
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
}

export interface NewFile extends Omit<FileFacts, 'id'>, Content {
  readonly eventId: string | null;
  /** Id of the account or link that sent it. */
  readonly createdBy: string;
}

const hourMs = 3_600_000;

/** How long a file may be without anything that refers to it, in milliseconds; no transaction lasts nearly as long. */
const graceMs = hourMs;

/** Rows that are removed by one statement's worth of looking. */
const batch = 100;

/**
 * Files and their rows. The database and the storage cannot change in one transaction, so each step leaves something
 * that can be tidied up, and never something that is missing or that nobody knows of:
 *
 * 1. `add` commits the row, then stores the bytes. 2. `keep`, in the transaction that refers to the file, says that it
 * stays. 3. What was not kept is removed by whoever added it, or within two hours by a sweep. 4. What nothing refers to
 * any more is seen by two sweeps an hour apart; then it is marked, its bytes are removed, and last its row goes.
 */
@Injectable()
export class StoredFiles {
  private readonly log = new Logger(StoredFiles.name);
  private readonly references: { readonly table: string; readonly column: string }[] = [];
  /** When this process looks again for what is to go, as a time in milliseconds. */
  private looksAgainAt = 0;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly storage: Storage,
    sweeper: Sweeper,
  ) {
    sweeper.register('stored files', (now) => this.sweep(now));
  }

  /**
   * Says where files are referred to; to be called when a module is made. The column needs a foreign key to
   * `stored_files`, which guards what is referred to from being removed, and an index.
   */
  referredBy(table: string, column: string): void {
    for (const name of [table, column])
      if (!/^[a-z_]+$/.test(name)) throw new Error(`"${name}" is no table or column`);
    this.references.push({ table, column });
  }

  /**
   * Stores a file that nobody refers to yet, and answers its id. Not to be called inside of a transaction: storing takes
   * time, and the row has to be there whatever becomes of it.
   */
  async add({ open, ...file }: NewFile): Promise<string> {
    if (this.db.inTransaction) throw new Error('files are stored before the transaction that refers to them');
    const id = newId();
    await this.db.query(
      `INSERT INTO stored_files (id, event_id, name, media_type, size, sha256, created_at, created_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, file.eventId, file.name, file.mediaType, file.size, file.sha256, this.clock.now(), file.createdBy],
    );
    // What fails here is left to the sweep: a storage that did not answer may still be storing.
    await this.storage.put(id, { size: file.size, mediaType: file.mediaType, open });
    return id;
  }

  /**
   * Keeps a file that was added: in the transaction that writes what refers to it, so that both are there or neither.
   * @throws 409 when it has been removed meanwhile, because that took hours
   */
  async keep(id: string): Promise<void> {
    if (!this.db.inTransaction) throw new Error('a file is kept by the transaction that refers to it');
    const { rowCount } = await this.db.execute(
      `UPDATE stored_files SET kept_at = $2 WHERE id = $1 AND kept_at IS NULL AND NOT leaving`,
      [id, this.clock.now()],
    );
    if (rowCount === 0) throw httpProblems.conflict('The upload took too long. Send the file again.');
  }

  /** Removes a file that was added and is not kept; one that is kept stays. */
  async discardUnlessKept(id: string): Promise<void> {
    const { rowCount } = await this.db.execute(
      `UPDATE stored_files SET leaving = true WHERE id = $1 AND kept_at IS NULL`,
      [id],
    );
    if (rowCount === 1) await this.removeLeaving(id);
  }

  /** What is known of a file that is kept. @throws 404 */
  async facts(id: string): Promise<FileFacts> {
    const facts = await this.db.one<FileFacts & Record<string, unknown>>(
      `SELECT id, name, media_type AS "mediaType", size, sha256 FROM stored_files
        WHERE id = $1 AND kept_at IS NOT NULL AND NOT leaving`,
      [id],
    );
    if (!facts) throw httpProblems.notFound('There is no such file.');
    return facts;
  }

  /** The bytes of a file that is kept. @throws 500 when they are gone, 503 when the storage does not answer */
  async content(id: string): Promise<Readable> {
    const content = await this.storage.get(id);
    if (content) return content;
    throw httpProblems.internal({
      detail: 'The file is not where files are kept. Tell your administrator.',
      cause: new Error(`file ${id} is not in ${this.storage.place}`),
    });
  }

  /** Removes what was never kept and what nothing refers to, at most once an hour. Two processes may do it at once. */
  private async sweep(now: Date): Promise<number> {
    if (now.getTime() < this.looksAgainAt) return 0;
    this.looksAgainAt = now.getTime() + hourMs;
    const used = this.references
      .map(({ table, column }) => `EXISTS (SELECT 1 FROM ${table} r WHERE r.${column} = f.id)`)
      .join(' OR ');
    const unused = used === '' ? 'true' : `NOT (${used})`;
    await this.db.query(
      `UPDATE stored_files f SET leaving = true
        WHERE NOT leaving AND ((kept_at IS NULL AND created_at <= $1) OR (unused_since <= $1 AND ${unused}))`,
      [new Date(now.getTime() - graceMs)],
    );
    await this.db.query(
      `UPDATE stored_files f SET unused_since = CASE WHEN unused_since IS NULL THEN $1::timestamptz END
        WHERE kept_at IS NOT NULL AND NOT leaving AND (unused_since IS NULL) = (${unused})`,
      [now],
    );
    await this.removeAllLeaving();
    return 0;
  }

  private async removeAllLeaving(): Promise<void> {
    for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
      const rows = await this.db.query<{ id: string }>(
        `SELECT id FROM stored_files WHERE leaving AND id > $1 ORDER BY id LIMIT ${batch}`,
        [after],
      );
      for (const { id } of rows) {
        try {
          await this.removeLeaving(id);
        } catch (error) {
          // Most likely the storage does not answer; the next sweep goes on from here.
          this.log.warn({ msg: 'files that nothing refers to could not be removed', file: id, err: error });
          return;
        }
      }
      if (rows.length < batch) return;
      after = rows[rows.length - 1]!.id;
    }
  }

  /** First the bytes, then the row: whatever fails in between is found again by the row. */
  private async removeLeaving(id: string): Promise<void> {
    await this.storage.remove(id);
    await this.db.query(`DELETE FROM stored_files WHERE id = $1 AND leaving`, [id]);
  }
}
