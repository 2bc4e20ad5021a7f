import { makeCategory, makeDelegation, memberInput } from '../delegations/support';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';

describe('replacements at the same instant', () => {
  let app: TestApp;
  let event: TestEvent;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
  });

  const person = () => ({
    person: {
      givenName: `Davit ${serial()}`,
      familyName: 'Sargsyan',
      email: `davit-${serial()}@ministry.example`,
    },
  });

  test.each(['confirmed', 'draft'])(
    'of two that put somebody in the same %s place, one is done, whole, and the other not at all',
    async (state) => {
      const category = await makeCategory(event);
      const delegation = await makeDelegation(event, { quotas: [{ categoryId: category, places: 1 }] });
      const { id } = await make(event.staff, `${delegation.path}/members`, memberInput(category));
      if (state === 'confirmed') await event.staff.move(`${event.path}/registrations/${id}`, 'submit');
      for (let round = 0; round < 4; round += 1) {
        const [member] = (await event.staff.get(`${delegation.path}/members`)).body.items;
        expect(member.state).toBe(state);
        const answers = await Promise.all(
          [person(), person(), person()].map((body) =>
            event.staff.post(`${delegation.path}/members/${member.id}/replacement`, body, {
              ifMatch: member.version,
            }),
          ),
        );
        const statuses = answers.map(({ status }) => status).sort();
        // The draft is gone for who comes second, and its registration with it.
        expect(statuses).toEqual(state === 'draft' ? [200, 404, 404] : [200, 412, 412]);
        const { body } = answers.find(({ status }) => status === 200)!;
        const members = (await event.staff.get(`${delegation.path}/members`)).body.items;
        expect(members.map(({ name }: { name: string }) => name)).toEqual([body.name]);
        const open = await app.db.query<{ id: string }>(
          `SELECT id FROM replacements WHERE delegation_id = $1 AND state <> 'overtaken'`,
          [delegation.id],
        );
        expect(open.map((row) => row.id)).toEqual([body.replacementId]);
      }
      const made = await app.db.query(`SELECT 1 FROM replacements WHERE delegation_id = $1`, [delegation.id]);
      expect(made.length).toBe(4);
      expect((await event.staff.get(delegation.path)).body.quotas).toEqual([
        { categoryId: category, places: 1, taken: 1 },
      ]);
    },
  );

  test('the last two lines are closed at once: the replacement is done', async () => {
    const category = await makeCategory(event, {
      approval: 'review',
      approvalSteps: [{ key: 'protocol', title: 'Protocol', role: 'protocol' }],
    });
    const delegation = await makeDelegation(event);
    const { id } = await make(event.staff, `${delegation.path}/members`, memberInput(category));
    const path = `${event.path}/registrations/${id}`;
    await event.staff.move(path, 'submit');
    await event.staff.move(path, 'approve');
    await event.staff.download(`${path}/badge.pdf`);
    for (let round = 0; round < 4; round += 1) {
      const { version } = (await event.staff.get(`${delegation.path}/members/${id}`)).body;
      const { body } = await event.staff.post(`${delegation.path}/members/${id}/replacement`, person(), {
        ifMatch: version,
      });
      const replacement = async () =>
        (await event.staff.get(`${event.path}/replacements/${body.replacementId}`)).body;
      const open = (await replacement()).lines.filter(({ state }: any) => state === 'open');
      expect(open.map(({ kind }: any) => kind)).toEqual(['approval', 'badge_return', 'badge_print']);
      const answers = await Promise.all(
        open.map((line: any) =>
          event.staff.move(`${event.path}/replacement-lines/${line.id}`, 'close', { comment: 'Done' }),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect((await replacement()).state).toBe('done');
    }
  });
});
