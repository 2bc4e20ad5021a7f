import type { QueryResultRow } from 'pg';
import { httpProblems } from '../http/problem';
import type { Page, PageQuery } from '../http/page';
import type { Database } from './database';

/** One condition of a list: SQL with `?` where its value stands. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly unknown[];
}

export interface SortKey {
  /** SQL expression, never null; an index must start with it within the list's scope. */
  readonly expression: string;
  /** Type to which a value from a cursor is cast. */
  readonly type: 'text' | 'timestamptz' | 'integer' | 'date' | 'uuid';
}

export interface ListDefinition<Row extends QueryResultRow, View> {
  readonly select: string;
  readonly from: string;
  /** Expression of the id, the last sort key of every order. */
  readonly id: string;
  readonly sorts: Readonly<Record<string, SortKey>>;
  readonly defaultSort: string;
  readonly view: (row: Row) => View;
}

/** How far a total is counted; counting on would cost as much as there are rows. */
export const countedUpTo = 10_000;

/** A condition, or none when `value` is undefined. `?` stands for the value, as often as it is needed. */
export function when(value: unknown, sql: string): Condition | undefined {
  if (value === undefined) return undefined;
  return { sql, values: sql.match(/\?/g)?.map(() => value) ?? [] };
}

/** `value` as a pattern for LIKE that finds it anywhere, with its own wildcards made harmless. */
export function containing(value: string): string {
  return `%${value.replace(/[\\%_]/g, '\\$&')}%`;
}

/**
 * One page of a list by keyset: its cost does not depend on how far in it is, and nothing is missed or doubled when
 * rows come and go between two pages.
 */
export async function page<Row extends QueryResultRow, View>(
  db: Database,
  list: ListDefinition<Row, View>,
  query: PageQuery,
  conditions: readonly (Condition | undefined)[],
): Promise<Page<View>> {
  const limit = query.limit ?? 50;
  const sort = query.sort ?? list.defaultSort;
  const { key, descending } = sortOf(list.sorts, sort);
  const wanted = conditions.filter((condition) => condition !== undefined);
  const values: unknown[] = [];
  const bind = (condition: Condition): string => {
    let next = 0;
    return condition.sql.replace(/\?/g, () => {
      values.push(condition.values[next++]);
      return `$${values.length}`;
    });
  };
  const where = wanted.map((condition) => `(${bind(condition)})`);
  const filtered = where.length > 0 ? `WHERE ${where.join(' AND ')}` : '';
  const total =
    query.withTotal === true
      ? (await db.one<{ n: number }>(
          `SELECT count(*)::integer AS n FROM (SELECT 1 FROM ${list.from} ${filtered} LIMIT ${countedUpTo}) counted`,
          [...values],
        ))!.n
      : undefined;
  if (query.cursor !== undefined) {
    const [at, id] = readCursor(query.cursor, sort);
    const compare = descending ? '<' : '>';
    values.push(at, id);
    where.push(
      `(${key.expression}, ${list.id}) ${compare} ($${values.length - 1}::${key.type}, $${values.length}::uuid)`,
    );
  }
  const direction = descending ? 'DESC' : 'ASC';
  values.push(limit + 1);
  const rows = await db.query<Row & { page_key: string; page_id: string }>(
    `SELECT ${list.select}, ${key.expression}::text AS page_key, ${list.id} AS page_id
       FROM ${list.from} ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
      ORDER BY ${key.expression} ${direction}, ${list.id} ${direction} LIMIT $${values.length}`,
    values,
  );
  const shown = rows.slice(0, limit);
  const last = shown[shown.length - 1];
  return {
    items: shown.map(list.view),
    nextCursor: rows.length > limit && last ? writeCursor(sort, last.page_key, last.page_id) : null,
    ...(total === undefined ? {} : { total }),
  };
}

/** By what a list is sorted: the key of `sort` among those that the list knows. @throws 400 for any other */
export function sortOf<Key>(
  sorts: Readonly<Record<string, Key>>,
  sort: string,
): { readonly key: Key; readonly descending: boolean } {
  const descending = sort.startsWith('-');
  const key = sorts[descending ? sort.slice(1) : sort];
  if (key) return { key, descending };
  const known = Object.keys(sorts).join(', ');
  throw httpProblems.malformedRequest({
    detail: `This list can be sorted by ${known}.`,
    errors: [{ pointer: '?sort', code: 'sort', message: `must be one of: ${known}` }],
  });
}

/** The cursor after a row, by its sort key and its id. */
export function writeCursor(sort: string, key: string, id: string): string {
  return Buffer.from(JSON.stringify([sort, key, id])).toString('base64url');
}

/** The sort key and the id after which to go on. @throws 400 for a cursor of another list or order */
export function readCursor(cursor: string, sort: string): [string, string] {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (
      Array.isArray(read) &&
      read.length === 3 &&
      read[0] === sort &&
      typeof read[1] === 'string' &&
      typeof read[2] === 'string' &&
      /^[0-9a-f-]{36}$/.test(read[2])
    ) {
      return [read[1], read[2]];
    }
  } catch {
    // Not something that this program wrote: answered like any other foreign cursor.
  }
  throw httpProblems.malformedRequest({
    detail: 'The cursor does not belong to this list in this order. Start again without it.',
    errors: [
      {
        pointer: '?cursor',
        code: 'cursor',
        message: 'must be the nextCursor of the page before, with the same sort',
      },
    ],
  });
}
