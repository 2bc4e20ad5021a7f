import { Redis } from 'ioredis';
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { backends, backgroundDatabase, type BackgroundDatabase } from '../platform/background';
import { waitFor } from '../support/wait';

/** Orders that a process must have acknowledged before it is killed: without them a kill proves nothing. */
const acknowledgedBetweenKills = 20;
const kills = 4;

interface Process {
  readonly lines: string[];
  kill(): Promise<void>;
}

describe.each(backends)('kill -9, with the queues in $backend', ({ env }) => {
  let database: BackgroundDatabase;
  const alive = new Set<ChildProcess>();

  function start(mode: 'safe' | 'forgetful' | 'worker', extra: Record<string, string> = {}): Process {
    const child = spawn(
      process.execPath,
      [join(__dirname, 'outbox.child.js'), mode, JSON.stringify(database.connection), JSON.stringify(env)],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
        env: { ...process.env, ...extra },
      },
    );
    alive.add(child);
    const lines: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
    const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
    return {
      lines,
      kill: async () => {
        child.kill('SIGKILL');
        await exited;
        alive.delete(child);
      },
    };
  }

  /** What a killed Redis without its files would have lost; on PostgreSQL the queue is as durable as all else. */
  async function loseQueue(): Promise<void> {
    if (!env['REDIS_URL']) return;
    const client = new Redis(env['REDIS_URL']);
    await client.flushdb();
    client.disconnect();
  }

  const taken = ({ lines }: Process): string[] =>
    lines.filter((line) => line.startsWith('took ')).map((line) => line.slice('took '.length));
  const unfulfilled = (): Promise<{ id: string }[]> =>
    database.query(
      'SELECT id FROM orders WHERE NOT EXISTS (SELECT 1 FROM effects WHERE order_id = orders.id)',
    );
  const owed = (): Promise<{ id: string }[]> => database.query('SELECT id FROM outbox');

  /** Kills takers of orders and workers, and answers the orders that were acknowledged. */
  async function ordeal(mode: 'safe' | 'forgetful'): Promise<string[]> {
    const acknowledged: string[] = [];
    for (let kill = 0; kill < kills; kill++) {
      const worker = start('worker');
      const taker = start(mode);
      await waitFor(() => taken(taker).length >= acknowledgedBetweenKills + kill * 7);
      await taker.kill();
      acknowledged.push(...taken(taker));
      // (What the forgetful one owes may be nothing at all.)
      if (mode === 'safe') await waitFor(() => worker.lines.some((line) => line.startsWith('begins ')));
      await worker.kill();
      await loseQueue();
    }
    start('worker');
    await waitFor(async () => (await owed()).length === 0, { timeoutMs: 90_000 });
    return acknowledged;
  }

  beforeEach(async () => {
    database = await backgroundDatabase();
    await database.query(`CREATE TABLE orders (id uuid PRIMARY KEY, kind text NOT NULL DEFAULT 'plain')`);
    await database.query('CREATE TABLE effects (order_id uuid PRIMARY KEY, times integer NOT NULL)');
  });

  afterEach(async () => {
    for (const child of alive) child.kill('SIGKILL');
    alive.clear();
    await database.close();
  });

  it('loses no acknowledged order and no work that follows from one', async () => {
    const acknowledged = await ordeal('safe');
    const stored = new Set(
      (await database.query<{ id: string }>('SELECT id FROM orders')).map(({ id }) => id),
    );
    expect(acknowledged.length).toBeGreaterThanOrEqual(kills * acknowledgedBetweenKills);
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    expect(await unfulfilled()).toEqual([]);
    const [repeated] = await database.query<{ count: number }>(
      'SELECT coalesce(sum(times - 1), 0)::int AS count FROM effects',
    );
    // A worker works at ten jobs at once; only what it held when it was killed may be done again.
    expect(repeated!.count).toBeLessThanOrEqual(kills * 10);
  }, 90_000);

  it('would notice a loss: work that is only remembered after the commit is lost', async () => {
    await ordeal('forgetful');
    expect((await unfulfilled()).length).toBeGreaterThan(0);
  }, 90_000);

  it('does a job whose worker was killed again and again while it ran', async () => {
    await database.query(`INSERT INTO orders VALUES ('01a20a9f-9336-703f-9a0c-a6dadba95019', 'endless')`);
    await database.query(
      `INSERT INTO outbox (id, kind, name, queue, payload)
       VALUES (gen_random_uuid(), 'job', 'test.fulfil', 'default', '{"order": "01a20a9f-9336-703f-9a0c-a6dadba95019"}')`,
    );
    // BullMQ on its own gives a job up after its worker has died twice.
    for (let kill = 0; kill < 3; kill++) {
      const worker = start('worker', { ENDLESS: 'yes' });
      await waitFor(() => worker.lines.some((line) => line.startsWith('begins ')));
      await worker.kill();
    }
    start('worker');
    await waitFor(async () => (await owed()).length === 0);
    expect(await database.query('SELECT times FROM effects')).toEqual([{ times: 1 }]);
    expect(await unfulfilled()).toEqual([]);
  }, 60_000);
});
