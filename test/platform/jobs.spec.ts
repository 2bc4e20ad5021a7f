import { Injectable } from '@nestjs/common';
import { HandlesJob, PermanentFailure, defineJob, type JobContext } from '../../src/platform/jobs/define-job';
import type { JobRun } from '../../src/platform/jobs/job-run.entity';
import { OnEveryFact, OnFact, defineFact } from '../../src/platform/outbox/define-fact';
import {
  backends,
  backgroundDatabase,
  startBackground,
  type Background,
  type BackgroundDatabase,
} from './background';
import { waitFor } from '../support/wait';

const importRows = defineJob<{ rows: number }>('test.import');
const failing = defineJob<{ permanent: boolean }>('test.failing', { attempts: 2, backoffMs: 10 });
const single = defineJob<{ n: number }>('test.single', { concurrency: 1 });
const slow = defineJob<object>('test.slow');

let gate: Promise<void> = Promise.resolve();
let open: () => void = () => undefined;
let attempts = 0;
let together = 0;
let mostTogether = 0;
let ended: string[] = [];

@Injectable()
class Handlers {
  @HandlesJob(importRows)
  async import({ rows }: { rows: number }, context: JobContext): Promise<void> {
    for (let row = 1; row <= rows; row++) {
      await context.progress(row, rows);
      if (row % 2 === 0) await context.rowError(row, 'is even', '/number');
      if (row === 1) await gate;
    }
    await context.counts({ odd: Math.ceil(rows / 2), even: Math.floor(rows / 2) });
    await context.result({ file: `/files/${context.id}` });
  }

  @HandlesJob(failing)
  async fail({ permanent }: { permanent: boolean }): Promise<void> {
    attempts += 1;
    throw permanent ? new PermanentFailure('The file is empty.') : new Error('column "x" does not exist');
  }

  @HandlesJob(single)
  async single(_: { n: number }, { id }: JobContext): Promise<void> {
    together += 1;
    mostTogether = Math.max(mostTogether, together);
    await Promise.resolve(id);
    await new Promise(setImmediate);
    together -= 1;
  }

  @HandlesJob(slow)
  async slow(_: object, { signal }: JobContext): Promise<void> {
    ended.push('begun');
    await Promise.race([
      gate,
      new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())),
    ]);
    ended.push(signal.aborted ? 'given up' : 'ended');
    signal.throwIfAborted();
  }
}

describe.each(backends)('jobs that people follow, with the queues in $backend', ({ env }) => {
  let database: BackgroundDatabase;
  let background: Background;
  let closed = false;

  beforeEach(async () => {
    database = await backgroundDatabase();
    background = await startBackground({
      connection: database.connection,
      handlers: [Handlers],
      env,
      timings: { stopGraceMs: 500 },
    });
    gate = new Promise((resolve) => (open = resolve));
    attempts = 0;
    together = 0;
    mostTogether = 0;
    ended = [];
    closed = false;
  });

  afterEach(async () => {
    open();
    if (!closed) await background.close();
    await database.close();
  });

  const state = async (id: string): Promise<string | undefined> => (await background.jobs.run(id))?.state;

  it('shows a run from the moment it was asked for to its result', async () => {
    const event = '01a20a9f-9336-703f-9a0c-a6dadba95019';
    const id = await background.jobs.start(
      importRows,
      { rows: 7 },
      { ownerId: 'somebody', eventId: event, total: 7 },
    );
    const active = await waitFor(async () => {
      const run = await background.jobs.run(id);
      return run?.done === 1 ? run : undefined;
    });
    expect(active).toMatchObject({
      name: 'test.import',
      state: 'active',
      done: 1,
      total: 7,
      ownerId: 'somebody',
      eventId: event,
      finishedAt: null,
    });
    open();
    await waitFor(() => background.jobs.idle());
    const run = await background.jobs.run(id);
    expect(run).toMatchObject({
      state: 'completed',
      done: 7,
      total: 7,
      counts: { odd: 4, even: 3 },
      result: { file: `/files/${id}` },
      error: null,
    });
    expect(run!.rowErrors).toEqual([2, 4, 6].map((row) => ({ row, message: 'is even', pointer: '/number' })));
    expect(run!.finishedAt).toBeInstanceOf(Date);
  });

  it('is not there when the transaction that asked for it was rolled back', async () => {
    let id = '';
    const attempt = background.db.transaction(async () => {
      id = await background.jobs.start(importRows, { rows: 1 }, { ownerId: 'somebody' });
      throw new Error('changed my mind');
    });
    await expect(attempt).rejects.toThrow('changed my mind');
    expect(await background.jobs.run(id)).toBeUndefined();
    expect(await background.jobs.idle()).toBe(true);
  });

  it('tells those who watch it, also in another process its end', async () => {
    const id = await background.jobs.start(importRows, { rows: 3 }, { ownerId: 'somebody' });
    const api = await startBackground({
      connection: database.connection,
      handlers: [Handlers],
      env: { ...env, ROLE: 'api' },
    });
    const seen: JobRun[] = [];
    const stop = await api.jobs.watch(id, (run) => seen.push(run));
    open();
    await waitFor(() => seen.some((run) => run.state === 'completed'));
    stop();
    expect(seen.at(-1)).toMatchObject({ state: 'completed', done: 3 });
    await api.close();
  });

  it('keeps at most 500 faults, and writes progress at most five times a second', async () => {
    open();
    const id = await background.jobs.start(importRows, { rows: 3000 }, { ownerId: 'somebody' });
    await waitFor(() => background.jobs.idle());
    const run = await background.jobs.run(id);
    expect(run!.rowErrors).toHaveLength(500);
    expect(run).toMatchObject({ state: 'completed', done: 3000, counts: { odd: 1500, even: 1500 } });
    const seconds = (run!.finishedAt!.getTime() - run!.startedAt!.getTime()) / 1000;
    expect(run!.version).toBeLessThanOrEqual(Math.ceil(seconds * 5) + 6);
  });

  it('shows the owner why it failed only if the reason was written for people', async () => {
    const permanent = await background.jobs.start(failing, { permanent: true }, { ownerId: 'somebody' });
    await waitFor(async () => (await state(permanent)) === 'failed');
    expect(attempts).toBe(1);
    expect((await background.jobs.run(permanent))!.error).toBe('The file is empty.');
    const other = await background.jobs.start(failing, { permanent: false }, { ownerId: 'somebody' });
    await waitFor(async () => (await state(other)) === 'failed');
    expect(attempts).toBe(3);
    expect((await background.jobs.run(other))!.error).toBe('Something went wrong on our side.');
    expect((await background.outbox.dead()).map(({ error }) => error)).toEqual([
      'Error: column "x" does not exist',
      'PermanentFailure: The file is empty.',
    ]);
    await background.outbox.retryDead(other);
    await waitFor(() => attempts === 5);
    await waitFor(async () => (await state(other)) === 'failed');
  });

  it('runs no more of a kind at once than its definition allows', async () => {
    await background.db.transaction(() =>
      background.outbox.enqueueMany(
        single,
        Array.from({ length: 12 }, (_, n) => ({ n })),
      ),
    );
    await waitFor(() => background.jobs.idle());
    expect(mostTogether).toBe(1);
    expect((await background.jobs.depths()).map(({ queue }) => queue)).toEqual([
      'default',
      'mail',
      'test.single',
    ]);
  });

  it('waits for running jobs when the process stops', async () => {
    await background.db.transaction(() => background.outbox.enqueue(slow, {}));
    await waitFor(() => ended.length === 1);
    const closing = background.close();
    closed = true;
    open();
    await closing;
    expect(ended).toEqual(['begun', 'ended']);
    expect(await database.query('SELECT id FROM outbox')).toEqual([]);
  });

  it('gives up jobs that do not end in time; their promise stays', async () => {
    await background.db.transaction(() => background.outbox.enqueue(slow, {}));
    await waitFor(() => ended.length === 1);
    const begun = performance.now();
    closed = true;
    await background.close();
    expect(performance.now() - begun).toBeLessThan(5000);
    expect(ended).toEqual(['begun', 'given up']);
    expect(await database.query('SELECT id FROM outbox WHERE failed_at IS NULL')).toHaveLength(1);
  });
});

describe('the background work of a program that is not clear', () => {
  const twice = defineJob<object>('test.twice');
  const fact = defineFact<object>('test.fact');

  @Injectable()
  class One {
    @HandlesJob(twice)
    async run(): Promise<void> {}

    @OnFact(fact, 'same')
    async hear(): Promise<void> {}
  }

  @Injectable()
  class SameHandler {
    @HandlesJob(twice)
    async run(): Promise<void> {}
  }

  @Injectable()
  class SameName {
    @HandlesJob(defineJob<object>('test.twice'))
    async run(): Promise<void> {}
  }

  @Injectable()
  class SameSubscriber {
    @OnEveryFact('same')
    async hear(): Promise<void> {}
  }

  @Injectable()
  class SameFact {
    @OnFact(defineFact<object>('test.fact'), 'another')
    async hear(): Promise<void> {}
  }

  let database: BackgroundDatabase;
  beforeAll(async () => {
    database = await backgroundDatabase();
  });
  afterAll(() => database.close());

  it.each([
    [
      'two handlers of one job',
      SameHandler,
      'the job "test.twice" is handled twice: One.run and SameHandler.run',
    ],
    ['two jobs of one name', SameName, 'the job "test.twice" is declared twice: One.run and SameName.run'],
    [
      'two subscribers of one name',
      SameSubscriber,
      'two subscribers of "every fact" are called "same": One.hear and SameSubscriber.hear',
    ],
    ['two facts of one name', SameFact, 'the fact "test.fact" is declared twice (met at SameFact.hear)'],
  ])('does not start with %s', async (_, other, message) => {
    await expect(
      startBackground({ connection: database.connection, handlers: [One, other] }),
    ).rejects.toThrow(message);
  });

  it('refuses names that cannot stand in the queue', () => {
    expect(() => defineJob('a:b')).toThrow('cannot be a name here');
    expect(() => defineFact('')).toThrow('cannot be a name here');
  });
});
