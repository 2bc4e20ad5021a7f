import { createHash } from 'node:crypto';
import { Withheld } from '../../src/communications/notice';
import { IdentityNotices } from '../../src/site-visits/identity/identity-notices.service';
import { personInput } from '../registrations/support';
import { startApp, type TestApp } from '../support/app';
import {
  askedBy,
  handIn,
  hostOf,
  makeAsked,
  makeAskingDeparture,
  requestOf,
  usualRules,
  usualValues,
} from './identity-support';
import { makeVisitedEvent, participantOf, type VisitedEvent } from './support';

describe('the time of identity data', () => {
  let app: TestApp;
  let event: VisitedEvent;
  beforeEach(async () => {
    app.clock.set('2019-06-01T08:00:00Z');
    event = await makeVisitedEvent(app);
  });
  beforeAll(async () => {
    app = await startApp();
  });

  const records = (registrationId: string) =>
    app.db.query<any>('SELECT * FROM identity_records WHERE registration_id = $1 ORDER BY number', [
      registrationId,
    ]);
  const kept = async (registrationId: string) =>
    (await records(registrationId)).filter(({ sealed }) => sealed !== null).length;
  const proofsOf = async (registrationId: string): Promise<any[]> =>
    (await event.staff.get(`${event.path}/identity-erasures?registrationId=${registrationId}`)).body.items;
  const seenByHost = async (visitId: string) => {
    const host = await hostOf(app, event, visitId);
    expect((await host.get(`${event.path}/site-visits/${visitId}/identity-data`)).status).toBe(200);
  };
  const giveUp = async (departureId: string, booking: { id: string }) => {
    const { body } = await event.staff.get(`${event.path}/bookings/${booking.id}`);
    const answer = await event.staff.delete(
      `${event.path}/departures/${departureId}/bookings/${booking.id}`,
      body.version,
    );
    expect(answer.status).toBe(204);
    await app.settled();
  };

  test('ends so many days after the visit: every ciphertext is gone, and a proof stays that says nothing of it', async () => {
    const { visit, departure } = await makeAskingDeparture(event, { rules: { ...usualRules, keepDays: 2 } });
    const { id } = await makeAsked(app, event, departure);
    await handIn(event, id, visit.id);
    await handIn(event, id, visit.id, { documentNumber: 'N2222222' });
    await seenByHost(visit.id);
    const before = await records(id);
    const digest = createHash('sha256')
      .update(Buffer.concat(before.map(({ sealed }) => sealed)))
      .digest('hex');

    // The visit ends on 23 October at 12:00 in Shenzhen.
    await app.at('2019-10-25T03:59:00Z');
    expect(await kept(id)).toBe(2);
    await app.at('2019-10-25T04:00:30Z');
    expect(
      (await records(id)).map(({ sealed, key_id, erasure_id }) => [sealed, key_id, erasure_id !== null]),
    ).toEqual([
      [null, null, true],
      [null, null, true],
    ]);
    const proofs = await proofsOf(id);
    expect(proofs).toEqual([
      {
        id: expect.any(String),
        siteVisitId: visit.id,
        registrationId: id,
        reason: 'time_over',
        fields: ['documentNumber', 'fullName', 'validUntil'],
        records: 2,
        digest,
        dueAt: '2019-10-25T04:00:00.000Z',
        byName: 'Plenary',
        at: '2019-10-25T04:00:30.000Z',
      },
    ]);
    const shown = await event.staff.get(`${event.path}/site-visits/${visit.id}/identity-data`);
    expect(shown.body.items).toMatchObject([{ registrationId: id, versionId: null, values: null }]);
    // Who looked can still be said.
    const looks = await event.staff.get(`${event.path}/site-visits/${visit.id}/identity-looks`);
    expect(looks.body.items).toMatchObject([{ by: 'host', versionId: before[1].id }]);
    await app.at('2019-12-01T00:00:00Z');
    expect(await proofsOf(id)).toEqual(proofs);
  });

  test('moves with the departure, and with what the host says', async () => {
    const { visit, departure } = await makeAskingDeparture(event, { rules: { ...usualRules, keepDays: 1 } });
    const { id } = await makeAsked(app, event, departure);
    await handIn(event, id, visit.id);
    const moved = await event.staff.patch(
      `${event.path}/departures/${departure.id}`,
      { startsAt: '2019-10-24T09:00:00+08:00', endsAt: '2019-10-24T12:00:00+08:00' },
      (await event.staff.get(`${event.path}/departures/${departure.id}`)).body.version,
    );
    expect(moved.status).toBe(200);
    expect((await requestOf(event, id, visit.id)).erasedFrom).toBe('2019-10-25T04:00:00.000Z');
    await app.at('2019-10-24T05:00:00Z');
    expect(await kept(id)).toBe(1);
    await app.at('2019-10-25T04:01:00Z');
    expect(await kept(id)).toBe(0);
  });

  test('ends at once for whoever loses the place before the host had anything', async () => {
    const { visit, departure } = await makeAskingDeparture(event);
    const { id, booking } = await makeAsked(app, event, departure);
    await handIn(event, id, visit.id);
    const coordinator = await app.staff(event.id, 'visit_coordinator');
    await coordinator.get(`${event.path}/site-visits/${visit.id}/identity-data`);
    await giveUp(departure.id, booking);
    expect(await kept(id)).toBe(0);
    expect(await proofsOf(id)).toMatchObject([{ reason: 'place_ended', records: 1, dueAt: null }]);
  });

  test('ends a day after the visit for whoever loses the place when the host has their data', async () => {
    const { visit, departure } = await makeAskingDeparture(event);
    const { id, booking } = await makeAsked(app, event, departure);
    await handIn(event, id, visit.id);
    await seenByHost(visit.id);
    const refused = await event.staff.move(`${event.path}/bookings/${booking.id}`, 'refuse', {
      input: { code: 'other', remark: 'The host said no' },
    });
    expect(refused.status).toBe(200);
    await app.settled();
    expect(await kept(id)).toBe(1);
    // Neither the host nor the coordinator is shown somebody who does not come.
    const shown = await event.staff.get(`${event.path}/site-visits/${visit.id}/identity-data`);
    expect(shown.body.items).toEqual([]);
    await app.at('2019-10-24T04:01:00Z');
    expect(await kept(id)).toBe(0);
    expect(await proofsOf(id)).toMatchObject([{ reason: 'place_ended', dueAt: '2019-10-24T04:00:00.000Z' }]);
  });

  test('ends with the departure that is cancelled, and with the registration', async () => {
    const { visit, departure } = await makeAskingDeparture(event);
    const { id } = await makeAsked(app, event, departure);
    await handIn(event, id, visit.id);
    await event.staff.move(`${event.path}/departures/${departure.id}`, 'cancel', { comment: 'Storm' });
    await app.settled();
    expect([await kept(id), (await proofsOf(id)).length]).toEqual([0, 1]);
    const other = await makeAskingDeparture(event);
    const gone = await makeAsked(app, event, other.departure);
    await handIn(event, gone.id, other.visit.id);
    await event.staff.move(`${event.path}/registrations/${gone.id}`, 'cancel', { comment: 'Ill' });
    await app.settled();
    expect([await kept(gone.id), (await proofsOf(gone.id)).length]).toEqual([0, 1]);
  });

  test('ends when the person takes them back', async () => {
    const { visit, departure } = await makeAskingDeparture(event);
    const { id } = await makeAsked(app, event, departure);
    const person = await participantOf(app, event, { id });
    const { body } = await handIn(event, id, visit.id, usualValues, person);
    const path = `${event.path}/registrations/${id}/identity-requests/${visit.id}`;
    expect((await person.delete(path, body.version - 1)).status).toBe(412);
    expect((await person.delete(path, body.version)).status).toBe(204);
    expect([await kept(id), await proofsOf(id)]).toMatchObject([
      0,
      [{ reason: 'withdrawn', byName: expect.stringMatching(/^Anna /) }],
    ]);
    expect((await person.delete(path, body.version + 1)).status).toBe(404);
  });

  test('ends for whoever passes the place on; the other person is asked, and sees nothing of the first', async () => {
    const { visit, departure } = await makeAskingDeparture(event);
    const { id, booking } = await makeAsked(app, event, departure);
    await handIn(event, id, visit.id);
    const coordinator = await app.staff(event.id, 'visit_coordinator');
    await coordinator.get(`${event.path}/site-visits/${visit.id}/identity-data`);
    const passed = await event.staff.move(`${event.path}/registrations/${id}`, 'transfer', {
      input: { person: personInput() },
    });
    expect(passed.status).toBe(200);
    await app.settled();
    expect(await kept(id)).toBe(0);
    expect(await proofsOf(id)).toMatchObject([{ reason: 'place_ended', records: 1 }]);
    expect(await askedBy(app, id)).toEqual(['visit-identity.asked', 'visit-identity.asked']);
    const other = await participantOf(app, event, { id });
    expect((await requestOf(event, id, visit.id, other)).complete).toBe(false);
    expect((await other.get(`${event.path}/registrations/${id}/identity-looks`)).body.items).toEqual([]);
    const lines = () =>
      app.db.query<any>(
        `SELECT state, closed_by FROM replacement_lines WHERE subject_id = $1 AND kind = 'visit_identity'`,
        [booking.id],
      );
    expect(await lines()).toEqual([{ state: 'open', closed_by: null }]);
    expect((await handIn(event, id, visit.id, usualValues, other)).status).toBe(200);
    expect(await lines()).toEqual([{ state: 'done', closed_by: expect.stringMatching(/^Anna /) }]);
  });

  test('is reminded of three days and one day before the deadline, and only while something is missing', async () => {
    // The deadline is 20 October at 18:00 in Shenzhen.
    const { visit, departure } = await makeAskingDeparture(event);
    const [late, done] = [await makeAsked(app, event, departure), await makeAsked(app, event, departure)];
    await handIn(event, done.id, visit.id);
    await app.at('2019-10-17T09:59:00Z');
    expect(await askedBy(app, late.id)).toEqual(['visit-identity.asked']);
    await app.at('2019-10-17T10:01:00Z');
    await app.at('2019-10-18T10:01:00Z');
    expect(await askedBy(app, late.id)).toEqual(['visit-identity.asked', 'visit-identity.reminder']);
    await app.at('2019-10-19T10:01:00Z');
    await app.at('2019-10-20T09:00:00Z');
    await app.at('2019-10-20T11:00:00Z');
    expect(await askedBy(app, late.id)).toEqual([
      'visit-identity.asked',
      'visit-identity.reminder',
      'visit-identity.reminder',
    ]);
    expect(await askedBy(app, done.id, ['sent', 'cancelled'])).toEqual(['visit-identity.asked']);
    const overdue = await event.staff.get(
      `${event.path}/site-visits/${visit.id}/identity-requests?missing=true`,
    );
    expect(overdue.body.items).toMatchObject([{ registrationId: late.id, overdue: true }]);
  });

  test('gives a day to whoever gets a place late', async () => {
    const { visit, departure } = await makeAskingDeparture(event, { departure: { capacity: 1 } });
    const first = await makeAsked(app, event, departure);
    const second = await makeAsked(app, event, departure);
    await app.at('2019-10-21T09:00:00Z');
    await giveUp(departure.id, first.booking);
    const request = await requestOf(event, second.id, visit.id);
    expect([request.open, request.dueAt]).toEqual([true, '2019-10-22T09:00:00.000Z']);
    expect(await askedBy(app, second.id)).toEqual(['visit-identity.asked']);
  });

  test('withholds the mail from whoever has lost the place, or handed all in, before it goes', async () => {
    const { visit, departure } = await makeAskingDeparture(event);
    const asked = await makeAsked(app, event, departure);
    const goesOut = async () => {
      const [message] = await app.db.query<any>(
        `SELECT id, cause, person_id, name, email, locale FROM messages WHERE registration_id = $1 AND kind = 'visit-identity.asked'`,
        [asked.id],
      );
      const composed = await app.app.get(IdentityNotices).asked([
        {
          messageId: message.id,
          eventId: event.id,
          cause: message.cause,
          recipient: { ...message, personId: message.person_id, registrationId: asked.id },
          subject: { kind: 'site_visit', id: visit.id },
        },
      ]);
      return composed.get(message.id);
    };
    expect(await goesOut()).toMatchObject({
      missing: ['fullName', 'documentNumber', 'validUntil'],
      keepDays: 30,
    });
    await handIn(event, asked.id, visit.id);
    expect(await goesOut()).toEqual(new Withheld('Nothing is missing any more.'));
    await giveUp(departure.id, asked.booking);
    expect(await goesOut()).toEqual(new Withheld('The person has no place on the visit any more.'));
  });
});
