import { BaseAdapter } from '@bull-board/api/dist/queueAdapters/base.js';
import { httpProblems } from '../../http/problem';
import type { Outbox } from '../../outbox/outbox';
import type { PromisesQueries, ShownPromise } from './promises.queries';

type Job = NonNullable<Awaited<ReturnType<BaseAdapter['getJob']>>>;

const statuses = ['active', 'waiting', 'delayed', 'failed'] as const;

/** What is not done here, because a promise is kept or set aside and never thrown away. */
const refused = (): Promise<never> =>
  Promise.reject(httpProblems.notAllowed('Here jobs are looked at, and tried again.'));

/**
 * Shows Bull Board the promises of the outbox instead of what BullMQ holds. The queue keeps nothing of a job that is
 * over, and may be lost at any time; the outbox knows what is owed, what was set aside and why, on either backend.
 */
export class PromisesAdapter extends BaseAdapter {
  constructor(
    private readonly queue: string,
    private readonly promises: PromisesQueries,
    private readonly outbox: Outbox,
  ) {
    super('bullmq', { allowRetries: true, allowCompletedRetries: false });
  }

  override getName(): string {
    return this.queue;
  }

  override getStatuses(): ReturnType<BaseAdapter['getStatuses']> {
    return ['latest', ...statuses] as ReturnType<BaseAdapter['getStatuses']>;
  }

  override getJobStatuses(): ReturnType<BaseAdapter['getJobStatuses']> {
    return [...statuses] as ReturnType<BaseAdapter['getJobStatuses']>;
  }

  override async getJobCounts(): ReturnType<BaseAdapter['getJobCounts']> {
    return (await this.promises.counts(this.queue)) as Awaited<ReturnType<BaseAdapter['getJobCounts']>>;
  }

  override async getJobs(states: string[], start = 0, end = start + 99): Promise<Job[]> {
    const found = await this.promises.list(this.queue, states, start, Math.max(0, end - start + 1));
    return found.map((promise) => this.job(promise));
  }

  override async getJob(id: string): Promise<Job | undefined> {
    const promise = await this.promises.one(this.queue, id);
    return promise && this.job(promise);
  }

  override async getDatastoreStats(): ReturnType<BaseAdapter['getDatastoreStats']> {
    const { connected, blocked, ...server } = await this.promises.server();
    return { backend: 'postgres', ...server, clients: { connected, blocked } } as Awaited<
      ReturnType<BaseAdapter['getDatastoreStats']>
    >;
  }

  override getRedisInfo(): Promise<null> {
    return Promise.resolve(null);
  }
  override getJobLogs(): Promise<string[]> {
    return Promise.resolve([]);
  }
  override getMetrics(): ReturnType<BaseAdapter['getMetrics']> {
    return Promise.resolve({ meta: { count: 0, prevTS: 0, prevCount: 0 }, data: [], count: 0 });
  }
  override isPaused(): Promise<boolean> {
    return Promise.resolve(false);
  }
  override getJobSchedulers(): Promise<[]> {
    return Promise.resolve([]);
  }
  override getJobSchedulersCount(): Promise<number> {
    return Promise.resolve(0);
  }
  override getGlobalConcurrency(): Promise<null> {
    return Promise.resolve(null);
  }
  override clean = refused;
  override addJob = refused;
  override pause = refused;
  override resume = refused;
  override empty = refused;
  override obliterate = refused;
  override promoteAll = refused;
  override removeJobScheduler = refused;
  override updateJobScheduler = refused;
  override runJobSchedulerNow = refused;
  override setGlobalConcurrency = refused;

  private job(promise: ShownPromise): Job {
    return {
      opts: {},
      promote: refused,
      remove: refused,
      retry: async () => {
        await this.outbox.retryDead(promise.id);
      },
      getState: () => Promise.resolve(promise.state),
      toJSON: () => ({
        id: promise.id,
        name: promise.name,
        data: promise.payload,
        progress: promise.total ? Math.round((100 * (promise.done ?? 0)) / promise.total) : 0,
        attemptsMade: promise.attempts,
        timestamp: promise.createdAt.getTime(),
        delay: Math.max(0, promise.dueAt.getTime() - promise.createdAt.getTime()),
        processedOn: promise.startedAt?.getTime() ?? null,
        finishedOn: promise.failedAt?.getTime() ?? null,
        failedReason: promise.error ?? '',
        stacktrace: null,
        returnvalue: null,
        opts: {},
      }),
    };
  }
}
