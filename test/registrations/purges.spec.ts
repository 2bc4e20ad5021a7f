import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { CONFIG, type Config } from '../../src/platform/config';
import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { pdf } from '../support/files';
import { askToRegister, faultsOf, makeCategory, makeForm, register } from './support';

/** Answers are removed when the time for which they are kept is over. The event ends on 25 October 2019 in Shenzhen. */
describe('answers whose time is over', () => {
  let app: TestApp;
  let event: TestEvent;
  let category: any;
  beforeAll(async () => {
    app = await startApp();
  });
  beforeEach(async () => {
    app.clock.set('2019-06-01T08:00:00Z');
    event = await makeEvent(app);
    category = await makeCategory(event);
  });
  afterAll(() => app.clock.set('2019-06-01T08:00:00Z'));

  const text = (key: string, keepDays: number | null = null): object => ({
    key,
    kind: 'text',
    label: key,
    required: 'never',
    keepDays,
  });
  const ended = '2019-10-25T16:00:00.000Z';
  const daysAfter = (days: number): string =>
    new Date(new Date(ended).getTime() + days * 86_400_000).toISOString();
  const seen = async (id: string): Promise<any> =>
    (await event.staff.get(`${event.path}/registrations/${id}`)).body;
  const proof = async (): Promise<unknown[]> =>
    (await event.staff.get(`${event.path}/answer-purges?sort=at`)).body.items.map(
      ({ formVersion, question, count, done, dueAt }: any) => [formVersion, question, count, done, dueAt],
    );

  test('are gone, with a proof of how many and when; the others stay', async () => {
    await makeForm(event, category.id, [text('passport', 2), text('diet')]);
    const ids: string[] = [];
    for (const answers of [{ passport: 'N 1', diet: 'any' }, { passport: 'N 2' }, { diet: 'any' }])
      ids.push((await register(app.api, event, category.id, { answers })).id);
    await app.at('2019-10-27T15:59:59Z');
    expect((await seen(ids[0]!)).answers).toEqual({ passport: 'N 1', diet: 'any' });
    const before = await seen(ids[1]!);
    await app.at(daysAfter(2));
    const after = await Promise.all(ids.map(seen));
    expect(after.map(({ answers, purged }) => [answers, purged])).toEqual([
      [{ diet: 'any' }, ['passport']],
      [{}, ['passport']],
      [{ diet: 'any' }, []],
    ]);
    expect(after[1].version).toBe(before.version + 1);
    expect(await proof()).toEqual([[1, 'passport', 2, true, daysAfter(2)]]);
    // Nobody brings them back.
    const late = await askToRegister(event.staff, event, category.id, { answers: { passport: 'N 3' } });
    expect(faultsOf(late)).toEqual([422, 'answers-invalid', [['/answers/passport', 'over']]]);
    await app.at(daysAfter(9));
    expect((await proof()).length).toBe(1);
  });

  test('are those whose time is over by what was promised, or by what the form says now if that is less', async () => {
    const form = await makeForm(event, category.id, [
      text('passport', 5),
      text('flight', 9),
      text('hotel', 1),
    ]);
    const answers = { passport: 'N 1', flight: 'SU 1', hotel: 'Sea' };
    const first = await register(app.api, event, category.id, { answers });
    await event.staff.patch(
      `${event.path}/forms/${form.id}`,
      { fields: [text('passport', 7), text('flight', 2), text('hotel')] },
      1,
    );
    const second = await register(app.api, event, category.id, { answers });
    const keys = async (): Promise<string[][]> => [
      Object.keys((await seen(first.id)).answers).sort(),
      Object.keys((await seen(second.id)).answers).sort(),
    ];
    await app.at(daysAfter(1));
    expect(await keys()).toEqual([
      ['flight', 'passport'],
      ['flight', 'hotel', 'passport'],
    ]);
    await app.at(daysAfter(2));
    expect(await keys()).toEqual([['passport'], ['hotel', 'passport']]);
    await app.at(daysAfter(5));
    expect(await keys()).toEqual([[], ['hotel', 'passport']]);
    await app.at(daysAfter(7));
    expect(await keys()).toEqual([[], ['hotel']]);
    expect(await proof()).toEqual([
      [1, 'hotel', 1, true, daysAfter(1)],
      ...[1, 2].map((version) => [version, 'flight', 1, true, daysAfter(2)]),
      [1, 'passport', 1, true, daysAfter(5)],
      [2, 'passport', 1, true, daysAfter(7)],
    ]);
  });

  test('go with their files, also those to follow-up forms', async () => {
    const scan = { key: 'scan', kind: 'file', label: 'Scan', required: 'never', keepDays: 3 };
    const form = await makeForm(event, category.id, [scan, text('flight', 3), text('hotel')], {
      purpose: 'follow_up',
      title: 'Travel',
    });
    const { id } = await register(app.api, event, category.id);
    const path = `${event.path}/registrations/${id}`;
    const uploaded = await event.staff.upload(`${path}/files/scan`, { name: 'scan.pdf', bytes: await pdf() });
    await event.staff.put(
      `${path}/forms/${form.id}`,
      { answers: { flight: 'SU 204', hotel: 'Sea' } },
      { ifMatch: 1 },
    );
    await app.at(daysAfter(3));
    const { body } = await event.staff.get(`${path}/forms/${form.id}`);
    expect([body.answers, body.files, body.purged, body.version, body.asked]).toEqual([
      { hotel: 'Sea' },
      [],
      ['flight', 'scan'],
      3,
      ['hotel'],
    ]);
    expect((await event.staff.get(`${path}/files/scan`)).status).toBe(404);
    expect((await proof()).toSorted()).toEqual([
      [1, 'flight', 1, true, daysAfter(3)],
      [1, 'scan', 1, true, daysAfter(3)],
    ]);
    // Looked at twice: files go when nothing has referred to them for an hour.
    for (const days of [40, 41, 42]) await app.at(daysAfter(days));
    const { storageDir } = app.app.get<Config>(CONFIG);
    const names = (await fs.readdir(storageDir, { recursive: true })).map((name) =>
      name.split(/[/\\]/).pop(),
    );
    expect(names).not.toContain(uploaded.body.fileId);
  });

  test('are removed in pieces, and all of them', async () => {
    await makeForm(event, category.id, [text('passport', 1)]);
    const { id } = await register(app.api, event, category.id, { answers: { passport: 'N 1' } });
    // Many more like it, without asking the API 1,200 times.
    await app.db.query(
      `WITH people AS (
         INSERT INTO persons (id, given_name, family_name, display_name, email, locale, created_at, updated_at)
         SELECT gen_random_uuid(), 'Anna', 'Petrova ' || n, 'Anna Petrova', 'anna@ministry.example', 'en', now(), now()
           FROM generate_series(1, 1200) n RETURNING id)
       INSERT INTO registrations (id, event_id, state, code, category_id, person_id, identity_key, sort_name, locale, form_id, form_version,
              answers, answers_complete, places, created_at, updated_at)
       SELECT gen_random_uuid(), r.event_id, r.state, 'X' || row_number() OVER (), r.category_id, p.id, p.id::text, r.sort_name, r.locale,
              r.form_id, r.form_version, r.answers, true, 1, now(), now() FROM registrations r, people p WHERE r.id = $1`,
      [id],
    );
    await app.at(daysAfter(1));
    expect(await proof()).toEqual([[1, 'passport', 1201, true, daysAfter(1)]]);
    const left = await app.db.one(
      `SELECT count(*)::integer AS n FROM registrations WHERE event_id = $1 AND answers <> '{}'`,
      [event.id],
    );
    expect(left).toEqual({ n: 0 });
  });

  test('are counted again when the event was postponed after they were removed', async () => {
    await makeForm(event, category.id, [text('passport', 0)]);
    await register(app.api, event, category.id, { answers: { passport: 'N 1' } });
    await app.at(daysAfter(0));
    expect(await proof()).toEqual([[1, 'passport', 1, true, ended]]);
    await app.db.query(
      `UPDATE events SET start_date = start_date + 30, end_date = end_date + 30 WHERE id = $1`,
      [event.id],
    );
    await register(event.staff, event, category.id, { answers: { passport: 'N 2' } });
    await app.at(daysAfter(30));
    expect((await proof()).map((entry: any) => entry.slice(2))).toEqual([
      [1, true, ended],
      [1, true, daysAfter(30)],
    ]);
  });

  test('are proved to those whose work it is', async () => {
    const path = `${event.path}/answer-purges`;
    expect((await (await app.staff(event.id, 'auditor')).get(path)).body.items).toEqual([]);
    expect((await (await app.staff(event.id, 'check_in')).get(path)).status).toBe(403);
    expect((await app.api.get(path)).status).toBe(401);
    expect((await event.staff.get(`events/${randomUUID()}/answer-purges`)).status).toBe(404);
  });
});
