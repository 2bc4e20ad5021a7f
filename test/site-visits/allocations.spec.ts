import { Solver } from '../../src/platform/solver/solver';
import { endless } from '../platform/solver.procedures';
import { faultsOf } from '../registrations/support';
import { startApp, type TestApp } from '../support/app';
import { make, serial } from '../support/factories';
import {
  book,
  makeDeparture,
  makeParticipant,
  makeVisit,
  makeVisitedEvent,
  participantOf,
  type VisitedEvent,
} from './support';

/** Places on visits, shared out among all who wish for them. */
describe('allocations', () => {
  let app: TestApp;
  let event: VisitedEvent;
  beforeAll(async () => {
    app = await startApp();
  });
  beforeEach(async () => {
    event = await makeVisitedEvent(app);
  });

  const path = (): string => `${event.path}/site-visits/allocations`;
  /** A visit with one departure, on the morning of that day of October. */
  const visit = async (day: number, capacity: number, changes: object = {}): Promise<any> => {
    const made = await makeVisit(event, { bookingMode: 'allocation', ...changes });
    const departure = await makeDeparture(
      event,
      {
        capacity,
        startsAt: `2019-10-${day}T09:00:00+08:00`,
        endsAt: `2019-10-${day}T12:00:00+08:00`,
      },
      { visitId: made.id },
    );
    return { ...made, departureId: departure.id };
  };
  const wish = async (registrationId: string, visits: { id: string }[], version = 0): Promise<void> => {
    const answer = await event.staff.put(
      `${event.path}/site-visits/wishes/${registrationId}`,
      { siteVisitIds: visits.map(({ id }) => id) },
      { ifMatch: version },
    );
    expect(answer.status).toBe(200);
  };
  const wisher = async (
    visits: { id: string }[],
    person: object = {},
  ): Promise<{ id: string; code: string }> => {
    const made = await makeParticipant(app, event, person);
    await wish(made.id, visits);
    return made;
  };
  /** Waits for the job, and answers the allocation that it worked out. */
  const worked = async (accepted: any): Promise<any> => {
    expect([accepted.status, accepted.body.kind]).toEqual([202, 'site-visits.allocate']);
    await app.settled();
    const job = (await event.staff.get(`jobs/${accepted.body.id}`)).body;
    expect(job.state).toBe('completed');
    if (job.result === null) return undefined;
    return (await event.staff.get(job.result.url)).body;
  };
  const run = async (body: object = {}): Promise<any> =>
    worked(await event.staff.post(path(), { seed: 'a', ...body }));
  const rerun = async (id: string, body: object = {}): Promise<any> =>
    worked(await event.staff.post(`${path()}/${id}/rerun`, body));
  const resultsOf = async (id: string, query = ''): Promise<any[]> =>
    (await event.staff.get(`${path()}/${id}/results${query}`)).body.items;
  /** The departures that each of these gets. */
  const given = async (id: string): Promise<Record<string, string[]>> =>
    Object.fromEntries(
      (await resultsOf(id)).map(({ registrationId, wishes }) => [
        registrationId,
        wishes.flatMap(({ departureId }: any) => departureId ?? []),
      ]),
    );
  const accept = (id: string): Promise<any> => event.staff.move(`${path()}/${id}`, 'accept');
  const bookingsOf = async (registrationId: string): Promise<any[]> =>
    (await event.staff.get(`${event.path}/bookings?registrationId=${registrationId}`)).body.items;
  const mailsTo = (registrationId: string): Promise<{ kind: string; state: string }[]> =>
    app.db.query(
      `SELECT kind, state FROM messages WHERE registration_id = $1 AND kind ~ '^(allocation|booking)' ORDER BY id`,
      [registrationId],
    );

  test('let those come last who did not come to a visit before, where the event wants that; an excuse undoes it', async () => {
    const before = await makeDeparture(event, {
      startsAt: '2019-10-21T09:00:00+08:00',
      endsAt: '2019-10-21T11:00:00+08:00',
      cutOffAt: '2019-10-20T18:00:00+08:00',
    });
    const scarce = await visit(24, 1, { titles: { ru: 'Завод' } });
    const absent = await wisher([scarce]);
    const missed = await book(event, before.id, absent.id);
    for (const step of ['close', 'depart'])
      await event.staff.move(`${event.path}/departures/${before.id}`, step);
    const booking = `${event.path}/bookings/${missed.id}`;
    expect((await event.staff.move(booking, 'miss')).body.state).toBe('no_show');
    // Of many others one is drawn; whoever did not come, never.
    const others = [await wisher([scarce])];
    const rules = `${event.path}/site-visits/wish-rules`;
    const winner = async (seed: string): Promise<string[]> => {
      const got = await given((await run({ seed })).id);
      return Object.keys(got).filter((id) => got[id]!.length > 0);
    };
    const seeds = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const usual: string[][] = [];
    for (const seed of seeds) usual.push(await winner(seed));
    expect(new Set(usual.flat())).toEqual(new Set([absent.id, others[0]!.id]));
    const set = await event.staff.put(
      rules,
      { closesAt: null, mostWishes: 6, mostPlaces: null, noShowsLast: true },
      { ifMatch: 0 },
    );
    expect(set.body.noShowsLast).toBe(true);
    for (const seed of seeds) expect([seed, await winner(seed)]).toEqual([seed, [others[0]!.id]]);
    const [last] = (await event.staff.get(`${path()}?sort=-createdAt`)).body.items;
    const own = (await resultsOf(last.id)).find(({ registrationId }) => registrationId === absent.id);
    expect(own.wishes[0].reasons).toMatchObject([{ code: 'full_no_show' }]);
    expect(own.wishes[0].message).toContain(`because you did not come to “${before.title}”`);
    expect(last.answer.levels.find(({ level }: any) => level === 'punctual')).toEqual({
      level: 'punctual',
      reached: 1,
      most: 1,
    });
    const excused = await event.staff.move(booking, 'correct', {
      comment: 'Was in hospital.',
      input: { went: false, excused: true },
    });
    expect([excused.status, excused.body.state]).toEqual([200, 'no_show']);
    const again: string[][] = [];
    for (const seed of seeds) again.push(await winner(seed));
    expect(again).toEqual(usual);
  });

  test('are looked at first, and then booked, told and explained', async () => {
    const [one, two, late] = [await visit(22, 1), await visit(22, 1), await visit(24, 5)];
    const people = [await wisher([one, two]), await wisher([one, two, late]), await wisher([one])];
    const allocation = await run();
    expect(allocation).toMatchObject({
      state: 'proposed',
      request: { seed: 'a', siteVisitIds: null, pins: [] },
      failure: null,
      answer: { outcome: 'optimal', repeatable: true, people: 3, served: 3, metByRank: [1, 1, 1] },
    });
    expect(
      allocation.answer.levels.map(({ level, reached, most }: any) => [level, reached === most]),
    ).toEqual(['heads', 'shares', 'punctual', 'people', 'ranks', 'lots'].map((level) => [level, true]));
    // The third wishes for nothing else, the first two have another way; the late one is free for who asked.
    const places = await given(allocation.id);
    expect(places).toEqual({
      [people[0]!.id]: [two.departureId],
      [people[1]!.id]: [late.departureId],
      [people[2]!.id]: [one.departureId],
    });
    for (const { id } of people) expect([await bookingsOf(id), await mailsTo(id)]).toEqual([[], []]);
    expect((await event.staff.get(`${event.path}/site-visits/wishes/${people[0]!.id}/outcome`)).status).toBe(
      404,
    );

    const accepted = await accept(allocation.id);
    expect([accepted.status, accepted.body.state]).toEqual([200, 'accepted']);
    await app.settled();
    for (const { id } of people) {
      const bookings = await bookingsOf(id);
      expect(bookings.map(({ departureId, state }) => [departureId, state])).toEqual(
        places[id]!.map((departureId) => [departureId, 'confirmed']),
      );
      // One mail for all of it.
      expect(await mailsTo(id)).toEqual([{ kind: 'allocation.result', state: 'sent' }]);
    }
    const [booking] = await bookingsOf(people[0]!.id);
    const history = (await event.staff.get(`${event.path}/bookings/${booking.id}/history`)).body.items;
    expect(history.map(({ transition, to, data }: any) => [transition, to, data])).toEqual([
      ['create', 'confirmed', { allocationId: allocation.id }],
    ]);
    expect((await event.staff.get(`${event.path}/departures/${one.departureId}`)).body.taken).toBe(1);

    const self = await participantOf(app, event, people[0]!);
    const outcome = (await self.get(`${event.path}/site-visits/wishes/${people[0]!.id}/outcome`)).body;
    expect(
      outcome.wishes.map(({ rank, departureId, reasons }: any) => [
        rank,
        departureId,
        reasons.map(({ code }: any) => code),
      ]),
    ).toEqual([
      [1, null, ['clash_place']],
      [2, two.departureId, []],
    ]);
    expect((await self.get(`${event.path}/site-visits/wishes/${people[1]!.id}/outcome`)).status).toBe(404);
    // What is left goes to who comes first.
    const newcomer = await makeParticipant(app, event);
    const byThemselves = await participantOf(app, event, newcomer);
    const booked = await byThemselves.post(`${event.path}/departures/${late.departureId}/bookings`, {
      registrationId: newcomer.id,
    });
    expect([booked.status, booked.body.state]).toEqual([201, 'confirmed']);
  });

  test('explain with the rule that stood in the way, and never with the word of the host', async () => {
    const rules = {
      houseRules: { identityDocument: false, photography: 'ask', excludedNationalities: ['KZ'] },
    };
    const [small, other, closed] = [await visit(22, 1), await visit(23, 5), await visit(24, 5, rules)];
    const heads = await visit(25, 1, { headsFirst: true });
    const delegation = await make(event.staff, `${event.path}/delegations`, {
      organisationId: event.hostId,
      focalPointName: 'Li Na',
      focalPointEmail: `focal-${serial()}@ministry.example`,
      locale: 'zh',
      rankClass: 1,
      quotas: [{ categoryId: event.categoryId, places: 3 }],
    });
    const head = await make(event.staff, `${event.path}/delegations/${delegation.id}/members`, {
      person: { givenName: 'Head', familyName: 'Li', email: 'head@ministry.example', nationality: 'CN' },
      categoryId: event.categoryId,
      part: 'head',
    });
    const headId: string = head.registrationId;
    await event.staff.move(`${event.path}/registrations/${headId}`, 'submit');
    await app.settled();
    await wish(headId, [other, heads]);
    const only = await wisher([small], { nationality: 'CN' });
    const asker = await wisher([small, closed, heads, other], { nationality: 'KZ' });
    const allocation = await run();
    const places = await given(allocation.id);
    expect([places[headId]!.toSorted(), places[only.id], places[asker.id]]).toEqual([
      [other.departureId, heads.departureId].sort(),
      [small.departureId],
      [other.departureId],
    ]);
    const [result] = await resultsOf(allocation.id, `?registrationId=${asker.id}`);
    expect(result.wishes.map(({ reasons }: any) => reasons.map(({ code }: any) => code))).toEqual([
      ['full_fair'],
      ['not_received'],
      ['full_heads'],
      [],
    ]);
    expect(result.wishes.map(({ messages }: any) => messages.en)).toEqual([
      'Your first wish could not be met. All places went to participants who would otherwise have no visit at all.',
      'Your second wish could not be met. The host cannot receive you there.',
      'Your third wish could not be met. All places went to heads of delegations, whom the host receives first.',
      'Your fourth wish is met.',
    ]);
    expect(result.wishes[0].messages).toMatchObject({
      ru: 'Ваше первое пожелание выполнить не удалось. Все места получили участники, у которых иначе не было бы ни одного посещения.',
      zh: '您的第一志愿未能满足。名额已全部给予否则没有任何参观机会的参加者。',
    });
  });

  test('keep to pins, and say who gets something else than before', async () => {
    const [one, two] = [await visit(22, 1), await visit(22, 1)];
    const people = [await wisher([one, two]), await wisher([one, two]), await wisher([two])];
    const before = await run();
    const places = await given(before.id);
    const unlucky = people.find(({ id }) => !places[id]!.includes(one.departureId));
    const pins = [{ registrationId: unlucky!.id, departureId: one.departureId, must: true }];
    const after = await rerun(before.id, { pins });
    expect(after).toMatchObject({ basedOn: before.id, request: { seed: 'a', pins }, state: 'proposed' });
    const moved = await given(after.id);
    expect(moved[unlucky!.id]).toEqual([one.departureId]);
    const changed = await resultsOf(after.id, '?changed=true');
    expect(changed.map(({ registrationId, before: was }) => [registrationId, was]).sort()).toEqual(
      people
        .filter(({ id }) => places[id]!.join() !== moved[id]!.join())
        .map(({ id }) => [id, places[id]])
        .sort(),
    );
    const out = await rerun(after.id, {
      pins: people.map(({ id }) => ({ registrationId: id, departureId: one.departureId, must: false })),
    });
    expect(Object.values(await given(out.id)).flat()).toEqual([two.departureId]);
    // The same again is the same.
    const same = await rerun(out.id);
    expect([same.digest, await given(same.id), await resultsOf(same.id, '?changed=true')]).toEqual([
      out.digest,
      await given(out.id),
      [],
    ]);
  });

  test('refuse pins that cannot be kept, one by one or all together', async () => {
    const [one, two] = [await visit(22, 1), await visit(22, 1)];
    const elsewhere = await makeDeparture(await makeVisitedEvent(app));
    const people = [await wisher([one]), await wisher([two])];
    const pin = (person: number, departureId: string): object => ({
      registrationId: people[person]!.id,
      departureId,
      must: true,
    });
    const refused = await event.staff.post(path(), {
      pins: [pin(0, one.departureId), pin(0, two.departureId), pin(1, elsewhere.id)],
    });
    expect([
      refused.status,
      refused.body.code,
      refused.body.errors.map(({ code }: any) => code).sort(),
    ]).toEqual([422, 'allocation-invalid', ['clash', 'unknown']]);
    expect(await run({ pins: [pin(0, one.departureId), pin(1, one.departureId)] })).toBeUndefined();
    const [failed] = (await event.staff.get(path())).body.items;
    expect([failed.state, failed.answer, failed.failure]).toEqual([
      'failed',
      null,
      expect.stringContaining('The pins cannot be kept together'),
    ]);
  });

  test('are refused as a whole when anything has changed since, with what has', async () => {
    const [one, two] = [await visit(22, 2), await visit(23, 2)];
    const people = [await wisher([one, two]), await wisher([two, one])];
    const allocation = await run();
    await wish(people[0]!.id, [two], 1);
    await book(event, one.departureId, (await makeParticipant(app, event)).id);
    const refused = await accept(allocation.id);
    expect([refused.status, refused.body.code]).toEqual([409, 'allocation-stale']);
    expect(refused.body.changes).toEqual(
      expect.arrayContaining([
        { code: 'departure_changed', id: one.departureId },
        { code: 'wishes_changed', id: people[0]!.id },
      ]),
    );
    for (const { id } of people) expect([await bookingsOf(id), await mailsTo(id)]).toEqual([[], []]);
    expect((await event.staff.get(`${path()}/${allocation.id}`)).body.state).toBe('proposed');
    const again = await rerun(allocation.id);
    expect((await accept(again.id)).status).toBe(200);
    expect((await bookingsOf(people[0]!.id)).map(({ departureId }) => departureId)).toEqual([
      two.departureId,
    ]);
  });

  test('accepted twice, while others book, give every place once', async () => {
    const [one, two] = [await visit(22, 3), await visit(23, 3)];
    const people: { id: string }[] = [];
    for (let n = 0; n < 4; n += 1) people.push(await wisher([one, two]));
    const others = [await makeParticipant(app, event), await makeParticipant(app, event)];
    const allocation = await run();
    const expected = await given(allocation.id);
    const [first, second] = await Promise.all([
      accept(allocation.id),
      accept(allocation.id),
      ...others.map(({ id }) =>
        event.staff.post(`${event.path}/departures/${one.departureId}/bookings`, { registrationId: id }),
      ),
    ]);
    await app.settled();
    // Whoever came first, the others found it so: all of the allocation is booked, or nothing of it.
    const isAccepted = (await event.staff.get(`${path()}/${allocation.id}`)).body.state === 'accepted';
    expect([first.status, second.status].filter((status) => status !== 200 && status !== 409)).toEqual([]);
    for (const { id } of people)
      expect((await bookingsOf(id)).map(({ departureId }) => departureId).sort()).toEqual(
        isAccepted ? expected[id]!.toSorted() : [],
      );
    for (const { departureId } of [one, two]) {
      const { seats, taken } = (await event.staff.get(`${event.path}/departures/${departureId}`)).body;
      const { items } = (
        await event.staff.get(`${event.path}/departures/${departureId}/bookings?state=confirmed`)
      ).body;
      expect([taken, taken <= seats]).toEqual([items.length, true]);
    }
  });

  test('are worked out one at a time, and can be put away while they are', async () => {
    await wisher([await visit(22, 1)]);
    const solver = app.app.get(Solver);
    const other = new AbortController();
    await new Promise<void>((begun) => {
      const busy = { seconds: 600, signal: other.signal, onProgress: () => begun() };
      solver.run(endless, { best: null }, busy).catch(() => undefined);
    });
    const answers = await Promise.all([event.staff.post(path(), {}), event.staff.post(path(), {})]);
    expect(answers.map(({ status, body }) => [status, body.code]).sort()).toEqual([
      [202, undefined],
      [409, 'allocation-running'],
    ]);
    const [{ id, state }] = (await event.staff.get(path())).body.items;
    expect(state).toBe('requested');
    expect((await accept(id)).status).toBe(409);
    expect((await event.staff.move(`${path()}/${id}`, 'discard')).body.state).toBe('discarded');
    // The next one need not wait for the one that nobody wants any more.
    const next = await event.staff.post(path(), {});
    other.abort();
    expect((await worked(next)).state).toBe('proposed');
    expect((await event.staff.get(`${path()}/${id}`)).body).toMatchObject({
      state: 'discarded',
      answer: null,
    });
  });

  test('need somebody who wishes, and the right to share out', async () => {
    const made = await visit(22, 1);
    expect(faultsOf(await event.staff.post(path(), {}))).toEqual([422, 'nothing-to-allocate', []]);
    const unknown = await event.staff.post(path(), { siteVisitIds: [made.departureId] });
    expect(faultsOf(unknown)).toEqual([422, 'allocation-invalid', [['/siteVisitIds/0', 'unknown']]]);
    const desk = await app.staff(event.id, 'registration_desk');
    expect((await desk.post(path(), {})).status).toBe(403);
    const person = await wisher([made]);
    const self = await participantOf(app, event, person);
    expect((await self.get(path())).status).toBe(404);
  });
});
