import { startApp, type TestApp } from '../support/app';
import { book, makeDeparture, makeParticipant, makeVisit, makeVisitedEvent, type VisitedEvent } from './support';

describe('the list that goes to the host', () => {
  let app: TestApp;
  let event: VisitedEvent;
  beforeAll(async () => {
    app = await startApp({ config: { manifestQuietSeconds: 0 } });
    event = await makeVisitedEvent(app);
  });

  test('is frozen at the cut-off', async () => {
    const visit = await makeVisit(event, { contactName: 'Wang Fang', contactEmail: 'visits@host.example' });
    const departure = await makeDeparture(event, { capacity: 5 }, { visitId: visit.id });
    const person = await makeParticipant(app, event);
    await book(event, departure.id, person.id);
    const closed = await event.staff.move(`${event.path}/departures/${departure.id}`, 'close');
    console.log(closed.body);
    await app.settled();
    const path = `${event.path}/departures/${departure.id}`;
    console.log(JSON.stringify((await event.staff.get(`${path}/manifests`)).body, null, 1));
    console.log(JSON.stringify((await event.staff.get(`${path}/manifests/current`)).body, null, 1));
    console.log((await app.db.query('SELECT kind, state, detail, email FROM messages')));
    console.log((await app.db.query('SELECT name, error FROM outbox WHERE error IS NOT NULL')));
  });
});
