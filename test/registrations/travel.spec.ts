import { arrival, leaving, makeStage, participant, travels, type Stage } from '../agendas/support';
import { startApp, type TestApp } from '../support/app';
import { personInput } from './support';

describe('arrival and departure', () => {
  let app: TestApp;
  let stage: Stage;
  beforeAll(async () => {
    app = await startApp();
    stage = await makeStage(app);
  });

  test('are said by the person, and stand there as they were said', async () => {
    const anna = await participant(app, stage);
    expect((await anna.api.get(`${anna.path}/travel`)).body).toEqual({
      registrationId: anna.id,
      version: 0,
      arrival: null,
      departure: null,
    });
    const said = await travels(anna, { arrival, departure: leaving });
    expect(said).toEqual({
      registrationId: anna.id,
      version: 1,
      arrival: { ...arrival, at: '2019-10-20T06:05:00.000Z' },
      departure: { ...leaving, at: '2019-10-26T10:40:00.000Z', place: null },
    });
    expect((await stage.staff.get(`${anna.path}/travel`)).body).toEqual(said);
    // All of it is said: what is left out is not known any more.
    expect(await travels(anna, { departure: leaving }, 1)).toMatchObject({ version: 2, arrival: null });
  });

  test('raise the sequence of the way that changed only', async () => {
    const anna = await participant(app, stage);
    const sequences = async (): Promise<[string, number][]> =>
      (await anna.api.get(`${anna.path}/agenda`)).body.items.map((one: any) => [one.kind, one.sequence]);
    await travels(anna, { arrival, departure: leaving });
    await travels(anna, { arrival, departure: { ...leaving, number: 'G 82' } }, 1);
    expect(await sequences()).toEqual([
      ['arrival', 0],
      ['departure', 1],
    ]);
    await travels(anna, { arrival, departure: { ...leaving, number: 'G 82' } }, 2);
    expect(await sequences()).toEqual([
      ['arrival', 0],
      ['departure', 1],
    ]);
  });

  test.each([
    [
      'in another year',
      { arrival: { ...arrival, at: '2091-10-20T14:05:00+08:00' } },
      '/arrival/at',
      'far-away',
    ],
    [
      'too early by a day',
      { arrival: { ...arrival, at: '2019-08-21T23:59:00Z' } },
      '/arrival/at',
      'far-away',
    ],
    [
      'a departure before the arrival',
      { arrival, departure: { ...leaving, at: arrival.at } },
      '/departure/at',
      'order',
    ],
  ])('are refused %s', async (_, plan, pointer, code) => {
    const anna = await participant(app, stage);
    const { status, body } = await anna.api.put(`${anna.path}/travel`, plan, { ifMatch: 0 });
    expect([status, body.code, body.errors]).toEqual([
      422,
      'travel-invalid',
      [{ pointer, code, message: expect.any(String) }],
    ]);
    expect((await anna.api.get(`${anna.path}/travel`)).body.version).toBe(0);
  });

  test('are not written over unseen, nor by others, nor for whoever does not come', async () => {
    const [anna, boris] = [await participant(app, stage), await participant(app, stage)];
    await travels(anna, { arrival });
    const put = (api: typeof app.api, ifMatch?: number) =>
      api.put(`${anna.path}/travel`, { arrival }, ifMatch === undefined ? {} : { ifMatch });
    expect([
      (await put(anna.api)).status,
      (await put(anna.api, 0)).status,
      (await put(boris.api, 1)).status,
      (await put(await app.staff(stage.id, 'auditor'), 1)).status,
    ]).toEqual([428, 412, 404, 403]);
    const marshal = await app.staff(stage.id, 'transport_marshal');
    expect([(await marshal.get(`${anna.path}/travel`)).status, (await put(marshal, 1)).status]).toEqual([
      200, 403,
    ]);
    await stage.staff.move(anna.path, 'cancel');
    expect((await put(stage.staff, 1)).status).toBe(409);
  });

  test('are forgotten when the registration passes to somebody else', async () => {
    const anna = await participant(app, stage);
    await travels(anna, { arrival });
    const { status } = await stage.staff.move(anna.path, 'transfer', { input: { person: personInput() } });
    expect(status).toBe(200);
    expect((await stage.staff.get(`${anna.path}/travel`)).body).toMatchObject({ version: 0, arrival: null });
    expect((await stage.staff.get(`${anna.path}/agenda`)).body.items).toEqual([]);
  });

  test('tell those who meet people who comes when', async () => {
    const own = await makeStage(app);
    const [late, early, gone, leaves] = [
      await participant(app, own),
      await participant(app, own),
      await participant(app, own),
      await participant(app, own),
    ];
    await travels(late, { arrival: { ...arrival, at: '2019-10-20T23:30:00+08:00', number: 'SU 220' } });
    await travels(early, { arrival });
    await travels(gone, { arrival });
    await travels(leaves, { departure: leaving });
    await own.staff.move(gone.path, 'cancel');
    const listed = async (query: string): Promise<[string, string | null][]> =>
      (await own.staff.get(`${own.path}/travellers?${query}`)).body.items.map((one: any) => [
        one.registrationId,
        one.number,
      ]);
    expect(await listed('direction=arrival')).toEqual([
      [early.id, 'CA 910'],
      [late.id, 'SU 220'],
    ]);
    expect(await listed('direction=arrival&q=su')).toEqual([[late.id, 'SU 220']]);
    expect(await listed('direction=arrival&before=2019-10-20T20:00:00%2B08:00')).toEqual([
      [early.id, 'CA 910'],
    ]);
    expect(await listed('direction=arrival&from=2019-10-20T20:00:00%2B08:00')).toEqual([[late.id, 'SU 220']]);
    expect(await listed('direction=departure')).toEqual([[leaves.id, 'G 80']]);
    const first = (await own.staff.get(`${own.path}/travellers?direction=arrival&limit=1`)).body;
    expect(await listed(`direction=arrival&limit=1&cursor=${first.nextCursor}`)).toEqual([
      [late.id, 'SU 220'],
    ]);
    expect((await early.api.get(`${own.path}/travellers?direction=arrival`)).status).toBe(404);
    expect((await own.staff.get(`${own.path}/travellers`)).body.errors[0].pointer).toBe('?direction');
  });
});
