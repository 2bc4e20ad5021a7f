import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '../platform/config';
import type { JsonLogger } from '../platform/observability/logger';
import { Interrupted } from './failure';
import { checkLanguages } from './full-icu';
import { openDatabase } from './open-database';
import { availablePort, listenTrouble } from './port';
import { keptSecret } from './secret';

/** The program as it runs: what it turned out to be, and how it ends. */
export interface Running {
  readonly app: NestFastifyApplication;
  readonly logger: JsonLogger;
  /** The configuration with what was settled at the start: the port, the public address, the secret. */
  readonly config: Config;
  /** The first administrator, when this start made the account; the password when it was generated. */
  readonly administrator: { readonly email: string; readonly generatedPassword?: string } | undefined;
  /** Further lines of the banner: a label and a text. */
  readonly notes: readonly (readonly [label: string, text: string])[];
  /** Resolves when the embedded database ends without having been told to: nothing works from then on. */
  readonly lost: Promise<void>;
  /** Lets requests and jobs end, then stops what was started, in reverse order. Calling it again waits for the same end. */
  stop(): Promise<void>;
}

/**
 * Starts the program, step by step. Whatever was started is stopped again when a later step fails, or when `asked` is
 * aborted between two steps.
 * `say` hears what takes a while.
 * @throws {StartUpError} and others that {@link explainFailure} puts into words
 * @throws {Interrupted} when the start was called off
 */
export async function start(
  given: Config,
  asked?: AbortSignal,
  say: (what: string) => void = () => {},
): Promise<Running> {
  const stoppers: (() => Promise<void>)[] = [];
  const goOn = (): void => {
    if (asked?.aborted) throw new Interrupted('asked to stop before it had started');
  };
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= stopAll(stoppers));
  try {
    checkLanguages();
    const port = await availablePort(given.host, given.port);
    goOn();
    // The program is read from disk while the database starts.
    const [database, parts] = await Promise.allSettled([openDatabase(given), load()]);
    if (database.status === 'rejected') throw database.reason;
    stoppers.push(() => database.value.stop());
    if (parts.status === 'rejected') throw parts.reason;
    const {
      createApp,
      migrate,
      checkQueues,
      storageOf,
      Accounts,
      JsonLogger,
      chooseClock,
      DemonstrationService,
    } = parts.value;
    const { connection, lost } = database.value;
    const config = settled(given, port);
    goOn();
    await migrate(connection);
    goOn();
    await checkQueues(config);
    goOn();
    await storageOf(config).check();
    goOn();
    const logger = new JsonLogger(config.logLevel);
    const clock = await chooseClock(config, connection);
    const app = await createApp({ config, connection, logger, clock });
    stoppers.push(() => app.close());
    goOn();
    await app.listen(config.port, config.host).catch((error: unknown) => {
      throw listenTrouble(error, config.host, config.port);
    });
    const administrator =
      config.role === 'worker' ? undefined : await firstAdministrator(app.get(Accounts), config);
    const notes = await app.get(DemonstrationService).prepare(say);
    goOn();
    return { app, logger, config, notes, lost, stop, administrator };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

/** The configuration with what is only known at the start. */
function settled(given: Config, port: number): Config {
  return Object.freeze({
    ...given,
    port,
    publicUrl: given.port === 0 ? given.publicUrl.replace(/:0$/, `:${port}`) : given.publicUrl,
    appSecret: given.appSecret ?? keptSecret(given),
  });
}

/** Everything heavy. Loaded late, so that a fault in the configuration is reported at once. */
async function load() {
  const [
    { createApp },
    { migrate },
    { checkQueues },
    { storageOf },
    { Accounts },
    { JsonLogger },
    { chooseClock },
    { DemonstrationService },
  ] = await Promise.all([
    import('../app.js'),
    import('../platform/database/migrate.js'),
    import('../platform/jobs/bullmq.js'),
    import('../platform/storage/choose-storage.js'),
    import('../access/accounts.service.js'),
    import('../platform/observability/logger.js'),
    import('../demonstration/choose-clock.js'),
    import('../demonstration/demonstration.service.js'),
  ]);
  return {
    createApp,
    migrate,
    checkQueues,
    storageOf,
    Accounts,
    JsonLogger,
    chooseClock,
    DemonstrationService,
  };
}

interface Administrators {
  ensureAdministrator(
    email: string,
    password: string | undefined,
  ): Promise<{ created: boolean; generatedPassword?: string }>;
}

async function firstAdministrator(
  accounts: Administrators,
  config: Config,
): Promise<Running['administrator']> {
  const { created, generatedPassword } = await accounts
    .ensureAdministrator(config.adminEmail, config.adminPassword)
    .catch((error: unknown) => {
      // Another replica, started at the same moment, has just made it.
      if ((error as { code?: unknown }).code === 'account-exists')
        return { created: false, generatedPassword: undefined };
      throw error;
    });
  if (!created) return undefined;
  return { email: config.adminEmail, ...(generatedPassword === undefined ? {} : { generatedPassword }) };
}

async function stopAll(stoppers: (() => Promise<void>)[]): Promise<void> {
  let failure: unknown;
  for (let stopper = stoppers.pop(); stopper; stopper = stoppers.pop())
    await stopper().catch((error: unknown) => (failure ??= error));
  if (failure !== undefined) throw failure;
}
