import type { Answer, Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { makeCategory, makeForm, personInput, personWith, register } from './support';

describe('steps of accreditation', () => {
  let app: TestApp;
  let event: TestEvent;
  let desk: Api;
  let protocol: Api;
  let security: Api;
  let organiser: Api;
  let auditor: Api;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
    desk = await app.staff(event.id, 'registration_desk');
    protocol = await app.staff(event.id, 'protocol');
    security = await app.staff(event.id, 'security');
    organiser = await app.staff(event.id, 'organiser');
    auditor = await app.staff(event.id, 'auditor');
  });

  const steps = [
    { key: 'papers', title: 'Papers', role: 'registration_desk', kind: 'check' },
    { key: 'protocol', title: 'Protocol', role: 'protocol' },
  ];
  const stepped = (changes: object = {}): Promise<any> =>
    makeCategory(event, { approval: 'review', approvalSteps: steps, ...changes });
  const pathOf = (id: string): string => `${event.path}/registrations/${id}`;
  const read = async (id: string, by: Api = event.staff): Promise<any> => (await by.get(pathOf(id))).body;
  const statesOf = async (id: string, by?: Api): Promise<string[]> =>
    (await read(id, by)).approval.steps.map(({ state }: { state: string }) => state);
  const offered = async (by: Api, id: string): Promise<string[]> =>
    (await by.get(`${pathOf(id)}/transitions`)).body.items.map(
      ({ transition }: { transition: string }) => transition,
    );
  const says = ({ status, body }: Answer): [number, string] => [status, body.code];

  test('a step is a check or an approval, and ends as what it is', async () => {
    const category = await stepped();
    expect(category.approvalSteps.map(({ kind }: { kind: string }) => kind)).toEqual(['check', 'approval']);
    const { id } = await register(app.api, event, category.id);
    await desk.move(pathOf(id), 'approve', { input: { step: 'papers' } });
    expect(await statesOf(id)).toEqual(['checked', 'waiting']);
    expect((await protocol.move(pathOf(id), 'approve')).body.state).toBe('confirmed');
    expect(await statesOf(id)).toEqual(['checked', 'approved']);
  });

  describe('on hold', () => {
    test('has a reason, is found, lets nobody approve, and goes on where it was', async () => {
      const { id } = await register(app.api, event, (await stepped()).id);
      expect((await desk.move(pathOf(id), 'hold')).body.code).toBe('comment-required');
      expect(says(await auditor.move(pathOf(id), 'hold', { comment: 'No' }))).toEqual([
        409,
        'transition-not-possible',
      ]);
      const held = await desk.move(pathOf(id), 'hold', { comment: 'The ministry is asked.' });
      expect([held.status, held.body.state, held.body.onHoldSince]).toEqual([
        200,
        'submitted',
        '2019-06-01T08:00:00.000Z',
      ]);
      expect(held.body.approval.hold).toMatchObject({ reason: 'The ministry is asked.' });
      expect((await read(id, auditor)).approval.hold).toMatchObject({ reason: null });
      expect(await statesOf(id)).toEqual(['on_hold', 'ahead']);
      const waits = `${event.path}/registrations?approvalRole=registration_desk`;
      const found = (await desk.get(`${waits}&onHold=true`)).body.items;
      expect(found.map((one: { id: string; onHoldSince: string }) => [one.id, one.onHoldSince])).toEqual([
        [id, '2019-06-01T08:00:00.000Z'],
      ]);
      for (const [by, transition, more] of [
        [desk, 'approve', { input: { step: 'papers' } }],
        [organiser, 'bypass', { comment: 'Known', input: { step: 'papers' } }],
      ] as const) {
        const answer = await by.move(pathOf(id), transition, more);
        expect([answer.status, answer.body.detail]).toEqual([
          409,
          expect.stringContaining('It is on hold; resume it first.'),
        ]);
      }
      expect((await offered(desk, id)).includes('hold')).toBe(false);
      expect((await desk.move(pathOf(id), 'resume')).body.onHoldSince).toBeNull();
      expect((await desk.get(`${waits}&onHold=true`)).body.items).toEqual([]);
      expect((await desk.move(pathOf(id), 'resume')).status).toBe(409);
      expect((await desk.move(pathOf(id), 'approve', { input: { step: 'papers' } })).status).toBe(200);
    });

    test('is nothing that the person can see', async () => {
      const { id } = await register(app.api, event, (await stepped()).id);
      const me = await personWith(app, event, id);
      const seen = async (): Promise<string[]> =>
        Promise.all(
          ['', '/transitions', '/history'].map(async (more) => {
            const { status, body, headers } = await me.get(`${pathOf(id)}${more}`);
            return JSON.stringify([status, headers.get('etag'), body]);
          }),
        );
      const mails = async (): Promise<number> =>
        (await app.db.query('SELECT 1 FROM messages WHERE registration_id = $1', [id])).length;
      await app.settled();
      const before = await seen();
      const told = await mails();
      await security.move(pathOf(id), 'hold', { comment: 'Asked the embassy.' });
      await app.settled();
      expect(await seen()).toEqual(before);
      await security.move(pathOf(id), 'resume');
      await app.settled();
      expect([await seen(), await mails()]).toEqual([before, told]);
      expect((await event.staff.get(`${pathOf(id)}/history`)).body.items.map(transitionOf)).toEqual([
        'create',
        'submit',
        'hold',
        'resume',
      ]);
    });

    test('whoever has a place keeps it, and is neither let in nor given a badge, until it is resumed or refused', async () => {
      const category = await makeCategory(event, { badgeAtHome: true });
      const one = await register(app.api, event, category.id);
      const other = await register(app.api, event, category.id);
      for (const { id } of [one, other])
        expect((await security.move(pathOf(id), 'hold', { comment: 'To be looked at' })).body.state).toBe(
          'confirmed',
        );
      expect(says(await event.staff.get(`${pathOf(one.id)}/badge.pdf`))).toEqual([409, 'badge-none']);
      expect(
        says(await event.staff.post(`${event.path}/badges/prints`, { registrationIds: [one.id] })),
      ).toEqual([409, 'badge-none']);
      // At home it looks as before; nobody is let in with it.
      const me = await personWith(app, event, one.id);
      expect((await me.download(`${pathOf(one.id)}/badge.pdf`)).status).toBe(200);
      const now = app.clock.now();
      app.clock.set('2019-10-22T02:00:00Z');
      const scan = (code: string): Promise<Answer> => event.staff.post(`${event.path}/check-ins`, { code });
      expect((await scan(one.code)).body.reason).toBe('not_approved');
      await security.move(pathOf(one.id), 'resume');
      expect((await scan(one.code)).status).toBe(201);
      app.clock.set(now);
      const refused = await security.move(pathOf(other.id), 'reject', { comment: 'No place for you.' });
      expect([refused.status, refused.body.state, refused.body.onHoldSince]).toEqual([200, 'rejected', null]);
    });

    test('stays when the steps begin anew, and ends when another person has the registration', async () => {
      const category = await stepped();
      await makeForm(event, category.id, [
        { key: 'passport', kind: 'text', label: 'Passport', required: 'never', reapproval: true },
      ]);
      const { id } = await register(app.api, event, category.id, { answers: { passport: 'A' } });
      await desk.move(pathOf(id), 'approve', { input: { step: 'papers' } });
      await desk.move(pathOf(id), 'hold', { comment: 'To be looked at' });
      const me = await personWith(app, event, id);
      await me.patch(pathOf(id), { answers: { passport: 'B' } }, (await read(id)).version);
      const anew = await read(id);
      expect([anew.approval.round, anew.onHoldSince === null]).toEqual([2, false]);
      const moved = await desk.move(pathOf(id), 'transfer', { input: { person: personInput() } });
      expect([moved.status, moved.body.onHoldSince]).toEqual([200, null]);
    });
  });

  describe('passed by', () => {
    test('is a right of its own, with the reason on record, which the person does not read', async () => {
      const { id } = await register(app.api, event, (await stepped()).id);
      for (const by of [desk, protocol, security])
        expect(
          says(await by.move(pathOf(id), 'bypass', { comment: 'Known', input: { step: 'papers' } })),
        ).toEqual([403, 'transition-not-allowed']);
      expect(says(await organiser.move(pathOf(id), 'bypass', { input: { step: 'papers' } }))).toEqual([
        422,
        'comment-required',
      ]);
      expect(says(await organiser.move(pathOf(id), 'bypass', { comment: 'Known', input: {} }))).toEqual([
        422,
        'against-the-rules',
      ]);
      expect(
        says(await organiser.move(pathOf(id), 'bypass', { comment: 'Known', input: { step: 'protocol' } })),
      ).toEqual([409, 'step-not-waiting']);
      const comment = 'The minister vouches for them.';
      const done = await organiser.move(pathOf(id), 'bypass', { comment, input: { step: 'papers' } });
      expect([done.status, done.body.state, done.body.approvalStep]).toEqual([
        200,
        'under_review',
        'protocol',
      ]);
      expect(done.body.approval.steps[0]).toMatchObject({ state: 'bypassed', comment, actedFor: false });
      const me = await personWith(app, event, id);
      const read = JSON.stringify([
        (await me.get(pathOf(id))).body,
        (await me.get(`${pathOf(id)}/history`)).body,
      ]);
      expect([read.includes('bypassed'), read.includes('vouches')]).toEqual([true, false]);
      expect((await event.staff.get(`${pathOf(id)}/history`)).body.items.at(-1)).toMatchObject({
        transition: 'bypass',
        comment,
        data: { step: 'papers' },
      });
    });

    test('the last step gives the place and the mail that an approval gives', async () => {
      const category = await makeCategory(event, { approval: 'review' });
      const person = personInput();
      const { id } = await register(app.api, event, category.id, { person });
      const done = await organiser.move(pathOf(id), 'bypass', {
        comment: 'Known',
        input: { step: 'review' },
      });
      expect(done.body.state).toBe('confirmed');
      await app.settled();
      const kinds = await app.db.query<{ kind: string }>(
        'SELECT kind FROM messages WHERE registration_id = $1 ORDER BY created_at, id',
        [id],
      );
      expect(kinds.map(({ kind }) => kind).at(-1)).toBe('registration.confirmed');
    });

    test('two persons are needed where four eyes are asked for', async () => {
      const { id } = await register(app.api, event, (await stepped({ fourEyes: true })).id);
      const bypass = (by: Api, step: string): Promise<Answer> =>
        by.move(pathOf(id), 'bypass', { comment: 'Known', input: { step } });
      await bypass(organiser, 'papers');
      expect(says(await bypass(organiser, 'protocol'))).toEqual([409, 'transition-not-possible']);
      expect(says(await organiser.move(pathOf(id), 'approve', { input: { step: 'protocol' } }))).toEqual([
        409,
        'transition-not-possible',
      ]);
      expect((await bypass(app.admin, 'protocol')).body.state).toBe('confirmed');
    });

    test('two who pass the same step by at once: one does, and the next step stays open', async () => {
      for (let round = 0; round < 4; round += 1) {
        const { id } = await register(app.api, event, (await stepped()).id);
        const answers = await Promise.all([
          organiser.move(pathOf(id), 'bypass', { comment: 'Known', input: { step: 'papers' } }),
          desk.move(pathOf(id), 'approve', { input: { step: 'papers' } }),
        ]);
        expect(answers.filter(({ status }) => status === 200).length).toBe(1);
        expect((await statesOf(id))[1]).toBe('waiting');
      }
    });
  });
});

const transitionOf = ({ transition }: { transition: string }): string => transition;
