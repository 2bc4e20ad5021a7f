import { AsyncLocalStorage } from 'node:async_hooks';
import type { Database } from '../../src/platform/database/database';
import { currentRequest } from '../../src/platform/http/request-context';

const ours = new AsyncLocalStorage<true>();

/**
 * How many statements hand-written SQL sends to the database for `work`: what it calls itself, and the requests that are
 * answered meanwhile. What goes on in the background at the same time is not counted.
 */
export async function statementsOf(db: Database, work: () => Promise<unknown>): Promise<number> {
  const original = db.execute;
  let count = 0;
  db.execute = function counted(...call: Parameters<Database['execute']>) {
    // The call that wakes the outbox comes when it comes, and belongs to what was done before.
    const wakes = call[0].includes('pg_notify');
    if (!wakes && (ours.getStore() ?? currentRequest() !== undefined)) count += 1;
    return original.apply(db, call);
  } as Database['execute'];
  try {
    await ours.run(true, work);
  } finally {
    db.execute = original;
  }
  return count;
}
