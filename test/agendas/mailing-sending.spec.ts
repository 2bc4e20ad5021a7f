import { startApp, type TestApp } from '../support/app';
import { make } from '../support/factories';
import { waitFor } from '../support/wait';
import {
  fill,
  makeAnnouncement,
  makeMailedEvent,
  standInTheWay,
  statesOf,
  type MailedEvent,
} from './mailings-support';

const kind = 'mailings.announcement';
const sum = (states: Record<string, number>): number => Object.values(states).reduce((all, n) => all + n, 0);

describe('a mailing that is under way', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  const read = async (event: MailedEvent, id: string): Promise<any> =>
    (await event.staff.get(`${event.mailings}/${id}`)).body;

  const setState = (id: string, state: string) =>
    app.db.query('UPDATE registrations SET state = $2 WHERE id = $1', [id, state]);

  /** Stops a mailing to 1,200 in its second step of three, while somebody asks for a transition. */
  const stoppedInTheMiddle = async (transition: 'pause' | 'cancel') => {
    const event = await makeMailedEvent(app);
    const ids = await fill(app, event, event.categoryId, 1201);
    const early = ids[100]!;
    await setState(early, 'submitted');
    const { id } = await makeAnnouncement(event);
    await app.settled();
    const obstacle = await standInTheWay(app, event, { id, kind }, ids[700]!);
    expect((await event.staff.move(`${event.mailings}/${id}`, 'submit')).body.state).toBe('sending');
    await obstacle.waited('INSERT INTO messages');
    const asked = event.staff.move(`${event.mailings}/${id}`, transition, {
      comment: 'The hall is not sure.',
    });
    // The job waits for the message that stands in its way, and whoever stops it for the step of the job.
    await obstacle.waited('SELECT * FROM mailings');
    await obstacle.goAway();
    const { status, body } = await asked;
    expect(status).toBe(200);
    return { event, id, ids, early, body };
  };

  test('is paused within a step, holds what waits, goes on where it was, and says who was missed', async () => {
    const { event, id, ids, early, body } = await stoppedInTheMiddle('pause');
    expect([body.state, body.passed, body.written]).toEqual(['paused', 1000, 1000]);
    await app.settled();
    const paused = await read(event, id);
    const { sent, pending } = paused.progress;
    expect([sent + pending, paused.progress.queued, paused.untold]).toEqual([1000, 0, 200]);
    const { items: holds } = (await event.staff.get(`${event.path}/outbox/holds?inForce=true`)).body;
    expect(holds).toEqual([
      expect.objectContaining({ kind, cause: id, belongsTo: 'mailing', reason: 'The hall is not sure.' }),
    ]);
    // Nobody but the mailing ends it.
    const lifted = await event.staff.delete(`${event.path}/outbox/holds/${holds[0].id}`);
    expect([lifted.status, lifted.body.code]).toEqual([409, 'hold-not-by-hand']);
    const [job] = [(await event.staff.get(`jobs/${paused.jobId}`)).body];
    expect([job.state, job.counts]).toEqual(['completed', { messages: 1000 }]);

    // Somebody is confirmed whose place it has passed.
    await setState(early, 'confirmed');
    expect((await event.staff.move(`${event.mailings}/${id}`, 'resume')).body.state).toBe('sending');
    await waitFor(async () => (await statesOf(app, id))['sent'] === 1200);
    await app.settled();
    const done = await read(event, id);
    expect([done.state, done.passed, done.written, done.untold]).toEqual(['sent', 1200, 1200, 1]);
    expect(done.jobId).not.toBe(paused.jobId);
    expect((await event.staff.get(`${event.path}/outbox/holds?inForce=true`)).body.items).toEqual([]);

    expect((await event.staff.move(`${event.mailings}/${id}`, 'complete')).body).toMatchObject({
      state: 'sending',
      expected: 1,
    });
    await app.settled();
    const complete = await read(event, id);
    expect([complete.state, complete.written, complete.untold]).toEqual(['sent', 1201, 0]);
    expect(await statesOf(app, id)).toEqual({ sent: 1201 });
    const again = await event.staff.move(`${event.mailings}/${id}`, 'complete');
    expect(again.status).toBe(409);
    const told = await app.db.query<{ registration_id: string }>(
      'SELECT registration_id FROM messages WHERE cause = $1 ORDER BY 1',
      [id],
    );
    expect(told.map(({ registration_id }) => registration_id)).toEqual(ids);
    const steps = (await event.staff.get(`${event.mailings}/${id}/history`)).body.items.map(
      (one: any) => one.transition,
    );
    expect(steps).toEqual(['create', 'submit', 'pause', 'resume', 'finish', 'complete', 'finish']);
  }, 240_000);

  test('is called off within a step: what was promised and had not gone out is cancelled, and nobody else gets one', async () => {
    const { event, id, body } = await stoppedInTheMiddle('cancel');
    expect([body.state, body.written]).toEqual(['cancelled', 1000]);
    // The last ones on their way come to their end first; then nothing is left of it that could go out.
    await waitFor(async () =>
      (await event.staff.get(`${event.mailings}/${id}/history`)).body.items.some(
        (one: any) => one.transition === 'withdrawn',
      ),
    );
    await app.settled();
    const states = await statesOf(app, id);
    expect(sum(states)).toBe(1000);
    expect(Object.keys(states).filter((state) => !['sent', 'cancelled'].includes(state))).toEqual([]);
    expect(states['cancelled']).toBeGreaterThan(0);
    const records = await app.db.query(
      `SELECT count(*)::integer AS n FROM transition_records r JOIN messages m ON m.id = r.subject_id
        WHERE m.cause = $1 AND r.transition = 'cancel' AND r.to_state = 'cancelled'`,
      [id],
    );
    expect(records).toEqual([{ n: states['cancelled'] }]);
    expect((await event.staff.get(`${event.path}/outbox/holds?inForce=true`)).body.items).toEqual([]);
    expect((await event.staff.get(`${event.path}/outbox`)).body).toEqual({ mailings: [], kinds: [] });
    for (const transition of ['resume', 'submit', 'complete'])
      expect((await event.staff.move(`${event.mailings}/${id}`, transition)).status).toBe(409);
  }, 240_000);

  test('that has gone out is neither paused nor called off any more', async () => {
    const event = await makeMailedEvent(app);
    await fill(app, event, event.categoryId, 3);
    const { id } = await makeAnnouncement(event);
    await event.staff.move(`${event.mailings}/${id}`, 'submit');
    await app.settled();
    expect(await statesOf(app, id)).toEqual({ sent: 3 });
    for (const transition of ['pause', 'cancel']) {
      const { status, body } = await event.staff.move(`${event.mailings}/${id}`, transition);
      expect([status, body.detail]).toEqual([409, expect.stringContaining('have gone out already')]);
    }
  });

  test('that is written and still waits can be paused, goes out when it is resumed, or is called off', async () => {
    for (const [transition, state] of [
      ['resume', 'sent'],
      ['cancel', 'cancelled'],
    ] as const) {
      const event = await makeMailedEvent(app);
      await fill(app, event, event.categoryId, 3);
      const { id } = await makeAnnouncement(event);
      const path = `${event.mailings}/${id}`;
      const hold = await make(event.staff, `${event.path}/outbox/holds`, { kind, reason: 'Not yet' });
      await event.staff.move(path, 'submit');
      await app.settled();
      expect((await read(event, id)).state).toBe('sent');
      expect((await event.staff.move(path, 'pause')).body.state).toBe('paused');
      expect((await event.staff.delete(`${event.path}/outbox/holds/${hold.id}`)).status).toBe(204);
      await app.settled();
      // The other hold keeps them.
      expect(await statesOf(app, id)).toEqual({ pending: 3 });
      expect((await event.staff.move(path, transition)).status).toBe(200);
      await waitFor(async () => (await statesOf(app, id))[state] === 3);
      await app.settled();
      expect([(await read(event, id)).state, await statesOf(app, id)]).toEqual([state, { [state]: 3 }]);
    }
  });
});
