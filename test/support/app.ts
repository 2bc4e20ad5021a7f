import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import type { ClientConfig } from 'pg';
import { Accounts } from '../../src/access/accounts.service';
import { staffRoles, type StaffRole } from '../../src/access/roles';
import { Sessions } from '../../src/access/sessions.service';
import { createApp } from '../../src/app';
import { SettableChance } from '../../src/platform/chance';
import { SettableClock } from '../../src/platform/clock';
import { loadConfig, type Config } from '../../src/platform/config';
import { Database } from '../../src/platform/database/database';
import { openApiDocument } from '../../src/platform/http/openapi';
import { RouteTable, type RegisteredRoute } from '../../src/platform/http/route-table';
import { Jobs } from '../../src/platform/jobs/jobs';
import { Sweeper } from '../../src/platform/workflow/sweeper';
import { Api } from './api';
import { contractOf } from './contract';
import { createTestDatabase } from './database';
import { waitFor } from './wait';

/** The instant at which tests begin unless they say otherwise: well before the forum that they are about. */
export const beginning = '2019-06-01T08:00:00Z';

export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly url: string;
  /** Anonymous caller. */
  readonly api: Api;
  /** Administrator. */
  readonly admin: Api;
  readonly db: Database;
  readonly clock: SettableClock;
  /** What chance says; in the middle unless a test sets it. */
  readonly chance: SettableChance;
  readonly connection: ClientConfig;
  /** Every route that is served. */
  readonly routes: readonly RegisteredRoute[];
  /** Signs somebody in who has these roles in an event (or in none), and answers their client. */
  staff(eventId: string | undefined, ...roles: StaffRole[]): Promise<Api>;
  /** Waits until nothing is promised, queued, running or due. */
  settled(): Promise<void>;
  /** Sets the time and waits until all that was due has been done. */
  at(instant: string): Promise<void>;
}

let staffCount = 0;

/**
 * Starts the whole application on a database of its own, listening on a free port, with a clock that stands still.
 * Stops it after the last test of the file.
 */
export async function startApp(
  options: { now?: string; config?: Partial<Config>; logger?: LoggerService } = {},
): Promise<TestApp> {
  const connection = await createTestDatabase();
  const clock = new SettableClock(new Date(options.now ?? beginning));
  const chance = new SettableChance(0.5);
  const config: Config = {
    ...loadConfig({
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      DATABASE_POOL_SIZE: '8',
      SWEEP_INTERVAL_MS: '1000',
      // The queues of each database have names of their own, so that files share a Redis as they share a server.
      ...(process.env['TEST_QUEUES_URL'] ? { REDIS_URL: process.env['TEST_QUEUES_URL'] } : {}),
    }),
    appSecret: 'a secret that only tests have, long enough',
    rateLimitPerMinute: 1_000_000,
    signInLimitPerMinute: 1_000_000,
    storageDir: path.join(os.tmpdir(), `plenary-test-files-${randomUUID()}`),
    ...options.config,
  };
  const app = await createApp({
    config,
    connection,
    clock,
    chance,
    logger: options.logger ?? (process.env['TEST_LOG'] ? undefined : false),
  });
  await app.listen(0, '127.0.0.1');
  afterAll(async () => {
    await app.close();
    await fs.rm(config.storageDir, { recursive: true, force: true });
  });
  const url = await app.getUrl();
  const api = new Api(url, undefined, () => contractOf(() => openApiDocument(app)));
  const db = app.get(Database);
  const accounts = app.get(Accounts);
  const sessions = app.get(Sessions);
  const signIn = async (account: { administrator?: boolean }): Promise<{ api: Api; userId: string }> => {
    staffCount += 1;
    const userId = await accounts.create({
      email: `staff-${staffCount}@secretariat.example`,
      name: `Staff ${staffCount}`,
      ...account,
    });
    const { accessToken } = await sessions.open(userId);
    // Tests move the clock by months; their staff stay signed in.
    await db.query(`UPDATE sessions SET access_expires_at = '2100-01-01' WHERE user_id = $1`, [userId]);
    return { api: api.as(accessToken), userId };
  };
  const settled = async (): Promise<void> => {
    const jobs = app.get(Jobs);
    const sweeper = app.get(Sweeper);
    await waitFor(async () => sweeper.idle && (await jobs.idle()) && sweeper.idle, { timeoutMs: 120_000 });
  };
  return {
    app,
    url,
    api,
    db,
    clock,
    chance,
    connection,
    routes: app.get(RouteTable).all,
    admin: (await signIn({ administrator: true })).api,
    staff: async (eventId, ...roles) => {
      const { api: client, userId } = await signIn({});
      if (eventId !== undefined) {
        await db.query(
          `INSERT INTO staff_roles (event_id, user_id, role, created_at) SELECT $1, $2, role, $4 FROM unnest($3::text[]) AS given(role)`,
          [eventId, userId, roles.length > 0 ? roles : [...staffRoles], clock.now()],
        );
      }
      return client;
    },
    settled,
    at: async (instant) => {
      clock.set(instant);
      await settled();
    },
  };
}
