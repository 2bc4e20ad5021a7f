import { simpleParser } from 'mailparser';
import { startApp, type TestApp } from '../support/app';
import { staffRoles, type StaffRole } from '../../src/access/roles';
import {
  askedBy,
  canary,
  handIn,
  hostOf,
  makeAsked,
  makeAskingDeparture,
  requestOf,
  requestsPath,
  tablesWith,
  usualRules,
  usualValues,
} from './identity-support';
import {
  book,
  makeDeparture,
  makeParticipant,
  makeVisit,
  makeVisitedEvent,
  participantOf,
  type VisitedEvent,
} from './support';

describe('identity data', () => {
  let app: TestApp;
  let event: VisitedEvent;
  beforeAll(async () => {
    app = await startApp();
    event = await makeVisitedEvent(app);
  });
  const dataPath = (visitId: string) => `${event.path}/site-visits/${visitId}/identity-data`;
  const looksPath = (visitId: string) => `${event.path}/site-visits/${visitId}/identity-looks`;
  const rawRecords = (registrationId: string) =>
    app.db.query<any>('SELECT * FROM identity_records WHERE registration_id = $1 ORDER BY number', [
      registrationId,
    ]);

  describe('of a host', () => {
    test('are chosen from a list, and are shown with what holds where nothing is said', async () => {
      const { visit } = await makeAskingDeparture(event);
      expect(visit.identityRules).toEqual({
        fields: usualRules.fields.map((one) => ({
          optional: false,
          nationalities: [],
          exceptNationalities: [],
          ...one,
        })),
        documents: [],
        dueHoursBeforeCutOff: 24,
        keepDays: 30,
      });
      const seen = await app.api.get(`${event.path}/site-visits/${visit.id}`);
      expect(seen.body.identityRules).toBeNull();
    });

    test.each([
      [
        'a field twice',
        { fields: [{ field: 'sex' }, { field: 'sex' }] },
        422,
        '/identityRules/fields/1/field',
      ],
      [
        'nationalities that exclude each other',
        { fields: [{ field: 'sex', nationalities: ['CN'], exceptNationalities: ['KZ'] }] },
        422,
        '/identityRules/fields/0/exceptNationalities',
      ],
      [
        'documents where no kind is asked',
        { fields: [{ field: 'sex' }], documents: [{ types: ['passport'] }] },
        422,
        '/identityRules/documents',
      ],
      [
        'a field that is not in the list',
        { fields: [{ field: 'religion' }] },
        422,
        '/identityRules/fields/0/field',
      ],
      ['more days than any host needs', { fields: [], keepDays: 91 }, 422, '/identityRules/keepDays'],
    ])('are refused with %s', async (_, identityRules, status, pointer) => {
      const answer = await event.staff.post(`${event.path}/site-visits`, {
        organisationId: event.hostId,
        site: 'Headquarters',
        title: `Refused ${pointer}`,
        identityRules,
      });
      expect([answer.status, answer.body.errors?.[0].pointer]).toEqual([status, pointer]);
    });
  });

  describe('are asked', () => {
    test('of those with a place, by mail and on their page, and never of those who wait', async () => {
      const { visit, departure } = await makeAskingDeparture(event, { departure: { capacity: 1 } });
      const first = await makeAsked(app, event, departure);
      const second = await makeAsked(app, event, departure);
      expect(second.booking.state).toBe('waitlisted');
      expect([await askedBy(app, first.id), await askedBy(app, second.id)]).toEqual([
        ['visit-identity.asked'],
        [],
      ]);
      const page = await (await participantOf(app, event, first)).get(requestsPath(event, first.id));
      expect(page.body.items).toMatchObject([
        {
          siteVisitId: visit.id,
          departureId: departure.id,
          fields: usualRules.fields.map((one) => ({ optional: false, given: false, ...one })),
          complete: false,
          open: true,
          dueAt: '2019-10-20T10:00:00.000Z',
          handedInAt: null,
          erasedFrom: null,
        },
      ]);
      const waiting = await participantOf(app, event, second);
      expect((await waiting.get(requestsPath(event, second.id))).body.items).toEqual([]);
      const early = await waiting.put(
        `${requestsPath(event, second.id)}/${visit.id}`,
        { values: usualValues },
        { ifMatch: 1 },
      );
      expect([early.status, await rawRecords(second.id)]).toEqual([404, []]);

      await event.staff.delete(
        `${event.path}/departures/${departure.id}/bookings/${first.booking.id}`,
        first.booking.version,
      );
      await app.settled();
      expect(await askedBy(app, second.id)).toEqual(['visit-identity.asked']);
      expect((await requestOf(event, first.id, visit.id)).status).toBe(404);
    });

    test('of nobody where the host asks nothing', async () => {
      const departure = await makeDeparture(event);
      const { id } = await makeAsked(app, event, departure);
      expect(await askedBy(app, id)).toEqual([]);
    });

    test('as the host says for each nationality', async () => {
      const { visit, departure } = await makeAskingDeparture(event, {
        rules: {
          fields: [
            { field: 'documentType' },
            { field: 'documentNumber' },
            { field: 'validUntil', exceptNationalities: ['CN'] },
            { field: 'nativeName', nationalities: ['CN'] },
          ],
          documents: [
            { types: ['identity_card'], nationalities: ['CN'] },
            { types: ['passport'], exceptNationalities: ['CN'] },
          ],
        },
      });
      const own = await makeAsked(app, event, departure, { nationality: 'CN' });
      const foreign = await makeAsked(app, event, departure, { nationality: 'KZ' });
      const asked = async (id: string) => {
        const { fields, documents } = await requestOf(event, id, visit.id);
        return [fields.map(({ field }: { field: string }) => field), documents];
      };
      expect(await asked(own.id)).toEqual([
        ['documentType', 'documentNumber', 'nativeName'],
        ['identity_card'],
      ]);
      expect(await asked(foreign.id)).toEqual([
        ['documentType', 'documentNumber', 'validUntil'],
        ['passport'],
      ]);
      const wrong = await handIn(event, own.id, visit.id, {
        documentType: 'passport',
        documentNumber: 'E12345678',
        nativeName: '李娜',
      });
      expect([wrong.status, wrong.body.errors.map((one: any) => [one.pointer, one.code])]).toEqual([
        422,
        [['/values/documentType', 'not_taken']],
      ]);
      const card = { documentType: 'identity_card', nativeName: '李娜' };
      const digit = await handIn(event, own.id, visit.id, { ...card, documentNumber: '110101199003070000' });
      // Who issued it was not asked, so it is not known whether it is a Chinese one.
      expect(digit.status).toBe(200);
    });

    test('again only for what is missing, when the host asks for more; and what it needs no more is erased', async () => {
      const { visit, departure } = await makeAskingDeparture(event, { departure: { capacity: 3 } });
      const [given, waiting] = [
        await makeAsked(app, event, departure),
        await makeAsked(app, event, departure),
      ];
      expect((await handIn(event, given.id, visit.id)).status).toBe(200);
      const [before] = await rawRecords(given.id);
      const now = await event.staff.get(`${event.path}/site-visits/${visit.id}`);
      const changed = await event.staff.patch(
        `${event.path}/site-visits/${visit.id}`,
        { identityRules: { fields: [{ field: 'fullName' }, { field: 'birthDate' }] } },
        now.body.version,
      );
      expect(changed.status).toBe(200);
      await app.settled();
      const request = await requestOf(event, given.id, visit.id);
      expect(request.fields).toEqual([
        { field: 'fullName', optional: false, given: true },
        { field: 'birthDate', optional: false, given: false },
      ]);
      expect(await askedBy(app, given.id)).toEqual(['visit-identity.asked', 'visit-identity.asked']);
      expect(await askedBy(app, waiting.id)).toEqual(['visit-identity.asked', 'visit-identity.asked']);
      const records = await rawRecords(given.id);
      expect(records.map(({ number, fields, sealed }) => [number, fields, sealed === null])).toEqual([
        [1, before.fields, true],
        [2, ['fullName'], false],
      ]);
      const proofs = await event.staff.get(`${event.path}/identity-erasures?registrationId=${given.id}`);
      expect(proofs.body.items).toMatchObject([
        { reason: 'not_needed', fields: ['documentNumber', 'validUntil'], records: 1, siteVisitId: visit.id },
      ]);
      // Nothing of what is there has to be entered again.
      expect((await handIn(event, given.id, visit.id, { birthDate: '1980-05-17' })).body.complete).toBe(true);
      const shown = await event.staff.get(`${dataPath(visit.id)}?registrationId=${given.id}`);
      expect(shown.body.items[0].values).toEqual({ fullName: usualValues.fullName, birthDate: '1980-05-17' });
    });

    test('and all is erased when the host asks nothing any more', async () => {
      const { visit, departure } = await makeAskingDeparture(event);
      const { id } = await makeAsked(app, event, departure);
      await handIn(event, id, visit.id);
      await event.staff.patch(
        `${event.path}/site-visits/${visit.id}`,
        { identityRules: null },
        visit.version,
      );
      await app.settled();
      expect((await rawRecords(id)).map(({ sealed, key_id }) => [sealed, key_id])).toEqual([[null, null]]);
      const proofs = await event.staff.get(`${event.path}/identity-erasures?registrationId=${id}`);
      expect(proofs.body.items).toMatchObject([{ reason: 'not_needed', records: 1 }]);
    });
  });

  describe('are handed in', () => {
    test('as versions that are never changed, of which the newest is shown', async () => {
      const { visit, departure } = await makeAskingDeparture(event);
      const { id } = await makeAsked(app, event, departure);
      const person = await participantOf(app, event, { id });
      const made = await handIn(event, id, visit.id, usualValues, person);
      expect(made.status).toBe(200);
      expect(made.body).toMatchObject({
        version: 2,
        complete: true,
        handedInAt: '2019-06-01T08:00:00.000Z',
        erasedFrom: '2019-11-22T04:00:00.000Z',
      });
      expect(JSON.stringify(made.body)).not.toContain(canary);
      expect((await handIn(event, id, visit.id, { documentNumber: 'n 98-76 543' }, person)).status).toBe(200);
      // What says nothing new is no version of its own.
      expect((await handIn(event, id, visit.id, { documentNumber: 'N9876543' }, person)).body.version).toBe(
        3,
      );
      const records = await rawRecords(id);
      expect(records.map(({ number, by_kind, fields }) => [number, by_kind, fields])).toEqual([
        [1, 'link', ['fullName', 'documentNumber', 'validUntil']],
        [2, 'link', ['fullName', 'documentNumber', 'validUntil']],
      ]);
      const [shown] = (await event.staff.get(dataPath(visit.id))).body.items;
      expect(shown).toMatchObject({
        registrationId: id,
        missing: [],
        versionId: records[1].id,
        number: 2,
        values: { ...usualValues, documentNumber: 'N9876543' },
      });
      await expect(
        app.db.query(`UPDATE identity_records SET fields = '{}' WHERE registration_id = $1`, [id]),
      ).rejects.toMatchObject({ constraint: 'identity_records_stay' });
    });

    test.each([
      [
        'a passport that ends before the visit',
        { validUntil: '2019-10-22' },
        '/values/validUntil',
        'ends_before_visit',
      ],
      [
        'a birth date that is too young for the host',
        { birthDate: '2001-10-24' },
        '/values/birthDate',
        'too_young',
      ],
      ['a birth date that has not come', { birthDate: '2020-01-01' }, '/values/birthDate', 'impossible'],
      ['a number of a wrong form', { documentNumber: 'паспорт 1' }, '/values/documentNumber', 'form'],
      ['a document of tomorrow', { issuedOn: '2019-06-02' }, '/values/issuedOn', 'future'],
      ['something that the host does not ask', { sex: 'F' }, '/values/sex', 'not_asked'],
      ['something missing', { fullName: null }, '/values/fullName', 'missing'],
    ])('not with %s', async (_, wrong, pointer, code) => {
      const { visit, departure } = await makeAskingDeparture(event, {
        rules: {
          fields: [...usualRules.fields, { field: 'birthDate' }, { field: 'issuedOn', optional: true }],
        },
        visit: { houseRules: { identityDocument: true, photography: 'ask', minimumAge: 18 } },
      });
      const { id } = await makeAsked(app, event, departure, { birthDate: undefined });
      const answer = await handIn(event, id, visit.id, { ...usualValues, birthDate: '1980-05-17', ...wrong });
      expect([answer.status, answer.body.code]).toEqual([422, 'identity-invalid']);
      expect(answer.body.errors.map((one: any) => [one.pointer, one.code])).toEqual([[pointer, code]]);
      expect(JSON.stringify(answer.body)).not.toContain(canary);
      expect(await rawRecords(id)).toEqual([]);
    });

    test('until the deadline by the person, until the departure by the coordinator', async () => {
      const other = await makeVisitedEvent(app);
      const { visit, departure } = await makeAskingDeparture(other);
      const { id } = await makeAsked(app, other, departure);
      const person = await participantOf(app, other, { id });
      const start = app.clock.now().toISOString();
      await app.at('2019-10-20T10:00:00Z');
      const late = await handIn(other, id, visit.id, usualValues, person);
      expect([late.status, late.body.code]).toEqual([409, 'identity-time-over']);
      expect((await handIn(other, id, visit.id)).status).toBe(200);
      await app.at('2019-10-23T01:00:00Z');
      expect((await handIn(other, id, visit.id, { fullName: 'OTHER' })).body.code).toBe('identity-time-over');
      await app.at(start);
    });

    test('with a seal that fails, nothing is left half done', async () => {
      const { visit, departure } = await makeAskingDeparture(event);
      const { id } = await makeAsked(app, event, departure);
      await handIn(event, id, visit.id);
      const { version } = await requestOf(event, id, visit.id);
      // A ciphertext that does not open: the next version, which is merged with it, cannot be made.
      await app.db.query(`ALTER TABLE identity_records DISABLE TRIGGER identity_records_stay`);
      await app.db.query(
        `UPDATE identity_records SET sealed = sealed || '\\x00' WHERE registration_id = $1`,
        [id],
      );
      await app.db.query(`ALTER TABLE identity_records ENABLE TRIGGER identity_records_stay`);
      const answer = await handIn(event, id, visit.id, { documentNumber: 'N1111111' });
      expect([answer.status, answer.body.code]).toEqual([500, 'sealed-data-broken']);
      expect((await requestOf(event, id, visit.id)).version).toBe(version);
      expect(await rawRecords(id)).toHaveLength(1);
      // Who could not be shown anything is not on record as having seen it.
      const seen = await event.staff.get(dataPath(visit.id));
      expect([seen.status, (await event.staff.get(looksPath(visit.id))).body.items]).toEqual([500, []]);
    });
  });

  describe('are seen', () => {
    let visit: any;
    let person: { id: string };
    beforeAll(async () => {
      const made = await makeAskingDeparture(event);
      visit = made.visit;
      person = await makeAsked(app, event, made.departure);
      await handIn(event, person.id, visit.id);
    });

    test.each(staffRoles.map((role) => [role]))(
      'by %s only if that is the coordinator',
      async (role: StaffRole) => {
        const staff = await app.staff(event.id, role);
        const answer = await staff.get(dataPath(visit.id));
        expect(answer.status).toBe(role === 'visit_coordinator' ? 200 : 403);
        expect(JSON.stringify(answer.body).includes(canary)).toBe(role === 'visit_coordinator');
      },
    );

    test('not by an administrator, who may do everything else', async () => {
      const answer = await app.admin.get(dataPath(visit.id));
      expect([answer.status, answer.body.code]).toEqual([403, 'not-allowed']);
    });

    test('by the host of this visit, not by that of another one, nor by the person', async () => {
      const host = await hostOf(app, event, visit.id);
      expect((await host.get(dataPath(visit.id))).body.items[0].values).toEqual(usualValues);
      const { id: otherId } = await makeVisit(event, { identityRules: usualRules });
      const other = await hostOf(app, event, otherId);
      expect((await other.get(dataPath(visit.id))).status).toBe(404);
      expect((await other.get(dataPath(otherId))).body.items).toEqual([]);
      const own = await participantOf(app, event, person);
      expect((await own.get(dataPath(visit.id))).status).toBe(404);
      expect((await own.get(`${requestsPath(event, person.id)}/${visit.id}`)).status).toBe(200);
      const stranger = await participantOf(app, event, await makeParticipant(app, event));
      expect((await stranger.get(requestsPath(event, person.id))).status).toBe(404);
    });

    test('by nobody without a record, which the person can read', async () => {
      const before = (await event.staff.get(`${looksPath(visit.id)}?limit=200`)).body.items.length;
      const host = await hostOf(app, event, visit.id);
      const coordinator = await app.staff(event.id, 'visit_coordinator');
      await host.get(dataPath(visit.id));
      await coordinator.get(`${dataPath(visit.id)}?registrationId=${person.id}`);
      const own = await participantOf(app, event, person);
      const looks = await own.get(`${event.path}/registrations/${person.id}/identity-looks?limit=200`);
      expect(looks.body.items).toHaveLength(before + 2);
      const [record] = await rawRecords(person.id);
      expect(looks.body.items.slice(0, 2)).toMatchObject([
        {
          siteVisitId: visit.id,
          registrationId: person.id,
          versionId: record.id,
          purpose: 'person',
          by: 'staff',
          at: '2019-06-01T08:00:00.000Z',
        },
        { purpose: 'list', by: 'host', byName: 'Wang Fang' },
      ]);
      const auditor = await app.staff(event.id, 'auditor');
      expect((await auditor.get(looksPath(visit.id))).status).toBe(200);
      const desk = await app.staff(event.id, 'check_in');
      expect((await desk.get(looksPath(visit.id))).status).toBe(403);
    });

    test('nowhere else: not in the database, its history, its jobs, its mails or its keys of requests', async () => {
      const { version } = await requestOf(event, person.id, visit.id);
      const again = await event.staff.put(
        `${requestsPath(event, person.id)}/${visit.id}`,
        { values: { ...usualValues, vehiclePlate: canary } },
        { ifMatch: version, idempotencyKey: 'identity-1' },
      );
      expect(again.status).toBe(200);
      await app.settled();
      const keys = await app.db.query('SELECT * FROM idempotency_keys WHERE key = $1', ['identity-1']);
      expect(keys).toEqual([]);
      expect(await tablesWith(app, canary)).toEqual([]);
      const mails = await app.db.query<{ raw: Buffer }>('SELECT raw FROM mailbox_mails');
      for (const { raw } of mails) {
        const { text, html, subject } = await simpleParser(raw);
        expect(`${subject} ${text} ${html || ''}`).not.toContain(canary);
      }
      // The search itself finds what is there.
      await app.db.query('UPDATE site_visits SET about = $2 WHERE id = $1', [visit.id, canary]);
      expect(await tablesWith(app, canary)).toEqual(['public.site_visits']);
      await app.db.query('UPDATE site_visits SET about = NULL WHERE id = $1', [visit.id]);
    });
  });

  test('the coordinator sees of whom something is missing', async () => {
    const { visit, departure } = await makeAskingDeparture(event);
    const [done, late] = [await makeAsked(app, event, departure), await makeAsked(app, event, departure)];
    await handIn(event, done.id, visit.id);
    const path = `${event.path}/site-visits/${visit.id}/identity-requests`;
    const missing = await event.staff.get(`${path}?missing=true`);
    expect(missing.body.items).toMatchObject([
      {
        registrationId: late.id,
        departureId: departure.id,
        missing: ['fullName', 'documentNumber', 'validUntil'],
        overdue: false,
      },
    ]);
    expect((await event.staff.get(`${path}?missing=false`)).body.items).toMatchObject([
      { registrationId: done.id, missing: [] },
    ]);
    expect((await event.staff.get(path)).body.items).toHaveLength(2);
  });

  test('those who lose the place and get it again are asked again', async () => {
    const { visit, departure } = await makeAskingDeparture(event);
    const { id, booking } = await makeAsked(app, event, departure);
    await handIn(event, id, visit.id);
    await event.staff.delete(
      `${event.path}/departures/${departure.id}/bookings/${booking.id}`,
      booking.version,
    );
    await app.settled();
    // Nobody had seen it, so nobody has to answer for it: it is gone at once.
    expect((await rawRecords(id)).map(({ sealed }) => sealed)).toEqual([null]);
    await book(event, departure.id, id);
    await app.settled();
    expect(await askedBy(app, id)).toEqual(['visit-identity.asked', 'visit-identity.asked']);
    expect((await requestOf(event, id, visit.id)).complete).toBe(false);
    expect((await handIn(event, id, visit.id)).body.complete).toBe(true);
    expect((await rawRecords(id)).map(({ number, sealed }) => [number, sealed === null])).toEqual([
      [1, true],
      [2, false],
    ]);
  });
});
