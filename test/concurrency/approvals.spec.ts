import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';
import {
  makeCategory,
  makeForm,
  makeQuota,
  personInput,
  personWith,
  register,
} from '../registrations/support';

describe('decisions at the same instant', () => {
  let app: TestApp;
  let event: TestEvent;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
  });

  const pathOf = (id: string): string => `${event.path}/registrations/${id}`;
  const steps = (...roles: string[]): object[] =>
    roles.map((role, index) => ({ key: `step_${index + 1}`, title: role, role }));

  test('two officers approve the same step: one of them does, and the next step stays open', async () => {
    const category = await makeCategory(event, {
      approval: 'review',
      approvalSteps: steps('protocol', 'protocol'),
    });
    const officers = [await app.staff(event.id, 'protocol'), await app.staff(event.id, 'protocol')];
    for (let round = 0; round < 5; round += 1) {
      const { id } = await register(app.api, event, category.id);
      const answers = await Promise.all(
        officers.map((officer) => officer.move(pathOf(id), 'approve', { input: { step: 'step_1' } })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect(answers.find(({ status }) => status === 409)!.body.code).toBe('step-not-waiting');
      const { state, approvalStep } = (await event.staff.get(pathOf(id))).body;
      expect([state, approvalStep]).toEqual(['under_review', 'step_2']);
    }
  });

  test('one officer who approves both steps at once passes one of them, where four eyes are asked for', async () => {
    const category = await makeCategory(event, {
      approval: 'review',
      fourEyes: true,
      approvalSteps: steps('protocol', 'security'),
    });
    const both = await app.staff(event.id, 'protocol', 'security');
    const { id } = await register(app.api, event, category.id);
    const answers = await Promise.all(
      ['step_1', 'step_2', 'step_1', 'step_2'].map((step) =>
        both.move(pathOf(id), 'approve', { input: { step } }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200).length).toBe(1);
    const record = await app.db.query<{ decided_by: string }>(
      `SELECT decided_by FROM approval_steps WHERE registration_id = $1 AND outcome = 'approved'`,
      [id],
    );
    expect(record.length).toBe(1);
  });

  test('an answer that is changed while it is approved is never approved unseen', async () => {
    const category = await makeCategory(event, { approval: 'review' });
    await makeForm(event, category.id, [
      { key: 'passport', kind: 'text', label: 'Passport', required: 'never', reapproval: true },
    ]);
    for (let round = 0; round < 5; round += 1) {
      const { id, version } = await register(app.api, event, category.id, { answers: { passport: 'A' } });
      const me = await personWith(app, event, id);
      const [changed, approved] = await Promise.all([
        me.patch(pathOf(id), { answers: { passport: 'B' } }, version),
        event.staff.move(pathOf(id), 'approve'),
      ]);
      const now = (await event.staff.get(pathOf(id))).body;
      // Either it came first and was there to be seen, or it came too late and was refused: the version has moved on.
      expect([approved.status, now.state, now.answers.passport === 'B']).toEqual([
        200,
        'confirmed',
        changed.status === 200,
      ]);
      expect([200, 412]).toContain(changed.status);
    }
  });

  test('a transfer that races with a cancellation by the same link: one of them happens, and the other person keeps it', async () => {
    const quota = await makeQuota(event, 50);
    const category = await makeCategory(event, {
      quotaIds: [quota.id],
      transferUntil: '2019-10-01T00:00:00Z',
    });
    const organisation = await make(event.staff, `${event.path}/organisations`, {
      kind: 'ministry',
      name: `Ministry ${serial()}`,
      country: 'RU',
    });
    const delegation = await make(event.staff, `${event.path}/delegations`, {
      organisationId: organisation.id,
      focalPointName: 'Ivan',
      focalPointEmail: 'focal@ministry.example',
      locale: 'ru',
      rankClass: 2,
    });
    for (let round = 0; round < 6; round += 1) {
      const { id } = await make(event.staff, `${event.path}/delegations/${delegation.id}/members`, {
        person: personInput(),
        categoryId: category.id,
        part: 'member',
      });
      await event.staff.move(pathOf(id), 'submit');
      const me = await personWith(app, event, id);
      const person = personInput();
      const [passed, cancelled] = await Promise.all([
        me.move(pathOf(id), 'transfer', { input: { person } }),
        me.move(pathOf(id), 'cancel'),
      ]);
      const now = (await event.staff.get(pathOf(id))).body;
      if (passed.status === 200)
        expect([cancelled.status, now.state, now.person.email]).toEqual([401, 'confirmed', person['email']]);
      else expect([passed.status === 409 || passed.status === 401, now.state]).toEqual([true, 'cancelled']);
    }
    await app.settled();
    const kept = await app.db.one<{ n: number }>(
      `SELECT count(*)::integer AS n FROM registrations WHERE category_id = $1 AND state = 'confirmed'`,
      [category.id],
    );
    expect((await event.staff.get(`${event.path}/quotas/${quota.id}`)).body.taken).toBe(kept!.n);
  });

  test('two registrations that pass to the same person: one of them does', async () => {
    const category = await makeCategory(event);
    const person = personInput();
    const made = [
      await register(app.api, event, category.id),
      await register(app.api, event, category.id),
      await register(app.api, event, category.id),
    ];
    const answers = await Promise.all(
      made.map(({ id }) => event.staff.move(pathOf(id), 'transfer', { input: { person } })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(answers.filter(({ status }) => status === 409).map(({ body }) => body.code)).toEqual([
      'already-registered',
      'already-registered',
    ]);
  });
});
