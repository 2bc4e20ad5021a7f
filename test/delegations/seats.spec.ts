import type { Answer, Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, type TestEvent } from '../support/factories';
import { makeQuota, personInput, recordOf } from '../registrations/support';
import {
  holderOf,
  mailsOf,
  makeCategory,
  makeDelegation,
  memberInput,
  textsTo,
  type MadeDelegation,
} from './support';

interface Working extends MadeDelegation {
  readonly focal: Api;
}

describe('the places of a delegation', () => {
  let app: TestApp;
  let event: TestEvent;
  let delegates: string;
  let press: string;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
    delegates = await makeCategory(event, { title: 'Delegates', delegationEntry: 'both' });
    press = await makeCategory(event, { title: 'Press' });
  });

  const working = async (changes: object = {}, of: TestEvent = event): Promise<Working> => {
    const delegation = await makeDelegation(of, changes);
    await make(of.staff, `${delegation.path}/invitations`, {}, 200);
    const focal = await holderOf(app, delegation, delegation.email);
    await focal.move(delegation.path, 'accept');
    return { ...delegation, focal };
  };

  const quotas = (places: number, ofPress: number): object => ({
    quotas: [
      { categoryId: delegates, places },
      { categoryId: press, places: ofPress },
    ],
  });

  const accounts = async (by: Api, { path }: { path: string }): Promise<[string, number | null, number][]> =>
    (await by.get(`${path}/places`)).body.categories.map(({ categoryTitle, places, taken }: any) => [
      categoryTitle,
      places,
      taken,
    ]);

  describe('their account', () => {
    test('says by category who has them, who waits without one, and what is held', async () => {
      const held = await makeQuota(event, 9, {
        categoryIds: [delegates],
        holdsNominations: true,
        nominationsUntil: '2019-09-01T00:00:00Z',
      });
      const delegation = await working({ headExempt: true, ...quotas(3, 1) });
      const [head] = [
        await make(delegation.focal, `${delegation.path}/members`, memberInput(delegates, { part: 'head' })),
        await make(delegation.focal, `${delegation.path}/members`, memberInput(delegates)),
      ];
      const registered = await make(app.api, `${event.path}/registrations`, {
        categoryId: delegates,
        delegationId: delegation.id,
        person: personInput(),
      });
      await make(app.api, `${event.path}/registrations`, {
        categoryId: delegates,
        delegationId: delegation.id,
        person: personInput(),
      });
      await delegation.focal.post(`${delegation.path}/applications/${registered.id}/decisions`, {
        decision: 'approve',
      });
      const { status, body } = await delegation.focal.get(`${delegation.path}/places`);
      expect([status, body]).toEqual([
        200,
        {
          limited: true,
          places: 4,
          taken: 2,
          free: 2,
          movesSeats: false,
          categories: [
            {
              categoryId: delegates,
              categoryTitle: 'Delegates',
              places: 3,
              taken: 2,
              free: 1,
              nominated: 1,
              confirmed: 1,
              offered: 0,
              waitlisted: 0,
              exempt: 1,
              applications: 1,
            },
            {
              categoryId: press,
              categoryTitle: 'Press',
              places: 1,
              taken: 0,
              free: 1,
              nominated: 0,
              confirmed: 0,
              offered: 0,
              waitlisted: 0,
              exempt: 0,
              applications: 0,
            },
          ],
          held: [{ quota: held.title, places: 2, until: '2019-09-01T00:00:00.000Z' }],
        },
      ]);
      expect(head.counted).toBe(false);
      expect((await delegation.focal.get(`${(await working()).path}/places`)).status).toBe(404);
    });

    test('without a quota has no limit, and nothing to move', async () => {
      const delegation = await working({ movesSeats: true });
      await make(delegation.focal, `${delegation.path}/members`, memberInput(press));
      expect((await delegation.focal.get(`${delegation.path}/places`)).body).toMatchObject({
        limited: false,
        places: null,
        taken: 1,
        free: null,
        movesSeats: false,
        categories: [{ categoryTitle: 'Press', places: null, taken: 1, free: null }],
      });
      const refused = await move(delegation.focal, delegation, 1);
      expect([refused.status, refused.body.code]).toEqual([422, 'delegation-seats-nowhere']);
    });
  });

  const move = (
    by: Api,
    { path }: { path: string },
    places: number,
    [fromCategoryId, toCategoryId]: [string, string] = [delegates, press],
  ): Promise<Answer> => by.post(`${path}/seat-moves`, { fromCategoryId, toCategoryId, places });

  describe('move from one category to another', () => {
    test('by the focal point, where the organiser lets it: the total stays, and it is on record', async () => {
      const delegation = await working({ movesSeats: true, ...quotas(3, 1) });
      expect((await delegation.focal.get(delegation.path)).body.movesSeats).toBe(true);
      const { version } = (await event.staff.get(delegation.path)).body;
      const moved = await move(delegation.focal, delegation, 2);
      expect([moved.status, moved.body.places, moved.body.movesSeats]).toEqual([200, 4, true]);
      expect(await accounts(delegation.focal, delegation)).toEqual([
        ['Delegates', 1, 0],
        ['Press', 3, 0],
      ]);
      const { items } = (await event.staff.get(`${delegation.path}/history`)).body;
      expect(items.at(-1)).toMatchObject({
        transition: 'move_seats',
        by: 'Anna Sargsyan',
        byKind: 'link',
        data: { fromCategoryId: delegates, toCategoryId: press, places: 2 },
      });
      // Whoever read the quotas before does not undo it unseen.
      expect((await event.staff.patch(delegation.path, quotas(3, 1), version)).status).toBe(412);
    });

    test('by staff only, unless the delegation says otherwise', async () => {
      const delegation = await working(quotas(3, 1));
      const refused = await move(delegation.focal, delegation, 1);
      expect([refused.status, refused.body.code]).toEqual([409, 'delegation-seats-fixed']);
      const protocol = await app.staff(event.id, 'protocol');
      expect((await move(protocol, delegation, 1)).status).toBe(200);
      const security = await app.staff(event.id, 'security');
      expect((await move(security, delegation, 1)).status).toBe(403);
      expect(await accounts(protocol, delegation)).toEqual([
        ['Delegates', 2, 0],
        ['Press', 2, 0],
      ]);
    });

    test('never below what is taken', async () => {
      const delegation = await working({ movesSeats: true, ...quotas(2, 0) });
      await make(delegation.focal, `${delegation.path}/members`, memberInput(delegates));
      const refused = await move(delegation.focal, delegation, 2);
      expect([refused.status, refused.body.code, refused.body.errors[0]]).toEqual([
        409,
        'delegation-seats-not-free',
        { pointer: '/places', code: 'taken', message: 'must not be more than 1' },
      ]);
      expect((await move(delegation.focal, delegation, 1)).status).toBe(200);
      expect(
        (await delegation.focal.post(`${delegation.path}/members`, memberInput(delegates))).body.code,
      ).toBe('delegation-quota-full');
      expect((await delegation.focal.post(`${delegation.path}/members`, memberInput(press))).status).toBe(
        201,
      );
    });

    test('into a category without places of the delegation by staff only, and into none that is not of the event', async () => {
      const other = await makeCategory(event, { title: 'Aides' });
      const foreign = await makeCategory(await makeEvent(app));
      const delegation = await working({ movesSeats: true, ...quotas(3, 0) });
      for (const [by, between, pointer] of [
        [delegation.focal, [delegates, other], '/toCategoryId'],
        [delegation.focal, [delegates, delegates], '/toCategoryId'],
        [delegation.focal, [other, delegates], '/fromCategoryId'],
        [event.staff, [delegates, foreign], '/toCategoryId'],
      ] as [Api, [string, string], string][]) {
        const refused = await move(by, delegation, 1, between);
        expect([refused.status, refused.body.code, refused.body.errors[0].pointer]).toEqual([
          422,
          'delegation-seats-nowhere',
          pointer,
        ]);
      }
      expect((await move(event.staff, delegation, 1, [delegates, other])).status).toBe(200);
      expect(await accounts(event.staff, delegation)).toEqual([
        ['Aides', 1, 0],
        ['Delegates', 2, 0],
        ['Press', 0, 0],
      ]);
      expect((await move(event.staff, delegation, 0)).status).toBe(422);
    });

    test('no more by the focal point when the list is closed, and by nobody when the delegation is out', async () => {
      const late = await working({
        movesSeats: true,
        nominationsCloseAt: '2019-05-01T00:00:00Z',
        ...quotas(2, 0),
      });
      expect((await move(late.focal, late, 1)).body.code).toBe('delegation-seats-fixed');
      expect((await move(event.staff, late, 1)).status).toBe(200);
      await event.staff.move(late.path, 'withdraw', { comment: 'Visas were refused' });
      expect((await move(event.staff, late, 1)).body.code).toBe('delegation-not-open');
    });
  });

  describe('places at the event that a quota holds for nominations', () => {
    const quotaAt = async (of: TestEvent, id: string): Promise<any> =>
      (await of.staff.get(`${of.path}/quotas/${id}`)).body;

    test('are held until a time, told of before, and then let go: to who waits, with the nominations left', async () => {
      const forum = await makeEvent(app);
      const named = await makeCategory(forum, { title: 'Named' });
      const open = await makeCategory(forum, { selfRegistration: true });
      const quota = await makeQuota(forum, 3, {
        categoryIds: [named, open],
        holdsNominations: true,
        nominationsUntil: '2019-07-10T10:00:00Z',
        nominationsRemindDays: 5,
      });
      const delegation = await working(
        { backup: { name: 'Karen', email: 'karen.h@ministry.example', locale: 'zh' } },
        forum,
      );
      const confirmed = await working({}, forum);
      const first = await make(delegation.focal, `${delegation.path}/members`, memberInput(named));
      await make(delegation.focal, `${delegation.path}/members`, memberInput(named));
      await make(confirmed.focal, `${confirmed.path}/members`, memberInput(named));
      await confirmed.focal.move(confirmed.path, 'nominate');
      await forum.staff.move(confirmed.path, 'accredit');
      await app.settled();
      const waiting = await make(app.api, `${forum.path}/registrations`, {
        categoryId: open,
        person: personInput(),
      });
      expect(waiting.state).toBe('waitlisted');
      expect(await quotaAt(forum, quota.id)).toMatchObject({
        taken: 3,
        nominated: 2,
        confirmed: 1,
        waitlisted: 1,
        nominationsUntil: '2019-07-10T10:00:00.000Z',
        nominationsRemindDays: 5,
        nominationsLetGoAt: null,
      });
      const told = async (of: MadeDelegation): Promise<string[]> =>
        (await mailsOf(app, of, 'delegation.held-places')).map(({ email }) => email);
      await app.at('2019-07-05T09:59:00Z');
      expect(await told(delegation)).toEqual([]);
      await app.at('2019-07-05T10:00:00Z');
      expect(await told(delegation)).toEqual([delegation.email, 'karen.h@ministry.example']);
      expect(await told(confirmed)).toEqual([]);
      expect((await textsTo(app, delegation.email))[0]!.text).toContain(first.name);
      expect((await textsTo(app, 'karen.h@ministry.example'))[0]!.subject).toContain('名额');
      expect((await quotaAt(forum, quota.id)).taken).toBe(3);

      await app.at('2019-07-10T10:00:00Z');
      expect(await quotaAt(forum, quota.id)).toMatchObject({
        taken: 2,
        nominated: 0,
        confirmed: 1,
        offered: 1,
        free: 1,
        nominationsLetGoAt: '2019-07-10T10:00:00.000Z',
      });
      expect((await forum.staff.get(`${forum.path}/registrations/${waiting.id}`)).body.state).toBe('offered');
      expect((await delegation.focal.get(`${delegation.path}/members/${first.id}`)).body.state).toBe('draft');
      expect((await delegation.focal.get(`${delegation.path}/places`)).body).toMatchObject({
        taken: 2,
        held: [],
      });
      expect((await recordOf(forum, first.id)).at(-1)).toEqual(['let_place_go', 'draft', 'system']);
      expect(await told(delegation)).toEqual([delegation.email, 'karen.h@ministry.example']);

      // Who is named from now on holds nothing, and whoever is answered takes what is free, or waits.
      await make(delegation.focal, `${delegation.path}/members`, memberInput(named));
      expect((await quotaAt(forum, quota.id)).nominated).toBe(0);
      await delegation.focal.move(delegation.path, 'nominate');
      await forum.staff.move(delegation.path, 'accredit');
      await app.settled();
      const states = (await delegation.focal.get(`${delegation.path}/members`)).body.items.map(
        ({ state }: any) => state,
      );
      expect(states.sort()).toEqual(['confirmed', 'waitlisted', 'waitlisted']);
    });

    test('are held longer when the time moves, and nobody is told of one that moved away', async () => {
      const forum = await makeEvent(app);
      const named = await makeCategory(forum);
      const quota = await makeQuota(forum, 3, {
        categoryIds: [named],
        holdsNominations: true,
        nominationsUntil: '2019-08-10T10:00:00Z',
      });
      const delegation = await working({}, forum);
      await make(delegation.focal, `${delegation.path}/members`, memberInput(named));
      const { version } = await quotaAt(forum, quota.id);
      const changed = await forum.staff.patch(
        `${forum.path}/quotas/${quota.id}`,
        { nominationsUntil: '2019-08-20T10:00:00Z', nominationsRemindDays: 0 },
        version,
      );
      expect([changed.status, changed.body.nominationsUntil]).toEqual([200, '2019-08-20T10:00:00.000Z']);
      await app.at('2019-08-15T10:00:00Z');
      expect(await quotaAt(forum, quota.id)).toMatchObject({ nominated: 1, nominationsLetGoAt: null });
      await app.at('2019-08-20T10:00:00Z');
      expect(await quotaAt(forum, quota.id)).toMatchObject({ nominated: 0, free: 3 });
      expect(await mailsOf(app, delegation, 'delegation.held-places')).toEqual([]);
    });

    test('are held for who named the delegation from when its focal point has approved them', async () => {
      const forum = await makeEvent(app);
      const reviewed = await makeCategory(forum, { delegationEntry: 'by_participant', approval: 'review' });
      const quota = await makeQuota(forum, 3, { categoryIds: [reviewed], holdsNominations: true });
      const delegation = await working({}, forum);
      const { id } = await make(app.api, `${forum.path}/registrations`, {
        categoryId: reviewed,
        delegationId: delegation.id,
        person: personInput(),
      });
      expect(await quotaAt(forum, quota.id)).toMatchObject({ nominated: 0, pending: 1 });
      await delegation.focal.post(`${delegation.path}/applications/${id}/decisions`, { decision: 'approve' });
      expect(await quotaAt(forum, quota.id)).toMatchObject({ nominated: 1, pending: 0 });
      await forum.staff.move(`${forum.path}/registrations/${id}`, 'reject', {
        comment: 'No',
        input: { step: 'review' },
      });
      expect(await quotaAt(forum, quota.id)).toMatchObject({ nominated: 0, taken: 0 });
    });
  });
});
