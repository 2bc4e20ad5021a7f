import { fill, makeAnnouncement, makeMailedEvent, statesOf } from '../agendas/mailings-support';
import { recipient, sampleNotice, send } from '../communications/sample-notices';
import { startApp, type TestApp } from '../support/app';
import { deadlocks } from '../support/database';
import { make, makeEvent } from '../support/factories';
import { waitFor } from '../support/wait';

const inParallel = <T>(count: number, act: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => act(n)));

describe('mailings that several people lay hands on at once', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  test('ten hand in the same draft: it begins once', async () => {
    const event = await makeMailedEvent(app);
    await fill(app, event, event.categoryId, 20);
    const { id } = await makeAnnouncement(event);
    const answers = await inParallel(10, () => event.staff.move(`${event.mailings}/${id}`, 'submit'));
    // Who comes when it has ended already is told that it is sent.
    expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
    await app.settled();
    expect(await statesOf(app, id)).toEqual({ sent: 20 });
    const jobs = await app.db.query(`SELECT 1 FROM job_runs WHERE event_id = $1 AND name = 'mailings.send'`, [
      event.id,
    ]);
    expect(jobs).toHaveLength(1);
    const { body } = await event.staff.get(`${event.mailings}/${id}/history`);
    expect(body.items.map((one: any) => one.transition)).toEqual(['create', 'submit', 'finish']);
  });

  test('ten approve what waits, of whom five handed it in: one of the others does', async () => {
    const event = await makeMailedEvent(app);
    await fill(app, event, event.categoryId, 3);
    await event.staff.put(`${event.mailings}/settings`, { review: 'all' }, { ifMatch: 0 });
    const others = await inParallel(5, () => app.staff(event.id, 'communications'));
    const { id } = await makeAnnouncement(event);
    const { body: held } = await event.staff.move(`${event.mailings}/${id}`, 'submit');
    const answers = await inParallel(10, (n) =>
      (others[n] ?? event.staff).move(`${event.mailings}/${id}`, 'approve', {
        input: { version: held.version },
      }),
    );
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    await app.settled();
    expect(await statesOf(app, id)).toEqual({ sent: 3 });
    const records = await app.db.query<{ actor_name: string }>(
      `SELECT actor_name FROM transition_records WHERE subject_id = $1 AND transition = 'approve'`,
      [id],
    );
    expect(records).toHaveLength(1);
    const [submitted] = await app.db.query<{ actor_name: string }>(
      `SELECT actor_name FROM transition_records WHERE subject_id = $1 AND transition = 'submit'`,
      [id],
    );
    expect(records[0]!.actor_name).not.toBe(submitted!.actor_name);
  });

  test('paused and resumed again and again while it is sent: everybody has one message in the end', async () => {
    const event = await makeMailedEvent(app);
    const ids = await fill(app, event, event.categoryId, 1200);
    const { id } = await makeAnnouncement(event);
    const path = `${event.mailings}/${id}`;
    await event.staff.move(path, 'submit');
    for (let round = 0; round < 5; round += 1)
      await inParallel(4, (n) => event.staff.move(path, n % 2 === 0 ? 'pause' : 'resume'));
    await event.staff.move(path, 'resume');
    await waitFor(async () => (await statesOf(app, id))['sent'] === ids.length);
    await app.settled();
    const { body } = await event.staff.get(path);
    expect([body.state, body.written, body.passed, body.untold]).toEqual(['sent', 1200, 1200, 0]);
    expect((await event.staff.get(`${event.path}/outbox/holds?inForce=true`)).body.items).toEqual([]);
    expect(await deadlocks(app.db)).toBe(0);
  }, 240_000);

  test('holds that come and go while messages are taken up: none is left behind, and none goes out twice', async () => {
    const event = await makeEvent(app);
    const sample = sampleNotice(app);
    const { kind } = sample.notice;
    const holds = `${event.path}/outbox/holds`;
    const toggling = (async () => {
      for (let round = 0; round < 25; round += 1) {
        const { id } = await make(event.staff, holds, { kind, reason: 'Wait' });
        await event.staff.delete(`${holds}/${id}`);
      }
    })();
    for (let n = 0; n < 40; n += 1) await send(app, event.id, sample, [recipient(), recipient()]);
    await toggling;
    const sent = async (): Promise<number> =>
      (await app.db.one<{ n: number }>(
        `SELECT count(*)::integer AS n FROM messages WHERE event_id = $1 AND kind = $2 AND state = 'sent'`,
        [event.id, kind],
      ))!.n;
    await waitFor(async () => (await sent()) === 80);
    const mails = await app.db.one(
      `SELECT count(*)::integer AS n, max(m.attempts) AS attempts FROM mailbox_mails b JOIN messages m ON m.id = b.message_id WHERE m.kind = $1`,
      [kind],
    );
    expect(mails).toEqual({ n: 80, attempts: 1 });
  });
});
