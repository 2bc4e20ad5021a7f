import { readXlsx } from 'hucre/xlsx';
import { sheet, spreadsheet, type SheetColumn } from '../../src/platform/documents/spreadsheet';

interface Row {
  readonly at: Date | null;
  readonly text: string;
}

const columns: SheetColumn<Row>[] = [
  { head: 'Day', kind: 'day', width: 12, value: ({ at }) => at },
  { head: 'Time', kind: 'time', width: 8, value: ({ at }) => at },
  { head: 'Instant', kind: 'instant', width: 18, value: ({ at }) => at },
  { head: 'Text', kind: 'text', width: 30, value: ({ text }) => text },
];

const workbook = (rows: Row[], timeZone = 'Asia/Shanghai'): Promise<Buffer> =>
  spreadsheet({
    title: 'Rows',
    createdAt: new Date('2019-10-01T00:00:00Z'),
    sheets: [sheet({ name: 'Rows', columns, rows, timeZone })],
  });

const read = async (file: Buffer) => (await readXlsx(file, { readStyles: true })).sheets[0]!;

describe('a workbook', () => {
  test('shows instants as the clock of the place does, on both sides of its change', async () => {
    const { rows } = await read(
      await workbook(
        [
          { at: new Date('2019-10-26T07:00:00Z'), text: 'summer' },
          { at: new Date('2019-10-27T08:00:00Z'), text: 'winter' },
          { at: null, text: 'no time' },
        ],
        'Europe/Berlin',
      ),
    );
    const nine = (day: number): Date => new Date(Date.UTC(2019, 9, day, 9));
    const midnight = (day: number): Date => new Date(Date.UTC(2019, 9, day));
    expect(rows).toEqual([
      ['Day', 'Time', 'Instant', 'Text'],
      [midnight(26), nine(26), nine(26), 'summer'],
      [midnight(27), nine(27), nine(27), 'winter'],
      [null, null, null, 'no time'],
    ]);
  });

  test.each(['=1+1', '+7 495 123', '-5', '@cmd', '\tlate', '<b>&"', 'Доверие 信任\nline'])(
    'a text stays a text: %j',
    async (text) => {
      const { rows, cells } = await read(await workbook([{ at: null, text }]));
      expect([rows[1]![3], cells!.get('1,3')!.type]).toEqual([text, 'string']);
    },
  );

  test('a text that no cell can hold ends with an ellipsis', async () => {
    const { rows } = await read(await workbook([{ at: null, text: 'x'.repeat(40_000) }]));
    expect([String(rows[1]![3]).length, String(rows[1]![3]).endsWith('x…')]).toEqual([32_767, true]);
  });

  test('keeps its head in sight, and can be filtered', async () => {
    const { freezePane, autoFilter } = await read(await workbook([{ at: null, text: 'a' }]));
    expect([freezePane, autoFilter?.range]).toEqual([{ rows: 1 }, 'A1:D2']);
  });

  test('has more columns than the alphabet has letters', async () => {
    const many = Array.from({ length: 30 }, (_, index): SheetColumn<Row> => ({
      ...columns[3]!,
      head: `Column ${index}`,
    }));
    const file = await spreadsheet({
      title: 'Many',
      createdAt: new Date(0),
      sheets: [sheet({ name: 'Many', columns: many, rows: [{ at: null, text: 'a' }], timeZone: 'UTC' })],
    });
    expect((await read(file)).autoFilter?.range).toBe('A1:AD2');
  });

  test('is the same file for the same content', async () => {
    const rows = [{ at: new Date(0), text: 'a' }];
    expect((await workbook(rows)).equals(await workbook(rows))).toBe(true);
  });
});
