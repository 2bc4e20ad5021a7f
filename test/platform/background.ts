import {
  Module,
  type DynamicModule,
  type INestApplicationContext,
  type LoggerService,
  type Provider,
} from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Client, type ClientConfig } from 'pg';
import { Clock } from '../../src/platform/clock';
import { CONFIG, loadConfig, type Config } from '../../src/platform/config';
import { Database } from '../../src/platform/database/database';
import { DatabaseModule } from '../../src/platform/database/database.module';
import { Jobs } from '../../src/platform/jobs/jobs';
import { JobsModule } from '../../src/platform/jobs/jobs.module';
import { JOB_TIMINGS, jobTimings, type JobTimings } from '../../src/platform/jobs/timings';
import { Outbox } from '../../src/platform/outbox/outbox';
import { createTestDatabase } from '../support/database';

/** Where the queues of a test can live; Redis only when one is named for the tests. */
export const backends: { readonly backend: string; readonly env: Record<string, string> }[] = [
  { backend: 'PostgreSQL', env: {} },
  ...(process.env['TEST_REDIS_URL']
    ? [{ backend: 'Redis', env: { REDIS_URL: process.env['TEST_REDIS_URL'] } }]
    : []),
];

export interface BackgroundDatabase {
  readonly connection: ClientConfig;
  /** Runs SQL past the program. */
  query<T extends object>(text: string, values?: unknown[]): Promise<T[]>;
  close(): Promise<void>;
}

export async function backgroundDatabase(): Promise<BackgroundDatabase> {
  const connection = await createTestDatabase();
  const client = new Client(connection);
  await client.connect();
  return {
    connection,
    query: async <T extends object>(text: string, values: unknown[] = []) =>
      (await client.query(text, values)).rows as T[],
    close: () => client.end(),
  };
}

const silent: LoggerService = { log: () => undefined, warn: () => undefined, error: () => undefined };

@Module({})
class BackgroundOnly {
  static with(connection: ClientConfig, config: Config, handlers: Provider[]): DynamicModule {
    return {
      module: BackgroundOnly,
      global: true,
      imports: [DatabaseModule.forRoot(connection), JobsModule],
      providers: [{ provide: CONFIG, useValue: config }, Clock, ...handlers],
      exports: [CONFIG, Clock],
    };
  }
}

export interface BackgroundOptions {
  readonly connection: ClientConfig;
  readonly handlers: Provider[];
  readonly env?: Record<string, string>;
  readonly timings?: Partial<JobTimings>;
}

export interface Background {
  readonly app: INestApplicationContext;
  readonly db: Database;
  readonly outbox: Outbox;
  readonly jobs: Jobs;
  close(): Promise<void>;
}

/** A program that consists of the background work and the handlers of a test. */
export async function startBackground({
  connection,
  handlers,
  env,
  timings,
}: BackgroundOptions): Promise<Background> {
  const config = loadConfig({ NODE_ENV: 'test', SWEEP_INTERVAL_MS: '200', ...env });
  const testing = await Test.createTestingModule({
    imports: [BackgroundOnly.with(connection, config, handlers)],
  })
    .overrideProvider(JOB_TIMINGS)
    .useValue({ ...jobTimings, ...timings })
    .setLogger(silent)
    .compile();
  const app = await testing.init();
  return {
    app,
    db: app.get(Database),
    outbox: app.get(Outbox),
    jobs: app.get(Jobs),
    close: () => app.close(),
  };
}
