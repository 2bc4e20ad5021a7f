import { CONFIG, type Config } from '../../src/platform/config';
import { Keyring } from '../../src/platform/crypto/keyring';
import { SealedRows, type ResealProgress } from '../../src/platform/crypto/sealed-rows.service';
import { startApp, type TestApp } from '../support/app';
import { canary, handIn, makeAsked, makeAskingDeparture, usualValues } from './identity-support';
import { makeVisitedEvent, type VisitedEvent } from './support';

const old = { id: '2018', key: Buffer.alloc(32, 1) };
const recent = { id: '2019', key: Buffer.alloc(32, 2) };

describe('the keys of identity data', () => {
  let app: TestApp;
  let event: VisitedEvent;
  let visit: any;
  const people: { id: string }[] = [];
  beforeAll(async () => {
    app = await startApp({ config: { sealingKeys: [old] } });
    event = await makeVisitedEvent(app);
    const made = await makeAskingDeparture(event, { departure: { capacity: 5 } });
    visit = made.visit;
    for (let n = 0; n < 3; n += 1) {
      const person = await makeAsked(app, event, made.departure);
      people.push(person);
      await handIn(event, person.id, visit.id);
    }
  });
  const ringOf = (sealingKeys: (typeof old)[]) =>
    new Keyring({ ...app.app.get<Config>(CONFIG), sealingKeys, appSecret: undefined });
  const rowsWith = (ring: Keyring): SealedRows => {
    const rows = new SealedRows(app.db, ring);
    rows.register({
      table: 'identity_records',
      purpose: 'visit identity data',
      place: `id || ' ' || site_visit_id || ' ' || registration_id || ' ' || person_id`,
    });
    return rows;
  };
  const keysInUse = () =>
    app.db.query(
      `SELECT key_id, count(*)::integer AS n FROM identity_records GROUP BY key_id ORDER BY key_id`,
    );

  test('stand beside the ciphertext, and are changed while nothing is changed that was handed in', async () => {
    expect(await keysInUse()).toEqual([{ key_id: '2018', n: 3 }]);
    const before = await app.db.query<any>('SELECT id, sealed FROM identity_records ORDER BY id');
    const told: ResealProgress[] = [];
    const rows = rowsWith(ringOf([recent, old]));
    const ended = await rows.reseal((progress) => told.push(progress));
    expect(ended).toEqual([{ table: 'identity_records', resealed: 3, unopened: 0, total: 3 }]);
    expect(told).toEqual(ended);
    expect(await keysInUse()).toEqual([{ key_id: '2019', n: 3 }]);
    const after = await app.db.query<any>('SELECT id, sealed FROM identity_records ORDER BY id');
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(after.some(({ sealed }, index) => sealed.equals(before[index].sealed))).toBe(false);
    // There is nothing left to do, and nothing that anybody saw.
    expect(await rows.reseal(() => undefined)).toEqual([
      { table: 'identity_records', resealed: 0, unopened: 0, total: 0 },
    ]);
    const looks = await event.staff.get(`${event.path}/site-visits/${visit.id}/identity-looks`);
    expect(looks.body.items).toEqual([]);
  });

  test('that are not configured any more are named, and nothing else is harmed', async () => {
    // This program knows the key of 2018 only.
    const answer = await event.staff.get(`${event.path}/site-visits/${visit.id}/identity-data`);
    expect([answer.status, answer.body.code]).toEqual([503, 'sealing-key-missing']);
    expect(answer.body.detail).toContain('“2019”');
    expect((await event.staff.get(`${event.path}/site-visits/${visit.id}/identity-requests`)).status).toBe(
      200,
    );
    const rows = rowsWith(ringOf([old]));
    const ended = await rows.reseal(() => undefined);
    expect(ended).toEqual([{ table: 'identity_records', resealed: 0, unopened: 3, total: 3 }]);
    expect(await rows.uses()).toEqual([{ table: 'identity_records', keyId: '2019', rows: 3 }]);
    await rowsWith(ringOf([old, recent])).reseal(() => undefined);
    const shown = await event.staff.get(`${event.path}/site-visits/${visit.id}/identity-data`);
    expect(shown.body.items.map(({ values }: any) => values)).toEqual(people.map(() => usualValues));
  });

  test('are not in the database: whoever has a copy of it without them has nothing', async () => {
    const rows = await app.db.query<any>('SELECT * FROM identity_records');
    expect(JSON.stringify(rows)).not.toContain(canary);
    const ring = ringOf([{ id: '2018', key: Buffer.alloc(32, 9) }]);
    for (const { id, site_visit_id, registration_id, person_id, key_id: keyId, sealed } of rows) {
      expect(sealed.includes(Buffer.from(canary))).toBe(false);
      expect(() =>
        ring.open('visit identity data', `${id} ${site_visit_id} ${registration_id} ${person_id}`, {
          keyId,
          sealed,
        }),
      ).toThrow(/“2018”/);
    }
  });

  test('open no ciphertext that was moved to another person', async () => {
    const [one, other] = await app.db.query<any>(
      'SELECT id, sealed FROM identity_records ORDER BY id LIMIT 2',
    );
    await app.db.query('ALTER TABLE identity_records DISABLE TRIGGER identity_records_stay');
    await app.db.query('UPDATE identity_records SET sealed = $2 WHERE id = $1', [one.id, other.sealed]);
    const answer = await event.staff.get(`${event.path}/site-visits/${visit.id}/identity-data`);
    expect([answer.status, answer.body.code]).toEqual([500, 'sealed-data-broken']);
    await app.db.query('UPDATE identity_records SET sealed = $2 WHERE id = $1', [one.id, one.sealed]);
    await app.db.query('ALTER TABLE identity_records ENABLE TRIGGER identity_records_stay');
  });
});
