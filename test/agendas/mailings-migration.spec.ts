import { Client, type ClientConfig } from 'pg';
import { migrate, revertLastMigration } from '../../src/platform/database/migrate';
import { createTestDatabase } from '../support/database';

const ids = {
  event: '0199f3a0-0000-7000-8000-000000000001',
  user: '0199f3a0-0000-7000-8000-000000000002',
  job: '0199f3a0-0000-7000-8000-000000000003',
  category: '0199f3a0-0000-7000-8000-000000000004',
  message: '0199f3a0-0000-7000-8000-000000000005',
};

/** Agendas that were asked for, of which one message is written, as the last release kept that. */
const promisedThen = `
  INSERT INTO users (id, email, name, administrator, created_at, updated_at)
  VALUES ('${ids.user}', 'li.na@secretariat.example', 'Li Na', false, now(), now());
  INSERT INTO events (id, state, slug, title, start_date, end_date, time_zone, city, country, locales, created_at, updated_at)
  VALUES ('${ids.event}', 'published', 'then', 'Then', '2019-10-26', '2019-10-27', 'Europe/Berlin', 'Berlin', 'DE', '{en}', now(), now());
  INSERT INTO job_runs (id, created_at, updated_at, name, event_id, owner_id, total)
  VALUES ('${ids.job}', now(), now(), 'agendas.send', '${ids.event}', '${ids.user}', 400);
  INSERT INTO outbox (id, kind, name, queue, payload)
  VALUES ('${ids.job}', 'job', 'agendas.send', 'default',
          '{"eventId": "${ids.event}", "audience": {"categoryIds": ["${ids.category}"]}}');
  INSERT INTO messages (id, created_at, updated_at, event_id, kind, cause, subject_kind, subject_id, recipient, name, email, locale, channel,
                        state, message_id_header)
  VALUES ('${ids.message}', now(), now(), '${ids.event}', 'agendas.agenda', '${ids.job}', 'event', '${ids.event}', 'person:1', 'Anna',
          'anna@ministry.example', 'en', 'mail', 'pending', '<1@plenary.example>')`;

describe('agendas that were promised before there were mailings', () => {
  let connection: ClientConfig;
  let client: Client;
  beforeAll(async () => {
    connection = await createTestDatabase();
    client = new Client(connection);
    await client.connect();
  });
  afterAll(() => client.end());

  const last = async (): Promise<string> =>
    (await client.query<{ name: string }>('SELECT name FROM migrations ORDER BY id DESC LIMIT 1')).rows[0]!
      .name;
  const promise = async () => (await client.query('SELECT name, payload FROM outbox')).rows;

  test('are a mailing that is being sent, whose messages go on having the same cause; and can be taken back', async () => {
    while ((await last()) !== 'SeatsByHand1700000048200') await revertLastMigration(connection);
    await client.query(promisedThen);
    const then = await promise();
    await migrate(connection);
    const { rows } = await client.query(
      `SELECT m.id, m.event_id, m.state, m.kind, m.audience, m.authors, m.made_by_name, m.job_id, m.expected, count(s.id)::integer AS messages
         FROM mailings m LEFT JOIN messages s ON s.cause = m.id::text AND s.kind = 'agendas.agenda' GROUP BY m.id`,
    );
    expect(rows).toEqual([
      {
        id: ids.job,
        event_id: ids.event,
        state: 'sending',
        kind: 'agenda',
        audience: { categoryIds: [ids.category] },
        authors: [ids.user],
        made_by_name: 'Li Na',
        job_id: ids.job,
        expected: 400,
        messages: 1,
      },
    ]);
    expect(await promise()).toEqual([{ name: 'mailings.send', payload: { mailingId: ids.job } }]);
    while ((await last()) !== 'SeatsByHand1700000048200') await revertLastMigration(connection);
    expect(await promise()).toEqual(then);
  });
});
