import {
  applied,
  departurePath,
  makeListedDeparture,
  manifestsOf,
  namesOn,
  namesOnBoard,
} from '../site-visits/manifest-support';
import {
  book,
  bookingsPath,
  makeParticipant,
  makeVisitedEvent,
  type VisitedEvent,
} from '../site-visits/support';
import { startApp, type TestApp } from '../support/app';

describe('lists for hosts while much happens at once', () => {
  let app: TestApp;
  let event: VisitedEvent;
  let people: { id: string }[];
  beforeAll(async () => {
    app = await startApp({ config: { manifestQuietSeconds: 0 } });
    event = await makeVisitedEvent(app);
    people = await Promise.all(Array.from({ length: 60 }, () => makeParticipant(app, event)));
  }, 120_000);

  test('the cut-off comes among bookings: whoever was told yes is on the list, and nobody else', async () => {
    const { departure } = await makeListedDeparture(event, 'RA', { departure: { capacity: 100 } });
    const path = departurePath(event, departure.id);
    const asked = people.map(({ id }) =>
      event.staff.post(bookingsPath(event, departure.id), { registrationId: id }),
    );
    // As soon as some are in; the others are on their way.
    await Promise.race(asked);
    const [closed, ...answers] = await Promise.all([event.staff.move(path, 'close'), ...asked]);
    expect(closed.status).toBe(200);
    const told = answers.filter(({ status }) => status === 201).map(({ body }) => body.registrationId);
    expect(told.length).toBeGreaterThan(0);
    const codes = answers.filter(({ status }) => status !== 201).map(({ body }) => body.code);
    expect(codes.every((code) => code === 'departure-not-open' || code === 'manifest-frozen')).toBe(true);
    const [list] = await manifestsOf(event, departure.id);
    expect(list.lines.map(({ registrationId }: any) => registrationId).sort()).toEqual(told.sort());
    await app.settled();
    expect((await manifestsOf(event, departure.id)).length).toBe(1);
  }, 120_000);

  test('many changes at once after the freeze: numbers without gaps, and the list is who goes', async () => {
    const { departure } = await makeListedDeparture(event, 'RB', {
      departure: { capacity: 40, startsAt: '2019-10-24T09:00:00+08:00', endsAt: '2019-10-24T12:00:00+08:00' },
    });
    const path = departurePath(event, departure.id);
    const bookings = await Promise.all(people.slice(0, 20).map(({ id }) => book(event, departure.id, id)));
    await event.staff.move(path, 'close');
    const override = { reason: 'At the request of the host' };
    const answers = await Promise.all([
      ...bookings
        .slice(0, 10)
        .map(({ id, version }) => event.staff.delete(`${bookingsPath(event, departure.id)}/${id}`, version)),
      ...people
        .slice(20, 40)
        .map(({ id }) =>
          event.staff.post(bookingsPath(event, departure.id), { registrationId: id, override }),
        ),
      ...Array.from({ length: 5 }, () => event.staff.post(`${path}/manifests`)),
    ]);
    expect([...new Set(answers.map(({ status }) => status))].sort()).toEqual([200, 201, 204]);
    await app.settled();
    const manifests = await manifestsOf(event, departure.id);
    expect(manifests.map(({ amendment }) => amendment)).toEqual(manifests.map((_, index) => index));
    expect(namesOn(applied(manifests))).toEqual(await namesOnBoard(app, departure.id));
    const reasons = manifests.flatMap(({ overrides }) => overrides);
    expect(reasons.length).toBe(20);
    const { body } = await event.staff.get(`${path}/manifests/current`);
    expect([body.digest, body.pending]).toEqual([
      manifests.at(-1).listDigest,
      { added: 0, removed: 0, changed: 0, heading: false },
    ]);
  }, 120_000);

  test('departures of one visit that close at once get different numbers', async () => {
    const { visit, departure } = await makeListedDeparture(event, 'RC');
    const departures = [departure];
    for (const day of ['22', '24', '25']) {
      const made = await event.staff.post(`${event.path}/site-visits/${visit.id}/departures`, {
        startsAt: `2019-10-${day}T09:00:00+08:00`,
        endsAt: `2019-10-${day}T12:00:00+08:00`,
        cutOffAt: '2019-10-20T18:00:00+08:00',
        meetingPoint: 'Hotel lobby',
        capacity: 5,
      });
      await event.staff.move(departurePath(event, made.body.id), 'open');
      departures.push(made.body);
    }
    const closed = await Promise.all(
      departures.map(({ id }) => event.staff.move(departurePath(event, id), 'close')),
    );
    expect(closed.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { items } = (await event.staff.get(`${event.path}/site-visits/${visit.id}/manifests`)).body;
    expect(items.map(({ reference }: any) => reference).sort()).toEqual(['RC-1', 'RC-2', 'RC-3', 'RC-4']);
  });

  test('copies that are fetched at once are numbered one after the other', async () => {
    const { departure } = await makeListedDeparture(event, 'RD');
    await event.staff.move(departurePath(event, departure.id), 'close');
    const path = `${departurePath(event, departure.id)}/manifests`;
    const [list] = await manifestsOf(event, departure.id);
    const files = await Promise.all(
      Array.from({ length: 6 }, () => event.staff.download(`${path}/${list.id}.xlsx`)),
    );
    expect(files.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    const { items } = (await event.staff.get(`${path}/${list.id}/downloads`)).body;
    expect(items.map(({ copy }: any) => copy).sort()).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
