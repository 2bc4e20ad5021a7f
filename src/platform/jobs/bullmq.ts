import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  Queue,
  UnrecoverableError,
  Worker,
  createPostgresBackend,
  runMigrations,
  type Job,
  type PostgresPoolConfig,
  type WorkerOptions,
} from 'bullmq';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { Pool, type ClientBase, type ClientConfig } from 'pg';
import { CONFIG, type Config } from '../config';
import { PG_OPTIONS } from '../database/connection';
import { Database } from '../database/database';
import { StartUpError } from '../start-up-error';
import { PermanentFailure } from './define-job';
import { JOB_TIMINGS, type JobTimings } from './timings';

/** The queue behind the outbox: BullMQ, on PostgreSQL or on Redis. The only file that knows it. */

/** A job as it is handed to the queue: its id and how it is tried. Nothing about its content. */
export interface QueueEntry {
  readonly id: string;
  readonly name: string;
  readonly delayMs: number;
  readonly attempts: number;
}

export interface QueueAttempt {
  readonly id: string;
  /** Counts from 1. */
  readonly attempt: number;
  readonly lastAttempt: boolean;
}

export interface QueueWork {
  run(attempt: QueueAttempt): Promise<void>;
  /** Pause in milliseconds before the next attempt, after so many have failed. */
  pauseAfter(name: string, attempts: number): number;
  /** The queue gave the job up without running it, because its worker died again and again. */
  abandoned(id: string, reason: string): Promise<void>;
}

export interface QueueDepth {
  readonly queue: string;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
}

/** What is used of a queue and of a worker, whatever they are kept in. */
type AnyQueue = Pick<Queue, 'addBulk' | 'getJobCounts' | 'getRanges' | 'close'>;
type AnyWorker = Pick<Worker, 'close'>;

/** A worker dies this often on one job before the job is set aside: kills are the rule of a restart, not of the job. */
const maxStalledCount = 50;

const queueName = (name: string): string => `plenary-${name.replaceAll('.', '-')}`;
const usesRedis = (config: Config): boolean =>
  config.redisUrl !== undefined || config.redisSentinels.length > 0 || config.redisClusterNodes.length > 0;

/**
 * Creates or updates the tables of the queue, in their own schema `bullmq`. Safe to run again and from several
 * processes at once; the client must not be in a transaction.
 */
export async function migrateQueues(client: ClientBase): Promise<void> {
  await runMigrations(client);
}

/**
 * Makes sure that Redis answers, when the queues are to live there. (On PostgreSQL they live in the database that was
 * reached already.)
 * @throws {StartUpError}
 */
export async function checkQueues(config: Config): Promise<void> {
  if (!usesRedis(config)) return;
  const client = connectRedis(config, {
    maxRetriesPerRequest: 1,
    retryStrategy: () => null,
    sentinelRetryStrategy: () => null,
  });
  let lastError: Error | undefined;
  client.on('error', (error: Error) => (lastError = error));
  try {
    await client.ping();
  } catch (error) {
    throw new StartUpError(
      `Redis does not answer (${(lastError ?? (error as Error)).message}). Check REDIS_URL, REDIS_SENTINELS or REDIS_CLUSTER_NODES, or leave them out: the queues then live in PostgreSQL.`,
      { cause: error },
    );
  } finally {
    client.disconnect();
  }
}

function connectRedis(config: Config, options: RedisOptions): Redis | Cluster {
  const url = config.redisUrl === undefined ? undefined : new URL(config.redisUrl);
  const common: RedisOptions = {
    ...(url?.username ? { username: decodeURIComponent(url.username) } : {}),
    ...(url?.password ? { password: decodeURIComponent(url.password) } : {}),
    ...(url?.protocol === 'rediss:' ? { tls: {} } : {}),
    connectTimeout: 5000,
    ...options,
  };
  if (config.redisClusterNodes.length > 0) {
    const { retryStrategy, ...redisOptions } = common;
    return new Cluster([...config.redisClusterNodes], {
      redisOptions,
      ...(retryStrategy ? { clusterRetryStrategy: retryStrategy } : {}),
    });
  }
  const db = Number(url?.pathname.slice(1) || 0);
  if (config.redisSentinels.length > 0)
    return new Redis({
      ...common,
      db,
      sentinels: [...config.redisSentinels],
      name: config.redisSentinelName,
    });
  return new Redis({ ...common, db, host: url?.hostname ?? '127.0.0.1', port: Number(url?.port || 6379) });
}

/** Hands jobs to the queues and takes them out again. */
@Injectable()
export class Queues {
  private readonly log = new Logger('Queue');
  private readonly queues = new Map<string, AnyQueue>();
  private readonly workers: AnyWorker[] = [];
  private producerPool: Pool | undefined;
  private producerRedis: Redis | Cluster | undefined;
  private workerRedis: Redis | Cluster | undefined;
  private prefix: Promise<string> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Database) private readonly db: Database,
    @Inject(PG_OPTIONS) private readonly pg: ClientConfig,
    @Inject(JOB_TIMINGS) private readonly timings: JobTimings,
  ) {}

  /** Adds jobs that are not there yet; a job whose id is in the queue is left as it is. */
  async add(queue: string, entries: readonly QueueEntry[]): Promise<void> {
    const target = await this.queue(queue);
    await target.addBulk(
      entries.map(({ id, name, delayMs, attempts }) => ({
        name,
        data: {},
        // Nothing stays in the queue once the job is over: only what is promised in the outbox is ever run.
        opts: {
          jobId: id,
          delay: Math.max(0, Math.ceil(delayMs)),
          attempts,
          backoff: { type: 'definition' },
          removeOnComplete: true,
          removeOnFail: true,
        },
      })),
    );
  }

  /** Begins to take jobs out of a queue. */
  async work(name: string, concurrency: number, work: QueueWork): Promise<void> {
    const options: Omit<WorkerOptions, 'connection'> = {
      concurrency,
      lockDuration: this.timings.lockMs,
      stalledInterval: this.timings.stalledCheckMs,
      maxStalledCount,
      settings: {
        backoffStrategy: (attempts: number, _type?: string, _error?: Error, job?: { name: string }) =>
          work.pauseAfter(job?.name ?? '', attempts),
      },
    };
    const run = async (job: Job): Promise<void> => {
      const attempt = job.attemptsMade + 1;
      try {
        await work.run({ id: job.id!, attempt, lastAttempt: attempt >= (job.opts.attempts ?? 1) });
      } catch (error) {
        // BullMQ keeps message and stack of an error; what they may tell stays in the outbox and the log.
        const kind = error instanceof Error ? error.name : 'Error';
        throw error instanceof PermanentFailure ? new UnrecoverableError(kind) : new Error(kind);
      }
    };
    const prefix = await this.redisPrefix();
    const onError = (error: Error): void => this.log.error(`${name}: ${error.message}`);
    const onFailed = (job: { id?: string } | undefined, error: Error): void => {
      if (job?.id === undefined || !error.message.startsWith('job stalled more')) return;
      work.abandoned(job.id, error.message).catch(onError);
    };
    const worker = usesRedis(this.config)
      ? new Worker(queueName(name), run, {
          ...options,
          prefix,
          connection: (this.workerRedis ??= this.openRedis({ maxRetriesPerRequest: null })),
        })
          .on('error', onError)
          .on('failed', onFailed)
      : new Worker(queueName(name), run, { ...options, connection: this.pgOptions(3) }, createPostgresBackend)
          .on('error', onError)
          .on('failed', onFailed);
    this.workers.push(worker);
    await worker.waitUntilReady();
  }

  async depths(names: readonly string[]): Promise<QueueDepth[]> {
    const depths: QueueDepth[] = [];
    for (const name of names) {
      const counts = await (
        await this.queue(name)
      ).getJobCounts('waiting', 'prioritized', 'active', 'delayed');
      depths.push({
        queue: name,
        waiting: (counts['waiting'] ?? 0) + (counts['prioritized'] ?? 0),
        active: counts['active'] ?? 0,
        delayed: counts['delayed'] ?? 0,
      });
    }
    return depths;
  }

  /** Ids of the jobs that workers of all processes have in hand. */
  async active(name: string): Promise<string[]> {
    return (await this.queue(name)).getRanges(['active'], 0, -1);
  }

  /** Takes no further jobs, and waits for those that run; `giveUp` is called when they do not end in time. */
  async stopWork(giveUp: () => void): Promise<void> {
    const ended = Promise.all(this.workers.map((worker) => worker.close()));
    const patience = setTimeout(() => {
      giveUp();
      this.log.warn('jobs are still running; they are given up here and will resume in another process');
      for (const worker of this.workers) void worker.close(true).catch(() => undefined);
    }, this.timings.stopGraceMs);
    try {
      await ended;
    } finally {
      clearTimeout(patience);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    await this.producerPool?.end();
    this.producerRedis?.disconnect();
    this.workerRedis?.disconnect();
  }

  private async queue(name: string): Promise<AnyQueue> {
    const prefix = await this.redisPrefix();
    const known = this.queues.get(name);
    if (known) return known;
    const onError = (error: Error): void => this.log.error(`${name}: ${error.message}`);
    // Adding must fail soon rather than wait: rows of the outbox are locked meanwhile, and the next sweep tries again.
    const queue = usesRedis(this.config)
      ? new Queue(queueName(name), {
          prefix,
          connection: (this.producerRedis ??= this.openRedis({
            maxRetriesPerRequest: 1,
            commandTimeout: 10_000,
          })),
        }).on('error', onError)
      : new Queue(queueName(name), { connection: this.openPool() }, createPostgresBackend).on(
          'error',
          onError,
        );
    this.queues.set(name, queue);
    return queue;
  }

  /**
   * Begins all keys in Redis. Installations that share a Redis must not take each other's jobs: to the wrong one, a job
   * would look as if it were done. The braces keep all keys in one slot of a cluster.
   */
  private async redisPrefix(): Promise<string> {
    if (!usesRedis(this.config)) return '';
    this.prefix ??= this.db
      .detached(() =>
        this.db.one<{ name: string }>('SELECT md5(id::text || current_database()) AS name FROM installation'),
      )
      .then((row) => `{plenary-${row?.name.slice(0, 12)}}`);
    this.prefix.catch(() => (this.prefix = undefined));
    return this.prefix;
  }

  private openRedis(options: RedisOptions): Redis | Cluster {
    const client = connectRedis(this.config, {
      retryStrategy: (times) => Math.min(times * 200, 2000),
      ...options,
    });
    client.on('error', (error: Error) => this.log.warn(`Redis: ${error.message}`));
    return client;
  }

  /** The queue may lose what it was told last in a power cut, because the promise outlives its job: no need to wait for the disk. */
  private pgOptions(max: number): PostgresPoolConfig & { options: string } {
    const { password, ...options } = this.pg;
    return {
      ...options,
      ...(typeof password === 'string' ? { password } : {}),
      max,
      options: '-c synchronous_commit=off',
    };
  }

  private openPool(): Pool {
    if (this.producerPool === undefined) {
      const options = this.pgOptions(2);
      this.producerPool = new Pool({
        ...options,
        application_name: 'plenary-queue',
        options: `${options.options} -c search_path=bullmq`,
      });
      this.producerPool.on('error', (error) => this.log.warn(`queue connection: ${error.message}`));
    }
    return this.producerPool;
  }
}
