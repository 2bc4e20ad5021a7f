import { Links } from '../../src/access/links.service';
import { newId } from '../../src/platform/database/base.entity';
import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';

describe('delegations', () => {
  let app: TestApp;
  let event: TestEvent;
  let delegate: string;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
    delegate = await category(event);
  });

  const category = async (of: TestEvent, changes: object = {}): Promise<string> => {
    const { id } = await make<{ id: string }>(of.staff, `${of.path}/categories`, {
      code: `delegate_${serial()}`,
      title: 'Delegates',
      approval: 'automatic',
      selfRegistration: false,
      ...changes,
    });
    return id;
  };

  const organisation = async (of: TestEvent, changes: object = {}): Promise<string> => {
    const { id } = await make<{ id: string }>(of.staff, `${of.path}/organisations`, {
      kind: 'ministry',
      name: `Ministry ${serial()}`,
      country: 'CN',
      ...changes,
    });
    return id;
  };

  interface Made {
    readonly id: string;
    readonly path: string;
    readonly organisationId: string;
  }

  const delegation = async (changes: object = {}, of: TestEvent = event): Promise<Made> => {
    const organisationId = await organisation(of);
    const { id } = await make<{ id: string }>(of.staff, `${of.path}/delegations`, {
      organisationId,
      focalPointName: 'Li Na',
      focalPointEmail: `focal-${serial()}@ministry.example`,
      locale: 'zh',
      rankClass: 2,
      ...changes,
    });
    return { id, path: `${of.path}/delegations/${id}`, organisationId };
  };

  const member = (changes: object = {}): Record<string, unknown> => ({
    person: {
      givenName: `Given ${serial()}`,
      familyName: 'Family',
      email: 'delegation@ministry.example',
    },
    categoryId: delegate,
    part: 'member',
    ...changes,
  });

  const focalPoint = async (id: string, expiresAt = '2030-01-01', of: TestEvent = event): Promise<Api> => {
    const tokens = await app.app
      .get(Links)
      .tokens('delegation', of.id, [{ id, name: 'Li Na' }], new Date(expiresAt));
    return app.api.as(tokens.get(id)!);
  };

  const quotaOf = async (path: string): Promise<unknown> => (await event.staff.get(path)).body.quotas;

  test('an organisation has one delegation at an event', async () => {
    const { path, organisationId } = await delegation({ quotas: [{ categoryId: delegate, places: 3 }] });
    expect((await event.staff.get(path)).body).toMatchObject({
      state: 'invited',
      reference: null,
      headExempt: false,
      memberCount: 0,
      quotas: [{ categoryId: delegate, places: 3, taken: 0 }],
    });
    const again = await event.staff.post(`${event.path}/delegations`, {
      organisationId,
      focalPointName: 'Li Na',
      focalPointEmail: 'li@ministry.example',
      locale: 'zh',
      rankClass: 2,
    });
    expect([again.status, again.body.code]).toEqual([409, 'delegation-exists']);
  });

  test('a quota for a category of another event is refused', async () => {
    const other = await makeEvent(app);
    const answer = await event.staff.post(`${event.path}/delegations`, {
      organisationId: await organisation(event),
      focalPointName: 'Li Na',
      focalPointEmail: 'li@ministry.example',
      locale: 'zh',
      rankClass: 2,
      quotas: [{ categoryId: await category(other), places: 1 }],
    });
    expect([answer.status, answer.body.code]).toEqual([422, 'delegation-category-unknown']);
  });

  test('the list is filtered by state, searched by name, and counts members', async () => {
    const forum = await makeEvent(app);
    const one = await delegation({}, forum);
    const two = await delegation({}, forum);
    await forum.staff.move(two.path, 'accept');
    const of = await category(forum);
    await make(forum.staff, `${two.path}/members`, member({ categoryId: of }));
    const accepted = (await forum.staff.get(`${forum.path}/delegations?state=accepted&withTotal=true`)).body;
    expect([accepted.items.map(({ id }: { id: string }) => id), accepted.items[0].memberCount]).toEqual([
      [two.id],
      1,
    ]);
    const { organisation: name } = (await forum.staff.get(one.path)).body;
    const found = (await forum.staff.get(`${forum.path}/delegations?q=${encodeURIComponent(name)}`)).body;
    expect(found.items.map(({ id }: { id: string }) => id)).toEqual([one.id]);
    const first = (await forum.staff.get(`${forum.path}/delegations?limit=1`)).body;
    const second = (await forum.staff.get(`${forum.path}/delegations?limit=1&cursor=${first.nextCursor}`))
      .body;
    expect(new Set([first.items[0].id, second.items[0].id])).toEqual(new Set([one.id, two.id]));
  });

  describe('quota', () => {
    test('N+1 nominations at once give N members', async () => {
      const { path } = await delegation({ quotas: [{ categoryId: delegate, places: 5 }] });
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => event.staff.post(`${path}/members`, member())),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 201, 201, 409]);
      expect(answers.find(({ status }) => status === 409)!.body.code).toBe('delegation-quota-full');
      expect(await quotaOf(path)).toEqual([{ categoryId: delegate, places: 5, taken: 5 }]);
      expect((await event.staff.get(`${path}/members?withTotal=true`)).body.total).toBe(5);
    });

    test('whoever is taken out gives the place back', async () => {
      const { path } = await delegation({ quotas: [{ categoryId: delegate, places: 1 }] });
      const { id, version } = await make(event.staff, `${path}/members`, member());
      expect((await event.staff.post(`${path}/members`, member())).status).toBe(409);
      expect((await event.staff.delete(`${path}/members/${id}`)).status).toBe(428);
      expect((await event.staff.delete(`${path}/members/${id}`, version + 1)).status).toBe(412);
      expect((await event.staff.delete(`${path}/members/${id}`, version)).status).toBe(204);
      expect((await event.staff.get(`${event.path}/registrations/${id}`)).body.state).toBe('cancelled');
      expect((await event.staff.post(`${path}/members`, member())).status).toBe(201);
    });

    test('a registration that is called off elsewhere gives the place back, once', async () => {
      const { path } = await delegation({ quotas: [{ categoryId: delegate, places: 2 }] });
      const { id } = await make(event.staff, `${path}/members`, member());
      await make(event.staff, `${path}/members`, member());
      expect((await event.staff.move(`${event.path}/registrations/${id}`, 'cancel')).status).toBe(200);
      await app.settled();
      expect(await quotaOf(path)).toEqual([{ categoryId: delegate, places: 2, taken: 1 }]);
    });

    test('the head takes no place when the delegation is so exempt, and there is one head only', async () => {
      const { path } = await delegation({
        headExempt: true,
        quotas: [{ categoryId: delegate, places: 1 }],
      });
      await make(event.staff, `${path}/members`, member());
      const head = await make(event.staff, `${path}/members`, member({ part: 'head' }));
      expect(head.counted).toBe(false);
      const { headRegistrationId, version } = (await event.staff.get(path)).body;
      expect(headRegistrationId).toBe(head.id);
      const second = await event.staff.post(`${path}/members`, member({ part: 'head' }));
      expect([second.status, second.body.code]).toEqual([409, 'delegation-head-exists']);
      const counted = await event.staff.patch(path, { headExempt: false }, version);
      expect([counted.status, counted.body.code]).toEqual([409, 'delegation-quota-below-taken']);
    });

    test('a category that is not listed has no places; without any quota there is no limit', async () => {
      const limited = await delegation({ quotas: [{ categoryId: delegate, places: 1 }] });
      const press = await category(event);
      expect(
        (await event.staff.post(`${limited.path}/members`, member({ categoryId: press }))).body.code,
      ).toBe('delegation-quota-full');
      const free = await delegation();
      expect((await event.staff.post(`${free.path}/members`, member())).status).toBe(201);
    });

    test('is not lowered below the members that there are', async () => {
      const { path } = await delegation({ quotas: [{ categoryId: delegate, places: 2 }] });
      await make(event.staff, `${path}/members`, member());
      await make(event.staff, `${path}/members`, member());
      const lower = await event.staff.patch(path, { quotas: [{ categoryId: delegate, places: 1 }] }, 1);
      expect([lower.status, lower.body.code]).toEqual([409, 'delegation-quota-below-taken']);
      const gone = await event.staff.patch(
        path,
        { quotas: [{ categoryId: await category(event), places: 9 }] },
        1,
      );
      expect(gone.status).toBe(409);
      const higher = await event.staff.patch(path, { quotas: [{ categoryId: delegate, places: 4 }] }, 1);
      expect(higher.body.quotas).toEqual([{ categoryId: delegate, places: 4, taken: 2 }]);
    });
  });

  describe('from invitation to accreditation', () => {
    test('the focal point accepts and nominates, protocol returns and accredits, and the members are confirmed', async () => {
      const { id, path } = await delegation();
      const focal = await focalPoint(id);
      expect((await focal.move(path, 'accept')).body.state).toBe('accepted');
      const empty = await focal.move(path, 'nominate');
      expect([empty.status, empty.body.code]).toEqual([409, 'transition-not-possible']);
      const named = await make(focal, `${path}/members`, member());
      expect(named.state).toBe('draft');
      expect((await focal.move(path, 'nominate')).body.state).toBe('nominated');
      const protocol = await app.staff(event.id, 'protocol');
      expect((await protocol.move(path, 'return')).body.code).toBe('comment-required');
      expect((await protocol.move(path, 'return', { comment: 'A photo is missing' })).status).toBe(200);
      await focal.move(path, 'nominate');
      expect((await focal.move(path, 'accredit')).status).toBe(403);
      const organiser = await app.staff(event.id, 'organiser');
      expect((await organiser.move(path, 'accredit')).status).toBe(403);
      expect((await protocol.move(path, 'accredit')).body.state).toBe('accredited');
      await app.settled();
      const members = (await focal.get(`${path}/members`)).body;
      expect(members.items.map(({ state }: { state: string }) => state)).toEqual(['confirmed']);
      const history = (await event.staff.get(`${event.path}/registrations/${named.id}/history`)).body.items;
      expect(history.at(-1)).toMatchObject({ transition: 'confirm', byKind: 'system' });
    });

    test('members of a category with steps of approval are handed in by the accreditation, and go through them', async () => {
      const stepped = await category(event, {
        approval: 'review',
        approvalSteps: [{ key: 'security', title: 'Security', role: 'security' }],
      });
      const { path } = await delegation();
      await event.staff.move(path, 'accept');
      const { id } = await make(event.staff, `${path}/members`, member({ categoryId: stepped }));
      await event.staff.move(path, 'nominate');
      await event.staff.move(path, 'accredit');
      await app.settled();
      expect((await event.staff.get(`${path}/members/${id}`)).body).toMatchObject({
        state: 'submitted',
        approvalStep: 'security',
        approvalRole: 'security',
      });
      const security = await app.staff(event.id, 'security');
      expect((await security.move(`${event.path}/registrations/${id}`, 'approve')).body.state).toBe(
        'confirmed',
      );
    });

    test('members of a category that needs review are confirmed by the accreditation', async () => {
      const reviewed = await category(event, { approval: 'review' });
      const { path } = await delegation();
      await event.staff.move(path, 'accept');
      const { id } = await make(event.staff, `${path}/members`, member({ categoryId: reviewed }));
      await event.staff.move(path, 'nominate');
      await event.staff.move(path, 'accredit');
      await app.settled();
      expect((await event.staff.get(`${event.path}/registrations/${id}`)).body.state).toBe('confirmed');
    });

    test('withdrawing calls the members off and ends their changes', async () => {
      const { path } = await delegation();
      const { id } = await make(event.staff, `${path}/members`, member());
      expect((await event.staff.move(path, 'withdraw')).status).toBe(422);
      await event.staff.move(path, 'withdraw', { comment: 'Visas were refused' });
      await app.settled();
      expect((await event.staff.get(`${event.path}/registrations/${id}`)).body.state).toBe('cancelled');
      expect((await event.staff.get(path)).body.memberCount).toBe(0);
      const late = await event.staff.post(`${path}/members`, member());
      expect([late.status, late.body.code]).toEqual([409, 'delegation-not-open']);
    });

    test('an event that is cancelled takes its delegations back', async () => {
      const forum = await makeEvent(app);
      const { path } = await delegation({}, forum);
      await forum.staff.move(forum.path, 'cancel', { comment: 'Postponed' });
      await app.settled();
      expect((await forum.staff.get(path)).body.state).toBe('withdrawn');
    });
  });

  describe('the invitation', () => {
    test('gives a number and one mail with the link that works, however often it is sent', async () => {
      const { id, path } = await delegation({ focalPointEmail: 'invited@ministry.example' });
      const protocol = await app.staff(event.id, 'protocol');
      const first = await protocol.post(`${path}/invitation`);
      expect(first.status).toBe(200);
      expect(first.body.reference).toMatch(/^2019-\d{3}$/);
      const again = await protocol.post(`${path}/invitation`);
      expect([again.body.reference, again.body.version]).toEqual([first.body.reference, first.body.version]);
      await app.settled();
      const sent = `SELECT kind, locale, state FROM messages WHERE subject_id = $1 ORDER BY id`;
      expect(await app.db.query(sent, [id])).toEqual([
        { kind: 'delegation.invited', locale: 'zh', state: 'sent' },
      ]);
      const [mail] = await app.db.query<{ mail: string }>(
        `SELECT t::text AS mail FROM mailbox_mails t WHERE t::text LIKE '%invited@ministry.example%'`,
      );
      expect(mail!.mail).toContain(first.body.reference);
    });

    test('goes out again after the focal point has another address', async () => {
      const { id, path } = await delegation();
      const { version } = (await event.staff.post(`${path}/invitation`)).body;
      await app.settled();
      await event.staff.patch(path, { focalPointEmail: 'other@ministry.example' }, version);
      await event.staff.post(`${path}/invitation`);
      await app.settled();
      const rows = await app.db.query(`SELECT email FROM messages WHERE subject_id = $1 ORDER BY id`, [id]);
      expect([rows.length, rows[1]]).toEqual([2, { email: 'other@ministry.example' }]);
    });

    test('numbers are not given twice when several are sent at once', async () => {
      const forum = await makeEvent(app);
      const made = [await delegation({}, forum), await delegation({}, forum), await delegation({}, forum)];
      const answers = await Promise.all(made.map(({ path }) => forum.staff.post(`${path}/invitation`)));
      expect(answers.map(({ body }) => body.reference).sort()).toEqual(['2019-001', '2019-002', '2019-003']);
    });

    test('is sent by protocol only', async () => {
      const { path } = await delegation();
      const organiser = await app.staff(event.id, 'organiser');
      expect((await organiser.post(`${path}/invitation`)).status).toBe(403);
    });
  });

  describe('a focal point', () => {
    test('sees and changes its own delegation only; any other does not exist', async () => {
      const mine = await delegation();
      const other = await delegation();
      const { id: foreign, version } = await make(event.staff, `${other.path}/members`, member());
      const focal = await focalPoint(mine.id);
      expect((await focal.get(mine.path)).body.id).toBe(mine.id);
      const refused = await Promise.all([
        focal.get(other.path),
        focal.get(`${other.path}/members`),
        focal.get(`${other.path}/history`),
        focal.post(`${other.path}/members`, member()),
        focal.move(other.path, 'accept'),
        focal.delete(`${other.path}/members/${foreign}`, version),
        focal.delete(`${mine.path}/members/${foreign}`, version),
        focal.get(`${mine.path}/members/${foreign}`),
        focal.get(`${event.path}/delegations`),
        focal.get(`${event.path}/delegations/precedence?order=en`),
        focal.patch(mine.path, { rankClass: 1 }, 1),
        focal.post(`${mine.path}/invitation`),
      ]);
      expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 404));
      expect((await event.staff.get(other.path)).body).toMatchObject({ state: 'invited', memberCount: 1 });
    });

    test('describes people and does not name those who are known', async () => {
      const mine = await delegation();
      const { personId } = await make(event.staff, `${(await delegation()).path}/members`, member());
      const answer = await (
        await focalPoint(mine.id)
      ).post(`${mine.path}/members`, member({ person: undefined, personId }));
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, '/personId']);
    });

    test('whose link is of another event is nobody here', async () => {
      const forum = await makeEvent(app);
      const { id } = await delegation({}, forum);
      const focal = await focalPoint(id, '2030-01-01', forum);
      const here = await delegation();
      expect((await focal.get(here.path)).status).toBe(404);
      expect((await focal.get(`${event.path}/delegations/${id}`)).status).toBe(404);
    });

    test('whose signature is forged is not signed in', async () => {
      const { path } = await delegation();
      expect((await app.api.as(`pl.${newId()}.${'x'.repeat(43)}`).get(path)).status).toBe(401);
    });
  });

  test('precedence is answered in three alphabets, without those who have declined', async () => {
    const forum = await makeEvent(app);
    const states = [
      ['Republic of Armenia', 'Армения', '亚美尼亚', 1],
      ['Republic of Azerbaijan', 'Азербайджан', '阿塞拜疆', 1],
      ['Islamic Emirate of Afghanistan', 'Афганистан', '阿富汗', 1],
      ['Zeta Telecom', 'Зета', '泽塔', 2],
    ] as const;
    for (const [name, ru, zh, rankClass] of states)
      await make(forum.staff, `${forum.path}/delegations`, {
        organisationId: await organisation(forum, { name, country: null, names: { ru, zh } }),
        focalPointName: 'Li Na',
        focalPointEmail: 'li@ministry.example',
        locale: 'en',
        rankClass,
      });
    const declined = await delegation({ rankClass: 1 }, forum);
    await forum.staff.move(declined.path, 'decline', { comment: 'Not this year' });
    const order = async (language: string): Promise<string[]> => {
      const { items } = (await forum.staff.get(`${forum.path}/delegations/precedence?order=${language}`))
        .body;
      expect(
        items.every(({ explanation }: { explanation: string }) => explanation.startsWith('Rank class')),
      ).toBe(true);
      return items.map(({ name }: { name: string }) => name);
    };
    expect(await order('en')).toEqual([
      'Islamic Emirate of Afghanistan',
      'Republic of Armenia',
      'Republic of Azerbaijan',
      'Zeta Telecom',
    ]);
    expect(await order('ru')).toEqual(['Азербайджан', 'Армения', 'Афганистан', 'Зета']);
    expect(await order('zh')).toEqual(['阿富汗', '阿塞拜疆', '亚美尼亚', '泽塔']);
    // Without rules of its own an event goes by its first language.
    expect((await forum.staff.get(`${forum.path}/delegations/precedence`)).body).toEqual(
      (await forum.staff.get(`${forum.path}/delegations/precedence?order=en`)).body,
    );
    expect((await forum.staff.get(`${forum.path}/delegations/precedence?order=eo`)).status).toBe(400);
  });

  // Last, because it moves the clock of the whole file.
  test('after the deadline staff may still nominate, the focal point may not; an expired link is 401', async () => {
    const { id, path } = await delegation({ nominationsCloseAt: '2019-07-01T00:00:00Z' });
    const focal = await focalPoint(id, '2019-08-01');
    await focal.move(path, 'accept');
    const { id: early, version } = await make(focal, `${path}/members`, member());
    await app.at('2019-07-01T00:00:00Z');
    const late = await focal.post(`${path}/members`, member());
    expect([late.status, late.body.code]).toEqual([409, 'delegation-nominations-closed']);
    expect((await focal.delete(`${path}/members/${early}`, version)).status).toBe(409);
    expect((await focal.move(path, 'nominate')).status).toBe(409);
    expect((await event.staff.post(`${path}/members`, member())).status).toBe(201);
    expect((await focal.get(path)).status).toBe(200);
    await app.at('2019-08-01T00:00:00Z');
    expect((await focal.get(path)).status).toBe(401);
  });
});
