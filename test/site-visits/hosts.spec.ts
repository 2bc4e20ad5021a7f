import { startApp, type TestApp } from '../support/app';
import { make, serial } from '../support/factories';
import { textsTo } from '../delegations/support';
import { ask, decide, holderOf, hostOf, mailsAbout, makeGroup, makeHostedVisit, seen } from './host-support';
import {
  book,
  makeDeparture,
  makeParticipant,
  makeVisit,
  makeVisitedEvent,
  type VisitedEvent,
} from './support';

describe('hosts', () => {
  let app: TestApp;
  let event: VisitedEvent;
  beforeAll(async () => {
    app = await startApp();
    event = await makeVisitedEvent(app);
  });

  const linksOf = async ({ path }: { path: string }): Promise<any[]> =>
    (await event.staff.get(`${path}/host-links`)).body.items;

  describe('their contacts', () => {
    test('are added, changed and taken away', async () => {
      const visit = await makeHostedVisit(event);
      const input = { name: 'Liu Yang', email: 'liu@host.example', post: 'Head of security', locale: 'zh' };
      const made = await event.staff.post(`${visit.path}/host-contacts`, input);
      expect([made.status, made.body]).toMatchObject([201, { ...input, siteVisitId: visit.id, version: 1 }]);
      const at = made.headers.get('location')!;
      expect((await event.staff.get(at)).body).toEqual(made.body);
      const changed = await event.staff.patch(at, { post: null }, 1);
      expect([changed.status, changed.body.post]).toEqual([200, null]);
      expect((await event.staff.patch(at, { post: null }, 1)).status).toBe(412);
      expect((await event.staff.get(`${visit.path}/host-contacts`)).body.items).toEqual([changed.body]);
      expect((await event.staff.delete(at, 2)).status).toBe(204);
      expect((await event.staff.get(at)).status).toBe(404);
    });

    test('have each an address of their own, the contact of the visit among them', async () => {
      const visit = await makeHostedVisit(event);
      const input = { name: 'Liu Yang', email: visit.email.toUpperCase(), locale: 'zh' };
      const main = await event.staff.post(`${visit.path}/host-contacts`, input);
      expect([main.status, main.body.code]).toEqual([409, 'host-contact-taken']);
      await make(event.staff, `${visit.path}/host-contacts`, { ...input, email: 'one@host.example' });
      const again = await event.staff.post(`${visit.path}/host-contacts`, {
        ...input,
        email: 'One@host.example',
      });
      expect([again.status, again.body.code]).toEqual([409, 'host-contact-taken']);
    });

    test('of a visit of another event do not exist', async () => {
      const other = await makeVisitedEvent(app);
      const visit = await makeHostedVisit(other);
      const path = `${event.path}/site-visits/${visit.id}`;
      const input = { name: 'Liu Yang', email: 'liu@host.example', locale: 'zh' };
      expect((await event.staff.post(`${path}/host-contacts`, input)).status).toBe(404);
      expect((await event.staff.get(`${path}/host-contacts`)).status).toBe(404);
      expect((await event.staff.get(`${path}/host-links`)).status).toBe(404);
      expect((await event.staff.get(`${path}/host`)).status).toBe(404);
    });

    test('go with the visit into the next edition', async () => {
      const source = await makeVisitedEvent(app);
      const visit = await makeHostedVisit(source, { title: 'Visit that comes again' });
      await make(source.staff, `${visit.path}/host-contacts`, {
        name: 'Liu Yang',
        email: 'liu@host.example',
        locale: 'zh',
      });
      const copied = await app.admin.post(`${source.path}/copies`, {
        slug: `next-${serial()}`,
        startDate: '2020-10-21',
      });
      expect([copied.status, copied.body.code]).toEqual([201, undefined]);
      const rows = await app.db.query(
        `SELECT h.name, h.email, h.locale, v.title FROM host_contacts h JOIN site_visits v ON v.id = h.site_visit_id
          WHERE v.title = 'Visit that comes again' AND v.id <> $1`,
        [visit.id],
      );
      expect(rows).toEqual([
        { name: 'Liu Yang', email: 'liu@host.example', locale: 'zh', title: 'Visit that comes again' },
      ]);
    });
  });

  describe('their links', () => {
    test('are made and sent, one for each person, and open the own visit only', async () => {
      const visit = await makeHostedVisit(event);
      const contact = { name: 'Liu Yang', email: `liu-${serial()}@host.example`, locale: 'zh' };
      await make(event.staff, `${visit.path}/host-contacts`, contact);
      for (const email of [visit.email, contact.email])
        expect((await event.staff.post(`${visit.path}/host-links`, { email })).status).toBe(201);
      expect((await linksOf(visit)).map(({ name, email, state }) => [name, email, state]).sort()).toEqual([
        ['Liu Yang', contact.email, 'good'],
        ['Wang Fang', visit.email, 'good'],
      ]);
      await app.settled();
      expect((await mailsAbout(app, visit.id)).map(([kind]) => kind)).toEqual(['host.link', 'host.link']);
      const [english] = await textsTo(app, visit.email);
      expect(english!.subject).toMatch(/^Your link for the visit/);
      expect((await textsTo(app, contact.email))[0]!.subject).toMatch(/参观活动专用链接/);
      // The link in the mail is the one that opens the page, by itself.
      const address = /https?:\/\/\S+\/host\?token=\S+/.exec(english!.text)![0];
      const opened = await app.api.get(new URL(address).pathname + new URL(address).search);
      expect([opened.status, opened.body.siteVisitId]).toEqual([200, visit.id]);
      const host = await holderOf(app, visit, visit.email);
      const other = await makeHostedVisit(event);
      for (const path of ['host', 'clearances', 'host-contacts', 'host-links'])
        expect((await host.get(`${other.path}/${path}`)).status).toBe(404);
      for (const path of ['host-contacts', 'host-links'])
        expect((await host.get(`${visit.path}/${path}`)).status).toBe(404);
      expect((await host.get(`${event.path}/clearances`)).status).toBe(404);
    });

    test('are renewed and revoked, end two weeks after the event, or when it was said', async () => {
      const visit = await makeHostedVisit(event);
      await event.staff.post(`${visit.path}/host-links`, { email: visit.email });
      const first = await holderOf(app, visit, visit.email);
      const renewed = await event.staff.post(`${visit.path}/host-links`, {
        email: visit.email,
        expiresAt: '2019-12-01T00:00:00Z',
      });
      expect(renewed.body.items.map(({ state, expiresAt }: any) => [state, expiresAt.slice(0, 10)])).toEqual([
        ['good', '2019-12-01'],
        ['revoked', '2019-11-09'],
      ]);
      expect((await first.get(`${visit.path}/host`)).status).toBe(401);
      const second = await holderOf(app, visit, visit.email);
      expect((await second.get(`${visit.path}/host`)).status).toBe(200);
      const link = renewed.body.items[0];
      expect((await event.staff.delete(`${visit.path}/host-links/${link.id}`)).status).toBe(204);
      expect((await second.get(`${visit.path}/host`)).status).toBe(401);
      expect((await linksOf(visit))[0]).toMatchObject({
        state: 'revoked',
        revokedBy: expect.stringMatching(/^Staff/),
      });
      const other = await makeHostedVisit(event);
      expect((await event.staff.delete(`${other.path}/host-links/${link.id}`)).status).toBe(404);
      const past = await event.staff.post(`${visit.path}/host-links`, {
        email: visit.email,
        expiresAt: '2019-01-01T00:00:00Z',
      });
      expect([past.status, past.body.code]).toEqual([422, 'host-link-past']);
      const stranger = await event.staff.post(`${visit.path}/host-links`, { email: 'nobody@host.example' });
      expect([stranger.status, stranger.body.code]).toEqual([409, 'host-contact-unknown']);
    });

    test('end when somebody else is the contact, also at the same address', async () => {
      const visit = await makeHostedVisit(event);
      const contact = { name: 'Liu Yang', email: `liu-${serial()}@host.example`, locale: 'zh' };
      const { id } = await make(event.staff, `${visit.path}/host-contacts`, contact);
      for (const email of [visit.email, contact.email])
        await event.staff.post(`${visit.path}/host-links`, { email });
      const [main, further] = [
        await holderOf(app, visit, visit.email),
        await holderOf(app, visit, contact.email),
      ];
      const change = async (changes: object) => {
        const { version } = (await event.staff.get(visit.path)).body;
        expect((await event.staff.patch(visit.path, changes, version)).status).toBe(200);
      };
      await change({ about: 'More than before', contactName: 'Wang Fang' });
      expect((await main.get(`${visit.path}/host`)).status).toBe(200);
      await change({ contactName: 'Zhao Min' });
      expect((await main.get(`${visit.path}/host`)).status).toBe(401);
      expect((await further.get(`${visit.path}/host`)).status).toBe(200);
      await event.staff.delete(`${visit.path}/host-contacts/${id}`, 1);
      expect((await further.get(`${visit.path}/host`)).status).toBe(401);
    });

    test('that were revoked are in no mail any more', async () => {
      const visit = await makeHostedVisit(event);
      const { departure } = await makeGroup(app, event, visit, [{}]);
      await ask(event, departure.id);
      await app.settled();
      const [link] = await linksOf(visit);
      await event.staff.delete(`${visit.path}/host-links/${link.id}`);
      const { items } = (await event.staff.get(`${event.path}/clearances?waiting=true`)).body;
      const { requestId } = items.find((one: any) => one.departureId === departure.id);
      expect((await event.staff.move(`${event.path}/host-requests/${requestId}`, 'remind')).status).toBe(200);
      await app.settled();
      expect(await mailsAbout(app, departure.id)).toEqual([['host.asked', visit.email]]);
      expect(await mailsAbout(app, departure.id, 'suppressed')).toEqual([['host.reminded', visit.email]]);
    });
  });

  test('see their visit, its rules and its groups, and no other people than theirs', async () => {
    const visit = await makeHostedVisit(event, {
      address: 'Bantian',
      houseRules: { identityDocument: true, photography: 'forbidden', excludedNationalities: ['US'] },
    });
    const { departure } = await makeGroup(app, event, visit, [{}, {}]);
    await makeDeparture(
      event,
      { startsAt: '2019-10-24T09:00:00+08:00', endsAt: '2019-10-24T12:00:00+08:00' },
      { visitId: visit.id, opened: false },
    );
    const host = await hostOf(app, event, visit);
    const { status, body } = await host.get(`${visit.path}/host`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      siteVisitId: visit.id,
      timeZone: 'Asia/Shanghai',
      address: 'Bantian',
      houseRules: { excludedNationalities: ['US'], photography: 'forbidden' },
      departures: [
        { departureId: departure.id, state: 'open', undecided: 2, cleared: 0, refused: 0, request: null },
      ],
    });
    const [person] = (await seen(host, visit.path)).values();
    expect(Object.keys(person).sort()).toEqual([
      'bookingId',
      'decision',
      'departureId',
      'findings',
      'formOfAddress',
      'last',
      'mark',
      'name',
      'nationality',
      'nativeName',
      'organisation',
      'post',
      'question',
    ]);
    // What a host may not: the bookings, the people, the departures of staff, and their transitions.
    for (const path of [
      `bookings?departureId=${departure.id}`,
      `bookings/${person.bookingId}`,
      `bookings/${person.bookingId}/history`,
      `departures/${departure.id}/bookings`,
      `departures/${departure.id}/headcounts`,
      'registrations',
    ])
      expect([path, (await host.get(`${event.path}/${path}`)).status]).toEqual([path, 404]);
    expect((await host.move(`${event.path}/bookings/${person.bookingId}`, 'clear')).status).toBe(404);
    expect((await host.move(`${event.path}/bookings/${person.bookingId}`, 'reinstate')).status).toBe(404);
  });

  describe('are asked', () => {
    test('all contacts, in their language, with the number of people and until when', async () => {
      const visit = await makeHostedVisit(event);
      const contact = { name: 'Liu Yang', email: `liu-${serial()}@host.example`, locale: 'zh' };
      await make(event.staff, `${visit.path}/host-contacts`, contact);
      const { departure } = await makeGroup(app, event, visit, [{}, {}, {}]);
      const made = await event.staff.post(`${event.path}/departures/${departure.id}/host-requests`, {
        answerBy: '2019-10-22T12:00:00+08:00',
      });
      expect([made.status, made.body]).toMatchObject([
        201,
        { state: 'asked', remindHours: 48, siteVisitId: visit.id },
      ]);
      expect((await event.staff.get(made.headers.get('location')!)).body).toEqual(made.body);
      await app.settled();
      expect((await mailsAbout(app, departure.id)).map(([kind, email]) => [kind, email]).sort()).toEqual(
        [
          ['host.asked', visit.email],
          ['host.asked', contact.email],
        ].sort(),
      );
      const [mail] = await textsTo(app, contact.email);
      expect(mail!.text).toContain('3人');
      const host = await holderOf(app, visit, contact.email);
      expect((await host.get(`${visit.path}/host`)).body.departures[0]).toMatchObject({
        request: 'asked',
        answerBy: '2019-10-22T04:00:00.000Z',
      });
    });

    test.each([
      ['in the past', '2019-01-01T00:00:00Z', 422, 'host-answer-by-invalid'],
      ['after the group leaves', '2019-10-23T09:00:01+08:00', 422, 'host-answer-by-invalid'],
    ])('not until a time %s', async (_, answerBy, status, code) => {
      const visit = await makeHostedVisit(event);
      const { departure } = await makeGroup(app, event, visit, [{}]);
      const answer = await event.staff.post(`${event.path}/departures/${departure.id}/host-requests`, {
        answerBy,
      });
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect(await linksOf(visit)).toEqual([]);
    });

    test('not about nobody, not where nobody can be written to, and not twice', async () => {
      const asked = (departureId: string) =>
        event.staff.post(`${event.path}/departures/${departureId}/host-requests`, {
          answerBy: '2019-10-22T12:00:00+08:00',
        });
      const visit = await makeHostedVisit(event);
      const empty = await makeDeparture(event, {}, { visitId: visit.id });
      expect((await asked(empty.id)).body.code).toBe('nobody-to-clear');
      const silent = await makeVisit(event);
      const { departure } = await makeGroup(app, event, silent, [{}]);
      expect((await asked(departure.id)).body.code).toBe('host-unreachable');
      await book(event, empty.id, (await makeParticipant(app, event)).id);
      expect((await asked(empty.id)).status).toBe(201);
      const again = await asked(empty.id);
      expect([again.status, again.body.code]).toEqual([409, 'host-asked']);
    });
  });

  test('are reminded, then the coordinators are told; whoever has answered hears nothing', async () => {
    const own = await makeVisitedEvent(app);
    await app.at('2019-09-01T08:00:00Z');
    const visit = await makeHostedVisit(own);
    const { departure, people } = await makeGroup(app, own, visit, [{}, {}]);
    const quick = await makeHostedVisit(own);
    const done = await makeGroup(app, own, quick, [{}], {
      startsAt: '2019-10-24T09:00:00+08:00',
      endsAt: '2019-10-24T12:00:00+08:00',
    });
    const coordinator = await app.staff(own.id, 'visit_coordinator');
    for (const id of [departure.id, done.departure.id])
      await ask(own, id, { answerBy: '2019-10-20T12:00:00+08:00', remindHours: 24 });
    await app.settled();
    await decide(await holderOf(app, quick, quick.email), quick.path, [done.people[0]!.bookingId], {
      answer: 'clear',
    });
    await decide(await holderOf(app, visit, visit.email), visit.path, [people[0]!.bookingId], {
      answer: 'clear',
    });
    const stateOf = async (departureId: string): Promise<string> => {
      const { items } = (await coordinator.get(`${own.path}/clearances?waiting=false`)).body;
      return items.find((one: any) => one.departureId === departureId).request;
    };
    await app.at('2019-10-19T03:59:59Z');
    expect([await stateOf(departure.id), await stateOf(done.departure.id)]).toEqual(['asked', 'answered']);
    await app.at('2019-10-19T04:00:00Z');
    expect(await stateOf(departure.id)).toBe('reminded');
    await app.at('2019-10-20T04:00:00Z');
    expect(await stateOf(departure.id)).toBe('overdue');
    const kinds = async (id: string) => (await mailsAbout(app, id)).map(([kind]) => kind);
    // Two have the role: the coordinator, and whoever made the event for this test.
    expect(await kinds(departure.id)).toEqual([
      'host.asked',
      'host.reminded',
      'host.overdue',
      'host.overdue',
    ]);
    expect(await kinds(done.departure.id)).toEqual(['host.asked']);
    // Late, but still an answer.
    await decide(await holderOf(app, visit, visit.email), visit.path, [people[1]!.bookingId], {
      answer: 'clear',
    });
    await app.at('2019-10-20T04:00:02Z');
    expect(await stateOf(departure.id)).toBe('answered');
  });

  test('are asked about those who come later, an hour of them together, and no more once the group has left', async () => {
    const own = await makeVisitedEvent(app);
    await app.at('2019-10-20T06:00:00Z');
    const visit = await makeHostedVisit(own);
    const { departure, people } = await makeGroup(app, own, visit, [{}], { capacity: 3 });
    const request = await ask(own, departure.id, { remindHours: 2 });
    // A mail to whoever has answered meanwhile is not sent.
    await app.settled();
    const host = await holderOf(app, visit, visit.email);
    await decide(host, visit.path, [people[0]!.bookingId], { answer: 'clear' });
    await app.at('2019-10-20T06:01:00Z');
    const stateNow = async () => (await own.staff.get(`${own.path}/host-requests/${request.id}`)).body.state;
    expect(await stateNow()).toBe('answered');
    for (let n = 0; n < 2; n += 1) await book(own, departure.id, (await makeParticipant(app, own)).id);
    await app.at('2019-10-20T07:00:59Z');
    expect(await stateNow()).toBe('answered');
    await app.at('2019-10-20T07:01:00Z');
    expect(await stateNow()).toBe('asked');
    expect((await mailsAbout(app, departure.id)).map(([kind]) => kind)).toEqual(['host.asked', 'host.asked']);
    // A deadline that the departure has overtaken ends with the departure's start.
    const renewed = await own.staff.move(`${own.path}/host-requests/${request.id}`, 'renew', {
      input: { answerBy: '2019-10-23T08:00:00+08:00', remindHours: 0 },
    });
    expect([renewed.status, renewed.body.answerBy]).toEqual([200, '2019-10-23T00:00:00.000Z']);
    const path = `${own.path}/departures/${departure.id}`;
    const { version } = (await own.staff.get(path)).body;
    const moved = await own.staff.patch(
      path,
      {
        startsAt: '2019-10-22T09:00:00+08:00',
        endsAt: '2019-10-22T12:00:00+08:00',
      },
      version,
    );
    expect(moved.status).toBe(200);
    await app.at('2019-10-22T01:00:00Z');
    expect(await stateNow()).toBe('overdue');
    await own.staff.move(path, 'close');
    await own.staff.move(path, 'depart');
    await app.at('2019-10-22T01:00:02Z');
    expect(await stateNow()).toBe('ended');
  });
});
