import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { csv, sendSheet, stored, workbook } from './sheets-support';
import { makeCategory, makeForm, makeQuota, recordOf, register } from './support';

const head = ['External ID', 'Category', 'Given name', 'Family name', 'E-mail'];

/** So many rows of different people in a category. */
const people = (category: string, count: number, from = 1): string[][] =>
  Array.from({ length: count }, (_, index) => {
    const n = from + index;
    return [`M-${n}`, category, 'Anna', `Petrova ${n}`, `anna.${n}@ministry.example`];
  });

let app: TestApp;
let event: TestEvent;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(async () => {
  event = await makeEvent(app);
});

describe('a sheet of registrations', () => {
  it('makes registrations as staff would, with their history', async () => {
    const { code } = await makeCategory(event);
    const job = await sendSheet(event, await workbook([head, ...people(code, 3)]));
    expect([job.state, job.counts, job.errors, job.progress]).toEqual([
      'completed',
      { created: 3, updated: 0, unchanged: 0, refused: 0 },
      [],
      { done: 3, total: 3 },
    ]);
    const rows = await stored(app, event);
    expect(rows.map(({ externalId, state, familyName }) => [externalId, state, familyName])).toEqual([
      ['M-1', 'confirmed', 'Petrova 1'],
      ['M-2', 'confirmed', 'Petrova 2'],
      ['M-3', 'confirmed', 'Petrova 3'],
    ]);
    const list = await event.staff.get(`${event.path}/registrations?sort=name`);
    const other = await makeEvent(app);
    const [known, elsewhere] = [event, other].map(({ path }) => `${path}/registrations?externalId=M-2`);
    expect((await event.staff.get(known!)).body.items).toEqual([list.body.items[1]]);
    expect((await other.staff.get(elsewhere!)).body.items).toEqual([]);
    expect(list.body.items.map(({ externalId }: { externalId: string }) => externalId)).toEqual([
      'M-1',
      'M-2',
      'M-3',
    ]);
    expect(await recordOf(event, list.body.items[0].id)).toEqual([
      ['create', 'draft', 'staff'],
      ['submit', 'submitted', 'staff'],
      ['confirm', 'confirmed', 'system'],
    ]);
  });

  it('sent again changes nothing; a row that was changed changes its registration', async () => {
    const { code } = await makeCategory(event);
    await sendSheet(
      event,
      await workbook([[...head, 'Post'], ...people(code, 3).map((row) => [...row, 'Clerk'])]),
    );
    const before = await stored(app, event);
    const again = await sendSheet(
      event,
      await workbook([[...head, 'Post'], ...people(code, 3).map((row) => [...row, 'Clerk'])]),
    );
    expect(again.counts).toEqual({ created: 0, updated: 0, unchanged: 3, refused: 0 });
    expect(await stored(app, event)).toEqual(before);
    const [first, second, third] = people(code, 3);
    const changed = await sendSheet(
      event,
      await workbook([
        [...head, 'Post'],
        [...first!, 'Clerk'],
        [...second!.with(2, 'Aнна'), null],
        [...third!, 'Head of unit'],
      ]),
    );
    expect(changed.counts).toEqual({ created: 0, updated: 2, unchanged: 1, refused: 0 });
    expect(
      (await stored(app, event)).map(({ givenName, post, version }) => [givenName, post, version]),
    ).toEqual([
      ['Anna', 'Clerk', before[0].version],
      ['Aнна', null, before[1].version + 1],
      ['Anna', 'Head of unit', before[2].version + 1],
    ]);
  });

  it('is only rehearsed unless it says otherwise', async () => {
    const { code } = await makeCategory(event);
    const rows = people(code, 2);
    const job = await sendSheet(event, csv([head, ...rows, rows[0]!.with(4, 'nowhere')]), { dryRun: 'true' });
    expect([job.counts, job.result.written]).toEqual([
      { created: 2, updated: 0, unchanged: 0, refused: 1 },
      false,
    ]);
    expect(await stored(app, event)).toEqual([]);
    const asked = await event.staff.post(`${event.path}/registrations/imports`, {
      rows: [{ externalId: '1' }],
    });
    expect(asked.status).toBe(202);
    await app.settled();
    expect(await stored(app, event)).toEqual([]);
  });

  it('is written whole or not at all, unless only the good rows are asked for', async () => {
    const { code } = await makeCategory(event);
    const sheet = csv([head, ...people(code, 1200), people(code, 1, 1201)[0]!.with(4, 'nowhere')]);
    const whole = await sendSheet(event, sheet);
    expect([whole.state, whole.counts, whole.result.written]).toEqual([
      'completed',
      { created: 0, updated: 0, unchanged: 0, refused: 1, withheld: 1200 },
      false,
    ]);
    expect(await stored(app, event)).toEqual([]);
    const good = await sendSheet(event, sheet, { mode: 'good_rows' });
    expect([good.counts, good.result.written]).toEqual([
      { created: 1200, updated: 0, unchanged: 0, refused: 1 },
      true,
    ]);
    expect((await stored(app, event)).length).toBe(1200);
    expect(good.errors).toEqual([
      { row: 1202, pointer: 'E-mail', message: 'must be one mail address such as li.na@ministry.example' },
    ]);
  });

  it('takes rows as JSON', async () => {
    const category = await makeCategory(event);
    const answer = await event.staff.post(`${event.path}/registrations/imports`, {
      dryRun: false,
      categoryId: category.id,
      locale: 'zh',
      rows: [
        { externalId: 7, givenName: 'Na', familyName: 'Li', email: 'li.na@ministry.example' },
        { externalId: 8, givenName: 'Wei', familyName: 'Wang', email: 'wang.wei@ministry.example' },
      ],
    });
    expect([answer.status, answer.body.kind]).toEqual([202, 'imports.run']);
    await app.settled();
    expect((await stored(app, event)).map(({ externalId, locale }) => [externalId, locale])).toEqual([
      ['7', 'zh'],
      ['8', 'zh'],
    ]);
    const nothing = await event.staff.post(`${event.path}/registrations/imports`, {});
    expect([nothing.status, nothing.body.code]).toEqual([422, 'import-empty']);
  });

  it('reads the answers to forms by key or label, and values by label, in any language of the event', async () => {
    const { id, code } = await makeCategory(event);
    await makeForm(event, id, [
      {
        key: 'arrives',
        kind: 'day',
        label: 'Day of arrival',
        labels: { ru: 'День приезда' },
        required: 'always',
      },
      {
        key: 'diet',
        kind: 'choice',
        required: 'never',
        label: 'Food',
        labels: { zh: '饮食' },
        options: [
          { value: 'all', label: 'Anything', labels: { ru: 'Любая' } },
          { value: 'vegetarian', label: 'Vegetarian', labels: { ru: 'Вегетарианская', zh: '素食' } },
        ],
      },
      {
        key: 'topics',
        kind: 'choices',
        required: 'never',
        label: 'Topics',
        options: [
          { value: 'a', label: 'Trust' },
          { value: 'b', label: 'Law' },
        ],
      },
      { key: 'photos', required: 'never', kind: 'consent', label: 'Photos' },
      { key: 'guests', required: 'never', kind: 'number', label: 'Guests' },
      { key: 'note', required: 'never', kind: 'text', label: 'Internal note', managersOnly: true },
      { key: 'born', required: 'never', kind: 'person', property: 'birthDate', label: 'When were you born?' },
    ]);
    const [first, second] = people(code, 2);
    const job = await sendSheet(
      event,
      await workbook([
        [
          ...head,
          'День приезда',
          '饮食',
          'Topics',
          'photos',
          'Guests',
          'Internal note',
          'When were you born?',
        ],
        [...first!, new Date('2019-10-20T00:00:00Z'), '素食', 'Trust; b', 'да', 2, 'VIP', '17.05.1980'],
        [...second!, '20.10.2019', 'all', null, 'no', '2,5', null, new Date('1980-05-17T00:00:00Z')],
      ]),
    );
    expect([job.failure, job.errors]).toEqual([null, []]);
    expect((await stored(app, event)).map(({ answers, birthDate }) => [answers, birthDate])).toEqual([
      [
        {
          arrives: '2019-10-20',
          diet: 'vegetarian',
          topics: ['a', 'b'],
          photos: true,
          guests: 2,
          note: 'VIP',
        },
        '1980-05-17',
      ],
      [{ arrives: '2019-10-20', diet: 'all', photos: false, guests: 2.5 }, '1980-05-17'],
    ]);
    const changed = await sendSheet(
      event,
      csv([
        [...head, 'diet'],
        [...first!, 'Anything'],
        [...second!, 'all'],
      ]),
    );
    expect(changed.counts).toEqual({ created: 0, updated: 1, unchanged: 1, refused: 0 });
    expect((await stored(app, event))[0].answers).toEqual({
      arrives: '2019-10-20',
      diet: 'all',
      topics: ['a', 'b'],
      photos: true,
      guests: 2,
      note: 'VIP',
    });
    const wrong = await sendSheet(
      event,
      csv([
        [...head, 'diet'],
        [...first!, 'meat'],
      ]),
    );
    expect(wrong.errors).toEqual([{ row: 2, pointer: 'diet', message: 'must be one of: all, vegetarian' }]);
  });

  it('gives places in the order of the rows, and never more than there are', async () => {
    const { id, code } = await makeCategory(event);
    const { id: quotaId } = await makeQuota(event, 700, { categoryIds: [id] });
    const waits = await makeCategory(event, { approval: 'review' });
    const job = await sendSheet(event, csv([head, ...people(code, 1100), ...people(waits.code, 3, 1101)]));
    expect(job.counts).toEqual({ created: 1103, updated: 0, unchanged: 0, refused: 0 });
    const rows = await stored(app, event);
    expect(rows.map(({ state }) => state)).toEqual([
      ...Array<string>(700).fill('confirmed'),
      ...Array<string>(400).fill('waitlisted'),
      ...Array<string>(3).fill('submitted'),
    ]);
    const quota = await app.db.one(`SELECT taken, waiting, overbooked FROM quotas WHERE id = $1`, [quotaId]);
    expect(quota).toEqual({ taken: 700, waiting: 400, overbooked: 0 });
    const held = await app.db.one(
      `SELECT sum(places)::integer AS n FROM registration_places WHERE quota_id = $1`,
      [quotaId],
    );
    expect(held).toEqual({ n: 700 });
    await event.staff.move(`${event.path}/registrations/${(await idOf('M-1')).id}`, 'cancel');
    await app.settled();
    expect(
      (await stored(app, event)).filter(({ state }) => state === 'offered').map((row) => row.externalId),
    ).toEqual(['M-701']);
  });

  it('lets whoever counts elsewhere pass a line that cannot be served', async () => {
    const [one, other] = [await makeCategory(event), await makeCategory(event)];
    await makeQuota(event, 1, { categoryIds: [one.id] });
    await makeQuota(event, 4, { categoryIds: [one.id, other.id] });
    await sendSheet(event, csv([head, ...people(one.code, 3), ...people(other.code, 4, 4)]));
    expect((await stored(app, event)).map(({ state }) => state)).toEqual([
      'confirmed',
      'waitlisted',
      'waitlisted',
      'confirmed',
      'confirmed',
      'confirmed',
      'waitlisted',
    ]);
  });

  it('writes to nobody unless it is asked to', async () => {
    const { code } = await makeCategory(event);
    await sendSheet(event, csv([head, ...people(code, 2)]));
    await app.settled();
    const count = () =>
      app.db.one<{ n: number }>(`SELECT count(*) AS n FROM messages WHERE event_id = $1`, [event.id]);
    expect(await count()).toEqual({ n: 0 });
    await sendSheet(event, csv([head, ...people(code, 2, 3)]), { notify: 'true' });
    await app.settled();
    expect(await count()).toEqual({ n: 2 });
  });

  it('only begins registrations when that is asked for', async () => {
    const { code } = await makeCategory(event);
    await sendSheet(event, csv([head, ...people(code, 2)]), { asDraft: 'true' });
    expect((await stored(app, event)).map(({ state }) => state)).toEqual(['draft', 'draft']);
  });

  it('finds a registration that was made singly by its code, and refuses to make it twice', async () => {
    const { id, code } = await makeCategory(event);
    const made = await register(app.api, event, id, {
      person: { givenName: 'Na', familyName: 'Li', email: 'li.na@ministry.example' },
    });
    const row = ['M-1', code, 'Na', 'Li', 'li.na@ministry.example'];
    const twice = await sendSheet(event, csv([head, row]));
    expect(twice.errors).toEqual([
      {
        row: 2,
        pointer: null,
        message: `is of a person who is registered already, as ${made.code}; enter this code in the column Code to change that registration`,
      },
    ]);
    const named = await sendSheet(
      event,
      csv([
        ['Код', ...head],
        [made.code, ...row],
      ]),
    );
    expect(named.counts).toEqual({ created: 0, updated: 1, unchanged: 0, refused: 0 });
    expect((await stored(app, event)).map(({ externalId }) => externalId)).toEqual(['M-1']);
    const other = await sendSheet(
      event,
      csv([
        ['Код', ...head],
        ['ZZZZ9999', ...row],
      ]),
    );
    expect(other.errors).toEqual([
      {
        row: 2,
        pointer: 'Код',
        message: 'is not the code of a registration of this event; leave it empty for a new one',
      },
    ]);
  });

  it('gives refused rows back with the reasons, to be corrected and sent again', async () => {
    const { code } = await makeCategory(event);
    const [first, second, third] = people(code, 3);
    const job = await sendSheet(
      event,
      await workbook([head, first!, second!.with(4, 'nowhere'), third!.with(1, 'nobody')]),
      { mode: 'good_rows', language: 'ru' },
    );
    const { body, status } = await event.staff.download(job.result.refusedRowsUrl);
    const { readXlsx } = await import('hucre/xlsx');
    const rows = (await readXlsx(body)).sheets[0]!.rows;
    expect([status, rows]).toEqual([
      200,
      [
        [...head, 'Почему не принято'],
        [
          ...second!.with(4, 'nowhere'),
          'Строка 3: E-mail: must be one mail address such as li.na@ministry.example',
        ],
        [
          ...third!.with(1, 'nobody'),
          'Строка 4: Category: must be the code or the title of a category of this event',
        ],
      ],
    ]);
    const corrected = rows.map((row, index) =>
      index === 0 ? row : row.with(1, code).with(4, `p${index}@m.example`),
    );
    const again = await sendSheet(event, await workbook(corrected));
    expect([again.errors, again.counts]).toEqual([[], { created: 2, updated: 0, unchanged: 0, refused: 0 }]);
  });

  it('belongs to staff who decide about registrations', async () => {
    const path = `${event.path}/registrations/imports`;
    const file = { name: 'people.csv', bytes: Buffer.from(csv([head])) };
    expect((await app.api.upload(path, file)).status).toBe(401);
    expect((await (await app.staff(event.id, 'check_in')).upload(path, file)).status).toBe(403);
    expect((await (await app.staff(event.id, 'registration_desk')).upload(path, file)).status).toBe(202);
    await app.settled();
    const { body } = await event.staff.get(path);
    expect(body.items.map(({ fileName, dryRun, counts }: any) => [fileName, dryRun, counts])).toEqual([
      ['people.csv', true, { created: 0, updated: 0, unchanged: 0, refused: 0 }],
    ]);
  });

  const idOf = async (externalId: string) =>
    (await app.db.one<{ id: string }>(
      `SELECT id FROM registrations WHERE event_id = $1 AND external_id = $2`,
      [event.id, externalId],
    ))!;
});
