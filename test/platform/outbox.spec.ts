import { Injectable } from '@nestjs/common';
import { Redis } from 'ioredis';
import { HandlesJob, defineJob, type JobContext } from '../../src/platform/jobs/define-job';
import { JobRunner } from '../../src/platform/jobs/job-runner';
import {
  OnEveryFact,
  OnFact,
  defineFact,
  type AnyFact,
  type FactContext,
} from '../../src/platform/outbox/define-fact';
import { Relay } from '../../src/platform/outbox/relay';
import {
  backends,
  backgroundDatabase,
  startBackground,
  type Background,
  type BackgroundDatabase,
} from './background';
import { waitFor } from '../support/wait';

const note = defineJob<{ word: string }>('test.note', { backoffMs: 20 });
const flaky = defineJob<{ failures: number }>('test.flaky', { attempts: 4, backoffMs: 40 });
const once = defineJob<{ word: string }>('test.once', { transactional: true });
const gated = defineJob<{ word: string }>('test.gated');
const unhandled = defineJob<object>('test.unhandled');
const opened = defineFact<{ place: string }>('test.opened');
const unheard = defineFact<object>('test.unheard');

/** What the handlers did, in order. */
let done: string[] = [];
let failuresLeft = 0;
let told: FactContext[] = [];
let gate: Promise<void> = Promise.resolve();
let db: Background['db'];

@Injectable()
class Handlers {
  @HandlesJob(note)
  async note({ word }: { word: string }): Promise<void> {
    done.push(word);
  }

  @HandlesJob(flaky)
  async flaky({ failures }: { failures: number }, { attempt }: JobContext): Promise<void> {
    done.push(`attempt ${attempt}`);
    if (attempt <= failures) throw new RangeError(`failure ${attempt}`);
  }

  @HandlesJob(once)
  async once({ word }: { word: string }): Promise<void> {
    await db.execute('INSERT INTO effects VALUES ($1)', [word]);
    await gate;
  }

  @HandlesJob(gated)
  async gated({ word }: { word: string }): Promise<void> {
    done.push(`${word} begins`);
    await gate;
    done.push(`${word} ends`);
  }

  @OnFact(opened, 'lights')
  async lights({ place }: { place: string }, context: FactContext): Promise<void> {
    done.push(`lights in ${place}`);
    told.push(context);
  }

  @OnFact(opened, 'heating')
  async heating({ place }: { place: string }): Promise<void> {
    await db.execute('INSERT INTO effects VALUES ($1)', [`heating in ${place}`]);
    done.push('heating tried');
    if (failuresLeft-- > 0) throw new Error('cold');
  }

  @OnEveryFact('diary')
  async diary({ name, payload }: AnyFact): Promise<void> {
    done.push(`diary: ${name} ${JSON.stringify(payload)}`);
  }
}

/** A promise that is kept by calling the function with it. */
function closedGate(): () => void {
  let open: () => void = () => undefined;
  gate = new Promise((resolve) => (open = resolve));
  return open;
}

describe.each(backends)('promises, with the queues in $backend', ({ backend, env }) => {
  let database: BackgroundDatabase;
  const running: Background[] = [];

  async function start(options: { role?: string; redriveAfterMs?: number } = {}): Promise<Background> {
    const background = await startBackground({
      connection: database.connection,
      handlers: [Handlers],
      env: { ...env, ROLE: options.role ?? 'all' },
      timings: { redriveAfterMs: options.redriveAfterMs ?? 45_000 },
    });
    running.push(background);
    db = background.db;
    return background;
  }

  const idle = ({ jobs }: Background): Promise<boolean> => waitFor(() => jobs.idle());
  const effects = async (): Promise<string[]> =>
    (await database.query<{ word: string }>('SELECT word FROM effects ORDER BY word')).map((row) => row.word);

  const somebodyWaitsForLock = async (): Promise<boolean> => {
    const waiting = await database.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return waiting.length > 0;
  };

  beforeEach(async () => {
    database = await backgroundDatabase();
    await database.query('CREATE TABLE effects (word text NOT NULL)');
    done = [];
    told = [];
    failuresLeft = 0;
    gate = Promise.resolve();
  });

  afterEach(async () => {
    for (const background of running.splice(0)) await background.close();
    await database.close();
  });

  it('does what was promised once, after the commit', async () => {
    const background = await start();
    await background.db.transaction(async () => {
      await background.outbox.enqueue(note, { word: 'one' });
      await background.outbox.enqueueMany(note, [{ word: 'two' }, { word: 'three' }]);
      expect(done).toEqual([]);
    });
    await idle(background);
    expect(done.sort()).toEqual(['one', 'three', 'two']);
    expect(await database.query('SELECT id FROM outbox')).toEqual([]);
  });

  it('does nothing of what was rolled back', async () => {
    const background = await start();
    const attempt = background.db.transaction(async () => {
      await background.outbox.enqueue(note, { word: 'rolled back' });
      await background.outbox.tell(opened, { place: 'nowhere' });
      throw new Error('changed my mind');
    });
    await expect(attempt).rejects.toThrow('changed my mind');
    await background.db.transaction(() => background.outbox.enqueue(note, { word: 'committed later' }));
    await idle(background);
    expect(done).toEqual(['committed later']);
  });

  it('refuses promises outside of a transaction, and work that nobody does', async () => {
    const { db: database, outbox } = await start({ role: 'api' });
    await expect(outbox.enqueue(note, { word: 'x' })).rejects.toThrow('inside Database.transaction');
    await expect(outbox.enqueueMany(note, [])).rejects.toThrow('inside Database.transaction');
    await expect(outbox.tell(opened, { place: 'x' })).rejects.toThrow('inside Database.transaction');
    await expect(database.transaction(() => outbox.enqueue(unhandled, {}))).rejects.toThrow(
      'nothing handles the job "test.unhandled"',
    );
    const twin = defineJob<{ word: string }>('test.note');
    await expect(database.transaction(() => outbox.enqueue(twin, { word: 'x' }))).rejects.toThrow(
      'declared twice',
    );
  });

  it('wakes the workers of another process at the commit', async () => {
    const worker = await startBackground({
      connection: database.connection,
      handlers: [Handlers],
      env: { ...env, ROLE: 'worker', SWEEP_INTERVAL_MS: '600000' },
    });
    running.push(worker);
    const api = await start({ role: 'api' });
    await api.db.transaction(() => api.outbox.enqueue(note, { word: 'woken' }));
    await idle(api);
    expect(done).toEqual(['woken']);
  });

  it('runs each promise once when two processes relay and work at the same time', async () => {
    const first = await start();
    const second = await start();
    const words = Array.from({ length: 400 }, (_, n) => `word ${n}`);
    await Promise.all(
      [first, second].map((background, half) =>
        background.db.transaction(() =>
          background.outbox.enqueueMany(
            note,
            words.filter((_, n) => n % 2 === half).map((word) => ({ word })),
          ),
        ),
      ),
    );
    await idle(first);
    expect([...done].sort()).toEqual([...words].sort());
  });

  it('does not run a job twice whose relay died between handing it over and noting that it did', async () => {
    const api = await start({ role: 'api' });
    await api.db.transaction(() => api.outbox.enqueue(note, { word: 'handed over twice' }));
    const relay = api.app.get(Relay);
    const died = api.db.transaction(async () => {
      await relay.relayBatch();
      throw new Error('died before the commit');
    });
    await expect(died).rejects.toThrow('died before the commit');
    expect(await relay.relayBatch()).toBe(1);
    await start({ role: 'worker' });
    await idle(api);
    expect(done).toEqual(['handed over twice']);
  });

  it('keeps what was promised out of the queue: only ids are there', async () => {
    const api = await start({ role: 'api' });
    await api.db.transaction(async () => {
      await api.outbox.enqueue(note, { word: 'Wang Fang' });
      await api.outbox.tell(opened, { place: 'Wang Fang' });
    });
    await api.app.get(Relay).relayBatch();
    const [row] = await database.query<{ id: string }>(`SELECT id FROM outbox WHERE kind = 'job'`);
    const dump = await dumpOfQueue();
    expect(dump).toContain(row!.id);
    expect(dump).not.toContain('Wang');
  });

  it('loses nothing when the queue loses everything', async () => {
    const api = await start({ role: 'api', redriveAfterMs: 300 });
    await api.db.transaction(() => api.outbox.enqueueMany(note, [{ word: 'a' }, { word: 'b' }]));
    expect(await api.app.get(Relay).relayBatch()).toBe(2);
    await wipeQueue();
    await start({ role: 'worker', redriveAfterMs: 300 });
    await idle(api);
    expect(done.sort()).toEqual(['a', 'b']);
  });

  it('does not disturb a job that runs for longer than after which it is handed over again', async () => {
    const open = closedGate();
    const background = await start({ redriveAfterMs: 100 });
    await background.db.transaction(() => background.outbox.enqueue(gated, { word: 'long' }));
    await waitFor(async () => (await database.query('SELECT 1 FROM outbox WHERE relayed >= 3'))[0]);
    open();
    await idle(background);
    expect(done).toEqual(['long begins', 'long ends']);
  });

  it('tries again what fails, with growing pauses', async () => {
    const background = await start();
    await background.db.transaction(() => background.outbox.enqueue(flaky, { failures: 3 }));
    await idle(background);
    expect(done).toEqual(['attempt 1', 'attempt 2', 'attempt 3', 'attempt 4']);
    const runner = background.app.get(JobRunner);
    for (const [attempts, longest] of [
      [1, 40],
      [2, 80],
      [3, 160],
    ] as const) {
      const pauses = Array.from({ length: 50 }, () => runner.pauseAfter('test.flaky', attempts));
      expect(Math.min(...pauses)).toBeGreaterThanOrEqual(longest / 2);
      expect(Math.max(...pauses)).toBeLessThanOrEqual(longest);
      expect(new Set(pauses).size).toBeGreaterThan(1);
    }
  });

  it('sets aside what fails at every attempt, and gives it all attempts again on demand', async () => {
    const background = await start();
    await background.db.transaction(() => background.outbox.enqueue(flaky, { failures: 4 }));
    await idle(background);
    const [dead] = await background.outbox.dead();
    expect(dead).toMatchObject({
      name: 'test.flaky',
      attempts: 4,
      error: 'RangeError: failure 4',
      payload: { failures: 4 },
    });
    const depth = async () => (await background.jobs.depths()).find(({ queue }) => queue === 'default');
    // The promise is set aside first; the queue hears of it when the handler has come back to it.
    await waitFor(async () => (await depth())?.active === 0);
    expect(await depth()).toEqual({
      queue: 'default',
      waiting: 0,
      active: 0,
      delayed: 0,
      failed: 1,
    });
    await database.query(`UPDATE outbox SET payload = '{"failures": 1}'`);
    done = [];
    expect(await background.outbox.retryDead(dead!.id)).toBe(true);
    await idle(background);
    expect(done).toEqual(['attempt 1', 'attempt 2']);
    expect(await background.outbox.dead()).toEqual([]);
    expect(await background.outbox.retryDead(dead!.id)).toBe(false);
  });

  it('tells every subscriber of a fact, and tries again alone the one that failed', async () => {
    failuresLeft = 2;
    const background = await start();
    await background.db.transaction(() => background.outbox.tell(opened, { place: 'hall' }));
    await idle(background);
    expect(done.sort()).toEqual([
      'diary: test.opened {"place":"hall"}',
      'heating tried',
      'heating tried',
      'heating tried',
      'lights in hall',
    ]);
    expect(await effects()).toEqual(['heating in hall']);
    expect(told).toHaveLength(1);
    expect(told[0]!.at).toBeInstanceOf(Date);
  });

  it('tells of many things at once, each of them to every subscriber', async () => {
    failuresLeft = 0;
    const background = await start();
    await background.db.transaction(async () => {
      await background.outbox.tellMany(opened, []);
      await background.outbox.tellMany(opened, [{ place: 'hall' }, { place: 'foyer' }]);
    });
    await idle(background);
    expect(done.filter((what) => what.startsWith('lights')).sort()).toEqual([
      'lights in foyer',
      'lights in hall',
    ]);
    expect(await effects()).toEqual(['heating in foyer', 'heating in hall']);
    expect(new Set(told.map(({ factId }) => factId)).size).toBe(2);
  });

  it('tells those who hear every fact also of one that nobody else hears', async () => {
    const background = await start();
    await background.db.transaction(() => background.outbox.tell(unheard, {}));
    await idle(background);
    expect(done).toEqual(['diary: test.unheard {}']);
  });

  it('has the effects of a transactional job once, even when two workers run it at the same time', async () => {
    const open = closedGate();
    const api = await start({ role: 'api' });
    await api.db.transaction(() => api.outbox.enqueue(once, { word: 'effect' }));
    const [row] = await database.query<{ id: string }>('SELECT id FROM outbox');
    const runner = api.app.get(JobRunner);
    const attempt = { id: row!.id, attempt: 1, lastAttempt: false };
    const both = Promise.all([runner.run(attempt), runner.run(attempt)]);
    await waitFor(somebodyWaitsForLock);
    open();
    await both;
    await runner.run(attempt);
    expect(await effects()).toEqual(['effect']);
  });

  it('holds one waiting job of a key, with the data of the last who asked', async () => {
    const api = await start({ role: 'api' });
    for (const word of ['first', 'second', 'third'])
      await api.db.transaction(() => api.outbox.enqueue(gated, { word }, { key: 'k' }));
    await api.db.transaction(() => api.outbox.enqueue(gated, { word: 'other' }, { key: 'other' }));
    const open = closedGate();
    const worker = await start({ role: 'worker' });
    await waitFor(() => done.length === 2);
    await worker.db.transaction(() => worker.outbox.enqueue(gated, { word: 'later' }, { key: 'k' }));
    open();
    await idle(worker);
    expect(done.sort()).toEqual([
      'later begins',
      'later ends',
      'other begins',
      'other ends',
      'third begins',
      'third ends',
    ]);
  });

  it('begins a job of a key only after the transaction that asked for it last', async () => {
    const api = await start({ role: 'api' });
    await api.db.transaction(() => api.outbox.enqueue(note, { word: 'old' }, { key: 'k' }));
    await api.app.get(Relay).relayBatch();
    const open = closedGate();
    let asked = false;
    const asking = api.db.transaction(async () => {
      await api.outbox.enqueue(note, { word: 'new' }, { key: 'k' });
      asked = true;
      await gate;
    });
    await waitFor(() => asked);
    await start({ role: 'worker' });
    await waitFor(somebodyWaitsForLock);
    expect(done).toEqual([]);
    open();
    await asking;
    await idle(api);
    expect(done).toEqual(['new']);
  });

  it('does not begin before the delay has passed', async () => {
    const background = await start();
    const begun = performance.now();
    await background.db.transaction(() =>
      background.outbox.enqueue(note, { word: 'delayed' }, { delayMs: 400 }),
    );
    expect(await background.jobs.idle()).toBe(true);
    await waitFor(() => done.length === 1);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(395);
    expect(performance.now() - begun).toBeLessThan(3000);
  });

  it('knows for how long promises wait for the queue', async () => {
    const { db: database, outbox, jobs, app } = await start({ role: 'api' });
    expect(await jobs.oldestOutboxAgeSeconds()).toBe(0);
    await database.transaction(() => outbox.enqueue(note, { word: 'waits' }));
    await waitFor(async () => (await jobs.oldestOutboxAgeSeconds()) > 0.05);
    expect(await jobs.idle()).toBe(false);
    await app.get(Relay).relayBatch();
    expect(await jobs.oldestOutboxAgeSeconds()).toBe(0);
    expect((await jobs.depths())[0]).toEqual({
      queue: 'default',
      waiting: 1,
      active: 0,
      delayed: 0,
      failed: 0,
    });
  });

  async function redis<T>(work: (client: Redis) => Promise<T>): Promise<T> {
    const client = new Redis(env['REDIS_URL']!);
    try {
      return await work(client);
    } finally {
      client.disconnect();
    }
  }

  function dumpOfQueue(): Promise<string> {
    if (backend === 'PostgreSQL')
      return database.query('SELECT * FROM bullmq.job').then((rows) => JSON.stringify(rows));
    return redis(async (client) => {
      const all: unknown[] = [];
      for (const key of await client.keys('*')) {
        all.push(key);
        if ((await client.type(key)) === 'hash') all.push(await client.hgetall(key));
        if ((await client.type(key)) === 'stream') all.push(await client.xrange(key, '-', '+'));
      }
      return JSON.stringify(all);
    });
  }

  async function wipeQueue(): Promise<void> {
    if (backend === 'PostgreSQL') await database.query('TRUNCATE bullmq.job CASCADE');
    else await redis((client) => client.flushdb());
  }
});
