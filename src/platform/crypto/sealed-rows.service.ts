import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '../database/database';
import { Problem } from '../http/problem';
import { Keyring } from './keyring';

/** A table with sealed rows: the columns `id` (uuid), `key_id` (text) and `sealed` (bytea), both null where nothing is kept. */
export interface SealedTable {
  readonly table: string;
  readonly purpose: string;
  /** SQL over the columns of the table: the place for which a row was sealed. */
  readonly place: string;
}

/** How far the sealing anew of a table is. */
export interface ResealProgress {
  readonly table: string;
  readonly resealed: number;
  /** Rows of which the key is not configured, or that do not open. */
  readonly unopened: number;
  /** How many there are to do in all. */
  readonly total: number;
}

/** How many rows each key has sealed. */
export interface KeyUse extends Record<string, unknown> {
  readonly table: string;
  readonly keyId: string;
  readonly rows: number;
}

interface SealedRow extends Record<string, unknown> {
  readonly id: string;
  readonly place: string;
  readonly key_id: string;
  readonly sealed: Buffer;
}

/** Rows that one transaction seals anew. */
const batch = 500;

/** All rows that are sealed, in whatever module: so that a key can be changed, and taken away when nothing needs it any more. */
@Injectable()
export class SealedRows implements OnApplicationBootstrap {
  private readonly log = new Logger(SealedRows.name);
  private readonly tables: SealedTable[] = [];

  constructor(
    private readonly db: Database,
    private readonly keyring: Keyring,
  ) {}

  /** Each module registers its tables, once, when it is made. Names come from the source. */
  register(table: SealedTable): void {
    if (this.tables.some((other) => other.table === table.table))
      throw new Error(`the sealed rows of ${table.table} are registered twice`);
    this.tables.push(table);
  }

  /** Says at once what cannot be opened, and not only to whoever asks for it in the middle of a forum. */
  async onApplicationBootstrap(): Promise<void> {
    for (const { table, keyId, rows } of await this.uses())
      if (!this.keyring.knows(keyId))
        this.log.error({
          msg: `${rows} rows of ${table} are sealed with the key "${keyId}", which is not configured: put it back into SEALING_KEYS`,
        });
  }

  /** Which keys are in use. */
  async uses(): Promise<KeyUse[]> {
    const found: KeyUse[] = [];
    for (const { table } of this.tables)
      found.push(
        ...(await this.db.query<KeyUse>(
          `SELECT $1::text AS "table", key_id AS "keyId", count(*)::integer AS rows FROM ${table}
            WHERE sealed IS NOT NULL GROUP BY key_id ORDER BY key_id`,
          [table],
        )),
      );
    return found;
  }

  /**
   * Seals anew, with the current key, whatever another one sealed; goes on where it was broken off when it is called again.
   * What does not open stays as it is and is counted. Tells after each batch how far it is.
   */
  async reseal(tell: (progress: ResealProgress) => void): Promise<ResealProgress[]> {
    const ended: ResealProgress[] = [];
    for (const table of this.tables) ended.push(await this.resealTable(table, tell));
    return ended;
  }

  private async resealTable(
    sealed: SealedTable,
    tell: (progress: ResealProgress) => void,
  ): Promise<ResealProgress> {
    const { table } = sealed;
    const { total } = (await this.db.one<{ total: number }>(
      `SELECT count(*)::integer AS total FROM ${table} WHERE sealed IS NOT NULL AND key_id <> $1`,
      [this.keyring.currentId],
    ))!;
    let [resealed, unopened] = [0, 0];
    for (let after: string | null = null; ;) {
      const done = await this.resealBatch(sealed, after);
      resealed += done.resealed;
      unopened += done.unopened;
      const progress = { table, resealed, unopened, total };
      if (done.last === undefined) return progress;
      after = done.last;
      tell(progress);
    }
  }

  private resealBatch(
    { table, purpose, place }: SealedTable,
    after: string | null,
  ): Promise<{ resealed: number; unopened: number; last: string | undefined }> {
    return this.db.transaction(async () => {
      const rows = await this.db.query<SealedRow>(
        `SELECT id, ${place} AS place, key_id, sealed FROM ${table}
          WHERE sealed IS NOT NULL AND key_id <> $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT ${batch} FOR UPDATE`,
        [this.keyring.currentId, after],
      );
      const anew = rows.flatMap((row) => {
        const bytes = this.opened(purpose, row);
        return bytes === undefined ? [] : [{ id: row.id, ...this.keyring.seal(purpose, row.place, bytes) }];
      });
      await this.db.query(
        `UPDATE ${table} t SET key_id = n.key_id, sealed = n.sealed
           FROM unnest($1::uuid[], $2::text[], $3::bytea[]) AS n (id, key_id, sealed) WHERE t.id = n.id`,
        [anew.map(({ id }) => id), anew.map(({ keyId }) => keyId), anew.map((one) => one.sealed)],
      );
      return {
        resealed: anew.length,
        unopened: rows.length - anew.length,
        last: rows.at(-1)?.id,
      };
    });
  }

  private opened(purpose: string, { place, key_id: keyId, sealed }: SealedRow): Buffer | undefined {
    try {
      return this.keyring.open(purpose, place, { keyId, sealed });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return undefined;
    }
  }
}
