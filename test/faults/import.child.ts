import type { ClientConfig } from 'pg';
import { createApp } from '../../src/app';
import { SettableClock } from '../../src/platform/clock';
import { loadConfig } from '../../src/platform/config';
import { jobTimings } from '../../src/platform/jobs/timings';

// Goes with the test that started it, however that ends.
process.stdin.resume().once('end', () => process.exit(1));

/** A worker that imports until it is killed. Arguments: the database, the folder of files, the time. */
async function main(): Promise<void> {
  const [connection, storageDir, now] = process.argv.slice(2);
  // The work of one that was killed is taken up in seconds instead of a minute.
  Object.assign(jobTimings, { lockMs: 1500, stalledCheckMs: 400, redriveAfterMs: 1500 });
  const app = await createApp({
    config: {
      ...loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'silent', ROLE: 'worker', DATABASE_POOL_SIZE: '6' }),
      appSecret: 'a secret that only tests have, long enough',
      storageDir: storageDir!,
    },
    connection: JSON.parse(connection!) as ClientConfig,
    // By its own time the files of this import would be over since years.
    clock: new SettableClock(new Date(now!)),
    logger: false,
  });
  await app.listen(0, '127.0.0.1');
}

void main();
