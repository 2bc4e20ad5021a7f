import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { CONFIG, type Config } from '../../src/platform/config';
import { csv } from '../registrations/sheets-support';
import { makeCategory, makeQuota } from '../registrations/support';
import { beginning, startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { waitFor } from '../support/wait';

const count = 2500;
const places = 2000;
/** Processes have to start, while others may be busy too. */
const patience = { timeoutMs: 120_000 };

describe('kill -9 while a sheet is written', () => {
  let app: TestApp;
  const alive = new Set<ChildProcess>();
  beforeAll(async () => {
    // The work is done by processes that are killed.
    app = await startApp({ config: { role: 'api' } });
  });
  afterEach(() => {
    for (const child of alive) child.kill('SIGKILL');
    alive.clear();
  });

  function worker(): { kill(): Promise<void> } {
    const { storageDir } = app.app.get<Config>(CONFIG);
    const child = spawn(
      process.execPath,
      [join(__dirname, 'import.child.js'), JSON.stringify(app.connection), storageDir, beginning],
      { stdio: ['pipe', 'ignore', 'inherit'] },
    );
    alive.add(child);
    const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
    return {
      kill: async () => {
        child.kill('SIGKILL');
        await exited;
        alive.delete(child);
      },
    };
  }

  const totals = async (event: TestEvent) =>
    app.db.one(
      `SELECT (SELECT count(*) FROM registrations WHERE event_id = $1) AS registrations,
              (SELECT count(*) FROM event_persons WHERE event_id = $1) AS people,
              (SELECT count(*) FROM transition_records WHERE event_id = $1 AND workflow = 'registration') AS records,
              (SELECT sum(taken) FROM quotas WHERE event_id = $1) AS taken`,
      [event.id],
    );

  test('nothing half done is ever seen, and it is done once in the end', async () => {
    const event = await makeEvent(app);
    const { id, code } = await makeCategory(event);
    await makeQuota(event, places, { categoryIds: [id] });
    const rows = Array.from({ length: count }, (_, n) => [
      `M-${n}`,
      code,
      'Anna',
      `Petrova ${n}`,
      `a${n}@m.example`,
    ]);
    const bytes = Buffer.from(csv([['externalId', 'category', 'givenName', 'familyName', 'email'], ...rows]));
    const { body: asked } = await event.staff.upload(
      `${event.path}/registrations/imports`,
      { name: 'people.csv', bytes },
      { dryRun: 'false' },
    );
    const job = async () => (await event.staff.get(`jobs/${asked.id}`)).body;
    for (const written of [500, 1500]) {
      const doomed = worker();
      await waitFor(async () => {
        const { state, progress } = await job();
        return state === 'active' && progress.total !== null && progress.done >= written;
      }, patience);
      await doomed.kill();
      expect(await totals(event)).toEqual({ registrations: 0, people: 0, records: 0, taken: 0 });
    }
    worker();
    const done = await waitFor(async () => {
      const now = await job();
      return now.state === 'completed' ? now : undefined;
    }, patience);
    const counts = { created: count, updated: 0, unchanged: 0, refused: 0 };
    const whole = { registrations: count, people: count, records: 3 * count, taken: places };
    expect([done.counts, await totals(event)]).toEqual([counts, whole]);
    // A process that was killed after it wrote, and before it said so, leaves its job to be done again.
    await app.db.query(
      `INSERT INTO outbox (id, kind, name, queue, payload)
       SELECT job_id, 'job', 'imports.run', 'imports.run', json_build_object('importId', id) FROM imports WHERE job_id = $1`,
      [asked.id],
    );
    await waitFor(
      async () => (await app.db.query(`SELECT 1 FROM outbox WHERE name = 'imports.run'`)).length === 0,
    );
    expect([(await job()).counts, await totals(event)]).toEqual([counts, whole]);
  }, 400_000);
});
