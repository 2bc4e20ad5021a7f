import type { Database } from '../../src/platform/database/database';

/** How many statements hand-written SQL sends to the database while `work` runs. Nothing else may run meanwhile. */
export async function statementsOf(db: Database, work: () => Promise<unknown>): Promise<number> {
  const original = db.execute;
  let count = 0;
  db.execute = function counted(...call: Parameters<Database['execute']>) {
    // The call that wakes the outbox comes when it comes, and belongs to what was done before.
    if (!call[0].includes('pg_notify')) count += 1;
    return original.apply(db, call);
  } as Database['execute'];
  try {
    await work();
  } finally {
    db.execute = original;
  }
  return count;
}
