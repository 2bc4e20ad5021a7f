import facts from '../../src/demonstration/infoforum-2019.json';
import { makeCategory, personInput, register } from '../registrations/support';
import type { Answer, Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, type TestEvent } from '../support/factories';
import { participantOf } from '../site-visits/support';

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

/**
 * From the wishes of 120 people for six companies to their bookings. The tests of this file follow each other in time: each
 * begins where the one before ended.
 */
describe('wishes for the visits of Infoforum-China 2019', () => {
  let app: TestApp;
  let event: TestEvent;
  let coordinator: Api;
  let departures: { id: string; siteVisitId: string; seats: number; startsAt: string; endsAt: string }[];
  const visits: { id: string; title: string }[] = [];
  const people: { id: string; wishes: string[] }[] = [];
  let allocation: any;

  beforeAll(async () => {
    app = await startApp({ now: '2019-09-01T01:00:00Z' });
    event = await makeEvent(app);
    coordinator = await app.staff(event.id, 'visit_coordinator');
    const category = await makeCategory(event);
    for (const { name, capacity, days } of hosts) {
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
        houseRules: {
          identityDocument: true,
          photography: 'ask',
          excludedNationalities: name === 'Pengcheng Laboratory' ? ['KZ'] : [],
        },
      });
      visits.push(visit);
      for (const day of days)
        await make(coordinator, `${event.path}/site-visits/${visit.id}/departures`, {
          startsAt: `2019-10-${day}T09:00:00+08:00`,
          endsAt: `2019-10-${day}T12:00:00+08:00`,
          cutOffAt: '2019-10-20T18:00:00+08:00',
          meetingPoint: 'Hotel lobby, east entrance',
          capacity: capacity / days.length,
        });
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
});
