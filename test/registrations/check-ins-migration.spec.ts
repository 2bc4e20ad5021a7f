import { Client, type ClientConfig } from 'pg';
import { migrate, revertLastMigration } from '../../src/platform/database/migrate';
import { createTestDatabase } from '../support/database';

const ids = {
  event: '0199f3a0-0000-7000-8000-000000000001',
  category: '0199f3a0-0000-7000-8000-000000000002',
  person: '0199f3a0-0000-7000-8000-000000000003',
  registration: '0199f3a0-0000-7000-8000-000000000004',
};

/** An event with somebody who came on two days, and whose first check-in was undone and done again. */
const checkInsOfThen = `
  INSERT INTO events (id, state, slug, title, start_date, end_date, time_zone, city, country, locales, created_at, updated_at)
  VALUES ('${ids.event}', 'running', 'then', 'Then', '2019-10-21', '2019-10-25', 'Asia/Shanghai', 'Shenzhen', 'CN', '{en}', now(), now());
  INSERT INTO categories (id, event_id, code, title, approval, self_registration, created_at, updated_at)
  VALUES ('${ids.category}', '${ids.event}', 'delegate', 'Delegates', 'automatic', true, now(), now());
  INSERT INTO persons (id, given_name, family_name, display_name, email, locale, created_at, updated_at)
  VALUES ('${ids.person}', 'Na', 'Li', 'LI Na', 'li.na@ministry.example', 'en', now(), now());
  INSERT INTO registrations (id, event_id, state, code, category_id, person_id, identity_key, sort_name, locale, answers_complete, created_at, updated_at)
  VALUES ('${ids.registration}', '${ids.event}', 'confirmed', '7KQ2M9XW', '${ids.category}', '${ids.person}', 'k', 'li na', 'en', true, now(), now());
  INSERT INTO check_ins (id, event_id, registration_id, day, at, client_id, by_name, undone_at, created_at, updated_at)
  VALUES (gen_random_uuid(), '${ids.event}', '${ids.registration}', '2019-10-21', '2019-10-21T01:00Z', 'a', 'Desk', '2019-10-21T01:01Z', now(), now()),
         (gen_random_uuid(), '${ids.event}', '${ids.registration}', '2019-10-21', '2019-10-21T01:02Z', 'b', 'Desk', NULL, now(), now()),
         (gen_random_uuid(), '${ids.event}', '${ids.registration}', '2019-10-22', '2019-10-22T01:00Z', NULL, 'Desk', NULL, now(), now());
`;

/** The first migration that knows points. */
const firstOfThem = 'CheckInPoints1700000030000';

describe('check-ins from before there were points', () => {
  let connection: ClientConfig;
  let client: Client;
  beforeAll(async () => {
    connection = await createTestDatabase();
    await before();
    client = new Client(connection);
    await client.connect();
    await client.query(checkInsOfThen);
  });
  afterAll(() => client.end());

  const rows = async (text: string): Promise<unknown[]> => (await client.query(text)).rows;

  /** Takes the migrations back until points are unknown. */
  async function before(): Promise<void> {
    for (let last: string | undefined; last !== firstOfThem;) {
      last = await revertLastMigration(connection);
      if (last === undefined) throw new Error(`there is no ${firstOfThem}`);
    }
  }

  const seen = `SELECT i.client_id, i.direction, i.day::text, i.once_on::text, i.blocks, i.counts, p.kind, p.is_default
    FROM check_ins i JOIN check_in_points p ON p.id = i.point_id AND p.event_id = i.event_id ORDER BY i.at`;

  test('belong to the point for each day, and go on as they were', async () => {
    await migrate(connection);
    const taken = { direction: 'in', counts: true, kind: 'day', is_default: true };
    expect(await rows(seen)).toEqual([
      { client_id: 'a', day: '2019-10-21', once_on: '2019-10-21', blocks: false, ...taken },
      { client_id: 'b', day: '2019-10-21', once_on: '2019-10-21', blocks: true, ...taken },
      { client_id: null, day: '2019-10-22', once_on: '2019-10-22', blocks: true, ...taken },
    ]);
    await expect(
      client.query(`INSERT INTO check_ins (id, event_id, point_id, registration_id, direction, day, once_on, at, blocks, by_name, created_at, updated_at)
        SELECT gen_random_uuid(), event_id, point_id, registration_id, direction, day, once_on, at, true, by_name, now(), now()
          FROM check_ins WHERE client_id = 'b'`),
    ).rejects.toMatchObject({ code: '23505', constraint: 'check_ins_once_key' });
  });

  test('are still there when the points are taken back, without what only points know', async () => {
    await client.query(`
      INSERT INTO check_in_points (id, event_id, kind, title, reentry, records_out, missing, opens_minutes_before, closes_minutes_after, created_at, updated_at)
      VALUES ('${ids.person}', '${ids.event}', 'door', 'Lounge', true, true, 'warn', 60, 0, now(), now());
      INSERT INTO check_ins (id, event_id, point_id, registration_id, direction, day, once_on, at, by_name, created_at, updated_at)
      SELECT gen_random_uuid(), event_id, '${ids.person}', registration_id, 'in', day, NULL, at, by_name, now(), now() FROM check_ins
       WHERE client_id = 'b'
      UNION ALL
      SELECT gen_random_uuid(), event_id, point_id, registration_id, 'out', day, once_on, at + interval '1 hour', by_name, now(), now()
        FROM check_ins WHERE client_id = 'b'`);
    await before();
    const plain = `SELECT client_id, day::text, undone_at IS NULL AS stands FROM check_ins ORDER BY at`;
    const expected = [
      { client_id: 'a', day: '2019-10-21', stands: false },
      { client_id: 'b', day: '2019-10-21', stands: true },
      { client_id: null, day: '2019-10-22', stands: true },
    ];
    expect(await rows(plain)).toEqual(expected);
    await migrate(connection);
    expect(await rows(plain)).toEqual(expected);
  });
});
