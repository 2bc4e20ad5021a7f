import type { Database } from './database';
import type { Condition } from './list';

/**
 * The condition that a column of words (made by `search_sorted` of the database) has every word of `q`, in any order, with or
 * without diacritics, as the beginning of one of its own; none when nothing is asked for.
 */
export async function havingWords(
  db: Database,
  column: string,
  q: string | undefined,
): Promise<Condition | undefined> {
  if (q === undefined || q === '') return undefined;
  const words = await db.query<{ patterns: string[] }>(
    'SELECT search_patterns(word) AS patterns FROM unnest(search_tokens($1)) word',
    [q],
  );
  // Something is asked for, and nothing of it is a word.
  if (words.length === 0) return { sql: 'false', values: [] };
  return {
    sql: words.map(() => `${column} LIKE ANY (?::text[])`).join(' AND '),
    values: words.map(({ patterns }) => patterns),
  };
}
