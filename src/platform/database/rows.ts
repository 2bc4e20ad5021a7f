import { Clock } from '../clock';
import { assertVersion } from '../http/concurrency';
import { httpProblems } from '../http/problem';
import { newId } from './base.entity';
import type { Database } from './database';

/** Values by property name; a property `startsAt` is the column `starts_at`. Undefined ones are left out. */
export type Values = Readonly<Record<string, unknown>>;

/** Which row: its id, and what it must belong to (`{ eventId }`). */
export interface Which {
  readonly id: string;
  readonly [owner: string]: string;
}

const column = (property: string): string => {
  if (!/^[a-z][A-Za-z0-9]*$/.test(property)) throw new Error(`"${property}" cannot be a column`);
  return property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
};

/** Objects become JSON; lists become PostgreSQL arrays; everything else goes as it is. */
const parameter = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
    ? JSON.stringify(value)
    : value;

/**
 * Simple writes of single rows that every resource has, each one statement: insert, change if the version is the one
 * that the caller read, delete likewise. Table and property names come from the source, never from a request.
 */
export class Rows {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly table: string,
  ) {}

  /** Inserts a row with a new id (unless one is given) at version 1, and answers the id. */
  async insert(values: Values): Promise<string> {
    const now = this.clock.now();
    const all: Values = { id: newId(), ...values, createdAt: now, updatedAt: now };
    const names = Object.keys(all).filter((name) => all[name] !== undefined);
    await this.db.query(
      `INSERT INTO ${this.table} (${names.map(column).join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
      names.map((name) => parameter(all[name])),
    );
    return all['id'] as string;
  }

  /** @throws 404 when there is no such row, 412 when it is at another version */
  async update(which: Which, version: number, changes: Values): Promise<void> {
    const names = Object.keys(changes).filter((name) => changes[name] !== undefined);
    const owners = Object.keys(which);
    const set = names.map((name, index) => `, ${column(name)} = $${index + 3 + owners.length}`).join('');
    const where = owners.map((name, index) => `${column(name)} = $${index + 3}`).join(' AND ');
    const { rowCount } = await this.db.execute(
      `UPDATE ${this.table} SET version = version + 1, updated_at = $1${set} WHERE version = $2 AND ${where}`,
      [
        this.clock.now(),
        version,
        ...owners.map((name) => which[name]),
        ...names.map((name) => parameter(changes[name])),
      ],
    );
    if (rowCount === 0) await this.explain(which, version);
  }

  /** @throws 404 when there is no such row, 412 when it is at another version */
  async remove(which: Which, version: number): Promise<void> {
    const owners = Object.keys(which);
    const where = owners.map((name, index) => `${column(name)} = $${index + 2}`).join(' AND ');
    const { rowCount } = await this.db.execute(`DELETE FROM ${this.table} WHERE version = $1 AND ${where}`, [
      version,
      ...owners.map((name) => which[name]),
    ]);
    if (rowCount === 0) await this.explain(which, version);
  }

  private async explain(which: Which, version: number): Promise<never> {
    const owners = Object.keys(which);
    const row = await this.db.one<{ version: number }>(
      `SELECT version FROM ${this.table} WHERE ${owners.map((name, index) => `${column(name)} = $${index + 1}`).join(' AND ')}`,
      owners.map((name) => which[name]),
    );
    if (row) assertVersion(row.version, version);
    throw httpProblems.notFound('There is no such thing here.');
  }
}
