import { Client, type ClientConfig } from 'pg';
import { migrate, revertLastMigration } from '../../src/platform/database/migrate';
import { createTestDatabase } from '../support/database';

const id = (n: number): string => `0199f3a0-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [event, delegates, press, form, registration, another] = [1, 2, 3, 4, 5, 6].map(id);

const fields = [
  { key: 'diet', kind: 'choice', label: 'Diet', required: true, options: [{ value: 'any', label: 'Any' }] },
  { key: 'note', kind: 'text', label: 'Note', labels: { ru: 'Заметка' }, required: false },
];

/** A form as it was when each category had one of its own, with somebody who answered it. */
const then = `
  INSERT INTO events (id, state, slug, title, start_date, end_date, time_zone, city, country, locales, created_at, updated_at)
  VALUES ('${event}', 'published', 'then', 'Then', '2019-10-26', '2019-10-27', 'Europe/Berlin', 'Berlin', 'DE', '{en}', now(), now());
  INSERT INTO categories (id, event_id, code, title, approval, self_registration, created_at, updated_at)
  VALUES ('${delegates}', '${event}', 'delegate', 'Delegates', 'automatic', true, now(), now()),
         ('${press}', '${event}', 'press', 'Press', 'automatic', true, now(), now());
  INSERT INTO forms (id, event_id, category_id, fields, version, created_at, updated_at)
  VALUES ('${form}', '${event}', '${delegates}', '${JSON.stringify(fields)}', 1, now(), now());
  INSERT INTO form_versions (form_id, number, fields, created_at) VALUES ('${form}', 1, '${JSON.stringify(fields)}', now());
  INSERT INTO persons (id, given_name, family_name, display_name, email, locale, created_at, updated_at)
  SELECT p, 'Na', 'Li', 'LI Na', 'li.na@ministry.example', 'en', now(), now() FROM unnest('{${registration},${another}}'::uuid[]) p;
  INSERT INTO registrations (id, event_id, state, code, category_id, person_id, identity_key, sort_name, locale, form_id, form_version,
    answers, answers_complete, created_at, updated_at)
  VALUES ('${registration}', '${event}', 'confirmed', 'A', '${delegates}', '${registration}', 'a', 'li na', 'en', '${form}', 1,
    '{"diet": "any"}', true, now(), now());
`;

/** What can be made of it since: for two categories, with a question for managers, and a form that came later. */
const now = `
  INSERT INTO form_categories (event_id, form_id, category_id, purpose) VALUES ('${event}', '${form}', '${press}', 'registration');
  UPDATE forms SET version = 2, fields = fields
    || '[{"key": "secret", "kind": "text", "label": "Secret", "required": "never", "managersOnly": true},
         {"key": "scan", "kind": "file", "label": "Scan", "required": "always"},
         {"key": "late", "kind": "day", "label": "Late", "required": {"from": "2019-09-01T00:00:00.000Z"}, "keepDays": 3}]';
  INSERT INTO form_versions (form_id, number, fields, created_at) SELECT id, version, fields, now() FROM forms;
  INSERT INTO registrations (id, event_id, state, code, category_id, person_id, identity_key, sort_name, locale, form_id, form_version,
    answers, answers_complete, places, created_at, updated_at)
  VALUES ('${another}', '${event}', 'confirmed', 'B', '${press}', '${another}', 'b', 'li na', 'en', '${form}', 2, '{"diet": "any"}',
    true, 1, now(), now());
  INSERT INTO forms (id, event_id, purpose, title, fields, created_at, updated_at)
  VALUES ('${id(7)}', '${event}', 'follow_up', 'Travel', '[]', now(), now());
  INSERT INTO quotas (id, event_id, title, capacity, form_id, created_at, updated_at)
  VALUES ('${id(8)}', '${event}', 'Diet: Any', 9, '${form}', now(), now());
`;

const last = 'QuotasOverAnything1700000032000';

test('forms of the release before are taken over, and can be taken back with what it knew', async () => {
  const connection: ClientConfig = await createTestDatabase();
  const client = new Client(connection);
  await client.connect();
  const rows = async (text: string): Promise<any[]> => (await client.query(text)).rows;
  const back = async (): Promise<void> => {
    while ((await rows('SELECT name FROM migrations ORDER BY id DESC LIMIT 1'))[0].name !== last)
      await revertLastMigration(connection);
  };
  try {
    await back();
    await client.query(then);
    await migrate(connection);
    expect(await rows('SELECT category_id, purpose FROM form_categories')).toEqual([
      { category_id: delegates, purpose: 'registration' },
    ]);
    const requirements = ({ fields: questions }: any): unknown =>
      questions.map(({ required }: any) => required);
    for (const table of ['forms', 'form_versions'])
      expect((await rows(`SELECT fields FROM ${table}`)).map(requirements)).toEqual([['always', 'never']]);
    await client.query(now);
    await back();
    const forms = await rows('SELECT id, category_id, version, fields FROM forms ORDER BY category_id');
    const late = { key: 'late', kind: 'day', label: 'Late', required: false };
    expect(forms).toEqual([
      { id: form, category_id: delegates, version: 2, fields: [...fields, late] },
      { id: expect.any(String), category_id: press, version: 2, fields: [...fields, late] },
    ]);
    expect(await rows('SELECT form_id, form_version FROM registrations ORDER BY code')).toEqual([
      { form_id: form, form_version: 1 },
      { form_id: forms[1].id, form_version: 2 },
    ]);
    expect(await rows('SELECT title FROM quotas')).toEqual([{ title: 'Diet: Any' }]);
    await migrate(connection);
    expect((await rows('SELECT form_id FROM form_categories')).length).toBe(2);
  } finally {
    await client.end();
  }
});
