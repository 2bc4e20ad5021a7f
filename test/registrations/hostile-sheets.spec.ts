import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, type TestEvent } from '../support/factories';
import { zip } from '../support/files';
import { csv, sendSheet, stored, workbook } from './sheets-support';
import { makeCategory, makeForm } from './support';

const head = ['External ID', 'Category', 'Given name', 'Family name', 'E-mail', 'Date of birth', 'Post'];
const row = ['M-1', 'delegate', 'Anna', 'Petrova', 'anna@ministry.example'];

let app: TestApp;
let event: TestEvent;
let categoryId: string;
beforeAll(async () => {
  app = await startApp();
  event = await makeEvent(app);
  categoryId = (await makeCategory(event, { code: 'delegate' })).id;
});

/** What was wrong with a sheet, and that nothing of it was written. */
async function refusal(bytes: Buffer | string, options = {}, name?: string): Promise<any> {
  const job = await sendSheet(event, bytes, options, name);
  expect(await stored(app, event)).toEqual([]);
  return job.failure ?? job.errors.map((error: any) => [error.row, error.pointer, error.message]);
}

/** A workbook by its parts: the sheet as XML, and what goes with it. */
function raw(sheet: string, { texts = '', styles = '', workbook: book = '' } = {}): Buffer {
  const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  return zip([
    {
      name: '[Content_Types].xml',
      text: `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/></Types>`,
    },
    {
      name: '_rels/.rels',
      text: `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      text: `<?xml version="1.0"?><workbook ${main} xmlns:r="${relations}">${book}<sheets><sheet name="Secret" sheetId="2" state="hidden" r:id="r2"/><sheet name="People" sheetId="1" r:id="r1"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      text: `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r3" Type="${relations}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r4" Type="${relations}/styles" Target="/xl/styles.xml"/></Relationships>`,
    },
    { name: 'xl/worksheets/sheet1.xml', text: `<?xml version="1.0"?>${sheet}` },
    { name: 'xl/sharedStrings.xml', text: `<sst ${main}>${texts}</sst>` },
    { name: 'xl/styles.xml', text: `<styleSheet ${main}>${styles}</styleSheet>` },
  ]);
}

const inline = (cells: readonly string[]): string =>
  cells.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('');
const sheetOf = (rows: string, after = ''): string =>
  `<worksheet><sheetData><row r="1">${inline(head)}</row>${rows}</sheetData>${after}</worksheet>`;

describe('what a secretary sends', () => {
  it('is refused with formulas, each cell named', async () => {
    const sheet = sheetOf(
      `<row r="2">${inline(row)}<c r="F2"><f>TODAY()</f><v>43000</v></c><c r="G2" t="str"><f>A1&amp;"x"</f><v>Clerk</v></c></row>`,
    );
    const message = 'has a formula; enter its value instead (in Excel: copy, then paste special, values)';
    expect(await refusal(raw(sheet))).toEqual([
      [2, 'Date of birth', `${message} (cell F2)`],
      [2, 'Post', `${message} (cell G2)`],
    ]);
  });

  it('is refused with merged cells, in each row that they touch', async () => {
    const bytes = await workbook([head, row, row.with(0, 'M-2').with(4, 'b@m.example')], {
      merges: [{ startRow: 1, startCol: 6, endRow: 2, endCol: 6 }],
    });
    const message = 'is merged with others (G2:G3); unmerge them and fill each';
    expect(await refusal(bytes)).toEqual([
      [2, 'Post', `${message} (cell G2)`],
      [3, 'Post', `${message} (cell G3)`],
    ]);
  });

  it('may have a merged title above the names of the columns, and empty rows', async () => {
    const bytes = await workbook([['People of the ministry'], [], head, [], row], {
      merges: [{ startRow: 0, startCol: 0, endRow: 0, endCol: 6 }],
    });
    const job = await sendSheet(event, bytes, { dryRun: 'true' });
    expect([job.failure, job.counts]).toEqual([null, { created: 1, updated: 0, unchanged: 0, refused: 0 }]);
  });

  it.each([
    ['a text that can be two days', '03/04/1980', 'must be a day such as 2019-10-21 or 21.10.2019 (cell F2)'],
    ['a day that there is not', '31.02.1980', 'must be a day such as 2019-10-21 or 21.10.2019 (cell F2)'],
    [
      'a number that is shown as one',
      29_358,
      'is a number; format the cell as a date, or write the day as 2019-10-21 (cell F2)',
    ],
  ])('is refused with a wrong date: %s', async (_, value, message) => {
    expect(await refusal(await workbook([head, [...row, value]]))).toEqual([[2, 'Date of birth', message]]);
  });

  it.each(['1900', '1904'] as const)(
    'has its dates read by its own count of days: %s',
    async (dateSystem) => {
      const other = await makeEvent(app);
      await makeCategory(other, { code: 'delegate' });
      const born = new Date('1980-05-17T00:00:00Z');
      const job = await sendSheet(other, await workbook([head, [...row, born]], {}, { dateSystem }));
      expect([job.errors, (await stored(app, other))[0].birthDate]).toEqual([[], '1980-05-17']);
    },
  );

  it('has the 29 February 1900 that there never was refused', async () => {
    const styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>';
    const sheet = (serial: number) =>
      sheetOf(`<row r="2">${inline(row)}<c r="F2" s="1"><v>${serial}</v></c></row>`);
    expect(await refusal(raw(sheet(60), { styles }))).toEqual([
      [2, 'Date of birth', 'must be a day such as 2019-10-21 or 21.10.2019 (cell F2)'],
    ]);
    const read = await sendSheet(event, raw(sheet(61), { styles }), { dryRun: 'true' });
    expect(read.errors).toEqual([]);
  });

  it('may have numbers where text is meant, unless their digits are lost or they became dates', async () => {
    const read = await sendSheet(event, await workbook([head, row.with(0, 1001 as never)]), {
      dryRun: 'true',
    });
    expect(read.errors).toEqual([]);
    expect(
      await refusal(
        await workbook([head, [1.2345678901234568e17, ...row.slice(1), null, new Date('2019-05-01')]]),
      ),
    ).toEqual([
      [
        2,
        'External ID',
        'is a number so long that its last digits are lost; format the cell as text and enter it again (cell A2)',
      ],
      [2, 'Post', 'was made a date by the program; format the cell as text and enter it again (cell G2)'],
    ]);
  });

  it('is refused with 200 columns that nobody knows, and told which there are', async () => {
    const extra = Array.from({ length: 200 }, (_, index) => `Column ${index + 1}`);
    const failure: string = await refusal(csv([[...head, ...extra], row]));
    expect(failure.startsWith('There are no such columns: “Column 1” (H), “Column 2” (I),')).toBe(true);
    expect(failure).toContain(
      'and 180 more. Known are: External ID (externalId), Code (code), Category (category)',
    );
    const ignored = await sendSheet(event, csv([[...head, ...extra], row]), {
      unknownColumns: 'ignore',
      dryRun: 'true',
    });
    expect(ignored.counts).toEqual({ created: 1, updated: 0, unchanged: 0, refused: 0 });
    const wide = Array.from({ length: 300 }, (_, index) => `Column ${index + 1}`);
    expect(await refusal(csv([[...head, ...wide], row]))).toBe(
      'The table has something in column IQ; at most 250 columns are read. Delete the columns that are not needed.',
    );
  });

  it('is refused without names of columns, with some missing, and with one twice', async () => {
    expect(await refusal(csv([row]))).toMatch(/^No row with the names of columns was found\. Known are: /);
    expect(await refusal('\r\n ;\r\n')).toMatch(/^No row with the names of columns was found/);
    expect(await refusal(csv([head.slice(0, 3), row.slice(0, 3)]))).toBe(
      'Columns are missing: Family name (familyName), E-mail (email). A sheet with all columns is to be had as a template.',
    );
    expect(await refusal(csv([[...head, 'ФАМИЛИЯ *'], row]))).toBe(
      'Two columns are “ФАМИЛИЯ *”: D and H. Keep one of them.',
    );
  });

  it('is refused with one id, or one person, twice', async () => {
    expect(
      await refusal(csv([head, row, row.with(4, 'other@m.example'), row.with(0, 'M-2').with(2, 'ANNA')])),
    ).toEqual([
      [3, 'External ID', 'stands in row 2 already; each row has one of its own'],
      [4, null, 'is of the same person as row 2: the same names and address'],
    ]);
  });

  it('is refused with control characters and marks that turn the direction of writing, as by the API', async () => {
    const message = 'must not contain control characters or marks that change the direction of writing';
    const bytes = await workbook([
      head,
      row.with(2, 'An\u202ena'),
      row.with(0, 'M-2').with(3, 'Pet\u0007rova'),
    ]);
    const posted = await event.staff.post(`${event.path}/registrations`, {
      categoryId,
      person: { givenName: 'An\u202ena', familyName: 'Petrova', email: 'anna@ministry.example' },
    });
    expect(posted.body.errors).toEqual([{ pointer: '/person/givenName', code: 'characters', message }]);
    expect(await refusal(bytes)).toEqual([
      [2, 'Given name', message],
      [3, 'Family name', message],
    ]);
  });

  it('is refused with a cell of ten megabytes, and the row is named', async () => {
    const huge = 'x'.repeat(10_000_000);
    const message = 'has more than 32767 characters (cell G2)';
    expect(await refusal(raw(sheetOf(`<row r="2">${inline([...row, '1980-05-17', huge])}</row>`)))).toEqual([
      [2, 'Post', message],
    ]);
    const text = raw(sheetOf(`<row r="2">${inline(row)}<c r="G2" t="s"><v>0</v></c></row>`), {
      texts: `<si><t>${huge}</t></si>`,
    });
    expect(await refusal(text)).toEqual([[2, 'Post', message]]);
    expect(await refusal(csv([head, [...row, '', 'x'.repeat(40_000)]]))).toEqual([[2, 'Post', message]]);
  });

  it('is refused when it is meant to fill the memory', async () => {
    // A megabyte of the same text a thousand times takes a few kilobytes as an archive.
    const bomb = raw(sheetOf(`<row r="2">${inline(row)}</row>`), {
      texts: `<si><t>${'y'.repeat(30_000)}</t></si>`.repeat(3000),
    });
    expect(await refusal(bomb)).toBe(
      'The workbook has too much text to be read at once. Send it in several parts.',
    );
    const liar = zip([{ name: 'xl/worksheets/sheet1.xml', text: 'z'.repeat(1_000_000), claims: 100 }]);
    expect(
      (await event.staff.upload(`${event.path}/registrations/imports`, { name: 'a.xlsx', bytes: liar }))
        .status,
    ).toBe(422);
  });

  it('is refused with a million rows, before anything is written', async () => {
    const failure =
      'The sheet has more than 200000 rows. Delete rows that only look empty, or send it in several parts.';
    expect(await refusal(raw(sheetOf(`<row r="1048576">${inline(row)}</row>`)))).toBe(failure);
  });

  it('is refused with entities and document types', async () => {
    const message = (what: string) =>
      `The workbook cannot be read: it ${what}. Open it, save it again as .xlsx, and send that.`;
    expect(await refusal(raw(`<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>${sheetOf('')}`))).toBe(
      message('has a document type, which is not taken'),
    );
    expect(await refusal(raw(sheetOf(`<row r="2">${inline(['&a;'])}</row>`)))).toBe(
      message('has an entity of its own, which is not taken'),
    );
    expect(await refusal(raw('<worksheet><sheetData><row r="1">'))).toBe(
      message('is not well-formed (unclosed root tag)'),
    );
  });

  it('is refused when it is not what its name says, or broken', async () => {
    const path = `${event.path}/registrations/imports`;
    const sent = (name: string, bytes: Buffer) => event.staff.upload(path, { name, bytes });
    expect((await sent('people.xlsx', Buffer.from('External ID'))).body.code).toBe('file-invalid');
    expect((await sent('people.csv', zip([{ name: 'a', text: 'b' }]))).body.code).toBe('file-invalid');
    expect((await sent('people.ods', Buffer.from('x'))).status).toBe(415);
    expect(await refusal('External ID,Category\r\n"M-1,delegate\r\n')).toBe(
      'Row 2 has no end: a quotation mark in it or before it is not closed.',
    );
  });

  it('is refused where another category asks', async () => {
    const asks = await makeCategory(event, { code: 'speaker' });
    await makeForm(event, asks.id, [{ key: 'talk', kind: 'text', label: 'Talk', required: 'never' }]);
    expect(
      await refusal(
        csv([
          [...head, 'Talk'],
          [...row, '', '', 'Trust'],
        ]),
      ),
    ).toEqual([[2, 'Talk', 'is not asked in the category delegate; leave it empty']]);
  });
});

describe('a table', () => {
  const russian = [
    ['Внешний номер', 'Категория', 'Имя', 'Фамилия', 'Эл. почта', 'Гражданство', 'Должность'],
    ['Р-1', 'delegate', 'Анна', 'Петрова', 'anna@ministry.example', 'Россия', 'Советник; эксперт'],
  ];
  const chinese = [
    ['外部编号', '类别', '名', '姓', '电子邮箱', '国籍', '职务'],
    ['中-1', 'delegate', '娜', '李', 'li.na@ministry.example', '中国', '副司长，数据管理局'],
  ];

  /** Windows-1251 of Cyrillic letters and ASCII. */
  const windows1251 = (text: string): Buffer =>
    Buffer.from(
      [...text].map((character) => {
        const code = character.codePointAt(0)!;
        if (code < 0x80) return code;
        if (code >= 0x410 && code <= 0x44f) return code - 0x410 + 0xc0;
        throw new Error(`${character} is not in this table`);
      }),
    );

  /** GB 18030 of characters of GB 2312: found by decoding all pairs. */
  const gb18030 = (text: string): Buffer => {
    const decoder = new TextDecoder('gb18030');
    const pairs = new Map<string, Buffer>();
    for (let lead = 0xa1; lead <= 0xf7; lead += 1)
      for (let trail = 0xa1; trail <= 0xfe; trail += 1) {
        const bytes = Buffer.from([lead, trail]);
        pairs.set(decoder.decode(bytes), bytes);
      }
    return Buffer.concat(
      [...text].map((character) => (character < '\u0080' ? Buffer.from(character) : pairs.get(character)!)),
    );
  };

  const quoted = (rows: readonly (readonly string[])[], separator: string): string =>
    csv(
      rows.map((cells) => cells.map((cell) => (/[;,\t]/.test(cell) ? `"${cell}"` : cell))),
      separator,
    );

  it.each([
    ['UTF-8 with a mark, and semicolons', russian, Buffer.from(`\ufeff${quoted(russian, ';')}`)],
    ['UTF-8 and commas', russian, Buffer.from(quoted(russian, ','))],
    ['UTF-16 and tabs', russian, Buffer.from(`\ufeff${quoted(russian, '\t')}`, 'utf16le')],
    ['UTF-16 without a mark', chinese, Buffer.from(quoted(chinese, '\t'), 'utf16le')],
    ['UTF-16 the other way round', chinese, Buffer.from(`\ufeff${quoted(chinese, ',')}`, 'utf16le').swap16()],
    ['Windows-1251 and semicolons', russian, windows1251(quoted(russian, ';'))],
    ['GB 18030 and commas', chinese, gb18030(quoted(chinese, ','))],
    ['a line that says what separates', russian, Buffer.from(`sep=|\r\n${quoted(russian, '|')}`)],
  ])('is read in %s', async (_, rows, bytes) => {
    const other = await makeEvent(app);
    await makeCategory(other, { code: 'delegate' });
    const job = await sendSheet(other, bytes, {}, 'people.csv');
    expect([job.failure, job.errors]).toEqual([null, []]);
    const [, wanted] = rows;
    const [made] = await stored(app, other);
    expect([made.externalId, made.givenName, made.familyName, made.nationality, made.post]).toEqual([
      wanted![0],
      wanted![2],
      wanted![3],
      wanted![5] === 'Россия' ? 'RU' : 'CN',
      wanted![6],
    ]);
  });

  it('may have texts that begin like formulas, with the apostrophe that keeps them from being some', async () => {
    const other = await makeEvent(app);
    await make(other.staff, `${other.path}/categories`, {
      code: 'delegate',
      title: 'Delegates',
      approval: 'automatic',
      selfRegistration: true,
    });
    await sendSheet(other, csv([head, [...row, '', "'=HYPERLINK(1)"]]));
    expect((await stored(app, other))[0].post).toBe('=HYPERLINK(1)');
  });
});
