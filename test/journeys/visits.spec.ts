import { readXlsx } from 'hucre/xlsx';
import facts from '../../src/demonstration/infoforum-2019.json';
import { badgeToken, makeCategory, personInput, register } from '../registrations/support';
import type { Answer, Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent } from '../support/factories';
import { readPdf, type DrawnPage } from '../support/pdf';
import { decide, hostOf } from '../site-visits/host-support';
import { applied, manifestsOf, namesOnBoard, namesOn } from '../site-visits/manifest-support';
import { book, participantOf, stateOf, type VisitedEvent } from '../site-visits/support';

/** The six hosts with what each is assumed to receive, in one group or, on two mornings, in two. */
const hosts = facts.siteVisits.map(({ host }, index) => ({
  name: host,
  capacity: facts.assumed.visitCapacity[host as keyof typeof facts.assumed.visitCapacity],
  days: [[23, 24], [23], [24], [23, 24], [23], [24]][index]!,
}));

async function all<T = any>(api: Api, at: string): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { status, body }: Answer = await api.get(
      `${at}${at.includes('?') ? '&' : '?'}limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    expect([at, status]).toEqual([at, 200]);
    items.push(...body.items);
    cursor = body.nextCursor;
  }
  return items;
}

const textOf = (pages: readonly DrawnPage[]): string =>
  pages.flatMap(({ texts }) => texts.map(({ text }) => text)).join(' ');

/** Marks of the lists of the six hosts. */
const marks = ['HW', 'CT', 'SF', 'TC', 'PL', 'CS'];

/**
 * From the wishes of 120 people for six companies to the reports of their visits. The tests of this file follow each other in time: each
 * begins where the one before ended.
 */
describe('the visits of Infoforum-China 2019', () => {
  let app: TestApp;
  let event: VisitedEvent;
  let coordinator: Api;
  let departures: { id: string; siteVisitId: string; seats: number; startsAt: string; endsAt: string }[];
  const visits: { id: string; title: string }[] = [];
  const people: { id: string; wishes: string[] }[] = [];
  let allocation: any;

  beforeAll(async () => {
    app = await startApp({ now: '2019-09-01T01:00:00Z' });
    const made = await makeEvent(app);
    const category = await makeCategory(made);
    event = Object.assign(made, { categoryId: category.id }) as unknown as VisitedEvent;
    coordinator = await app.staff(event.id, 'visit_coordinator');
    for (const [n, { name, capacity, days }] of hosts.entries()) {
      const organisation = await make(event.staff, `${event.path}/organisations`, {
        kind: 'company',
        name,
        country: 'CN',
      });
      const visit = await make(coordinator, `${event.path}/site-visits`, {
        organisationId: organisation.id,
        site: 'Headquarters',
        title: name,
        bookingMode: 'allocation',
        contactName: 'Wang Fang',
        contactEmail: `visits@${marks[n]!.toLowerCase()}.example`,
        identityRules: {
          fields: [{ field: 'fullName' }, { field: 'documentNumber' }, { field: 'validUntil' }],
        },
        houseRules: {
          identityDocument: true,
          photography: 'ask',
          excludedNationalities: name === 'Pengcheng Laboratory' ? ['KZ'] : [],
        },
      });
      visits.push(visit);
      const form = {
        mark: marks[n],
        columns: [
          { field: 'number' },
          { field: 'name' },
          { field: 'identity.documentNumber', heading: 'Passport' },
        ],
        languages: ['zh', 'en', 'ru'],
        orientation: 'portrait',
        formats: ['pdf', 'xlsx'],
      };
      const taken = await coordinator.put(`${event.path}/site-visits/${visit.id}/manifest-form`, form, {
        ifMatch: 0,
      });
      expect([taken.status, taken.body.errors]).toEqual([200, undefined]);
      for (const day of days) {
        const { id } = await make(coordinator, `${event.path}/site-visits/${visit.id}/departures`, {
          startsAt: `2019-10-${day}T09:00:00+08:00`,
          endsAt: `2019-10-${day}T12:00:00+08:00`,
          cutOffAt: '2019-10-20T18:00:00+08:00',
          meetingPoint: 'Hotel lobby, east entrance',
          capacity: capacity / days.length,
          coaches: [{ label: 'Coach A', seats: 50, plate: `粤B·${marks[n]}${day}` }],
        });
        await coordinator.move(`${event.path}/departures/${id}`, 'open');
      }
    }
    const rules = { closesAt: '2019-10-10T18:00:00+08:00', mostWishes: 6, mostPlaces: null };
    await coordinator.put(`${event.path}/site-visits/wish-rules`, rules, { ifMatch: 0 });
    for (let n = 0; n < 120; n += 1) {
      const { id } = await register(app.api, event, category.id, {
        person: personInput({ nationality: ['RU', 'CN', 'KZ'][n % 3] }),
        locale: ['ru', 'zh', 'en'][n % 3],
      });
      // Huawei and Tencent are dear to nearly everybody.
      const order = [n % 2 === 0 ? 0 : 3, n % 6, 4, (n * 5 + 1) % 6, n % 2 === 0 ? 3 : 0];
      people.push({ id, wishes: [...new Set(order)].slice(0, 2 + (n % 3)).map((one) => visits[one]!.id) });
    }
  }, 180_000);

  test('120 people say what they wish for, each with their own link', async () => {
    for (const { id, wishes } of people) {
      const self = await participantOf(app, event, { id });
      const answer = await self.put(
        `${event.path}/site-visits/wishes/${id}`,
        { siteVisitIds: wishes },
        { ifMatch: 0 },
      );
      expect(answer.status).toBe(200);
    }
    departures = await all(coordinator, `${event.path}/departures`);
    expect((await all(coordinator, `${event.path}/site-visits/wishes`)).length).toBe(120);
    await app.at('2019-10-10T10:00:00Z');
    const { id, wishes } = people[0]!;
    const late = await (
      await participantOf(app, event, { id })
    ).put(`${event.path}/site-visits/wishes/${id}`, { siteVisitIds: wishes.toReversed() }, { ifMatch: 1 });
    expect([late.status, late.body.code]).toEqual([409, 'wishes-closed']);
  }, 120_000);

  test('the places are shared out: nothing is better, and everybody who can has a visit', async () => {
    const job = await coordinator.post(`${event.path}/site-visits/allocations`, { seed: 'Infoforum' });
    await app.settled();
    const { result } = (await coordinator.get(`jobs/${job.body.id}`)).body;
    allocation = (await coordinator.get(result.url)).body;
    expect(allocation.answer).toMatchObject({
      outcome: 'optimal',
      repeatable: true,
      people: 120,
      served: 120,
    });
    for (const { given, left } of allocation.answer.departures) expect(given >= 0 && left >= 0).toBe(true);
  }, 120_000);

  test('accepted, it is bookings, and one mail for each, in their language', async () => {
    const accepted = await coordinator.move(
      `${event.path}/site-visits/allocations/${allocation.id}`,
      'accept',
    );
    expect([accepted.status, accepted.body.state]).toEqual([200, 'accepted']);
    await app.settled();
    const bookings = await all(event.staff, `${event.path}/bookings`);
    const at = new Map(departures.map((departure) => [departure.id, departure]));
    for (const { id, seats } of departures)
      expect(bookings.filter(({ departureId }) => departureId === id).length <= seats).toBe(true);
    const kept = visits.find(({ title }) => title === 'Pengcheng Laboratory')!;
    for (const [n, { id, wishes }] of people.entries()) {
      const own = bookings.filter(({ registrationId }) => registrationId === id);
      expect(own.length > 0).toBe(true);
      expect(new Set(own.map(({ departureId }) => at.get(departureId)!.startsAt)).size).toBe(own.length);
      for (const { siteVisitId } of own) {
        expect(wishes).toContain(siteVisitId);
        if (n % 3 === 2) expect(siteVisitId).not.toBe(kept.id);
      }
    }
    const mails = await all(event.staff, `${event.path}/messages?kind=allocation.result`);
    expect(mails.length).toBe(120);
    expect(new Set(mails.map(({ state }) => state))).toEqual(new Set(['sent']));
  }, 120_000);

  test('and everybody can read why', async () => {
    const kept = visits.find(({ title }) => title === 'Pengcheng Laboratory')!;
    const { id } = people.find(({ wishes }, n) => n % 3 === 2 && wishes.includes(kept.id))!;
    const self = await participantOf(app, event, { id });
    const { body } = await self.get(`${event.path}/site-visits/wishes/${id}/outcome`);
    const refused = body.wishes.find((one: any) => one.siteVisitId === kept.id);
    expect([refused.departureId, refused.reasons.map(({ code, message }: any) => [code, message])]).toEqual([
      null,
      [['not_received', 'The host cannot receive you there.']],
    ]);
    const unmet = (await all(event.staff, `${event.path}/site-visits/allocations/${allocation.id}/results`))
      .flatMap(({ wishes }) => wishes)
      .filter(({ departureId }: any) => departureId === null);
    for (const { reasons } of unmet) expect(reasons.length > 0).toBe(true);
  });

  /** Bookings with a place on a departure. */
  const aboard = async (departureId: string): Promise<any[]> =>
    (await all(event.staff, `${event.path}/departures/${departureId}/bookings`)).filter(({ state }) =>
      ['confirmed', 'cleared'].includes(state),
    );
  /** The group that goes to Huawei, and what it goes through until it is back. */
  let huawei: { id: string; siteVisitId: string; path: string; visitPath: string };
  let host: Api;
  let passenger: any;

  test('only those with a place are asked for what the host needs, and hand it in by their own link', async () => {
    const [visit] = visits as [{ id: string; title: string }];
    const { id } = departures.find(({ siteVisitId }) => siteVisitId === visit.id)!;
    huawei = {
      id,
      siteVisitId: visit.id,
      path: `${event.path}/departures/${id}`,
      visitPath: `${event.path}/site-visits/${visit.id}`,
    };
    host = await hostOf(app, event, visit, { email: 'visits@hw.example' });
    const other = await hostOf(app, event, visits[1]!, { email: 'visits@ct.example' });
    const asked = await all(coordinator, `${huawei.visitPath}/identity-requests`);
    const onVisit = departures.filter(({ siteVisitId }) => siteVisitId === visit.id);
    const seated = (await Promise.all(onVisit.map((one) => aboard(one.id)))).flat();
    expect(asked.map(({ registrationId }) => registrationId).sort()).toEqual(
      seated.map(({ registrationId }) => registrationId).sort(),
    );
    for (const [n, { registrationId }] of seated.entries()) {
      const self = await participantOf(app, event, { id: registrationId });
      const at = `${event.path}/registrations/${registrationId}/identity-requests/${visit.id}`;
      const { version } = (await self.get(at)).body;
      const values = { fullName: `GUEST ${n}`, documentNumber: `N00${1000 + n}`, validUntil: '2027-03-01' };
      const handedIn = await self.put(at, { values }, { ifMatch: version });
      expect([handedIn.status, handedIn.body.errors]).toEqual([200, undefined]);
      expect(JSON.stringify(handedIn.body)).not.toContain(values.documentNumber);
    }
    const data = await all(host, `${huawei.visitPath}/identity-data`);
    expect(data.map(({ values }) => values.documentNumber).sort()).toEqual(
      seated.map((_, n) => `N00${1000 + n}`).sort(),
    );
    expect((await other.get(`${huawei.visitPath}/identity-data`)).status).toBe(404);
    const organiser = await app.staff(event.id, 'organiser');
    expect((await organiser.get(`${huawei.visitPath}/identity-data`)).status).toBe(403);
    const looks = await all(
      event.staff,
      `${event.path}/registrations/${seated[0].registrationId}/identity-looks`,
    );
    expect(looks.map(({ by, byName }) => [by, byName])).toEqual([['host', 'Wang Fang']]);
  }, 120_000);

  test('the host decides about each: whom it refuses never learns why, and the place goes on', async () => {
    const group = await aboard(huawei.id);
    const { body: departure } = await event.staff.get(huawei.path);
    expect(group.length).toBe(departure.seats);
    const { id: lateId } = await register(app.api, event, event.categoryId, {
      person: personInput({ nationality: 'RU' }),
    });
    const late = await book(event, huawei.id, lateId);
    expect(late.state).toBe('waitlisted');
    const [refused, ...others] = group;
    await decide(host, huawei.visitPath, [refused.id], {
      answer: 'refuse',
      code: 'security',
      remark: 'Known to our guards',
    });
    await app.settled();
    expect([await stateOf(event, refused.id), await stateOf(event, late.id)]).toEqual([
      'refused',
      'confirmed',
    ]);
    const self = await participantOf(app, event, { id: refused.registrationId });
    for (const path of [`bookings/${refused.id}`, `site-visits/wishes/${refused.registrationId}/outcome`]) {
      const { status, body } = await self.get(`${event.path}/${path}`);
      expect([status, /security|guards/i.test(JSON.stringify(body))]).toEqual([200, false]);
    }
    await decide(host, huawei.visitPath, [...others.map(({ id }) => id), late.id], { answer: 'clear' });
    passenger = late;
  }, 60_000);

  /** A group of each of the five other visits, the last one of its visit, with the host of that visit. */
  interface Group {
    readonly id: string;
    readonly path: string;
    readonly visitPath: string;
    readonly title: string;
    readonly startsAt: string;
    readonly host: Api;
    /** Those who go, and one who does not come, where somebody is missing. */
    coming: any[];
    absent: any[];
  }
  const others: Group[] = [];

  test('so do the five other hosts, each about its own group by its own link', async () => {
    for (const [n, visit] of visits.entries()) {
      if (n === 0) continue;
      const { id, startsAt } = departures
        .filter(({ siteVisitId }) => siteVisitId === visit.id)
        .toSorted((a, b) => a.startsAt.localeCompare(b.startsAt))
        .at(-1)!;
      const email = `visits@${marks[n]!.toLowerCase()}.example`;
      const own = await hostOf(app, event, visit, { email });
      const visitPath = `${event.path}/site-visits/${visit.id}`;
      const group = await aboard(id);
      expect(group.length > 1).toBe(true);
      await decide(
        own,
        visitPath,
        group.map((one) => one.id),
        { answer: 'clear' },
      );
      expect(new Set((await aboard(id)).map(({ state }) => state))).toEqual(new Set(['cleared']));
      expect((await own.get(`${huawei.visitPath}/clearances`)).status).toBe(404);
      others.push({
        id,
        path: `${event.path}/departures/${id}`,
        visitPath,
        title: visit.title,
        startsAt,
        host: own,
        coming: [],
        absent: [],
      });
    }
    await app.settled();
    expect(others.length).toBe(5);
  }, 60_000);

  test('at the cut-off the lists are fixed, numbered, and what the host fetches is what is true', async () => {
    await app.at('2019-10-20T10:00:00Z');
    departures = await all(coordinator, `${event.path}/departures`);
    const decided = new Set([huawei.id, ...others.map(({ id }) => id)]);
    for (const { id, state } of departures as { id: string; state?: string }[])
      expect([id, state]).toEqual([id, decided.has(id) ? 'cleared' : 'closed']);
    for (const { id } of departures) {
      const [list, ...amendments] = await manifestsOf(event, id);
      expect(amendments).toEqual([]);
      expect(namesOn(applied([list]))).toEqual(await namesOnBoard(app, id));
    }
    const [list] = await manifestsOf(event, huawei.id);
    const at = `${huawei.visitPath}/manifests/${list.id}`;
    const sheet = await host.download(`${at}.xlsx?language=en`);
    const [rows] = (await readXlsx(sheet.body)).sheets;
    const passports = rows!.rows.flat().filter((cell) => /^N00\d{4}$/.test(String(cell)));
    // Of all but the one who came last, and has not been asked long.
    expect(passports.length).toBe((await aboard(huawei.id)).length - 1);
    const pdf = readPdf((await host.download(`${at}.pdf?language=zh`)).body);
    expect(textOf(pdf.pages)).toContain('Wang Fang');
    const downloads = (await coordinator.get(`${huawei.path}/manifests/downloads`)).body.items;
    expect(downloads.map(({ by, format }: any) => [by, format])).toEqual([
      ['Wang Fang', 'pdf'],
      ['Wang Fang', 'xlsx'],
    ]);
  }, 120_000);

  test('whoever cancels then is an amendment; whoever is added needs a reason', async () => {
    const [gone] = await aboard(huawei.id);
    const self = await participantOf(app, event, { id: gone.registrationId });
    const { version } = (await self.get(`${event.path}/bookings/${gone.id}`)).body;
    expect((await self.delete(`${huawei.path}/bookings/${gone.id}`, version)).status).toBe(204);
    const { id: lastId } = await register(app.api, event, event.categoryId, { person: personInput() });
    const wanted = { registrationId: lastId };
    const without = await coordinator.post(`${huawei.path}/bookings`, wanted);
    expect(without.status).toBe(409);
    const reason = 'The minister asked for it';
    const added = await coordinator.post(`${huawei.path}/bookings`, { ...wanted, override: { reason } });
    expect([added.status, added.body.state]).toEqual([201, 'confirmed']);
    await app.settled();
    await coordinator.post(`${huawei.path}/manifests`);
    await app.settled();
    const manifests = await manifestsOf(event, huawei.id);
    expect(manifests.length > 1).toBe(true);
    expect(namesOn(applied(manifests))).toEqual(await namesOnBoard(app, huawei.id));
  }, 60_000);

  /** What one phone saw of a group, in one batch; everybody once. */
  const scan = async (
    api: Api,
    { id, path }: Group,
    point: string,
    people: any[],
    now: string,
  ): Promise<void> => {
    const scans = await Promise.all(
      people.map(async ({ registrationId }) => ({
        point,
        token: await badgeToken(event, registrationId),
        clientId: `${point}-${id}-${registrationId}`,
        at: now,
      })),
    );
    const { status } = await api.post(`${path}/headcounts/batch`, {
      deviceId: 'three',
      sentAt: now,
      scans,
    });
    expect(status).toBe(200);
  };
  /** Counts the groups that leave at one time on board, and lets them go; of every other group somebody is missing. */
  const leave = async (groups: Group[]): Promise<void> => {
    const marshal = await app.staff(event.id, 'transport_marshal');
    const now = new Date(new Date(groups[0]!.startsAt).getTime() - 10 * 60_000).toISOString();
    await app.at(now);
    for (const group of groups) {
      const people = await aboard(group.id);
      group.absent = others.indexOf(group) % 2 === 1 ? people.slice(0, 1) : [];
      group.coming = people.slice(group.absent.length);
      await scan(marshal, group, 'boarding', group.coming, now);
      const { counts, missing } = (await marshal.get(`${group.path}/board`)).body;
      expect([counts.people, counts.boarding]).toEqual([people.length, group.coming.length]);
      expect(missing.map(({ bookingId }: any) => bookingId)).toEqual(group.absent.map(({ id }) => id));
      const input = group.absent.length > 0 ? { leaveBehind: true } : {};
      const left = await marshal.move(group.path, 'depart', { input });
      expect([left.status, left.body.state]).toEqual([200, 'departed']);
    }
    await app.settled();
  };
  /** Counts them back, and says that they are. */
  const comeBack = async (groups: Group[]): Promise<void> => {
    const marshal = await app.staff(event.id, 'transport_marshal');
    const now = new Date(new Date(groups[0]!.startsAt).getTime() + 150 * 60_000).toISOString();
    await app.at(now);
    for (const group of groups) {
      await scan(marshal, group, 'back', group.coming, now);
      expect((await marshal.get(`${group.path}/board`)).body.missing).toEqual([]);
      expect((await marshal.move(group.path, 'return')).body.state).toBe('returned');
    }
    await app.settled();
  };
  const onMorning = (first: boolean): Group[] => {
    const starts = others.map(({ startsAt }) => startsAt).toSorted();
    return others.filter(({ startsAt }) => (startsAt === starts[0]) === first);
  };

  test('the other groups of the first morning are counted on board and leave', async () => {
    expect(new Set(onMorning(false).map(({ startsAt }) => startsAt)).size).toBe(1);
    await leave(onMorning(true));
  }, 60_000);

  test('two phones count on the day, one of them without a network: who is missing is known at once', async () => {
    const start = new Date((await event.staff.get(huawei.path)).body.startsAt);
    const at = (minutes: number): string => new Date(start.getTime() + minutes * 60_000).toISOString();
    await app.at(at(-5));
    const marshal = await app.staff(event.id, 'transport_marshal');
    const group = await aboard(huawei.id);
    const missing = group.find(({ id }) => id === passenger.id)!;
    const coming = group.filter(({ id }) => id !== missing.id);
    const half = Math.ceil(coming.length / 2);
    for (const { registrationId } of coming.slice(0, half)) {
      const token = await badgeToken(event, registrationId);
      const clientId = `one-${registrationId}`;
      const scan = { point: 'boarding', token, deviceId: 'one', clientId };
      expect((await marshal.post(`${huawei.path}/headcounts`, scan)).status).toBe(201);
    }
    // The other phone stood at the other door: it has seen the rest, and three of the first ones too.
    const scans = await Promise.all(
      coming.slice(half - 3).map(async ({ registrationId }) => ({
        point: 'boarding',
        token: await badgeToken(event, registrationId),
        clientId: `two-${registrationId}`,
        at: at(-20),
      })),
    );
    const batch = { deviceId: 'two', sentAt: at(-5), scans };
    expect((await marshal.post(`${huawei.path}/headcounts/batch`, batch)).status).toBe(200);
    expect((await marshal.post(`${huawei.path}/headcounts/batch`, batch)).status).toBe(200);
    const { body: board } = await marshal.get(`${huawei.path}/board`);
    expect([board.counts.people, board.counts.boarding]).toEqual([group.length, coming.length]);
    expect(board.missing.map(({ bookingId }: any) => bookingId)).toEqual([missing.id]);
    const stopped = await marshal.move(huawei.path, 'depart');
    expect([stopped.status, stopped.body.code]).toEqual([409, 'people-missing']);
    const left = await marshal.move(huawei.path, 'depart', { input: { leaveBehind: true } });
    expect([left.status, left.body.state]).toEqual([200, 'departed']);
    await app.settled();
    expect(await stateOf(event, missing.id)).toBe('no_show');

    await app.at(at(150));
    for (const { registrationId } of coming)
      expect(
        (
          await marshal.post(`${huawei.path}/headcounts`, {
            point: 'back',
            token: await badgeToken(event, registrationId),
            clientId: `back-${registrationId}`,
          })
        ).status,
      ).toBe(201);
    expect((await marshal.get(`${huawei.path}/board`)).body.missing).toEqual([]);
    expect((await marshal.move(huawei.path, 'return')).body.state).toBe('returned');
    await app.settled();
    expect(await stateOf(event, coming[0].id)).toBe('returned');
  }, 120_000);

  test('the report says who went, who did not, and what both sides said', async () => {
    await app.settled();
    const went = (await all(event.staff, `${huawei.path}/bookings`)).filter(
      ({ state }) => state === 'returned',
    );
    for (const { id, registrationId } of went.slice(0, 6)) {
      const self = await participantOf(app, event, { id: registrationId });
      const said = await self.put(`${event.path}/bookings/${id}/feedback`, { rating: 5, recommends: true });
      expect([said.status, said.body.errors]).toEqual([200, undefined]);
    }
    const words = { rating: 5, came: went.length, remarks: 'We were glad to have you.' };
    expect((await host.put(`${huawei.visitPath}/feedback/${huawei.id}`, words)).status).toBe(200);
    const input = { report: 'The group saw the hall of exhibits.' };
    expect((await coordinator.move(huawei.path, 'report', { input })).body.state).toBe('reported');
    const { body } = await coordinator.get(`${huawei.path}/report`);
    expect(body.departures[0].attendance.numbers).toMatchObject({ went: went.length, absent: 1 });
    expect(JSON.stringify(body)).toContain('We were glad to have you.');
    const pdf = await coordinator.download(`${huawei.path}/report.pdf?language=zh`);
    const text = textOf(readPdf(pdf.body).pages);
    for (const one of ['Huawei', 'We were glad to have you.', input.report]) expect(text).toContain(one);
  }, 60_000);

  test('so do the reports of the five others, whose groups have gone by the second morning', async () => {
    await comeBack(onMorning(true));
    await leave(onMorning(false));
    await comeBack(onMorning(false));
    for (const { id, path, visitPath, title, host: own, coming, absent } of others) {
      const words = { rating: 4, came: coming.length, remarks: `${title} thanks you.` };
      expect((await own.put(`${visitPath}/feedback/${id}`, words)).status).toBe(200);
      const input = { report: `The group was at ${title}.` };
      expect((await coordinator.move(path, 'report', { input })).body.state).toBe('reported');
      const { status, body } = await coordinator.get(`${path}/report`);
      expect(status).toBe(200);
      expect(body.departures[0].attendance.numbers).toMatchObject({
        booked: coming.length + absent.length,
        went: coming.length,
        absent: absent.length,
      });
      expect(JSON.stringify(body)).toContain(words.remarks);
      const whole = (await coordinator.get(`${visitPath}/report`)).body;
      expect([whole.title, whole.numbers.went, whole.numbers.absent]).toEqual([
        title,
        coming.length,
        absent.length,
      ]);
    }
  }, 120_000);

  test('and thirty days later nothing is left of the passports but the proof that it is gone', async () => {
    const sealed = async (): Promise<number> =>
      (
        await app.db.query<{ n: number }>(
          'SELECT count(*)::integer AS n FROM identity_records WHERE event_id = $1 AND sealed IS NOT NULL',
          [event.id],
        )
      )[0]!.n;
    expect(await sealed()).toBeGreaterThan(0);
    await app.at('2019-11-24T00:00:00Z');
    expect(await sealed()).toBe(0);
    const proofs = await all(event.staff, `${event.path}/identity-erasures`);
    expect(proofs.length > 0).toBe(true);
  }, 60_000);
});
