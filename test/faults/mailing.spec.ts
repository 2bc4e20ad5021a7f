import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { CONFIG, type Config } from '../../src/platform/config';
import {
  fill,
  makeAnnouncement,
  makeMailedEvent,
  standInTheWay,
  statesOf,
} from '../agendas/mailings-support';
import { beginning, startApp, type TestApp } from '../support/app';
import { waitFor } from '../support/wait';

const count = 1300;
/** Processes have to start, while others may be busy too. */
const patience = { timeoutMs: 120_000 };

describe('kill -9 while a mailing is sent', () => {
  let app: TestApp;
  const alive = new Set<ChildProcess>();
  let minutes = 0;
  beforeAll(async () => {
    // The work is done by processes that are killed.
    app = await startApp({ config: { role: 'api' } });
  });
  afterEach(() => {
    for (const child of alive) child.kill('SIGKILL');
    alive.clear();
  });

  /** A worker that does what is promised until it is killed. Each lives later than the one before, whose claims are over then. */
  function worker(): { kill(): Promise<void> } {
    minutes += 2;
    const now = new Date(Date.parse(beginning) + minutes * 60_000).toISOString();
    const { storageDir } = app.app.get<Config>(CONFIG);
    const child = spawn(
      process.execPath,
      [join(__dirname, 'import.child.js'), JSON.stringify(app.connection), storageDir, now],
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

  test('the next process goes on where it was, and everybody has one message', async () => {
    const event = await makeMailedEvent(app);
    const ids = await fill(app, event, event.categoryId, count);
    const { id } = await makeAnnouncement(event);
    const written = async (): Promise<number> =>
      (await event.staff.get(`${event.mailings}/${id}`)).body.written;
    // Twice in the middle of a step: what it has written goes with it, what was written before stays.
    const obstacles = [ids[600]!, ids[1100]!];
    await event.staff.move(`${event.mailings}/${id}`, 'submit');
    for (const [index, obstacle] of obstacles.entries()) {
      const { waited, goAway } = await standInTheWay(
        app,
        event,
        { id, kind: 'mailings.announcement' },
        obstacle,
      );
      const doomed = worker();
      await waitFor(async () => (await written()) === 500 * (index + 1), patience);
      await waited('INSERT INTO messages');
      await doomed.kill();
      await goAway();
      expect(await written()).toBe(500 * (index + 1));
    }
    worker();
    await waitFor(async () => (await statesOf(app, id))['sent'] === count, patience);
    const { body } = await event.staff.get(`${event.mailings}/${id}`);
    expect([body.state, body.passed, body.written, body.untold]).toEqual(['sent', count, count, 0]);
    const told = await app.db.query<{ registration_id: string }>(
      'SELECT registration_id FROM messages WHERE cause = $1 ORDER BY 1',
      [id],
    );
    expect(told.map(({ registration_id }) => registration_id)).toEqual(ids);
    const mails = await app.db.one(
      `SELECT count(*)::integer AS n FROM mailbox_mails b JOIN messages m ON m.id = b.message_id WHERE m.cause = $1`,
      [id],
    );
    expect(mails).toEqual({ n: count });
  }, 400_000);
});
