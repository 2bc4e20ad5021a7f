import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';

describe('organisations changed at the same moment', () => {
  let app: TestApp;
  let event: TestEvent;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
  });

  const organisation = (changes: object = {}): Promise<any> =>
    make(event.staff, `${event.path}/organisations`, {
      kind: 'ministry',
      name: `Ministry ${serial()}`,
      ...changes,
    });
  const at = (id: string): string => `${event.path}/organisations/${id}`;

  /** Everybody who stands above, as far as one can go. */
  const circles = async (): Promise<number> => {
    const [row] = await app.db.query<{ n: number }>(
      `WITH RECURSIVE up (start, id, level) AS (
         SELECT id, parent_id, 1 FROM organisations WHERE parent_id IS NOT NULL
         UNION ALL SELECT up.start, o.parent_id, up.level + 1 FROM up JOIN organisations o ON o.id = up.id
          WHERE o.parent_id IS NOT NULL AND up.level < 10)
       SELECT count(*)::integer AS n FROM up WHERE level > 5 OR id = start`,
    );
    return row!.n;
  };

  test('never close a circle together: of those who would, all but one are refused', async () => {
    for (let round = 0; round < 8; round += 1) {
      const ring = await Promise.all([organisation(), organisation(), organisation(), organisation()]);
      const answers = await Promise.all(
        ring.map(({ id }, index) => event.staff.patch(at(id), { parentId: ring[(index + 1) % 4].id }, 1)),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 409]);
      expect(answers.find(({ status }) => status === 409)!.body.code).toBe('organisation-circle');
    }
    expect(await circles()).toBe(0);
  });

  test('the guard is the database’s own: two transactions that know nothing of each other', async () => {
    const [a, b] = await Promise.all([organisation(), organisation()]);
    const set = 'UPDATE organisations SET parent_id = $2 WHERE id = $1';
    const outcomes = await Promise.allSettled([
      app.db.query(set, [a.id, b.id]),
      app.db.query(set, [b.id, a.id]),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await circles()).toBe(0);
  });

  test('two that are merged crosswise become one, once', async () => {
    for (let round = 0; round < 6; round += 1) {
      const [a, b] = await Promise.all([organisation(), organisation()]);
      const merge = (id: string, goneId: string): Promise<any> =>
        event.staff.request(
          'POST',
          `${at(id)}/merges`,
          { goneId, goneVersion: 1, reason: 'One' },
          { ifMatch: 1 },
        );
      const answers = await Promise.all([merge(a.id, b.id), merge(b.id, a.id)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
    }
  });

  test('a delegation that is entered while its organisation goes is refused or goes along', async () => {
    for (let round = 0; round < 6; round += 1) {
      const [stays, goes] = await Promise.all([organisation(), organisation()]);
      const [merged, entered] = await Promise.all([
        event.staff.request<any>(
          'POST',
          `${at(stays.id)}/merges`,
          { goneId: goes.id, goneVersion: 1, reason: 'One' },
          { ifMatch: 1 },
        ),
        event.staff.post(`${event.path}/delegations`, {
          organisationId: goes.id,
          focalPointName: 'Li Na',
          focalPointEmail: 'li@ministry.example',
          locale: 'en',
          rankClass: 2,
        }),
      ]);
      expect(merged.status).toBe(200);
      if (entered.status !== 201)
        expect([entered.status, entered.body.code]).toEqual([422, 'delegation-organisation-unknown']);
      else
        expect(
          (await event.staff.get(`${event.path}/delegations/${entered.body.id}`)).body.organisationId,
        ).toBe(stays.id);
    }
  });
});
