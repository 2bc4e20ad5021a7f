import { readXlsx } from 'hucre/xlsx';
import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { csv, ended, sendSheet, stored, workbook } from './sheets-support';
import { makeCategory, makeForm, register } from './support';

let app: TestApp;
let event: TestEvent;
let code: string;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(async () => {
  event = await makeEvent(app);
  const category = await makeCategory(event);
  code = category.code;
  await makeForm(event, category.id, [
    {
      key: 'diet',
      kind: 'choice',
      label: 'Food',
      labels: { ru: 'Питание', zh: '饮食' },
      required: 'never',
      options: [
        { value: 'all', label: 'Anything', labels: { ru: 'Любая', zh: '不限' } },
        { value: 'vegetarian', label: 'Vegetarian', labels: { ru: 'Вегетарианская', zh: '素食' } },
      ],
    },
    {
      key: 'topics',
      kind: 'choices',
      label: 'Topics',
      required: 'never',
      options: [
        { value: 'a', label: 'Trust; and law' },
        { value: 'b', label: 'Cloud' },
      ],
    },
    { key: 'arrives', kind: 'day', label: 'Arrival', required: 'never' },
    { key: 'guests', kind: 'number', label: 'Guests', required: 'never' },
    { key: 'photos', kind: 'consent', label: 'Photos', labels: { zh: '拍照' }, required: 'never' },
    { key: 'rank', kind: 'text', label: 'Rank', required: 'never', managersOnly: true },
  ]);
  await sendSheet(
    event,
    await workbook([
      [
        'externalId',
        'category',
        'givenName',
        'familyName',
        'email',
        'birthDate',
        'post',
        'diet',
        'topics',
        'arrives',
        'guests',
        'photos',
        'rank',
      ],
      [
        'M-1',
        code,
        'Na',
        'Li',
        'li.na@m.example',
        '1980-05-17',
        '=1+1',
        'vegetarian',
        'a; b',
        '2019-10-20',
        2,
        'yes',
        'VIP',
      ],
      ['M-2', code, 'Anna', 'Petrova', 'anna@m.example', null, '@boss', 'all', null, null, null, 'no', null],
      ['M-3', code, 'Иван', 'Сидоров', 'ivan@m.example', null, '-5', null, null, null, 0, null, null],
    ]),
  );
});

/** Exports and answers the job, with the file. */
async function exported(
  options: object,
  api = event.staff,
): Promise<{ job: any; bytes: Buffer; headers: Headers }> {
  const asked = await api.post(`${event.path}/registrations/exports`, options);
  if (asked.status !== 202) throw new Error(JSON.stringify(asked.body));
  const job = await ended(api, asked.body);
  const { body, headers, status } = await api.download(job.result.url);
  expect(status).toBe(200);
  return { job, bytes: body, headers };
}

const rowsOf = async (bytes: Buffer) => (await readXlsx(bytes)).sheets[0]!.rows;

describe('an export of registrations', () => {
  it('has names of columns and choices in the language, and texts that are texts', async () => {
    const { job, bytes, headers } = await exported({
      format: 'xlsx',
      language: 'ru',
      sort: 'name',
      columns: ['externalId', 'familyName', 'post', 'diet', 'arrives', 'guests', 'photos', 'birthDate'],
    });
    expect([job.counts, headers.get('content-disposition')]).toEqual([
      { rows: 3 },
      `attachment; filename="___________.xlsx"; filename*=UTF-8''${encodeURIComponent('Регистрации')}.xlsx`,
    ]);
    const book = (await readXlsx(bytes, { readStyles: true })).sheets[0]!;
    expect(book.rows).toEqual([
      ['Внешний номер', 'Фамилия', 'Должность', 'Питание', 'Arrival', 'Guests', 'Photos', 'Дата рождения'],
      ['M-1', 'Li', '=1+1', 'Вегетарианская', new Date('2019-10-20'), 2, 'да', new Date('1980-05-17')],
      ['M-2', 'Petrova', '@boss', 'Любая', null, null, 'нет', null],
      ['M-3', 'Сидоров', '-5', null, null, 0, null, null],
    ]);
    expect([...(book.cells?.values() ?? [])].filter(({ type }) => type === 'formula')).toEqual([]);
  });

  it('as CSV neutralises what would be formulas', async () => {
    const { bytes, headers } = await exported({
      format: 'csv',
      sort: 'name',
      columns: ['externalId', 'post', 'topics'],
    });
    expect([headers.get('content-type'), bytes.toString()]).toEqual([
      'text/csv; charset=utf-8',
      "\ufeffExternal ID,Post,Topics\r\nM-1,'=1+1,a; Cloud\r\nM-2,'@boss,\r\nM-3,'-5,\r\n",
    ]);
  });

  it('holds what the filters of the list hold', async () => {
    const { id } = (await event.staff.get(`${event.path}/registrations?q=petrova`)).body.items[0];
    await event.staff.move(`${event.path}/registrations/${id}`, 'cancel');
    const other = await makeCategory(event);
    await register(app.api, event, other.id);
    const ids = async (filter: object) =>
      (
        await rowsOf(
          (await exported({ format: 'xlsx', columns: ['externalId'], sort: 'createdAt', ...filter })).bytes,
        )
      )
        .slice(1)
        .map(([value]) => value ?? null);
    expect(await ids({ state: ['cancelled'] })).toEqual(['M-2']);
    expect(await ids({ categoryId: other.id })).toEqual([null]);
    expect(await ids({ q: 'li.na@m' })).toEqual(['M-1']);
    expect(await ids({ state: ['confirmed'], sort: '-name' })).toEqual(['M-3', null, 'M-1']);
  });

  it.each(
    ['en', 'ru', 'zh'].flatMap((language) => [
      { format: 'xlsx', language },
      { format: 'csv', language },
    ]),
  )('can be sent back as it is, and changes nothing: $format, $language', async ({ format, language }) => {
    const before = await stored(app, event);
    const { bytes } = await exported({ format, language });
    const job = await sendSheet(event, bytes, {}, `people.${format}`);
    expect([job.failure, job.errors, job.counts]).toEqual([
      null,
      [],
      { created: 0, updated: 0, unchanged: 3, refused: 0 },
    ]);
    expect(await stored(app, event)).toEqual(before);
  });

  it('can be changed and sent back, also for registrations that were made singly', async () => {
    const { items } = (await event.staff.get(`${event.path}/categories`)).body;
    await register(app.api, event, items[0].id, {
      person: { givenName: 'Wei', familyName: 'Wang', email: 'wang@m.example' },
      answers: { diet: 'all' },
    });
    const rows = await rowsOf((await exported({ format: 'xlsx', sort: 'name' })).bytes);
    const at = (title: string): number => rows[0]!.indexOf(title);
    const edited = rows.map((row) =>
      row[at('Family name')] === 'Wang' ? row.with(at('Food'), 'Vegetarian').with(at('Post'), 'Envoy') : row,
    );
    const job = await sendSheet(event, await workbook(edited));
    expect([job.errors, job.counts]).toEqual([[], { created: 0, updated: 1, unchanged: 3, refused: 0 }]);
    const wang = (await stored(app, event)).find(({ familyName }) => familyName === 'Wang');
    expect([wang.post, wang.answers]).toEqual(['Envoy', { diet: 'vegetarian' }]);
  });

  it('shows managers what only they see, and is fetched by nobody else then', async () => {
    const auditor = await app.staff(event.id, 'auditor');
    const desk = await app.staff(event.id, 'registration_desk');
    const full = await exported({ format: 'xlsx' });
    const heads = (await rowsOf(full.bytes))[0]!;
    expect(['Rank', 'Date of birth'].filter((head) => heads.includes(head))).toEqual([
      'Rank',
      'Date of birth',
    ]);
    const part = await exported({ format: 'xlsx' }, auditor);
    const less = (await rowsOf(part.bytes))[0]!;
    expect(heads.filter((head) => !less.includes(head))).toEqual(['Date of birth', 'Rank']);
    expect((await auditor.download(full.job.result.url)).status).toBe(404);
    expect((await desk.download(full.job.result.url)).status).toBe(200);
    expect((await desk.download(part.job.result.url)).status).toBe(200);
    expect((await app.api.download(part.job.result.url)).status).toBe(401);
    const refused = await auditor.post(`${event.path}/registrations/exports`, {
      format: 'csv',
      columns: ['rank'],
    });
    expect([refused.status, refused.body.code]).toEqual([422, 'export-column-unknown']);
  });

  it('stays on record when its file is gone', async () => {
    const { job } = await exported({ format: 'csv', language: 'zh', q: 'li' });
    await app.at('2019-06-02T07:59:59Z');
    expect((await event.staff.download(job.result.url)).status).toBe(200);
    await app.at('2019-06-02T08:00:01Z');
    const gone = await event.staff.get(job.result.url);
    expect([gone.status, gone.body.code]).toEqual([410, 'export-expired']);
    const { body } = await event.staff.get(`${event.path}/registrations/exports`);
    expect(
      body.items.map(({ by, rows, fetched, asked, url }: any) => [
        by.startsWith('Staff'),
        rows,
        fetched,
        asked,
        url,
      ]),
    ).toEqual([[true, 1, 2, { language: 'zh', q: 'li' }, null]]);
    app.clock.set('2019-06-01T08:00:00Z');
  });

  it('refuses a column or an order that there is not, at once', async () => {
    const path = `${event.path}/registrations/exports`;
    const column = await event.staff.post(path, { format: 'csv', columns: ['shoeSize'] });
    expect([column.status, column.body.errors[0].pointer]).toEqual([422, '/columns']);
    expect((await event.staff.post(path, { format: 'csv', sort: 'shoeSize' })).status).toBe(400);
    expect((await event.staff.post(path, { format: 'pdf' })).status).toBe(422);
  });

  it.each([
    ['en', 'Registrations', 'Allowed values', 'Family name *'],
    ['ru', 'Регистрации', 'Допустимые значения', 'Фамилия *'],
    ['zh', '报名', '可填内容', '姓 *'],
  ])(
    'begins with a template in the language %s that can be filled in',
    async (language, first, second, head) => {
      const { body } = await event.staff.download(
        `${event.path}/registrations/imports/template.xlsx?language=${language}`,
      );
      const book = await readXlsx(body, { readStyles: true });
      expect(book.sheets.map(({ name }) => name)).toEqual([first, second]);
      const heads = book.sheets[0]!.rows[0]!;
      expect([heads.includes(head), book.sheets[1]!.rows.some((row) => row[1] === code)]).toEqual([
        true,
        true,
      ]);
      expect(book.sheets[0]!.dataValidations!.length).toBeGreaterThan(3);
      const filled = heads.map((_, index) => ['M-9', null, code, 'Fang', 'Chen'][index] ?? null);
      filled[heads.findIndex((one) => ['E-mail *', 'Эл. почта *', '电子邮箱 *'].includes(String(one)))] =
        'chen@m.example';
      const job = await sendSheet(event, await workbook([heads, filled]));
      expect([job.failure, job.errors, job.counts.created]).toEqual([null, [], 1]);
    },
  );

  it('has the names of its columns, and nothing else, when there is nobody', async () => {
    const { bytes } = await exported({ format: 'csv', q: 'nobody', columns: ['code'] });
    expect(bytes.toString()).toBe(`\ufeff${csv([['Code']])}`);
  });
});
