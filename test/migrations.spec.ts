import { Client, type ClientConfig } from 'pg';
import { migrate, revertLastMigration } from '../src/platform/database/migrate';
import { createTestDatabase } from './support/database';

const ids = {
  event: '0199f3a0-0000-7000-8000-000000000001',
  room: '0199f3a0-0000-7000-8000-000000000002',
  person: '0199f3a0-0000-7000-8000-000000000003',
  session: '0199f3a0-0000-7000-8000-000000000004',
  release: '0199f3a0-0000-7000-8000-000000000005',
  unplaced: '0199f3a0-0000-7000-8000-000000000006',
};

/** A programme as the last release of this program kept it. */
const programmeOfThen = `
  INSERT INTO events (id, state, slug, title, start_date, end_date, time_zone, city, country, locales, created_at, updated_at)
  VALUES ('${ids.event}', 'published', 'then', 'Then', '2019-10-26', '2019-10-27', 'Europe/Berlin', 'Berlin', 'DE', '{en}', now(), now());
  INSERT INTO rooms (id, event_id, name, capacity, created_at, updated_at) VALUES ('${ids.room}', '${ids.event}', 'Hall', 100, now(), now());
  INSERT INTO persons (id, given_name, family_name, display_name, email, locale, created_at, updated_at)
  VALUES ('${ids.person}', 'Na', 'Li', 'LI Na', 'li.na@ministry.example', 'en', now(), now());
  INSERT INTO programme_sessions (id, event_id, title, kind, room_id, starts_at, ends_at, created_at, updated_at)
  VALUES ('${ids.session}', '${ids.event}', 'Trust', 'panel', '${ids.room}', '2019-10-27T08:00Z', '2019-10-27T09:00Z', now(), now()),
         ('${ids.unplaced}', '${ids.event}', 'Later', 'panel', NULL, NULL, NULL, now(), now());
  INSERT INTO session_roles (session_id, person_id, role, position)
  VALUES ('${ids.session}', '${ids.person}', 'chair', 1), ('${ids.session}', '${ids.person}', 'speaker', 2);
  INSERT INTO releases (id, event_id, state, number, hard_conflicts, time_zone, released_at, created_at, updated_at)
  VALUES ('${ids.release}', '${ids.event}', 'released', 1, 0, 'Europe/Berlin', now(), now(), now());
  INSERT INTO release_sessions (release_id, session_id, title, titles, kind, room_id, room_name, starts_at, ends_at, topics, languages,
    overridden, sequence, changed_at)
  VALUES ('${ids.release}', '${ids.session}', 'Trust', '{}', 'panel', '${ids.room}', 'Hall', '2019-10-27T08:00Z', '2019-10-27T09:00Z',
    '[]', '{en}', false, 3, now());
  INSERT INTO release_roles (release_id, session_id, person_id, role, position, display_name)
  VALUES ('${ids.release}', '${ids.session}', '${ids.person}', 'chair', 1, 'LI Na'),
         ('${ids.release}', '${ids.session}', '${ids.person}', 'speaker', 2, 'LI Na');
`;

/** The last migration of the release before; those after it have to take over what it left. */
const lastRelease = 'RemindersInForce1700000015000';

describe('a database of the last release', () => {
  let connection: ClientConfig;
  let client: Client;
  beforeAll(async () => {
    connection = await createTestDatabase();
    const last = async (): Promise<string> => {
      const asked = new Client(connection);
      await asked.connect();
      try {
        return (await asked.query('SELECT name FROM migrations ORDER BY id DESC LIMIT 1')).rows[0].name;
      } finally {
        await asked.end();
      }
    };
    while ((await last()) !== lastRelease) await revertLastMigration(connection);
    client = new Client(connection);
    await client.connect();
    await client.query(programmeOfThen);
    await migrate(connection);
  });
  afterAll(() => client.end());

  const rows = async (text: string): Promise<unknown[]> => (await client.query(text)).rows;

  test('keeps the time on the wall of draft and release', async () => {
    const wall = (table: string, at: string): string =>
      `to_char(${table}.${at}, 'YYYY-MM-DD HH24:MI') AS ${at}`;
    expect(
      await rows(
        `SELECT ${wall('s', 'local_starts_at')}, ${wall('s', 'local_ends_at')} FROM programme_sessions s ORDER BY id`,
      ),
    ).toEqual([
      { local_starts_at: '2019-10-27 09:00', local_ends_at: '2019-10-27 10:00' },
      { local_starts_at: null, local_ends_at: null },
    ]);
    expect(
      await rows(
        `SELECT ${wall('s', 'local_starts_at')}, sequence, items, documents FROM release_sessions s`,
      ),
    ).toEqual([{ local_starts_at: '2019-10-27 09:00', sequence: 3, items: [], documents: [] }]);
  });

  test('takes roles that were entered for agreed upon', async () => {
    expect(
      await rows(
        `SELECT event_id, role, state, item_id, version, count(*) OVER (PARTITION BY id)::integer AS same FROM session_roles ORDER BY position`,
      ),
    ).toEqual([
      { event_id: ids.event, role: 'chair', state: 'accepted', item_id: null, version: 1, same: 1 },
      { event_id: ids.event, role: 'speaker', state: 'accepted', item_id: null, version: 1, same: 1 },
    ]);
    expect(await rows(`SELECT role, display_name, item_id FROM release_roles ORDER BY position`)).toEqual([
      { role: 'chair', display_name: 'LI Na', item_id: null },
      { role: 'speaker', display_name: 'LI Na', item_id: null },
    ]);
  });

  test('can be taken back with what it knew, and brought forward again', async () => {
    const before = await rows(
      `SELECT session_id, person_id, role, position FROM session_roles ORDER BY position`,
    );
    for (;;) {
      const [{ name }] = (await rows('SELECT name FROM migrations ORDER BY id DESC LIMIT 1')) as [
        { name: string },
      ];
      if (name === lastRelease) break;
      await revertLastMigration(connection);
    }
    expect(await rows(`SELECT * FROM session_roles ORDER BY position`)).toEqual(before);
    await migrate(connection);
    expect(
      await rows(`SELECT session_id, person_id, role, position FROM session_roles ORDER BY position`),
    ).toEqual(before);
  });
});
