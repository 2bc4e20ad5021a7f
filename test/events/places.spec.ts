import { makeVisit, makeVisitedEvent, type VisitedEvent } from '../site-visits/support';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent } from '../support/factories';

const nobody = '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11';

describe('places and the ways between them', () => {
  let app: TestApp;
  let event: VisitedEvent;
  let venue: any;
  let hall: any;
  let foyer: any;
  let visit: any;
  beforeAll(async () => {
    app = await startApp();
    event = await makeVisitedEvent(app);
    venue = await make(event.staff, `${event.path}/venues`, { name: 'Palace' });
    hall = await make(event.staff, `${event.path}/rooms`, {
      name: 'Hall',
      capacity: 400,
      venueId: venue.id,
      equipment: ['projector', 'stage'],
    });
    foyer = await make(event.staff, `${event.path}/rooms`, { name: 'Foyer', capacity: 100 });
    visit = await makeVisit(event, { title: 'Huawei headquarters' });
  });

  const buffers = (): string => `${event.path}/buffers`;

  test('a room says what is in it, and an event how long it takes from place to place by default', async () => {
    expect([hall.equipment, foyer.equipment]).toEqual([['projector', 'stage'], []]);
    const changed = await event.staff.patch(
      `${event.path}/rooms/${foyer.id}`,
      { equipment: ['screen'] },
      foyer.version,
    );
    expect([changed.status, changed.body.equipment]).toEqual([200, ['screen']]);
    const listed = await event.staff.get(`${event.path}/rooms`);
    expect(listed.body.items.map(({ name, equipment }: any) => [name, equipment])).toEqual([
      ['Foyer', ['screen']],
      ['Hall', ['projector', 'stage']],
    ]);
    const { body: before } = await event.staff.get(event.path);
    expect(before.bufferMinutes).toBe(0);
    const after = await event.staff.patch(event.path, { bufferMinutes: 10 }, before.version);
    expect([after.status, after.body.bufferMinutes]).toEqual([200, 10]);
    const made = await makeEvent(app, { bufferMinutes: 15 });
    expect((await made.staff.get(made.path)).body.bufferMinutes).toBe(15);
    const refused = await event.staff.patch(event.path, { bufferMinutes: 1441 }, after.body.version);
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([422, '/bufferMinutes']);
  });

  test('places are rooms, venues and site visits of the event', async () => {
    const other = await makeEvent(app);
    await make(other.staff, `${other.path}/rooms`, { name: 'Theirs', capacity: 10 });
    const { body } = await event.staff.get(`${event.path}/places?withTotal=true`);
    expect(body).toEqual({
      items: [
        { id: foyer.id, kind: 'room', name: 'Foyer' },
        { id: hall.id, kind: 'room', name: 'Hall' },
        { id: visit.id, kind: 'site_visit', name: 'Huawei headquarters' },
        { id: venue.id, kind: 'venue', name: 'Palace' },
      ],
      nextCursor: null,
      total: 4,
    });
    const names = async (query: string): Promise<string[]> =>
      (await event.staff.get(`${event.path}/places?${query}`)).body.items.map(({ name }: any) => name);
    expect(await names('kind=room')).toEqual(['Foyer', 'Hall']);
    expect(await names('q=hua')).toEqual(['Huawei headquarters']);
    const first = (await event.staff.get(`${event.path}/places?limit=3`)).body;
    expect(await names(`limit=3&cursor=${first.nextCursor}`)).toEqual(['Palace']);
  });

  test('a buffer is made, read, found, changed and removed', async () => {
    const made = await event.staff.post(buffers(), {
      placeIds: [visit.id, hall.id],
      minutes: 40,
      severity: 'hard',
    });
    expect([made.status, made.headers.get('location')]).toEqual([
      201,
      `/api/v1/${buffers()}/${made.body.id}`,
    ]);
    expect(made.body).toEqual({
      id: made.body.id,
      version: 1,
      places: [
        { id: hall.id, kind: 'room', name: 'Hall' },
        { id: visit.id, kind: 'site_visit', name: 'Huawei headquarters' },
      ],
      minutes: 40,
      severity: 'hard',
    });
    const path = `${buffers()}/${made.body.id}`;
    expect((await event.staff.get(path)).body).toEqual(made.body);
    for (const query of [`placeId=${visit.id}`, `placeId=${hall.id}`, 'q=huawei'])
      expect([query, (await event.staff.get(`${buffers()}?${query}`)).body.items]).toEqual([
        query,
        [made.body],
      ]);
    expect((await event.staff.get(`${buffers()}?placeId=${foyer.id}`)).body.items).toEqual([]);
    expect((await event.staff.patch(path, { minutes: 30 })).status).toBe(428);
    expect((await event.staff.patch(path, { minutes: 30 }, 7)).status).toBe(412);
    const changed = await event.staff.patch(path, { minutes: 30, severity: 'soft' }, 1);
    expect(changed.body).toEqual({ ...made.body, version: 2, minutes: 30, severity: 'soft' });
    expect((await event.staff.delete(path, 2)).status).toBe(204);
    expect((await event.staff.get(path)).status).toBe(404);
  });

  test('a pair has one buffer, whichever place is named first; it warns unless told otherwise', async () => {
    const made = await make(event.staff, buffers(), { placeIds: [hall.id, foyer.id], minutes: 5 });
    expect(made.severity).toBe('soft');
    const again = await event.staff.post(buffers(), {
      placeIds: [foyer.id.toUpperCase(), hall.id],
      minutes: 6,
    });
    expect([again.status, again.body.code]).toEqual([409, 'buffer-exists']);
  });

  test('the same room twice is the pause that it needs', async () => {
    const made = await make(event.staff, buffers(), { placeIds: [hall.id, hall.id], minutes: 15 });
    const place = { id: hall.id, kind: 'room', name: 'Hall' };
    expect(made.places).toEqual([place, place]);
  });

  test.each<[string, () => object, unknown[]]>([
    [
      'a place of nobody',
      () => ({ placeIds: [hall.id, nobody], minutes: 5 }),
      [422, 'place-unknown', ['/placeIds/1']],
    ],
    [
      'two places of nobody',
      () => ({ placeIds: [nobody, event.id], minutes: 5 }),
      [422, 'place-unknown', ['/placeIds/0', '/placeIds/1']],
    ],
    [
      'a site visit with itself',
      () => ({ placeIds: [visit.id, visit.id], minutes: 5 }),
      [422, 'place-unknown', ['/placeIds/1']],
    ],
    ['one place', () => ({ placeIds: [hall.id], minutes: 5 }), [422, 'against-the-rules', ['/placeIds']]],
    [
      'three places',
      () => ({ placeIds: [hall.id, foyer.id, venue.id], minutes: 5 }),
      [422, 'against-the-rules', ['/placeIds']],
    ],
    [
      'less than no time',
      () => ({ placeIds: [hall.id, venue.id], minutes: -1 }),
      [422, 'against-the-rules', ['/minutes']],
    ],
    [
      'another severity',
      () => ({ placeIds: [hall.id, venue.id], minutes: 5, severity: 'fatal' }),
      [422, 'against-the-rules', ['/severity']],
    ],
  ])('%s is refused', async (_, body, expected) => {
    const answer = await event.staff.post(buffers(), body());
    expect([answer.status, answer.body.code, answer.body.errors.map(({ pointer }: any) => pointer)]).toEqual(
      expected,
    );
  });

  test('a place of another event is none of this one, and its buffers are not either', async () => {
    const other = await makeEvent(app);
    const room = await make(other.staff, `${other.path}/rooms`, { name: 'Theirs', capacity: 10 });
    const answer = await event.staff.post(buffers(), { placeIds: [hall.id, room.id], minutes: 5 });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, '/placeIds/1']);
    const theirs = await make(other.staff, `${other.path}/buffers`, {
      placeIds: [room.id, room.id],
      minutes: 5,
    });
    expect((await event.staff.get(`${buffers()}/${theirs.id}`)).status).toBe(404);
    expect((await event.staff.patch(`${buffers()}/${theirs.id}`, { minutes: 1 }, 1)).status).toBe(404);
    expect((await event.staff.delete(`${buffers()}/${theirs.id}`, 1)).status).toBe(404);
  });

  test('a buffer goes with its place', async () => {
    const room = await make(event.staff, `${event.path}/rooms`, { name: 'Tent', capacity: 10 });
    const made = await make(event.staff, buffers(), { placeIds: [room.id, venue.id], minutes: 5 });
    expect((await event.staff.delete(`${event.path}/rooms/${room.id}`, 1)).status).toBe(204);
    expect((await event.staff.get(`${buffers()}/${made.id}`)).status).toBe(404);
    expect(await app.db.query('SELECT 1 FROM buffers WHERE id = $1', [made.id])).toEqual([]);
  });

  test('staff read them, those who work on the programme change them', async () => {
    const auditor = await app.staff(event.id, 'auditor');
    expect((await auditor.get(buffers())).status).toBe(200);
    expect((await auditor.get(`${event.path}/places`)).status).toBe(200);
    expect((await auditor.post(buffers(), { placeIds: [foyer.id, foyer.id], minutes: 5 })).status).toBe(403);
    expect((await app.api.get(`${event.path}/places`)).status).toBe(401);
    const officer = await app.staff(event.id, 'programme');
    expect((await officer.post(buffers(), { placeIds: [foyer.id, foyer.id], minutes: 5 })).status).toBe(201);
  });
});
