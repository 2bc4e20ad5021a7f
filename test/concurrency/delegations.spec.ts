import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { deadlocks } from '../support/database';
import { make, makeEvent, type TestEvent } from '../support/factories';
import { makeCategory, makeDelegation, memberInput, type MadeDelegation } from '../delegations/support';
import { makeQuota, personInput } from '../registrations/support';
import { waitFor } from '../support/wait';

describe('places of delegations at the same instant', () => {
  let app: TestApp;
  let event: TestEvent;
  let delegates: string;
  let press: string;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
    delegates = await makeCategory(event, { delegationEntry: 'both' });
    press = await makeCategory(event);
  });

  const working = async (ofDelegates: number, ofPress = 0): Promise<MadeDelegation> => {
    const delegation = await makeDelegation(event, {
      movesSeats: true,
      quotas: [
        { categoryId: delegates, places: ofDelegates },
        { categoryId: press, places: ofPress },
      ],
    });
    await event.staff.move(delegation.path, 'accept');
    return delegation;
  };

  const applicants = async (
    { id: delegationId }: { id: string },
    n: number,
    categoryId = delegates,
  ): Promise<string[]> => {
    const made = await Promise.all(
      Array.from({ length: n }, () =>
        make(app.api, `${event.path}/registrations`, { categoryId, delegationId, person: personInput() }),
      ),
    );
    return made.map(({ id }) => id);
  };

  const approve = (by: Api, { path }: { path: string }, id: string, more: object = {}) =>
    by.post(`${path}/applications/${id}/decisions`, { decision: 'approve', ...more });

  /** What the quotas say, and who really is a member. */
  const counted = async ({ id }: { id: string }): Promise<[number, number, number][]> =>
    (
      await app.db.query<{ places: number; taken: number; members: number }>(
        `SELECT q.places, q.taken, (SELECT count(*)::integer FROM delegation_members m
                                     WHERE m.delegation_id = q.delegation_id AND m.category_id = q.category_id AND m.counted) AS members
           FROM delegation_quotas q WHERE q.delegation_id = $1 ORDER BY q.category_id = $2`,
        [id, press],
      )
    ).map(({ places, taken, members }) => [places, taken, members]);

  test('6 nominations for 5 places: 5 are taken', async () => {
    const delegation = await working(5);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => event.staff.post(`${delegation.path}/members`, memberInput(delegates))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 201, 201, 409]);
    expect(await counted(delegation)).toEqual([
      [5, 5, 5],
      [0, 0, 0],
    ]);
  });

  test('8 people who register themselves are approved at once for 5 places, while 3 are nominated: 5 have one', async () => {
    const delegation = await working(5);
    const waiting = await applicants(delegation, 8);
    const [approved, nominated] = await Promise.all([
      Promise.all(waiting.map((id) => approve(event.staff, delegation, id))),
      Promise.all(
        Array.from({ length: 3 }, () =>
          event.staff.post(`${delegation.path}/members`, memberInput(delegates)),
        ),
      ),
    ]);
    const [taken, refused] = [
      approved.filter(({ status }) => status === 200).length +
        nominated.filter(({ status }) => status === 201).length,
      [...approved, ...nominated].filter(({ status }) => status === 409),
    ];
    expect([taken, refused.length]).toEqual([5, 6]);
    expect(new Set(refused.map(({ body }) => body.code))).toEqual(new Set(['delegation-quota-full']));
    expect((await counted(delegation))[0]).toEqual([5, 5, 5]);
    // Nothing is lost: whoever found no place waits on.
    const { items } = (await event.staff.get(`${delegation.path}/applications?waiting=true`)).body;
    expect(items.length).toBe(approved.filter(({ status }) => status === 409).length);
  });

  test('one person who is approved and refused at once, and approved again: one of them counts', async () => {
    const delegation = await working(5);
    for (const id of await applicants(delegation, 4)) {
      const path = `${delegation.path}/applications/${id}/decisions`;
      const answers = await Promise.all([
        event.staff.post(path, { decision: 'approve' }),
        event.staff.post(path, { decision: 'reject', comment: 'Not known' }),
        event.staff.post(path, { decision: 'approve' }),
        event.staff.move(`${event.path}/registrations/${id}`, 'approve', { input: { step: 'focal_point' } }),
      ]);
      const refused = answers.filter(({ status }) => status !== 200);
      // By the registration's own route, what was done already by it is answered as done.
      expect(refused.length).toBeGreaterThanOrEqual(2);
      expect(refused.every(({ status }) => status === 409 || status === 403)).toBe(true);
    }
    await app.settled();
    const [[, taken, members]] = (await counted(delegation)) as [[number, number, number]];
    expect(taken).toBe(members);
    const confirmed = await app.db.one<{ n: number }>(
      `SELECT count(*)::integer AS n FROM registrations WHERE delegation_id = $1 AND state = 'confirmed'`,
      [delegation.id],
    );
    expect(confirmed!.n).toBe(members);
  });

  test('two who are approved as head at once: one is', async () => {
    const delegation = await working(5);
    const waiting = await applicants(delegation, 3);
    const answers = await Promise.all(
      waiting.map((id) => approve(event.staff, delegation, id, { part: 'head' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  test('places that move while they are taken: the total stays, and nothing falls below what is taken', async () => {
    for (let round = 0; round < 4; round += 1) {
      const delegation = await working(6, 2);
      const move = (fromCategoryId: string, toCategoryId: string, places: number) =>
        event.staff.post(`${delegation.path}/seat-moves`, { fromCategoryId, toCategoryId, places });
      const waiting = await applicants(delegation, 3);
      const answers = await Promise.all([
        ...Array.from({ length: 5 }, () => move(delegates, press, 2)),
        ...Array.from({ length: 2 }, () => move(press, delegates, 1)),
        ...Array.from({ length: 4 }, () =>
          event.staff.post(`${delegation.path}/members`, memberInput(delegates)),
        ),
        ...Array.from({ length: 4 }, () =>
          event.staff.post(`${delegation.path}/members`, memberInput(press)),
        ),
        ...waiting.map((id) => approve(event.staff, delegation, id)),
      ]);
      expect(answers.filter(({ status }) => ![200, 201, 409].includes(status))).toEqual([]);
      const rows = await counted(delegation);
      expect(rows.reduce((sum, [places]) => sum + places, 0)).toBe(8);
      for (const [places, taken, members] of rows) expect([taken, taken <= places]).toEqual([members, true]);
    }
  });

  test('a withdrawal while people name the delegation leaves nobody waiting for it', async () => {
    for (let round = 0; round < 8; round += 1) {
      const delegation = await working(5);
      const name = () =>
        app.api.post(`${event.path}/registrations`, {
          categoryId: delegates,
          delegationId: delegation.id,
          person: personInput(),
        });
      const before = Array.from({ length: round % 4 }, name);
      const withdrawn = event.staff.move(delegation.path, 'withdraw', { comment: 'Visas were refused' });
      const answers = await Promise.all([...before, ...Array.from({ length: 12 }, name)]);
      expect((await withdrawn).status).toBe(200);
      expect(answers.filter(({ status }) => status !== 201 && status !== 422)).toEqual([]);
      await app.settled();
      const left = await app.db.query(
        `SELECT state FROM registrations WHERE delegation_id = $1 AND state <> 'cancelled'`,
        [delegation.id],
      );
      expect(left).toEqual([]);
    }
  });

  test('who names a delegation that is being withdrawn waits until it is, and is refused', async () => {
    const delegation = await working(5);
    const waitsForLock = async (): Promise<boolean> =>
      (await app.db.one(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      )) !== undefined;
    const named = await app.db.transaction(async () => {
      // As the engine does it, and held until the registration has come as far as it can.
      await app.db.query('SELECT 1 FROM delegations WHERE id = $1 FOR UPDATE', [delegation.id]);
      await app.db.query(`UPDATE delegations SET state = 'withdrawn' WHERE id = $1`, [delegation.id]);
      const asked = app.api.post(`${event.path}/registrations`, {
        categoryId: delegates,
        delegationId: delegation.id,
        person: personInput(),
      });
      await waitFor(waitsForLock);
      return { asked };
    });
    const { status, body } = await named.asked;
    expect([status, body.code]).toEqual([422, 'named-delegation-unknown']);
  });

  // Moves the clock of the whole file.
  test('places that are let go while nominations are answered are counted once', async () => {
    const reviewed = await makeCategory(event, { delegationEntry: 'both', approval: 'review' });
    const quota = await makeQuota(event, 12, {
      categoryIds: [reviewed],
      holdsNominations: true,
      nominationsUntil: '2019-06-20T00:00:00Z',
    });
    const delegation = await makeDelegation(event);
    await event.staff.move(delegation.path, 'accept');
    const made = await Promise.all(
      Array.from({ length: 12 }, () =>
        make(event.staff, `${delegation.path}/members`, memberInput(reviewed)),
      ),
    );
    await Promise.all(made.map(({ id }) => event.staff.move(`${event.path}/registrations/${id}`, 'submit')));
    expect((await event.staff.get(`${event.path}/quotas/${quota.id}`)).body.nominated).toBe(12);
    app.clock.set('2019-06-20T00:00:00Z');
    const answers = await Promise.all(
      made
        .slice(0, 8)
        .map(({ id }, index) =>
          event.staff.move(`${event.path}/registrations/${id}`, index % 2 === 0 ? 'approve' : 'cancel'),
        ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    await app.settled();
    const account = (await event.staff.get(`${event.path}/quotas/${quota.id}`)).body;
    expect(account).toMatchObject({ taken: 4, confirmed: 4, nominated: 0, free: 8 });
    const held = await app.db.one<{ n: number }>(
      'SELECT sum(places)::integer AS n FROM registration_places WHERE quota_id = $1',
      [quota.id],
    );
    expect(held!.n).toBe(4);
  });

  test('none of this was a deadlock', async () => {
    expect(await deadlocks(app.db)).toBe(0);
  });
});
