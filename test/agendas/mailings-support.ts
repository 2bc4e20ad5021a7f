import { Client } from 'pg';
import { newId } from '../../src/platform/database/base.entity';
import { makeCategory } from '../registrations/support';
import type { Api } from '../support/api';
import type { TestApp } from '../support/app';
import { make, makeEvent, type TestEvent } from '../support/factories';
import { waitFor } from '../support/wait';

export interface MailedEvent extends TestEvent {
  readonly categoryId: string;
  readonly mailings: string;
}

/** An event with a category that confirms at once. */
export async function makeMailedEvent(app: TestApp, changes: object = {}): Promise<MailedEvent> {
  const event = await makeEvent(app, changes);
  const { id } = await makeCategory(event);
  return { ...event, categoryId: id, mailings: `${event.path}/mailings` };
}

/** What an announcement looks like, unless the test cares. */
export const announcement = {
  texts: [
    {
      language: 'en',
      subject: 'The opening moves',
      text: 'It takes place in Hall B.\n\nDoors open at 08:30.',
    },
    { language: 'ru', subject: 'Открытие переносится', text: 'Оно состоится в зале Б.' },
  ],
};

export function makeAnnouncement(
  event: MailedEvent,
  changes: object = {},
  by: Api = event.staff,
): Promise<any> {
  return make(by, event.mailings, {
    title: 'The opening moves',
    kind: 'announcement',
    audience: {},
    announcement,
    ...changes,
  });
}

/** So many confirmed registrations as a set of rows; answers their ids in their order. */
export async function fill(
  app: TestApp,
  { id }: TestEvent,
  categoryId: string,
  count: number,
): Promise<string[]> {
  const rows = await app.db.query<{ id: string }>(
    `WITH people AS (
       INSERT INTO persons (id, given_name, family_name, display_name, email, locale, created_at, updated_at)
       SELECT uuid_v7('2019-05-01'), 'Anna', 'Petrova ' || n, 'Anna Petrova ' || n, 'p' || n || '@ministry.example', 'en', '2019-05-01', '2019-05-01'
         FROM generate_series(1, $3::integer) n RETURNING id, split_part(display_name, ' ', 3)::integer AS n)
     INSERT INTO registrations (id, event_id, state, code, category_id, person_id, identity_key, sort_name, locale, answers_complete, created_at, updated_at)
     SELECT uuid_v7('2019-05-02'), $1, 'confirmed', translate(upper(lpad(to_hex(n), 8, '0')), '01', 'ZY'), $2, id, n::text, n::text,
            'en', true, '2019-05-02', '2019-05-02' FROM people RETURNING id`,
    [id, categoryId, count],
  );
  return rows.map((row) => row.id).sort();
}

/** States of the messages of a mailing, counted. */
export async function statesOf(app: TestApp, mailingId: string): Promise<Record<string, number>> {
  const rows = await app.db.query<{ state: string; n: number }>(
    'SELECT state, count(*)::integer AS n FROM messages WHERE cause = $1 GROUP BY state ORDER BY state',
    [mailingId],
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

/**
 * Makes whoever writes the message of a mailing to this registration wait, until the answered function is called: the same
 * message is being written in a transaction that is then rolled back. `waited` waits until a statement with these words waits.
 */
export async function standInTheWay(
  app: TestApp,
  event: TestEvent,
  mailing: { id: string; kind: string },
  registrationId: string,
): Promise<{ waited: (words: string) => Promise<void>; goAway: () => Promise<void> }> {
  const client = new Client(app.connection);
  await client.connect();
  await client.query('BEGIN');
  await client.query(
    `INSERT INTO messages (id, created_at, updated_at, event_id, kind, cause, subject_kind, subject_id, recipient, name, email, locale,
                           channel, state, message_id_header)
     VALUES ($1, now(), now(), $2, $3, $4, '', '', $5, '', '', 'en', 'mail', 'pending', '')`,
    [newId(), event.id, mailing.kind, mailing.id, `registration:${registrationId}`],
  );
  return {
    waited: async (words) => {
      await waitFor(async () => {
        const waiting = await app.db.query(
          `SELECT 1 FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event IN ('transactionid', 'tuple') AND strpos(query, $1) > 0 AND pid <> pg_backend_pid()`,
          [words],
        );
        return waiting.length > 0;
      });
    },
    goAway: async () => {
      await client.query('ROLLBACK');
      await client.end();
    },
  };
}
