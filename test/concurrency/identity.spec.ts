import { personInput } from '../registrations/support';
import {
  handIn,
  makeAsked,
  makeAskingDeparture,
  requestOf,
  requestsPath,
  usualValues,
} from '../site-visits/identity-support';
import { makeVisitedEvent, participantOf, type VisitedEvent } from '../site-visits/support';
import { startApp, type TestApp } from '../support/app';

describe('identity data at the same instant', () => {
  let app: TestApp;
  let event: VisitedEvent;
  beforeAll(async () => {
    app = await startApp();
    event = await makeVisitedEvent(app);
  });

  test('handed in by several at one version, one is kept, and the others are told', async () => {
    const { visit, departure } = await makeAskingDeparture(event);
    const { id } = await makeAsked(app, event, departure);
    const { version } = await requestOf(event, id, visit.id);
    const answers = await Promise.all(
      ['1111', '2222', '3333', '4444'].map((documentNumber) =>
        event.staff.put(
          `${requestsPath(event, id)}/${visit.id}`,
          { values: { ...usualValues, documentNumber } },
          { ifMatch: version },
        ),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    const records = await app.db.query('SELECT 1 FROM identity_records WHERE registration_id = $1', [id]);
    expect(records).toHaveLength(1);
  });

  test('handed in while the registration passes on, they are never kept as those of the other person', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { visit, departure } = await makeAskingDeparture(event);
      const { id } = await makeAsked(app, event, departure);
      const person = await participantOf(app, event, { id });
      const [handed, passed] = await Promise.all([
        handIn(event, id, visit.id, usualValues, person),
        event.staff.move(`${event.path}/registrations/${id}`, 'transfer', {
          input: { person: personInput() },
        }),
      ]);
      expect([passed.status, [200, 401, 404, 412].includes(handed.status)]).toEqual([200, true]);
      await app.settled();
      const kept = await app.db.query(
        'SELECT 1 FROM identity_records WHERE registration_id = $1 AND sealed IS NOT NULL',
        [id],
      );
      const proofs = await app.db.query('SELECT 1 FROM identity_erasures WHERE registration_id = $1', [id]);
      expect([kept.length, proofs.length]).toEqual([0, handed.status === 200 ? 1 : 0]);
      expect((await requestOf(event, id, visit.id)).complete).toBe(false);
    }
  });
});
