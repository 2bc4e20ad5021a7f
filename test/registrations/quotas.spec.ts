import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';
import { askToRegister, makeCategory, makeQuota, personInput, recordOf, register } from './support';

/** Quotas that count whatever one wants to count, several at once, and the lines before them. */
describe('quotas', () => {
  let app: TestApp;
  let event: TestEvent;
  beforeAll(async () => {
    app = await startApp();
  });
  beforeEach(async () => {
    event = await makeEvent(app);
  });

  const account = async (id: string): Promise<Record<string, number>> => {
    const { body } = await event.staff.get(`${event.path}/quotas/${id}`);
    const { capacity, taken, free, confirmed, offered, nominated, pending, waitlisted, overbooked } = body;
    return { capacity, taken, free, confirmed, offered, nominated, pending, waitlisted, overbooked };
  };
  const stateOf = async (id: string): Promise<string> =>
    (await event.staff.get(`${event.path}/registrations/${id}`)).body.state;
  const pathOf = (id: string): string => `${event.path}/registrations/${id}`;
  const none = { nominated: 0, pending: 0, waitlisted: 0, overbooked: 0, offered: 0 };
  const dietForm = (categoryId: string): Promise<any> =>
    make(event.staff, `${event.path}/forms`, {
      categoryId,
      fields: [
        {
          key: 'workshop',
          kind: 'choices',
          label: 'Which workshops?',
          required: false,
          options: [
            { value: 'ai', label: 'AI' },
            { value: 'law', label: 'Law' },
          ],
        },
      ],
    });

  test('a registration counts in several; it has its places in all of them, or waits for all', async () => {
    const [hall, press] = [await makeQuota(event, 3), await makeQuota(event, 1)];
    const delegates = await makeCategory(event, { quotaIds: [hall.id] });
    const journalists = await makeCategory(event, { quotaIds: [hall.id, press.id] });
    const first = await register(app.api, event, journalists.id);
    const second = await register(app.api, event, journalists.id);
    const third = await register(app.api, event, delegates.id);
    expect([first.state, second.state, third.state]).toEqual(['confirmed', 'waitlisted', 'confirmed']);
    expect([await account(hall.id), await account(press.id)]).toEqual([
      { ...none, capacity: 3, taken: 2, free: 1, confirmed: 2, waitlisted: 1 },
      { ...none, capacity: 1, taken: 1, free: 0, confirmed: 1, waitlisted: 1 },
    ]);
    await event.staff.move(pathOf(first.id), 'cancel');
    await app.settled();
    expect(await stateOf(second.id)).toBe('offered');
    expect([await account(hall.id), await account(press.id)]).toEqual([
      { ...none, capacity: 3, taken: 2, free: 1, confirmed: 1, offered: 1 },
      { ...none, capacity: 1, taken: 1, free: 0, confirmed: 0, offered: 1 },
    ]);
  });

  test('one that counts everybody counts those of every category, also those who were there before it', async () => {
    const category = await makeCategory(event);
    await register(app.api, event, category.id);
    const house = await makeQuota(event, 2, { countsEverybody: true });
    expect(await account(house.id)).toEqual({ ...none, capacity: 2, taken: 1, free: 1, confirmed: 1 });
    const other = await makeCategory(event);
    expect((await register(app.api, event, other.id)).state).toBe('confirmed');
    expect((await register(app.api, event, category.id)).state).toBe('waitlisted');
    const small = await event.staff.post(`${event.path}/quotas`, {
      title: 'Small',
      capacity: 1,
      countsEverybody: true,
    });
    expect([small.status, small.body.code]).toEqual([409, 'quota-full']);
    expect((await event.staff.get(`${event.path}/quotas`)).body.items).toHaveLength(1);
  });

  describe('over chosen options', () => {
    test('count who chose them; another answer moves the place along, if there is one', async () => {
      const category = await makeCategory(event);
      await dietForm(category.id);
      const ai = await makeQuota(event, 1, { options: [{ question: 'workshop', value: 'ai' }] });
      const law = await makeQuota(event, 2, { options: [{ question: 'workshop', value: 'law' }] });
      const first = await register(app.api, event, category.id, { answers: { workshop: ['ai', 'law'] } });
      const second = await register(app.api, event, category.id, { answers: { workshop: ['law'] } });
      const third = await register(app.api, event, category.id);
      expect([first.state, second.state, third.state]).toEqual(['confirmed', 'confirmed', 'confirmed']);
      expect([(await account(ai.id))['taken'], (await account(law.id))['taken']]).toEqual([1, 2]);
      const wanted = await event.staff.patch(
        pathOf(second.id),
        { answers: { workshop: ['ai'] } },
        second.version,
      );
      expect([wanted.status, wanted.body.code]).toEqual([409, 'quota-full']);
      expect([(await account(ai.id))['taken'], (await account(law.id))['taken']]).toEqual([1, 2]);
      const given = await event.staff.patch(
        pathOf(first.id),
        { answers: { workshop: ['law'] } },
        first.version,
      );
      expect(given.status).toBe(200);
      const again = await event.staff.patch(
        pathOf(second.id),
        { answers: { workshop: ['ai'] } },
        second.version,
      );
      expect(again.status).toBe(200);
      expect([(await account(ai.id))['taken'], (await account(law.id))['taken']]).toEqual([1, 1]);
    });

    test('put who chooses a full one on the waiting list', async () => {
      const category = await makeCategory(event);
      await dietForm(category.id);
      const ai = await makeQuota(event, 0, { options: [{ question: 'workshop', value: 'ai' }] });
      const waiting = await register(app.api, event, category.id, { answers: { workshop: ['ai'] } });
      expect(waiting.state).toBe('waitlisted');
      expect((await account(ai.id))['waitlisted']).toBe(1);
      await event.staff.patch(`${event.path}/quotas/${ai.id}`, { capacity: 1 }, 1);
      await app.settled();
      expect(await stateOf(waiting.id)).toBe('offered');
    });
  });

  test('whoever waits for a place elsewhere does not keep others from a free one', async () => {
    const [hall, press] = [await makeQuota(event, 2), await makeQuota(event, 0)];
    const journalists = await makeCategory(event, { quotaIds: [hall.id, press.id] });
    const delegates = await makeCategory(event, { quotaIds: [hall.id] });
    expect((await register(app.api, event, journalists.id)).state).toBe('waitlisted');
    expect((await register(app.api, event, delegates.id)).state).toBe('confirmed');
    expect((await account(hall.id))['free']).toBe(1);
  });

  describe('an officer', () => {
    test('moves somebody up, with a reason on record', async () => {
      const quota = await makeQuota(event, 1);
      const category = await makeCategory(event, { quotaIds: [quota.id] });
      const holder = await register(app.api, event, category.id);
      await register(app.api, event, category.id);
      const last = await register(app.api, event, category.id);
      expect((await event.staff.move(pathOf(last.id), 'advance')).body.code).toBe('comment-required');
      expect((await event.staff.patch(pathOf(last.id), { priority: 5 }, last.version)).body.code).toBe(
        'line-has-reasons',
      );
      const moved = await event.staff.move(pathOf(last.id), 'advance', {
        comment: 'The minister asked for it',
      });
      expect([moved.status, moved.body.state, moved.body.priority]).toEqual([200, 'waitlisted', 1]);
      await event.staff.move(pathOf(holder.id), 'cancel');
      await app.settled();
      expect(await stateOf(last.id)).toBe('offered');
      expect((await recordOf(event, last.id)).map(([transition]) => transition)).toEqual([
        'create',
        'submit',
        'confirm',
        'advance',
        'offer',
      ]);
    });

    test('gives a place beyond the capacity with a reason; it does not come free for anybody else', async () => {
      const quota = await makeQuota(event, 1);
      const category = await makeCategory(event, { quotaIds: [quota.id] });
      await register(app.api, event, category.id);
      const [second, third] = [
        await register(app.api, event, category.id),
        await register(app.api, event, category.id),
      ];
      const desk = await app.staff(event.id, 'registration_desk');
      expect((await desk.move(pathOf(second.id), 'overbook', { comment: 'Please' })).status).toBe(403);
      const given = await event.staff.move(pathOf(second.id), 'overbook', { comment: 'Guest of the host' });
      expect([given.status, given.body.state]).toEqual([200, 'confirmed']);
      expect(await account(quota.id)).toEqual({
        ...none,
        capacity: 1,
        taken: 2,
        free: 0,
        confirmed: 2,
        waitlisted: 1,
        overbooked: 1,
      });
      const { body } = await event.staff.get(`${pathOf(second.id)}/history`);
      expect(body.items.at(-1)).toMatchObject({
        transition: 'overbook',
        comment: 'Guest of the host',
        data: { beyond: [quota.title] },
      });
      await event.staff.move(pathOf(second.id), 'cancel');
      await app.settled();
      expect([await stateOf(third.id), await account(quota.id)]).toEqual([
        'waitlisted',
        { ...none, capacity: 1, taken: 1, free: 0, confirmed: 1, waitlisted: 1 },
      ]);
    });

    test('the database refuses a place beyond the capacity that nobody gave so', async () => {
      const quota = await makeQuota(event, 1);
      await expect(app.db.query('UPDATE quotas SET taken = 2 WHERE id = $1', [quota.id])).rejects.toThrow(
        'quotas_taken_check',
      );
    });
  });

  describe('a group', () => {
    test('asks for places together; the others register with its code', async () => {
      const quota = await makeQuota(event, 3);
      const category = await makeCategory(event, { quotaIds: [quota.id] });
      const leader = await register(app.api, event, category.id, { places: 3 });
      expect((await account(quota.id))['taken']).toBe(3);
      const stranger = await register(app.api, event, category.id);
      expect(stranger.state).toBe('waitlisted');
      const second = await register(app.api, event, category.id, { groupCode: leader.code });
      const third = await register(app.api, event, category.id, { groupCode: leader.code });
      expect([second.state, third.state, (await account(quota.id))['taken']]).toEqual([
        'confirmed',
        'confirmed',
        3,
      ]);
      const fourth = await askToRegister(app.api, event, category.id, { groupCode: leader.code });
      expect([fourth.status, fourth.body.code]).toEqual([409, 'group-full']);
      const nobody = await askToRegister(app.api, event, category.id, { groupCode: 'AAAAAAAA' });
      expect([nobody.status, nobody.body.errors[0].pointer]).toEqual([422, '/groupCode']);
    });

    test('has one place of it for each who comes with it, who keep none for others', async () => {
      const quota = await makeQuota(event, 2);
      const category = await makeCategory(event, { quotaIds: [quota.id] });
      const leader = await register(app.api, event, category.id, { places: 2 });
      const greedy = await askToRegister(app.api, event, category.id, { groupCode: leader.code, places: 2 });
      expect([greedy.status, greedy.body.code, greedy.body.errors[0].pointer]).toEqual([
        422,
        'group-of-group',
        '/places',
      ]);
      expect(await account(quota.id)).toEqual({ ...none, capacity: 2, taken: 2, free: 0, confirmed: 2 });
    });

    test('keeps its places from those who count in another quota, and passes no line there', async () => {
      const [ours, theirs] = [await makeQuota(event, 2), await makeQuota(event, 1)];
      const category = await makeCategory(event, { quotaIds: [ours.id] });
      const other = await makeCategory(event, { quotaIds: [theirs.id] });
      const leader = await register(app.api, event, category.id, { places: 2 });
      const holder = await register(app.api, event, other.id);
      const first = await register(app.api, event, other.id);
      const companion = await register(app.api, event, other.id, { groupCode: leader.code });
      expect([first.state, companion.state]).toEqual(['waitlisted', 'waitlisted']);
      await event.staff.move(pathOf(holder.id), 'cancel');
      await app.settled();
      expect([await stateOf(first.id), await stateOf(companion.id)]).toEqual(['offered', 'waitlisted']);
      // What is kept for the group stays kept, for those who can use it.
      expect(await account(ours.id)).toEqual({ ...none, capacity: 2, taken: 2, free: 0, confirmed: 2 });
    });

    test('waits until there are places for all, and is passed over by who needs fewer', async () => {
      const quota = await makeQuota(event, 1);
      const category = await makeCategory(event, { quotaIds: [quota.id] });
      const holder = await register(app.api, event, category.id);
      const group = await register(app.api, event, category.id, { places: 2 });
      const single = await register(app.api, event, category.id);
      await event.staff.move(pathOf(holder.id), 'cancel');
      await app.settled();
      expect([await stateOf(group.id), await stateOf(single.id)]).toEqual(['waitlisted', 'offered']);
      await event.staff.patch(`${event.path}/quotas/${quota.id}`, { capacity: 3 }, quota.version);
      await app.settled();
      expect(await stateOf(group.id)).toBe('offered');
      expect((await account(quota.id))['offered']).toBe(3);
    });

    test('gives back what it did not fill in time', async () => {
      const timed = await makeEvent(app, { slug: `timed-${serial()}` });
      event = timed;
      const quota = await makeQuota(event, 2, { offerHours: 24 });
      const category = await makeCategory(event, { quotaIds: [quota.id] });
      const leader = await register(app.api, event, category.id, { places: 2 });
      const waiting = await register(app.api, event, category.id);
      expect(waiting.state).toBe('waitlisted');
      const now = app.clock.now();
      await app.at(new Date(now.getTime() + 25 * 3_600_000).toISOString());
      expect([await stateOf(leader.id), await stateOf(waiting.id)]).toEqual(['confirmed', 'offered']);
      expect(await account(quota.id)).toEqual({
        ...none,
        capacity: 2,
        taken: 2,
        free: 0,
        confirmed: 1,
        offered: 1,
      });
    });
  });

  describe('nominations', () => {
    const nominate = async (categoryId: string, delegation: any): Promise<any> =>
      make(event.staff, `${event.path}/delegations/${delegation.id}/members`, {
        person: personInput(),
        categoryId,
        part: 'member',
      });
    const delegationOf = async (): Promise<any> => {
      const organisation = await make(event.staff, `${event.path}/organisations`, {
        name: `Ministry ${serial()}`,
        kind: 'ministry',
        country: 'RU',
      });
      const delegation = await make(event.staff, `${event.path}/delegations`, {
        organisationId: organisation.id,
        focalPointName: 'Focal point',
        focalPointEmail: 'focal.point@ministry.example',
        locale: 'en',
        rankClass: 1,
        quotas: [],
      });
      await event.staff.move(`${event.path}/delegations/${delegation.id}`, 'accept', {
        comment: 'By letter',
      });
      return delegation;
    };

    test('hold a place where the quota says so, and none where it does not', async () => {
      const delegation = await delegationOf();
      const holding = await makeQuota(event, 5, { delegationIds: [delegation.id], holdsNominations: true });
      const category = await makeCategory(event);
      const plain = await makeQuota(event, 5, { categoryIds: [category.id] });
      await nominate(category.id, delegation);
      expect([await account(holding.id), await account(plain.id)]).toEqual([
        { ...none, capacity: 5, taken: 1, free: 4, confirmed: 0, nominated: 1 },
        { ...none, capacity: 5, taken: 0, free: 5, confirmed: 0 },
      ]);
      await event.staff.move(`${event.path}/delegations/${delegation.id}`, 'nominate');
      await event.staff.move(`${event.path}/delegations/${delegation.id}`, 'accredit');
      await app.settled();
      expect([await account(holding.id), await account(plain.id)]).toEqual([
        { ...none, capacity: 5, taken: 1, free: 4, confirmed: 1 },
        { ...none, capacity: 5, taken: 1, free: 4, confirmed: 1 },
      ]);
    });
  });

  test('lists that are not of the event are refused', async () => {
    const other = await makeCategory(await makeEvent(app));
    for (const [list, body] of [
      ['/categoryIds', { categoryIds: [other.id] }],
      ['/delegationIds', { delegationIds: [other.id] }],
    ] as const) {
      const answer = await event.staff.post(`${event.path}/quotas`, { title: 'X', capacity: 1, ...body });
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, list]);
    }
    expect((await event.staff.get(`${event.path}/quotas`)).body.items).toEqual([]);
  });
});
