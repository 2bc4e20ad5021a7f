import { staffRoles } from '../../src/access/roles';
import {
  holderOf as focalPointOf,
  makeDelegation,
  memberInput,
  makeCategory,
  textsTo,
} from '../delegations/support';
import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make } from '../support/factories';
import { decide, hostOf, mailsAbout, makeGroup, makeHostedVisit, say, seen } from './host-support';
import { handIn, usualRules } from './identity-support';
import {
  book,
  bookingsPath,
  makeDeparture,
  makeParticipant,
  makeVisitedEvent,
  participantOf,
  stateOf,
  toldTo,
  type VisitedEvent,
} from './support';

describe('clearance', () => {
  let app: TestApp;
  let event: VisitedEvent;
  let coordinator: Api;
  beforeAll(async () => {
    app = await startApp();
    event = await makeVisitedEvent(app);
    coordinator = await app.staff(event.id, 'visit_coordinator');
  });
  const departureNow = async (id: string) => (await app.api.get(`${event.path}/departures/${id}`)).body;
  const close = (id: string) => event.staff.move(`${event.path}/departures/${id}`, 'close');
  const statesOf = (people: readonly { bookingId: string }[]) =>
    Promise.all(people.map(({ bookingId }) => stateOf(event, bookingId)));

  describe('shows whoever decides', () => {
    test('the people with a place, with what the rules say of each, and decides nothing by itself', async () => {
      const visit = await makeHostedVisit(event);
      const { people } = await makeGroup(app, event, visit, [
        { familyName: 'Abc', nationality: 'RU', birthDate: '1980-01-01', post: 'Deputy Director' },
        { familyName: 'Bcd', nationality: 'KZ', birthDate: '2005-01-01' },
        { familyName: 'Cde', nationality: null, birthDate: null },
      ]);
      // The host says so only when they have a place: nobody loses it by that.
      const { version } = (await event.staff.get(visit.path)).body;
      await event.staff.patch(
        visit.path,
        {
          houseRules: {
            identityDocument: true,
            photography: 'ask',
            minimumAge: 18,
            excludedNationalities: ['RU'],
          },
        },
        version,
      );
      const list = await seen(coordinator, visit.path);
      expect(
        people.map(({ bookingId }) => {
          const { decision, findings, post } = list.get(bookingId);
          return [decision, findings.map(({ code }: any) => code), post];
        }),
      ).toEqual([
        ['undecided', ['nationality_excluded'], 'Deputy Director'],
        ['undecided', ['too_young'], null],
        ['undecided', ['nationality_unknown', 'age_unknown'], null],
      ]);
      expect(list.get(people[1]!.bookingId).findings[0].sentences).toEqual({
        en: 'On the day of the visit the person is younger than 18.',
        ru: 'В день посещения участнику ещё не исполнится 18.',
        zh: '参观当日该人员未满18岁。',
      });
      expect(await statesOf(people)).toEqual(['confirmed', 'confirmed', 'confirmed']);
      // The host may receive them nevertheless.
      await decide(coordinator, visit.path, [people[0]!.bookingId], { answer: 'clear' });
      expect(await stateOf(event, people[0]!.bookingId)).toBe('cleared');
    });

    test('what they have not handed in yet, and those who wait in line not at all', async () => {
      const visit = await makeHostedVisit(event, { identityRules: usualRules });
      const { departure, people } = await makeGroup(app, event, visit, [{}, {}]);
      const waiting = await book(event, departure.id, (await makeParticipant(app, event)).id);
      await app.settled();
      const missing = people[1]!.bookingId;
      expect((await handIn(event, people[0]!.id, visit.id)).status).toBe(200);
      const list = await seen(coordinator, visit.path);
      expect(list.get(missing).findings.map(({ code }: any) => code)).toEqual(['document_missing']);
      expect(list.get(people[0]!.bookingId).findings).toEqual([]);
      expect([list.size, list.has(waiting.id)]).toEqual([2, false]);
      const one = await coordinator.get(`${visit.path}/clearances/${missing}`);
      expect(one.body).toEqual({ ...list.get(missing), words: [] });
      expect((await coordinator.get(`${visit.path}/clearances/${waiting.id}`)).status).toBe(404);
    });

    test('by what is decided, by departure, by name, and with questions', async () => {
      const visit = await makeHostedVisit(event);
      const { departure, people } = await makeGroup(app, event, visit, [
        { familyName: 'Alpha' },
        { familyName: 'Beta' },
        { familyName: 'Gamma' },
        { familyName: 'Delta' },
      ]);
      const other = await makeGroup(app, event, visit, [{}], {
        startsAt: '2019-10-24T09:00:00+08:00',
        endsAt: '2019-10-24T12:00:00+08:00',
      });
      const [alpha, beta, gamma, delta] = people.map(({ bookingId }) => bookingId);
      await decide(coordinator, visit.path, [alpha!], { answer: 'clear' });
      await decide(coordinator, visit.path, [beta!], { answer: 'refuse', code: 'capacity' });
      await decide(coordinator, visit.path, [gamma!], { answer: 'ask', remark: 'Which ministry?' });
      const found = async (query: string) => [...(await seen(coordinator, visit.path, query)).keys()].sort();
      expect(await found('&decision=cleared')).toEqual([alpha]);
      expect(await found('&decision=refused')).toEqual([beta]);
      expect(await found(`&decision=undecided&departureId=${departure.id}`)).toEqual([gamma, delta].sort());
      expect(await found('&questions=true')).toEqual([gamma]);
      expect(await found('&q=delta')).toEqual([delta]);
      expect(await found(`&departureId=${other.departure.id}`)).toEqual([other.people[0]!.bookingId]);
    });
  });

  describe('an answer', () => {
    test('of the host stands under the name of whoever gave it, one of a coordinator as given on its behalf', async () => {
      const visit = await makeHostedVisit(event);
      const { people } = await makeGroup(app, event, visit, [{}, {}]);
      const [one, two] = people.map(({ bookingId }) => bookingId);
      const host = await hostOf(app, event, visit, { name: 'Liu Yang' });
      expect((await say(host, visit.path, [one!], { answer: 'clear' })).body).toEqual({
        recorded: 1,
        unchanged: 0,
      });
      await decide(coordinator, visit.path, [two!], { answer: 'clear', remark: 'By telephone' });
      const list = await seen(host, visit.path);
      expect([list.get(one!).last, list.get(two!).last]).toMatchObject([
        { answer: 'clear', by: 'Liu Yang', byStaff: false, remark: null },
        { answer: 'clear', by: expect.stringMatching(/^Staff/), byStaff: true, remark: 'By telephone' },
      ]);
      const { items } = (await event.staff.get(`${event.path}/bookings/${one!}/history`)).body;
      expect(items.at(-1)).toMatchObject({ transition: 'clear', by: 'Liu Yang', byKind: 'link' });
    });

    test('about everybody is about those who were seen, all at once', async () => {
      const visit = await makeHostedVisit(event);
      const { departure, people } = await makeGroup(app, event, visit, [{}, {}, {}], { capacity: 4 });
      const host = await hostOf(app, event, visit);
      const look = async () => (await host.get(`${visit.path}/host`)).body.departures[0];
      const everybody = { departureId: departure.id, mark: (await look()).mark };
      const late = await book(event, departure.id, (await makeParticipant(app, event)).id);
      const stale = await host.post(`${visit.path}/clearances/answers`, { answer: 'clear', everybody });
      expect([stale.status, stale.body.code]).toEqual([409, 'clearance-stale']);
      expect(await statesOf(people)).toEqual(['confirmed', 'confirmed', 'confirmed']);
      const now = { ...everybody, mark: (await look()).mark };
      const done = await host.post(`${visit.path}/clearances/answers`, { answer: 'clear', everybody: now });
      expect([done.status, done.body]).toEqual([200, { recorded: 4, unchanged: 0 }]);
      expect(await statesOf([...people, { bookingId: late.id }])).toEqual(Array(4).fill('cleared'));
      expect(await look()).toMatchObject({ undecided: 0, cleared: 4 });
      const again = await host.post(`${visit.path}/clearances/answers`, { answer: 'clear', everybody: now });
      expect([again.status, again.body]).toEqual([200, { recorded: 0, unchanged: 0 }]);
    });

    test('about several is given for all or for nobody', async () => {
      const visit = await makeHostedVisit(event);
      const { people } = await makeGroup(app, event, visit, [{}, {}, {}]);
      const ids = people.map(({ bookingId }) => bookingId);
      const host = await hostOf(app, event, visit);
      const before = await seen(host, visit.path);
      await decide(coordinator, visit.path, [ids[2]!], { answer: 'refuse', code: 'late' });
      const late = await host.post(`${visit.path}/clearances/answers`, {
        answer: 'clear',
        people: ids.map((bookingId) => ({ bookingId, mark: before.get(bookingId).mark })),
      });
      expect([late.status, late.body.code, late.body.bookingIds]).toEqual([409, 'clearance-stale', [ids[2]]]);
      const refused = await say(host, visit.path, ids, { answer: 'clear' });
      expect([refused.status, refused.body.code]).toEqual([409, 'transition-not-possible']);
      expect(await statesOf(people)).toEqual(['confirmed', 'confirmed', 'refused']);
      const [other] = (await makeGroup(app, event, await makeHostedVisit(event), [{}])).people;
      expect((await say(host, visit.path, [ids[0]!, other!.bookingId], { answer: 'clear' })).status).toBe(
        404,
      );
      expect(await statesOf(people)).toEqual(['confirmed', 'confirmed', 'refused']);
    });

    test('is not about the person who came instead of the one who was seen', async () => {
      const visit = await makeHostedVisit(event);
      const { people } = await makeGroup(app, event, visit, [{}]);
      const { id, bookingId } = people[0]!;
      const host = await hostOf(app, event, visit);
      const before = await seen(host, visit.path);
      const stranger = await makeParticipant(app, await makeVisitedEvent(app));
      // As a replacement leaves it: the same registration, of another person.
      await app.db.query(
        `UPDATE registrations SET person_id = (SELECT person_id FROM registrations WHERE id = $2) WHERE id = $1`,
        [id, stranger.id],
      );
      const answer = await host.post(`${visit.path}/clearances/answers`, {
        answer: 'clear',
        people: [{ bookingId, mark: before.get(bookingId).mark }],
      });
      expect([answer.status, answer.body.code]).toEqual([409, 'clearance-stale']);
      expect(await stateOf(event, bookingId)).toBe('confirmed');
    });

    test.each([
      ['a refusal without a code', { answer: 'refuse' }, '/code'],
      ['a refusal for another reason that is not said', { answer: 'refuse', code: 'other' }, '/remark'],
      ['a question without words', { answer: 'ask' }, '/remark'],
      ['a reply by the host', { answer: 'reply', remark: 'No' }, '/answer'],
    ])('is refused when it is %s', async (_, answer, pointer) => {
      const visit = await makeHostedVisit(event);
      const { people } = await makeGroup(app, event, visit, [{}]);
      const host = await hostOf(app, event, visit);
      const { status, body } = await say(host, visit.path, [people[0]!.bookingId], answer);
      expect([status, body.code, body.errors[0].pointer]).toEqual([422, 'clearance-invalid', pointer]);
    });

    test('can be a question: the coordinators are told that there is one, the host that there is a reply', async () => {
      const visit = await makeHostedVisit(event);
      const { departure, people } = await makeGroup(app, event, visit, [{}]);
      const { bookingId } = people[0]!;
      await event.staff.post(`${visit.path}/host-links`, { email: visit.email });
      const host = await hostOf(app, event, visit, { email: visit.email });
      await decide(host, visit.path, [bookingId], { answer: 'ask', remark: 'Which ministry?' });
      expect(
        (await say(host, visit.path, [bookingId], { answer: 'ask', remark: 'Which ministry?' })).body,
      ).toEqual({
        recorded: 0,
        unchanged: 1,
      });
      await app.settled();
      expect([...new Set((await mailsAbout(app, departure.id)).map(([kind]) => kind))]).toEqual([
        'host.questions',
      ]);
      await decide(coordinator, visit.path, [bookingId], { answer: 'reply', remark: 'Of Communications' });
      await app.settled();
      expect((await mailsAbout(app, departure.id)).at(-1)).toEqual(['host.replied', visit.email]);
      const one = await host.get(`${visit.path}/clearances/${bookingId}`);
      expect([one.body.question, one.body.words.map(({ answer, remark }: any) => [answer, remark])]).toEqual([
        false,
        [
          ['ask', 'Which ministry?'],
          ['reply', 'Of Communications'],
        ],
      ]);
      await decide(host, visit.path, [bookingId], { answer: 'clear' });
      expect((await say(host, visit.path, [bookingId], { answer: 'ask', remark: 'And?' })).body.code).toBe(
        'clearance-stale',
      );
    });

    test('is for the host of the visit and for coordinators, for nobody else', async () => {
      const visit = await makeHostedVisit(event);
      const { people } = await makeGroup(app, event, visit, [{}]);
      const others = staffRoles.filter((role) => !['owner', 'organiser', 'visit_coordinator'].includes(role));
      const callers: [string, Api, number][] = [
        ['other staff', await app.staff(event.id, ...others), 403],
        ['a participant', await participantOf(app, event, people[0]!), 404],
        ['another host', await hostOf(app, event, await makeHostedVisit(event)), 404],
      ];
      const answer = { answer: 'clear', people: [{ bookingId: people[0]!.bookingId, mark: 'any' }] };
      for (const [who, caller, status] of callers) {
        expect([who, (await caller.post(`${visit.path}/clearances/answers`, answer)).status]).toEqual([
          who,
          status,
        ]);
        for (const path of ['clearances', `clearances/${people[0]!.bookingId}`, 'host'])
          expect([who, path, (await caller.get(`${visit.path}/${path}`)).status]).toEqual([
            who,
            path,
            status,
          ]);
      }
      expect(await stateOf(event, people[0]!.bookingId)).toBe('confirmed');
    });

    test('stays as it was given, also for whoever can write to the database', async () => {
      const visit = await makeHostedVisit(event);
      const { people } = await makeGroup(app, event, visit, [{}]);
      await decide(coordinator, visit.path, [people[0]!.bookingId], { answer: 'refuse', code: 'security' });
      await expect(app.db.query(`UPDATE host_answers SET code = 'late'`)).rejects.toThrow(
        /stays as it was said/,
      );
    });
  });

  describe('a refusal', () => {
    test('gives the place to the next in line until the cut-off, and to nobody after it', async () => {
      const visit = await makeHostedVisit(event);
      const { departure, people } = await makeGroup(app, event, visit, [{}, {}]);
      const waiting = [await makeParticipant(app, event), await makeParticipant(app, event)];
      const inLine = [];
      for (const { id } of waiting)
        inLine.push({ bookingId: (await book(event, departure.id, id)).id as string });
      const host = await hostOf(app, event, visit);
      await decide(host, visit.path, [people[0]!.bookingId], { answer: 'refuse', code: 'capacity' });
      await app.settled();
      expect(await statesOf([...people, ...inLine])).toEqual([
        'refused',
        'confirmed',
        'confirmed',
        'waitlisted',
      ]);
      expect(await toldTo(app, people[0]!.id)).toEqual(['booking.confirmed', 'booking.not-received']);
      expect(await toldTo(app, waiting[0]!.id)).toEqual(['booking.waitlisted', 'booking.promoted']);
      await close(departure.id);
      await decide(host, visit.path, [people[1]!.bookingId], { answer: 'refuse', code: 'late' });
      await app.settled();
      expect(await statesOf([...people, ...inLine])).toEqual([
        'refused',
        'refused',
        'confirmed',
        'waitlisted',
      ]);
      expect(await departureNow(departure.id)).toMatchObject({ taken: 1, waiting: 1 });
    });

    test('holds for the whole visit, says the same as the rule on nationalities, and shows in the wishes', async () => {
      const visit = await makeHostedVisit(event, { bookingMode: 'allocation' });
      const { people } = await makeGroup(app, event, visit, [{}]);
      const { id, bookingId } = people[0]!;
      const other = await makeDeparture(
        event,
        { startsAt: '2019-10-24T09:00:00+08:00', endsAt: '2019-10-24T12:00:00+08:00' },
        { visitId: visit.id },
      );
      await decide(coordinator, visit.path, [bookingId], {
        answer: 'refuse',
        code: 'security',
        remark: 'Secret',
      });
      const excluding = await makeHostedVisit(event, {
        bookingMode: 'allocation',
        houseRules: { identityDocument: false, photography: 'ask', excludedNationalities: ['RU'] },
      });
      const barred = await makeDeparture(event, {}, { visitId: excluding.id });
      const answers = [];
      for (const departureId of [other.id, barred.id])
        answers.push(await event.staff.post(bookingsPath(event, departureId), { registrationId: id }));
      const said = answers.map(({ status, body }) => [status, body.code, body.title, body.detail]);
      expect(said[0]).toEqual([
        409,
        'visit-not-possible',
        'This visit is not possible for this participant',
        'The host cannot receive this participant. Choose another visit.',
      ]);
      expect(said[1]).toEqual(said[0]);
      const link = await participantOf(app, event, { id });
      const own = (await link.get(`${event.path}/site-visits/wishes/${id}`)).body;
      const reasons = (visitId: string): unknown => {
        const of = own.visits.find((one: any) => one.siteVisitId === visitId);
        return of.departures.map(({ reasons: all, reason }: any) => all ?? reason);
      };
      expect(reasons(visit.id)).toEqual([...Array(2)].map(() => (reasons(excluding.id) as unknown[])[0]));
    });

    test('is taken back by a coordinator if a place is left; the host is asked anew, the person is told', async () => {
      const visit = await makeHostedVisit(event);
      const { departure, people } = await makeGroup(app, event, visit, [{}]);
      const { id, bookingId } = people[0]!;
      const path = `${event.path}/bookings/${bookingId}`;
      const host = await hostOf(app, event, visit);
      await decide(host, visit.path, [bookingId], { answer: 'refuse', code: 'late' });
      const next = await book(event, departure.id, (await makeParticipant(app, event)).id);
      const full = await coordinator.move(path, 'reinstate');
      expect([full.status, full.body.code]).toEqual([409, 'no-place-free']);
      await event.staff.delete(`${bookingsPath(event, departure.id)}/${next.id}`, next.version);
      await close(departure.id);
      // Not silently on a list that the host has.
      const silent = await coordinator.move(path, 'reinstate', { input: { remark: 'A mistake' } });
      expect([silent.status, silent.body.code]).toEqual([409, 'manifest-frozen']);
      const override = { reason: 'The host has called' };
      const back = await coordinator.move(path, 'reinstate', { input: { remark: 'A mistake', override } });
      expect([back.status, back.body.state]).toEqual([200, 'confirmed']);
      expect(await departureNow(departure.id)).toMatchObject({ taken: 1 });
      await app.settled();
      expect(await toldTo(app, id)).toEqual([
        'booking.confirmed',
        'booking.not-received',
        'booking.confirmed',
      ]);
      expect((await seen(host, visit.path)).get(bookingId)).toMatchObject({
        decision: 'undecided',
        last: { answer: 'reinstate', remark: 'A mistake' },
      });
      await event.staff.post(`${event.path}/departures/${departure.id}/manifests`);
      const { items } = (await event.staff.get(`${event.path}/departures/${departure.id}/manifests`)).body;
      expect(
        items.map(({ overrides }: any) => overrides.map(({ act, reason }: any) => [act, reason])),
      ).toEqual([[], [['add', override.reason]]]);
    });

    test('is not taken back for somebody who has a place elsewhere at that time', async () => {
      const visit = await makeHostedVisit(event);
      const { people } = await makeGroup(app, event, visit, [{}]);
      const { id, bookingId } = people[0]!;
      await decide(coordinator, visit.path, [bookingId], { answer: 'refuse', code: 'late' });
      await book(event, (await makeDeparture(event)).id, id);
      const back = await coordinator.move(`${event.path}/bookings/${bookingId}`, 'reinstate');
      expect([back.status, back.body.code]).toEqual([409, 'transition-not-possible']);
    });
  });

  describe('a departure', () => {
    test('is cleared by itself once booking has ended and the host has agreed to everybody who is left', async () => {
      const visit = await makeHostedVisit(event);
      const { departure, people } = await makeGroup(app, event, visit, [{}, {}, {}]);
      const [one, two, three] = people.map(({ bookingId }) => bookingId);
      const host = await hostOf(app, event, visit);
      await decide(host, visit.path, [one!, two!], { answer: 'clear' });
      await close(departure.id);
      await app.at('2019-06-01T08:00:01Z');
      expect((await departureNow(departure.id)).state).toBe('closed');
      await decide(host, visit.path, [three!], { answer: 'refuse', code: 'document' });
      await app.at('2019-06-01T08:00:02Z');
      expect((await departureNow(departure.id)).state).toBe('cleared');
      // Somebody about whom the host has not decided comes to it again.
      const override = { reason: 'The host has called' };
      await coordinator.move(`${event.path}/bookings/${three!}`, 'reinstate', { input: { override } });
      await app.settled();
      expect((await departureNow(departure.id)).state).toBe('closed');
    });

    test('that was cleared waits for its host again when somebody is let on it after all', async () => {
      const visit = await makeHostedVisit(event);
      const { departure, people } = await makeGroup(app, event, visit, [{}], { capacity: 3 });
      const host = await hostOf(app, event, visit);
      const clear = async (bookingId: string) => {
        await decide(host, visit.path, [bookingId], { answer: 'clear' });
        if ((await departureNow(departure.id)).state !== 'cleared')
          await event.staff.move(`${event.path}/departures/${departure.id}`, 'clear');
      };
      await close(departure.id);
      await clear(people[0]!.bookingId);
      await app.settled();
      expect((await departureNow(departure.id)).state).toBe('cleared');
      const { id: registrationId } = await makeParticipant(app, event);
      const booked = await coordinator.post(bookingsPath(event, departure.id), {
        registrationId,
        override: { reason: 'The minister joins' },
      });
      expect([booked.status, booked.body.state]).toEqual([201, 'confirmed']);
      await app.settled();
      expect((await departureNow(departure.id)).state).toBe('closed');
    });

    test('without anybody is not', async () => {
      const departure = await makeDeparture(event);
      await close(departure.id);
      await app.at('2019-06-01T08:00:03Z');
      expect((await departureNow(departure.id)).state).toBe('closed');
    });

    test('is on the list of tasks as long as somebody waits, the most urgent first', async () => {
      const own = await makeVisitedEvent(app);
      const [late, soon] = [await makeHostedVisit(own), await makeHostedVisit(own)];
      const second = await makeGroup(app, own, late, [{}]);
      const first = await makeGroup(app, own, soon, [{}], {
        startsAt: '2019-10-24T09:00:00+08:00',
        endsAt: '2019-10-24T12:00:00+08:00',
      });
      await make(own.staff, `${own.path}/departures/${first.departure.id}/host-requests`, {
        answerBy: '2019-10-01T12:00:00+08:00',
      });
      const tasks = async () => (await own.staff.get(`${own.path}/clearances`)).body.items;
      expect((await tasks()).map((one: any) => [one.departureId, one.undecided, one.request])).toEqual([
        [first.departure.id, 1, 'asked'],
        [second.departure.id, 1, null],
      ]);
      await decide(own.staff, soon.path, [first.people[0]!.bookingId], { answer: 'clear' });
      expect((await tasks()).map((one: any) => one.departureId)).toEqual([second.departure.id]);
      const page = await own.staff.get(`${own.path}/clearances?waiting=false&limit=1`);
      const rest = await own.staff.get(
        `${own.path}/clearances?waiting=false&limit=1&cursor=${encodeURIComponent(page.body.nextCursor)}`,
      );
      expect([...page.body.items, ...rest.body.items].map((one: any) => one.departureId)).toEqual([
        first.departure.id,
        second.departure.id,
      ]);
    });
  });

  test('why somebody was refused is nowhere where they, their delegation or other staff could read it', async () => {
    const canary = 'CanaryQzx';
    const delegationCategory = await makeCategory(event);
    const delegation = await makeDelegation(event);
    expect((await event.staff.post(`${delegation.path}/invitations`, {})).status).toBe(200);
    const focal = await focalPointOf(app, delegation, delegation.email);
    await focal.move(delegation.path, 'accept');
    const personal = 'refused.member@ministry.example';
    const member = await make(
      focal,
      `${delegation.path}/members`,
      memberInput(delegationCategory, {
        person: { givenName: 'Armen', familyName: 'Hakobyan', email: personal, nationality: 'AM' },
      }),
    );
    await focal.move(delegation.path, 'nominate');
    await event.staff.move(delegation.path, 'accredit');
    await app.settled();
    const registrationId: string = member.registrationId ?? member.id;
    expect((await event.staff.get(`${event.path}/registrations/${registrationId}`)).body.state).toBe(
      'confirmed',
    );
    const visit = await makeHostedVisit(event);
    const departure = await makeDeparture(event, {}, { visitId: visit.id });
    const booking = await book(event, departure.id, registrationId);
    const host = await hostOf(app, event, visit);
    await decide(host, visit.path, [booking.id], { answer: 'ask', remark: `${canary}Asked` });
    await decide(host, visit.path, [booking.id], {
      answer: 'refuse',
      code: 'security',
      remark: `${canary}Refused`,
    });
    // Once more by a coordinator, with a comment as every transition takes one.
    await coordinator.move(`${event.path}/bookings/${booking.id}`, 'reinstate', { comment: `${canary}Back` });
    const refused = await coordinator.move(`${event.path}/bookings/${booking.id}`, 'refuse', {
      comment: `${canary}Comment`,
      input: { code: 'other', remark: `${canary}Remark` },
    });
    expect(refused.body.state).toBe('refused');
    await app.settled();

    // In the database it is in two tables: the one for it, and the record of a booking where a comment was given.
    const tables = await app.db.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`,
    );
    const holding: string[] = [];
    for (const { name } of tables) {
      const hit = await app.db.one(`SELECT 1 FROM "${name}" t WHERE t::text LIKE '%${canary}%' LIMIT 1`);
      if (hit) holding.push(name);
    }
    expect(holding.sort()).toEqual(['host_answers', 'transition_records']);

    // What a route is about where its path says so, and the person or the booking where it does not.
    const about: Record<string, string> = {
      registrations: registrationId,
      bookings: booking.id,
      departures: departure.id,
      'site-visits': visit.id,
      delegations: delegation.id,
    };
    const fill = (path: string): string[] => {
      const next = /([\w-]+)\/(:\w+)/.exec(path);
      if (!next) return [path];
      const ids = about[next[1]!] ? [about[next[1]!]!] : [registrationId, booking.id as string];
      return ids.flatMap((id) => fill(path.replace(next[2]!, id)));
    };
    const reads = app.routes
      // A stream never ends; what it tells of a departure is what `board` answers.
      .filter(
        ({ method, url }) =>
          method === 'GET' && url.startsWith('/api/v1/events/:event') && !url.endsWith('/stream'),
      )
      .flatMap(({ url }) => fill(url.replace(':event', event.id)));
    expect(reads.length).toBeGreaterThan(300);
    const others = staffRoles.filter((role) => !['owner', 'organiser', 'visit_coordinator'].includes(role));
    const participant = await participantOf(app, event, { id: registrationId });
    const staff = await app.staff(event.id, ...others);
    const leaks: string[] = [];
    let answered = 0;
    for (const [who, caller] of [
      ['participant', participant],
      ['focal point', focal],
      ['other staff', staff],
    ] as const) {
      const left = [...reads, `/api/v1/events/${event.id}/bookings?registrationId=${registrationId}`];
      const lane = async (): Promise<void> => {
        for (let path = left.pop(); path !== undefined; path = left.pop()) {
          const { status, body } = await caller.get(path);
          const text = JSON.stringify(body) ?? '';
          if (status === 200) answered += 1;
          if (text.includes(canary) || /"code":"security"/.test(text)) leaks.push(`${who}: ${path}`);
        }
      };
      await Promise.all(Array.from({ length: 8 }, lane));
    }
    expect(leaks).toEqual([]);
    expect(answered).toBeGreaterThan(50);
    // Whoever may read it does.
    const history = (await coordinator.get(`${event.path}/bookings/${booking.id}/history`)).body.items;
    expect(history.at(-1).comment).toBe(`${canary}Comment`);
    const seenByStaff = (await staff.get(`${event.path}/bookings/${booking.id}/history`)).body.items;
    expect(seenByStaff.at(-1)).toMatchObject({ transition: 'refuse', comment: null, data: {} });

    const mails = [...(await textsTo(app, personal)), ...(await textsTo(app, delegation.email))];
    expect(mails.some(({ subject }) => subject.startsWith('Your visit: '))).toBe(true);
    for (const { subject, text } of mails) {
      expect(subject + text).not.toContain(canary);
      expect(text).not.toMatch(/security|nationality|refus/i);
    }
    expect(
      (
        await app.db.query('SELECT 1 FROM messages WHERE registration_id = $1 AND kind = $2', [
          registrationId,
          'booking.not-received',
        ])
      ).length,
    ).toBe(2);
  });
});
