import ICAL from 'ical.js';
import { sendMailing } from '../../src/agendas/mailings/mailings.jobs';
import { makeSession, release } from '../programme/forum';
import { makeForm, personInput } from '../registrations/support';
import { book, makeDeparture } from '../site-visits/support';
import { startApp, type TestApp } from '../support/app';
import { make } from '../support/factories';
import { statementsOf } from '../support/statements';
import { readStrictly } from '../support/strict-calendar';
import { arrival, makeStage, participant, travels, type Participant, type Stage } from './traveller';

describe('an address for calendars', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  beforeEach(async () => {
    await app.at('2019-06-01T08:00:00Z');
  });

  const feedOf = ({ path }: Participant): string => `${path}/agenda-feed`;
  const addressOf = async (who: Participant): Promise<string> => {
    const { url } = (await who.api.get(feedOf(who))).body;
    return new URL(url).pathname;
  };
  const made = async (who: Participant): Promise<string> => {
    await who.api.post(feedOf(who));
    return addressOf(who);
  };
  const fetched = (address: string, tag?: string) =>
    app.api.get<string>(address, tag === undefined ? {} : { headers: { 'if-none-match': tag } });
  const eventsOf = async (address: string): Promise<[string, string, number][]> =>
    readStrictly((await fetched(address)).body).events.map(({ summary, status, sequence }) => [
      summary,
      status,
      sequence,
    ]);

  const withSession = async (changes: object = {}): Promise<{ stage: Stage; session: any }> => {
    const stage = await makeStage(app, changes);
    const session = await makeSession(stage, { title: 'Opening', titles: { ru: 'Открытие' } });
    await release(stage);
    return { stage, session };
  };

  test('is made, fetched without signing in, and nothing is sent while nothing has changed', async () => {
    const { stage } = await withSession();
    const anna = await participant(app, stage);
    expect((await anna.api.get(feedOf(anna))).body).toEqual({
      registrationId: anna.id,
      state: 'none',
      url: null,
      webcalUrl: null,
      madeAt: null,
      stoppedAt: null,
      stoppedBy: null,
    });
    const { status, body } = await anna.api.post(feedOf(anna));
    expect([status, body]).toEqual([
      200,
      {
        registrationId: anna.id,
        state: 'active',
        url: expect.stringMatching(/^https?:\/\/[^/]+\/api\/v1\/feeds\/[\w-]{43}\/agenda\.ics$/),
        webcalUrl: body.url.replace(/^https?:/, 'webcal:'),
        madeAt: '2019-06-01T08:00:00.000Z',
        stoppedAt: null,
        stoppedBy: null,
      },
    ]);
    expect((await anna.api.get(feedOf(anna))).body).toEqual(body);

    const address = new URL(body.url).pathname;
    const first = await fetched(address);
    expect([
      first.status,
      ...['content-type', 'content-disposition', 'cache-control', 'x-robots-tag'].map((name) =>
        first.headers.get(name),
      ),
    ]).toEqual([
      200,
      'text/calendar; charset=utf-8',
      'inline; filename="agenda.ics"',
      'private, no-cache',
      'noindex',
    ]);
    const { lines, events } = readStrictly(first.body);
    for (const [name, value] of [
      ['METHOD', 'PUBLISH'],
      ['REFRESH-INTERVAL', 'PT1H'],
      ['X-PUBLISHED-TTL', 'PT1H'],
    ])
      expect([name, lines.find((line) => line.name === name)?.value]).toEqual([name, value]);
    expect(first.body).not.toContain('ATTENDEE');
    expect(events.map(({ summary, status: state, stamp }) => [summary, state, stamp])).toEqual([
      ['Opening', 'CONFIRMED', '20190601T080000Z'],
    ]);

    await app.at('2019-06-02T08:00:00Z');
    const tag = first.headers.get('etag')!;
    const again = await fetched(address, tag);
    expect([again.status, again.headers.get('etag'), again.body]).toEqual([304, tag, '']);
    // The same for whoever has not kept it, to the byte.
    expect((await fetched(address)).body).toBe(first.body);
  });

  test('says something else, under another tag, as soon as the agenda does', async () => {
    const { stage, session } = await withSession();
    const anna = await participant(app, stage);
    const address = await made(anna);
    const tags = [(await fetched(address)).headers.get('etag')!];
    const changed = async (work: () => Promise<unknown>): Promise<[number, string[]]> => {
      await work();
      const { status, headers, body } = await fetched(address, tags.at(-1));
      tags.push(headers.get('etag')!);
      return [status, status === 304 ? [] : readStrictly(body).events.map(({ summary }) => summary)];
    };
    expect(
      await changed(async () =>
        stage.staff.patch(
          `${stage.path}/sessions/${session.id}`,
          { title: 'Grand opening' },
          (await stage.staff.get(`${stage.path}/sessions/${session.id}`)).body.version,
        ),
      ),
    ).toEqual([304, []]);
    expect(await changed(() => release(stage))).toEqual([200, ['Grand opening']]);
    expect(await changed(() => travels(anna, { arrival }))).toEqual([
      200,
      ['Arrival: flight CA 910', 'Grand opening'],
    ]);
    const [landing] = readStrictly((await fetched(address)).body).events;
    expect([landing!.starts, landing!.ends]).toEqual(['20191020T060500Z', '20191020T063500Z']);
    const form = await makeForm(
      stage,
      stage.categoryId,
      [{ key: 'diet', kind: 'text', label: 'Diet', required: 'always' }],
      { purpose: 'follow_up', title: 'Meals', deadline: '2019-10-01T10:00:00Z' },
    );
    expect(await changed(async () => undefined)).toEqual([
      200,
      ['Arrival: flight CA 910', 'Grand opening', 'Deadline: Fill in the form “Meals”'],
    ]);
    const deadline = readStrictly((await fetched(address)).body).events.at(-1)!;
    expect([deadline.starts, deadline.ends]).toEqual(['20191001T093000Z', '20191001T100000Z']);
    expect(
      new ICAL.Component(ICAL.parse((await fetched(address)).body) as unknown[])
        .getAllSubcomponents('vevent')
        .map((one) => one.getFirstPropertyValue('transp')),
    ).toEqual([null, null, 'TRANSPARENT']);
    // What is done is not there any more, and is nothing to be called off.
    expect(
      await changed(() =>
        anna.api.put(`${anna.path}/forms/${form.id}`, { answers: { diet: 'any' } }, { ifMatch: 0 }),
      ),
    ).toEqual([200, ['Arrival: flight CA 910', 'Grand opening']]);
  });

  test('shows what fell away as cancelled, for a while, unless it comes back', async () => {
    const { stage } = await withSession();
    const anna = await participant(app, stage);
    const departure = await makeDeparture(stage);
    const { id } = await book(stage, departure.id, anna.id);
    const { title } = (await stage.staff.get(`${stage.path}/departures/${departure.id}`)).body;
    const address = await made(anna);
    const opening = ['Opening', 'CONFIRMED', 0];
    expect(await eventsOf(address)).toEqual([opening, [title, 'CONFIRMED', 0]]);
    await stage.staff.move(`${stage.path}/bookings/${id}`, 'cancel');
    expect(await eventsOf(address)).toEqual([opening, [title, 'CANCELLED', 1]]);
    expect(await eventsOf(address)).toEqual([opening, [title, 'CANCELLED', 1]]);
    await book(stage, departure.id, anna.id);
    expect(await eventsOf(address)).toEqual([opening, [title, 'CONFIRMED', 0]]);
    await stage.staff.move(`${stage.path}/departures/${departure.id}`, 'cancel', { comment: 'No coach' });
    await app.at('2019-06-15T07:59:59Z');
    expect((await eventsOf(address)).at(-1)).toEqual([title, 'CANCELLED', 1]);
    await app.at('2019-06-29T07:59:59Z');
    expect(await eventsOf(address)).toEqual([opening]);
  });

  test('shows all as cancelled to whoever does not take part any more', async () => {
    const { stage } = await withSession();
    const anna = await participant(app, stage);
    const address = await made(anna);
    await fetched(address);
    await stage.staff.move(anna.path, 'cancel');
    expect(await eventsOf(address)).toEqual([['Opening', 'CANCELLED', 1]]);
    await app.at('2019-06-20T08:00:00Z');
    expect([(await fetched(address)).status, await eventsOf(address)]).toEqual([200, []]);
    expect((await stage.staff.post(feedOf(anna))).status).toBe(404);
  });

  test('opens nothing once it is stopped, or made anew, or the registration is somebody else’s', async () => {
    const { stage } = await withSession();
    const anna = await participant(app, stage);
    const statusOf = async (address: string): Promise<number> => (await fetched(address)).status;
    const first = await made(anna);
    const second = await made(anna);
    expect([await statusOf(first), await statusOf(second)]).toEqual([404, 200]);

    const desk = await app.staff(stage.id, 'registration_desk');
    expect((await desk.delete(feedOf(anna))).status).toBe(204);
    expect(await statusOf(second)).toBe(404);
    expect((await anna.api.get(feedOf(anna))).body).toMatchObject({
      state: 'stopped',
      url: null,
      stoppedAt: '2019-06-01T08:00:00.000Z',
      stoppedBy: expect.stringMatching(/^Staff/),
    });
    const third = await made(anna);
    expect([await statusOf(second), await statusOf(third)]).toEqual([404, 200]);

    await stage.staff.move(anna.path, 'transfer', { input: { person: personInput() } });
    expect(await statusOf(third)).toBe(404);
    expect((await stage.staff.get(feedOf(anna))).body.state).toBe('none');
  });

  test('cannot be guessed, and the database does not know it', async () => {
    const { stage } = await withSession();
    const [anna, boris] = [await participant(app, stage), await participant(app, stage)];
    const [one, other] = [await made(anna), await made(boris)];
    const tokens = [one, other].map((address) => address.split('/')[4]!);
    expect(new Set(tokens).size).toBe(2);
    const rows = await app.db.query<Record<string, unknown>>('SELECT * FROM agenda_feeds');
    const messages = await app.db.query<Record<string, unknown>>('SELECT * FROM idempotency_keys');
    for (const token of tokens) {
      expect(Buffer.from(token, 'base64url')).toHaveLength(32);
      expect(JSON.stringify([rows, messages])).not.toContain(token);
    }
    const [row] = await app.db.query<{ seed: string; digest: string }>(
      'SELECT seed, digest FROM agenda_feeds WHERE registration_id = $1',
      [anna.id],
    );
    for (const wrong of [
      row!.seed,
      row!.digest,
      anna.id,
      `${tokens[0]!.slice(0, -1)}${tokens[0]!.endsWith('A') ? 'Q' : 'A'}`,
      tokens[0]!.toLowerCase() === tokens[0] ? tokens[0].toUpperCase() : tokens[0]!.toLowerCase(),
      `${tokens[0]}x`,
      '%00',
    ])
      expect([wrong, (await fetched(`/api/v1/feeds/${wrong}/agenda.ics`)).status]).toEqual([wrong, 404]);
  });

  test('is the person’s: staff stop and renew it without seeing it, and others do not know of it', async () => {
    const { stage } = await withSession();
    const [anna, boris] = [await participant(app, stage), await participant(app, stage)];
    const desk = await app.staff(stage.id, 'registration_desk');
    const { status, body } = await desk.post(feedOf(anna));
    expect([status, body.state, body.url, body.webcalUrl]).toEqual([200, 'active', null, null]);
    expect((await fetched(await addressOf(anna))).status).toBe(200);
    for (const [api, expected] of [
      [boris.api, 404],
      [app.api, 401],
      [await app.staff(stage.id, 'auditor'), 403],
    ] as const)
      expect([
        (await api.get(feedOf(anna))).status,
        (await api.post(feedOf(anna))).status,
        (await api.delete(feedOf(anna))).status,
      ]).toEqual([expected, expected, expected]);
    expect((await boris.api.delete(feedOf(boris))).status).toBe(404);
  });

  test('is in the language of the person, and shows no more than the agenda', async () => {
    const { stage } = await withSession({ titles: { ru: 'Форум' } });
    const person = personInput({ nationality: 'KZ' });
    const anna = await participant(app, stage, { locale: 'ru', person });
    const { body } = await fetched(await made(anna));
    expect(readStrictly(body).name).toBe('Форум');
    expect(readStrictly(body).events.map(({ summary }) => summary)).toEqual(['Открытие']);
    expect(body).not.toContain(person['email']);
    expect(body).not.toContain(person['familyName']);
  });

  test('costs a handful of statements, and one less when nothing has changed', async () => {
    const { stage } = await withSession();
    const address = await made(await participant(app, stage));
    const cost = (): Promise<number> => statementsOf(app.db, () => fetched(address));
    expect([await cost(), await cost()]).toEqual([15, 14]);
  });

  test('stands in the mail with the agenda, for everybody who has not stopped theirs, and nowhere else', async () => {
    const { stage } = await withSession();
    const people = [
      await participant(app, stage),
      await participant(app, stage),
      await participant(app, stage),
    ];
    const [stopped, has, never] = people as [Participant, Participant, Participant];
    await made(stopped);
    await stopped.api.delete(feedOf(stopped));
    const address = await made(has);
    const { id } = await make(stage.staff, `${stage.path}/notices`, { kind: 'agenda', audience: {} }, 202);
    await app.settled();
    expect((await stage.staff.get(`jobs/${id}`)).body).toMatchObject({
      kind: sendMailing.name,
      state: 'completed',
    });
    const said = async (who: Participant): Promise<string | undefined> => {
      const { email } = (await stage.staff.get(who.path)).body.person;
      const asJson = { headers: { accept: 'application/json' } };
      const { items } = (await app.api.get(`/mailbox?q=${email}`, asJson)).body;
      const mail = items.find(({ subject }: { subject: string }) => subject.startsWith('Your agenda'));
      const { text } = (await app.api.get(`/mailbox/${mail.id}`, asJson)).body;
      const found = /webcal:\/\/[^/\s]+(\/\S+)/.exec(text.replaceAll(/=\r?\n/g, ''));
      return found?.[1];
    };
    expect(await said(stopped)).toBeUndefined();
    expect(await said(has)).toBe(address);
    expect(await said(never)).toBe(await addressOf(never));
    expect((await fetched((await said(never))!)).status).toBe(200);
  });
});
