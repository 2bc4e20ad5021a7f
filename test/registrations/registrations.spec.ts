import { Links } from '../../src/access/links.service';
import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { askToRegister, makeCategory, makeQuota, personInput, recordOf, register } from './support';

describe('registrations', () => {
  let app: TestApp;
  let event: TestEvent;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
  });

  const pathOf = (id: string, of = event): string => `${of.path}/registrations/${id}`;

  const stateOf = async (id: string, of = event): Promise<string> =>
    (await of.staff.get(pathOf(id, of))).body.state;

  /** Client of the person who holds the link to a registration. */
  const holderOf = async (id: string, of = event): Promise<Api> => {
    const tokens = await app.app
      .get(Links)
      .tokens('registration', of.id, [{ id, name: 'Anna' }], new Date('2100-01-01T00:00:00Z'));
    return app.api.as(tokens.get(id)!);
  };

  const takenIn = async (quotaId: string): Promise<[taken: number, held: number]> => {
    const row = await app.db.one<{ taken: number; held: number }>(
      `SELECT q.taken, (SELECT COALESCE(sum(p.places), 0)::integer FROM registration_places p WHERE p.quota_id = q.id) AS held FROM quotas q WHERE q.id = $1`,
      [quotaId],
    );
    return [row!.taken, row!.held];
  };

  describe('registering', () => {
    test('makes the person known in that event, once, and in no other', async () => {
      const [here, elsewhere] = [await makeEvent(app), await makeEvent(app)];
      const person = personInput();
      await register(app.api, here, (await makeCategory(here)).id, { person });
      const namesIn = async (of: TestEvent): Promise<string[]> =>
        (await of.staff.get(`${of.path}/persons`)).body.items.map(({ email }: { email: string }) => email);
      expect([await namesIn(here), await namesIn(elsewhere)]).toEqual([[person['email']], []]);
      const known = (await here.staff.get(`${here.path}/persons`)).body.items[0];
      await register(elsewhere.staff, elsewhere, (await makeCategory(elsewhere)).id, {
        person: undefined,
        personId: known.id,
      });
      expect([await namesIn(here), await namesIn(elsewhere)]).toEqual([[person['email']], [person['email']]]);
    });

    test('in a category that needs no review is confirmed at once, in three recorded steps', async () => {
      const category = await makeCategory(event);
      const answer = await askToRegister(app.api, event, category.id, {
        person: personInput({ givenName: 'Li', familyName: 'Na', nativeName: '李娜' }),
        locale: 'zh',
        organisationName: 'Huawei',
      });
      expect(answer.status).toBe(201);
      expect(answer.body).toEqual({
        id: expect.any(String),
        code: expect.stringMatching(/^[2-9A-HJKMNP-TV-Z]{8}$/),
        state: 'confirmed',
        categoryId: category.id,
        version: 3,
        missing: [],
      });
      expect(await recordOf(event, answer.body.id)).toEqual([
        ['create', 'draft', 'anonymous'],
        ['submit', 'submitted', 'anonymous'],
        ['confirm', 'confirmed', 'system'],
      ]);
      expect((await event.staff.get(pathOf(answer.body.id))).body).toMatchObject({
        state: 'confirmed',
        categoryCode: category.code,
        locale: 'zh',
        organisationName: 'Huawei',
        person: { displayName: 'Li Na', nativeName: '李娜' },
        answers: {},
        formVersion: null,
        delegationId: null,
      });
    });

    test('in a category that needs review waits until it is taken up and approved', async () => {
      const category = await makeCategory(event, { approval: 'review' });
      const { id, state } = await register(app.api, event, category.id);
      expect(state).toBe('submitted');
      expect((await event.staff.move(pathOf(id), 'review')).body.state).toBe('under_review');
      expect((await event.staff.move(pathOf(id), 'approve')).body.state).toBe('confirmed');
      const again = await event.staff.move(pathOf(id), 'approve');
      expect([again.status, again.body.state, again.body.version]).toEqual([200, 'confirmed', 4]);
    });

    test('in a category that is not open is like in one that does not exist', async () => {
      const category = await makeCategory(event, { selfRegistration: false });
      const other = await makeCategory(await makeEvent(app));
      for (const categoryId of [category.id, other.id, '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11']) {
        const answer = await askToRegister(app.api, event, categoryId);
        expect([answer.status, answer.body.code, answer.body.errors[0].pointer]).toEqual([
          422,
          'category-unknown',
          '/categoryId',
        ]);
      }
      expect((await register(event.staff, event, category.id)).state).toBe('confirmed');
      expect((await askToRegister(event.staff, event, other.id)).body.code).toBe('category-unknown');
    });

    test('is refused before the window opens and from the instant on which it closes, but not to staff', async () => {
      const early = await makeEvent(app, { registrationOpensAt: '2019-06-01T08:00:01Z' });
      const late = await makeEvent(app, { registrationClosesAt: '2019-06-01T08:00:00Z' });
      for (const closed of [early, late]) {
        const category = await makeCategory(closed);
        const answer = await askToRegister(app.api, closed, category.id);
        expect([answer.status, answer.body.code]).toEqual([409, 'registration-not-open']);
        expect((await register(closed.staff, closed, category.id)).state).toBe('confirmed');
      }
      const open = await makeEvent(app, {
        registrationOpensAt: '2019-06-01T08:00:00Z',
        registrationClosesAt: '2019-06-01T08:00:01Z',
      });
      const category = await makeCategory(open);
      expect((await register(app.api, open, category.id)).state).toBe('confirmed');
    });

    test('for an event that is not announced does not exist', async () => {
      const draft = await makeEvent(app, {}, { published: false });
      const category = await makeCategory(draft);
      expect((await askToRegister(app.api, draft, category.id)).status).toBe(404);
      expect((await app.api.get(`${draft.path}/categories`)).status).toBe(404);
    });

    test('gives only staff a person that is known, a priority and a draft', async () => {
      const category = await makeCategory(event);
      for (const more of [
        { priority: 5 },
        { asDraft: true },
        { personId: '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11' },
      ]) {
        expect((await askToRegister(app.api, event, category.id, more)).status).toBe(403);
        const auditor = await app.staff(event.id, 'auditor');
        expect((await askToRegister(auditor, event, category.id, more)).status).toBe(403);
      }
    });

    test('a known person of an earlier event is registered by id, and once', async () => {
      const earlier = await makeEvent(app);
      const { id } = await register(app.api, earlier, (await makeCategory(earlier)).id);
      const personId = (await earlier.staff.get(pathOf(id, earlier))).body.person.id;
      const categoryId = (await makeCategory(event)).id;
      const made = await event.staff.post(`${event.path}/registrations`, { categoryId, personId });
      expect([made.status, made.body.state]).toEqual([201, 'confirmed']);
      const twice = await event.staff.post(`${event.path}/registrations`, { categoryId, personId });
      expect([twice.status, twice.body.code]).toEqual([409, 'already-registered']);
      const nobody = await event.staff.post(`${event.path}/registrations`, {
        categoryId,
        personId: '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11',
      });
      expect([nobody.status, nobody.body.errors[0].pointer]).toEqual([422, '/personId']);
      const both = await event.staff.post(`${event.path}/registrations`, {
        categoryId,
        personId,
        person: personInput(),
      });
      expect([both.status, both.body.errors[0].pointer]).toEqual([422, '/person']);
    });

    test('a draft of staff is handed in later', async () => {
      const category = await makeCategory(event);
      const { id, state } = await register(event.staff, event, category.id, { asDraft: true });
      expect(state).toBe('draft');
      const moved = await (await holderOf(id)).move(pathOf(id), 'submit');
      expect([moved.status, moved.body.state]).toEqual([200, 'confirmed']);
      expect(await recordOf(event, id)).toEqual([
        ['create', 'draft', 'staff'],
        ['submit', 'submitted', 'link'],
        ['confirm', 'confirmed', 'system'],
      ]);
    });
  });

  describe('the same person twice', () => {
    test('is refused whatever the case and spacing of the names, and not when another uses the mailbox', async () => {
      const { id: categoryId } = await makeCategory(event);
      const other = await makeCategory(event);
      const person = personInput({
        givenName: 'Ivan  Petrovich',
        familyName: 'SIDOROV',
        email: 'I@m.example',
      });
      await register(app.api, event, categoryId, { person });
      const answer = await askToRegister(app.api, event, other.id, {
        person: { ...person, givenName: 'ivan petrovich', familyName: 'Sidorov', email: 'i@M.example' },
      });
      expect([answer.status, answer.body.code]).toEqual([409, 'already-registered']);
      expect(JSON.stringify(answer.body)).not.toMatch(/sidorov/i);
      const colleague = { ...person, givenName: 'Olga' };
      expect((await register(app.api, event, categoryId, { person: colleague })).state).toBe('confirmed');
      const elsewhere = await makeEvent(app);
      const there = await makeCategory(elsewhere);
      expect((await register(app.api, elsewhere, there.id, { person })).state).toBe('confirmed');
    });

    test('a double click registers once, without and with an Idempotency-Key', async () => {
      const { id: categoryId } = await makeCategory(event);
      const person = personInput();
      const clicks = await Promise.all(
        [1, 2, 3].map(() => askToRegister(app.api, event, categoryId, { person })),
      );
      expect(clicks.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
      const body = { categoryId, person: personInput() };
      const keyed = await Promise.all(
        [1, 2, 3].map(() =>
          app.api.post(`${event.path}/registrations`, body, {
            idempotencyKey: `key-${String(body.person['email'])}`,
          }),
        ),
      );
      expect(keyed.map(({ status }) => status)).toEqual([201, 201, 201]);
      expect(new Set(keyed.map((answer) => answer.body.id)).size).toBe(1);
    });

    test('may register again after calling it off', async () => {
      const { id: categoryId } = await makeCategory(event);
      const person = personInput();
      const { id } = await register(app.api, event, categoryId, { person });
      await event.staff.move(pathOf(id), 'cancel');
      expect((await register(app.api, event, categoryId, { person })).state).toBe('confirmed');
    });
  });

  describe('places', () => {
    test('the last one is confirmed, who comes later waits, and a place that falls free is offered in order', async () => {
      const quota = await makeQuota(event, 1, { offerHours: 24 });
      const one = await makeCategory(event, { quotaIds: [quota.id] });
      const two = await makeCategory(event, { quotaIds: [quota.id] });
      const first = await register(app.api, event, one.id);
      const second = await register(app.api, event, two.id);
      const third = await register(app.api, event, one.id);
      const guest = await register(event.staff, event, one.id, { priority: 10 });
      expect([first, second, third, guest].map(({ state }) => state)).toEqual([
        'confirmed',
        'waitlisted',
        'waitlisted',
        'waitlisted',
      ]);
      expect((await event.staff.get(`${event.path}/quotas/${quota.id}`)).body).toMatchObject({
        capacity: 1,
        taken: 1,
        free: 0,
        confirmed: 1,
        offered: 0,
        pending: 0,
        waitlisted: 3,
      });
      await event.staff.move(pathOf(first.id), 'cancel');
      await app.settled();
      const offered = (await event.staff.get(pathOf(guest.id))).body;
      expect([offered.state, offered.offerExpiresAt]).toEqual(['offered', '2019-06-02T08:00:00.000Z']);
      expect(await takenIn(quota.id)).toEqual([1, 1]);
      // Free places belong to those who wait: nobody passes the line.
      const more = await event.staff.patch(
        `${event.path}/quotas/${quota.id}`,
        { capacity: 2 },
        quota.version,
      );
      expect(more.status).toBe(200);
      await app.settled();
      expect([await stateOf(second.id), await stateOf(third.id)]).toEqual(['offered', 'waitlisted']);
      const accepted = await (await holderOf(guest.id)).move(pathOf(guest.id), 'accept');
      expect([accepted.status, accepted.body.state, accepted.body.offerExpiresAt]).toEqual([
        200,
        'confirmed',
        null,
      ]);
      expect(await takenIn(quota.id)).toEqual([2, 2]);
    });

    test('a capacity below the places taken is refused', async () => {
      const quota = await makeQuota(event, 2);
      const category = await makeCategory(event, { quotaIds: [quota.id] });
      await register(app.api, event, category.id);
      await register(app.api, event, category.id);
      const answer = await event.staff.patch(`${event.path}/quotas/${quota.id}`, { capacity: 1 }, 1);
      expect([answer.status, answer.body.code, answer.body.errors[0].pointer]).toEqual([
        409,
        'capacity-below-taken',
        '/capacity',
      ]);
      expect((await event.staff.delete(`${event.path}/quotas/${quota.id}`, 1)).body.code).toBe(
        'quota-in-use',
      );
    });

    test('a category takes its places along to another quota, or stays where it is', async () => {
      const [small, large] = [await makeQuota(event, 1), await makeQuota(event, 5)];
      const category = await makeCategory(event, { quotaIds: [small.id] });
      const path = `${event.path}/categories/${category.id}`;
      await register(app.api, event, category.id);
      const waiting = await register(app.api, event, category.id);
      expect((await event.staff.patch(path, { quotaIds: [large.id] }, 1)).body.quotaIds).toEqual([large.id]);
      await app.settled();
      expect([await takenIn(small.id), await takenIn(large.id)]).toEqual([
        [0, 0],
        [2, 2],
      ]);
      expect(await stateOf(waiting.id)).toBe('offered');
      const back = await event.staff.patch(path, { quotaIds: [small.id] }, 2);
      expect([back.status, back.body.code]).toEqual([409, 'quota-full']);
      expect((await event.staff.patch(path, { quotaIds: [] }, 2)).status).toBe(200);
      expect([await takenIn(small.id), await takenIn(large.id)]).toEqual([
        [0, 0],
        [0, 0],
      ]);
    });

    test('a quota of another event is none', async () => {
      const quota = await makeQuota(await makeEvent(app), 3);
      const answer = await event.staff.post(`${event.path}/categories`, {
        code: 'strange',
        title: 'Strange',
        approval: 'automatic',
        selfRegistration: true,
        quotaIds: [quota.id],
      });
      expect([answer.status, answer.body.code, answer.body.errors[0].pointer]).toEqual([
        422,
        'quota-unknown',
        '/quotaIds',
      ]);
    });
  });

  describe('the workflow', () => {
    test('staff put on the waiting list, reject with a reason, and offer only what is free', async () => {
      const quota = await makeQuota(event, 0);
      const category = await makeCategory(event, { approval: 'review', quotaIds: [quota.id] });
      const [a, b] = [
        await register(app.api, event, category.id),
        await register(app.api, event, category.id),
      ];
      expect((await event.staff.move(pathOf(a.id), 'waitlist')).body.state).toBe('waitlisted');
      const offer = await event.staff.move(pathOf(a.id), 'offer');
      expect([offer.status, offer.body.code]).toEqual([409, 'quota-full']);
      expect((await event.staff.move(pathOf(b.id), 'approve')).body.state).toBe('waitlisted');
      const silent = await event.staff.move(pathOf(b.id), 'reject');
      expect([silent.status, silent.body.code]).toEqual([422, 'comment-required']);
      expect((await event.staff.move(pathOf(b.id), 'reject', { comment: 'No seat' })).body.state).toBe(
        'rejected',
      );
      const late = await event.staff.move(pathOf(b.id), 'approve');
      expect([late.status, late.body.code, late.body.allowed]).toEqual([409, 'transition-not-possible', []]);
    });

    test.each(['confirm', 'expire'])('only the program itself does "%s"', async (transition) => {
      const category = await makeCategory(event, { approval: 'review' });
      const { id } = await register(app.api, event, category.id);
      const answer = await event.staff.move(pathOf(id), transition);
      expect([answer.status, answer.body.code]).toEqual([403, 'transition-not-allowed']);
    });

    test('a participant sees and moves only what is theirs', async () => {
      const category = await makeCategory(event, { approval: 'review' });
      const [mine, other] = [
        await register(app.api, event, category.id),
        await register(app.api, event, category.id),
      ];
      const me = await holderOf(mine.id);
      expect((await me.get(pathOf(mine.id))).body.code).toBe(mine.code);
      expect((await me.get(pathOf(other.id))).status).toBe(404);
      expect((await me.get(`${event.path}/registrations`)).status).toBe(404);
      expect((await me.move(pathOf(other.id), 'cancel')).status).toBe(404);
      expect((await me.move(pathOf(mine.id), 'approve')).status).toBe(403);
      const offered = (await me.get(`${pathOf(mine.id)}/transitions`)).body.items;
      expect(offered.map((one: { transition: string }) => one.transition)).toEqual(['cancel']);
      expect((await me.move(pathOf(mine.id), 'cancel')).body.state).toBe('cancelled');
      expect((await app.api.get(pathOf(mine.id))).status).toBe(401);
      expect((await (await makeEvent(app)).staff.get(pathOf(mine.id))).status).toBe(404);
    });

    test('cancelling the event calls everybody off and offers nothing more', async () => {
      const cancelled = await makeEvent(app);
      const quota = await makeQuota(cancelled, 1);
      const category = await makeCategory(cancelled, { quotaIds: [quota.id] });
      const ids = [];
      for (let n = 0; n < 3; n += 1) ids.push((await register(app.api, cancelled, category.id)).id);
      await cancelled.staff.move(cancelled.path, 'cancel', { comment: 'Floods' });
      await app.settled();
      for (const id of ids) {
        const record = await recordOf(cancelled, id);
        expect(record.slice(3)).toEqual([['cancel', 'cancelled', 'system']]);
      }
      expect(await takenIn(quota.id)).toEqual([0, 0]);
    });
  });

  describe('changing', () => {
    test('needs the version that was read, and reaches the person', async () => {
      const category = await makeCategory(event);
      const { id, version } = await register(app.api, event, category.id);
      const me = await holderOf(id);
      expect((await me.patch(pathOf(id), { post: 'Minister' })).status).toBe(428);
      expect((await me.patch(pathOf(id), { post: 'Minister' }, version - 1)).status).toBe(412);
      const changed = await me.patch(
        pathOf(id),
        { post: 'Minister', nativeName: 'Анна', locale: 'ru', organisationName: null },
        version,
      );
      expect(changed.body).toMatchObject({
        version: version + 1,
        locale: 'ru',
        person: { post: 'Minister', nativeName: 'Анна' },
      });
      expect((await me.patch(pathOf(id), { priority: 9 }, version + 1)).status).toBe(403);
      expect((await me.patch(pathOf(id), { state: 'draft' }, version + 1)).status).toBe(400);
      expect((await event.staff.patch(pathOf(id), { priority: 9 }, version + 1)).body.priority).toBe(9);
    });
  });

  test('lists by state, category, name and code', async () => {
    const other = await makeEvent(app);
    const quota = await makeQuota(other, 1);
    const category = await makeCategory(other, { quotaIds: [quota.id] });
    const first = await register(app.api, other, category.id, {
      person: personInput({ givenName: 'Na', familyName: 'Li', nativeName: '李娜' }),
    });
    const second = await register(app.api, other, category.id, {
      person: personInput({ givenName: 'Boris', familyName: 'Aleksandrov' }),
    });
    const found = async (query: string): Promise<string[]> =>
      (await other.staff.get(`${other.path}/registrations?${query}`)).body.items.map(
        (one: { id: string }) => one.id,
      );
    expect(await found('')).toEqual([second.id, first.id]);
    expect(await found('sort=name')).toEqual([second.id, first.id]);
    expect(await found('sort=-name')).toEqual([first.id, second.id]);
    expect(await found('state=waitlisted')).toEqual([second.id]);
    expect(await found('state=confirmed,waitlisted&sort=createdAt')).toEqual([first.id, second.id]);
    expect(await found(`categoryId=${category.id}&limit=1&sort=name`)).toEqual([second.id]);
    expect(await found(`q=${encodeURIComponent('李')}`)).toEqual([first.id]);
    expect(await found('q=aleks')).toEqual([second.id]);
    expect(await found('q=li')).toEqual([first.id]);
    expect(await found(`q=${first.code.slice(0, 4).toLowerCase()}`)).toEqual([first.id]);
    expect(await found('q=%25')).toEqual([]);
  });

  // Last, because it moves the clock of the whole file.
  test('an offer that is not accepted in time expires, once, and the place goes on', async () => {
    const timed = await makeEvent(app);
    const quota = await makeQuota(timed, 1, { offerHours: 48 });
    const category = await makeCategory(timed, { quotaIds: [quota.id] });
    const [holder, second, third] = [
      await register(app.api, timed, category.id),
      await register(app.api, timed, category.id),
      await register(app.api, timed, category.id),
    ];
    await timed.staff.move(pathOf(holder.id, timed), 'cancel');
    await app.settled();
    await app.at('2019-06-03T07:59:59Z');
    expect(await stateOf(second.id, timed)).toBe('offered');
    await app.at('2019-06-03T08:00:00Z');
    expect([await stateOf(second.id, timed), await stateOf(third.id, timed)]).toEqual(['expired', 'offered']);
    const late = await (await holderOf(second.id, timed)).move(pathOf(second.id, timed), 'accept');
    expect(late.status).toBe(409);
    expect(await takenIn(quota.id)).toEqual([1, 1]);
    expect((await recordOf(timed, second.id)).slice(3)).toEqual([
      ['offer', 'offered', 'system'],
      ['expire', 'expired', 'system'],
    ]);
  });
});
