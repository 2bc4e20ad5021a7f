import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, type TestEvent } from '../support/factories';
import { waitFor } from '../support/wait';
import { recipient, sampleNotice, send } from './sample-notices';

describe('what is about to go out', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  const people = (n: number) =>
    Array.from({ length: n }, (_, i) =>
      recipient({ name: `Person ${i}`, email: `person-${i}@ministry.example` }),
    );
  const statesOf = async (event: TestEvent, kind: string): Promise<Record<string, number>> =>
    Object.fromEntries(
      (
        await app.db.query<{ state: string; n: number }>(
          'SELECT state, count(*)::integer AS n FROM messages WHERE event_id = $1 AND kind = $2 GROUP BY state',
          [event.id, kind],
        )
      ).map(({ state, n }) => [state, n]),
    );
  const outbox = async (event: TestEvent): Promise<any> =>
    (await event.staff.get(`${event.path}/outbox`)).body;
  const hold = (event: TestEvent, body: object): Promise<any> =>
    make(event.staff, `${event.path}/outbox/holds`, { reason: 'The hall is not sure.', ...body });

  test('is held by its kind, seen while it waits, and goes out once when the hold is lifted', async () => {
    const [event, other] = [await makeEvent(app), await makeEvent(app)];
    const [held, free] = [sampleNotice(app), sampleNotice(app)];
    const placed = await hold(event, { kind: held.notice.kind });
    await send(app, event.id, held, people(3));
    await send(app, event.id, free, people(2));
    await send(app, other.id, held, people(2));
    await app.settled();
    expect(await statesOf(event, held.notice.kind)).toEqual({ pending: 3 });
    expect(await statesOf(event, free.notice.kind)).toEqual({ sent: 2 });
    expect(await statesOf(other, held.notice.kind)).toEqual({ sent: 2 });
    expect(await outbox(event)).toEqual({
      mailings: [],
      kinds: [
        {
          kind: held.notice.kind,
          waiting: 3,
          held: 3,
          underWay: 0,
          causes: 1,
          oldestAt: expect.any(String),
          nextAttemptAt: null,
        },
      ],
    });
    const { items } = (await event.staff.get(`${event.path}/outbox/groups?held=true`)).body;
    expect(items.map(({ kind, waiting, held: isHeld }: any) => [kind, waiting, isHeld])).toEqual([
      [held.notice.kind, 3, true],
    ]);
    const example = (await event.staff.get(`${event.path}/messages/${items[0].exampleId}`)).body;
    expect([example.state, example.heldAt]).toEqual(['pending', app.clock.now().toISOString()]);
    // What is due again is held too, however often it is looked at.
    app.clock.advance(24 * 3_600_000);
    await app.settled();
    expect(await statesOf(event, held.notice.kind)).toEqual({ pending: 3 });

    expect((await other.staff.delete(`${other.path}/outbox/holds/${placed.id}`)).status).toBe(404);
    expect((await event.staff.delete(`${event.path}/outbox/holds/${placed.id}`)).status).toBe(204);
    await waitFor(async () => (await statesOf(event, held.notice.kind))['sent'] === 3);
    await app.settled();
    expect(await outbox(event)).toEqual({ mailings: [], kinds: [] });
    const { body } = await event.staff.get(`${event.path}/outbox/holds`);
    expect(body.items).toEqual([
      expect.objectContaining({
        id: placed.id,
        liftedBy: expect.stringMatching(/^Staff/),
        belongsTo: 'staff',
      }),
    ]);
    expect((await event.staff.delete(`${event.path}/outbox/holds/${placed.id}`)).status).toBe(204);
  });

  test('is held by its cause, until the last of several holds is lifted', async () => {
    const event = await makeEvent(app);
    const sample = sampleNotice(app);
    const { kind } = sample.notice;
    const [byKind, byCause] = [await hold(event, { kind }), await hold(event, { kind, cause: 'the-cause' })];
    await send(app, event.id, sample, people(2), 'the-cause');
    await send(app, event.id, sample, people(1), 'another');
    await app.settled();
    await event.staff.delete(`${event.path}/outbox/holds/${byKind.id}`);
    await waitFor(async () => (await statesOf(event, kind))['sent'] === 1);
    await app.settled();
    expect(await statesOf(event, kind)).toEqual({ pending: 2, sent: 1 });
    await event.staff.delete(`${event.path}/outbox/holds/${byCause.id}`);
    await waitFor(async () => (await statesOf(event, kind))['sent'] === 3);
  });

  test('is held by those who write to people only, and by what there is', async () => {
    const event = await makeEvent(app);
    const at = `${event.path}/outbox/holds`;
    const [desk, auditor] = [
      await app.staff(event.id, 'registration_desk'),
      await app.staff(event.id, 'auditor'),
    ];
    const body = { kind: 'agendas.agenda', reason: 'Wait' };
    expect((await desk.post(at, body)).status).toBe(403);
    expect((await auditor.post(at, body)).status).toBe(403);
    expect((await auditor.get(at)).status).toBe(200);
    expect((await desk.get(`${event.path}/outbox/groups`)).status).toBe(403);
    const nothing = await event.staff.post(at, { reason: 'Wait' });
    expect([nothing.status, nothing.body.code]).toEqual([422, 'hold-of-nothing']);
    await hold(event, { kind: body.kind });
    const twice = await event.staff.post(at, body);
    expect([twice.status, twice.body.code]).toEqual([409, 'hold-there-already']);
  });
});
