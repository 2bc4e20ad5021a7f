import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { buffer } from 'node:stream/consumers';
import {
  flow,
  gap,
  paragraph,
  sideBySide,
  table,
  type Frame,
  type Row,
} from '../../src/platform/documents/flow';
import { fontFiles } from '../../src/platform/documents/fonts';
import {
  papers,
  pdf,
  pdfInOneGo,
  type Item,
  type Page,
  type PdfOptions,
} from '../../src/platform/documents/pdf';
import { readPicture, type Picture } from '../../src/platform/documents/picture';
import { RecentFiles } from '../../src/platform/documents/recent-files';
import { fitText, setText, textOf, type TextBlock } from '../../src/platform/documents/typesetting';
import { pngPicture } from '../support/files';
import { readPdf } from '../support/pdf';

const style = { size: 10 } as const;

/** Lines of a block without regard to where they end. */
const unbroken = (block: TextBlock): string => textOf(block).replaceAll('\n', '');

const facesOf = (block: TextBlock): [string, string][] =>
  block.lines.flatMap(({ pieces }) => pieces.map(({ face, text }): [string, string] => [face.name, text]));

describe('setting a text', () => {
  test('each character stands in the font that has it', () => {
    expect(facesOf(setText('Доверие (信任) — Trust', 400, style))).toEqual([
      ['text-regular', 'Доверие ('],
      ['han-regular', '信任'],
      ['text-regular', ') — Trust'],
    ]);
    expect(facesOf(setText('信任', 400, { ...style, weight: 'bold' }))).toEqual([['han-bold', '信任']]);
  });

  test('quotation marks are wide between Han characters and narrow between letters', () => {
    expect(facesOf(setText('“信任”与“trust”', 400, style))).toEqual([
      ['han-regular', '“信任”与“'],
      ['text-regular', 'trust”'],
    ]);
    expect(facesOf(setText('the “trust”', 400, style))).toEqual([['text-regular', 'the “trust”']]);
  });

  test.each([
    ['Kazakh', 'Қазақстан Әлия Ғабит Һәм Өмірбек Ұлы Үкілі Ңұр'],
    ['Tajik', 'Тоҷикистон Ғафур Қурбон Ӯзбек Ҳасан Ҷамшед Ӣ'],
    ['Belarusian', 'Беларусь Ўладзімір Іван'],
    ['Uzbek', 'Oʻzbekiston Gʻulom'],
    ['Turkish', 'İstanbul Şırnak Çağrı'],
    ['Hindi', 'नरेन्द्र'],
    ['Chinese, with rare characters', '中华人民共和国 龘 㐂 䶮'],
  ])('names are printed in full: %s', (_, names) => {
    const block = setText(names, 2000, style);
    expect([block.missing, unbroken(block)]).toEqual([[], names]);
  });

  test('what has no glyph is marked, and said', () => {
    const block = setText('محمد 😀', 400, style);
    expect(unbroken(block)).toBe('□□□□ □');
    expect(block.missing).toEqual(['م', 'ح', 'د', '😀']);
  });

  test('marks of direction and controls are not printed', () => {
    expect(unbroken(setText('a\u202eb\u200fc\u0007d\u00ade\ufe0f', 400, style))).toBe('abcde');
  });

  test('lines end between words, and are as wide as they may be', () => {
    const block = setText('one two three four five six seven', 60, style);
    expect(textOf(block).split('\n').length).toBeGreaterThan(2);
    expect(textOf(block).replaceAll('\n', ' ')).toBe('one two three four five six seven');
    expect(Math.max(...block.lines.map(({ width }) => width))).toBeLessThanOrEqual(60);
    expect(block.divided).toBe(false);
  });

  test('a line break of the author is one', () => {
    expect(textOf(setText('one\ntwo\r\nthree\u2028four', 400, style))).toBe('one\ntwo\nthree\nfour');
  });

  test('no line of Chinese begins with what closes or ends with what opens', () => {
    const text =
      '数字未来的信任与安全（第二阶段），以及“网络安全”、《展望》。各国代表、企业和研究机构（共三十家）将出席！';
    for (let width = 30; width <= 200; width += 7) {
      const lines = textOf(setText(text, width, style)).split('\n');
      expect(lines.join('')).toBe(text);
      expect(lines.slice(1).filter((line) => /^[，。、）》”！：；]/.test(line))).toEqual([]);
      expect(lines.slice(0, -1).filter((line) => /[（《“]$/.test(line))).toEqual([]);
    }
  });

  test('a word that is too wide is divided between syllables, with a hyphen', () => {
    const block = setText('Достопримечательности', 60, style);
    expect(block.divided).toBe(true);
    const lines = textOf(block).split('\n');
    expect(lines.slice(0, -1).every((line) => line.endsWith('-'))).toBe(true);
    expect(lines.map((line) => line.replace(/-$/, '')).join('')).toBe('Достопримечательности');
    for (const line of lines.slice(1)) expect(line).toMatch(/^[^аеёиоуыэюяьъй][аеёиоуыэюя]/i);
  });

  test('a number or an address that is too wide is divided without a hyphen', () => {
    expect(unbroken(setText('00112233445566778899', 40, style))).toBe('00112233445566778899');
  });

  test('whatever the text and the width, nothing is lost and nothing sticks out', () => {
    const alphabet = [...'ab ж ю 信任，。“”()-/0123,. \u00a0'];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...alphabet), { maxLength: 80 }).map((characters) => characters.join('')),
        fc.integer({ min: 12, max: 120 }),
        (text, width) => {
          const block = setText(text, width, style);
          const kept = (some: string): string => some.replaceAll(/[ \n-]/g, '');
          expect(kept(textOf(block))).toBe(kept(text));
          expect(block.lines.filter((line) => line.width > width + 0.01)).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('a text that is too long for its lines ends with an ellipsis', () => {
    const block = setText('one two three four five six seven', 60, style, { lines: 2 });
    expect([block.cut, block.lines.length, textOf(block).endsWith('…')]).toEqual([true, 2, true]);
    expect(block.lines[1]!.width).toBeLessThanOrEqual(60);
    expect(setText('one', 60, style, { lines: 2 }).cut).toBe(false);
  });

  test('a text takes the largest size in which it fits its box without a divided word', () => {
    const styles = [{ size: 12 }, { size: 10 }, { size: 8 }] as const;
    const sizeOf = (block: TextBlock): number => block.lines[0]!.pieces[0]!.size;
    expect(sizeOf(fitText('Opening', { width: 100, height: 20 }, styles))).toBe(12);
    expect(sizeOf(fitText('Opening ceremony', { width: 70, height: 14 }, styles))).toBe(8);
    expect(sizeOf(fitText('Противодействие', { width: 92, height: 40 }, styles))).toBe(10);
    const least = fitText(
      'Opening ceremony of the forum and all that follows',
      { width: 70, height: 14 },
      styles,
    );
    expect([sizeOf(least), least.cut]).toEqual([8, true]);
  });

  test('spans keep their weight and colour, and lines break across them', () => {
    const block = setText(
      [
        { text: 'Chair: ', color: '#555555' },
        { text: 'LI Na', weight: 'bold' },
      ],
      400,
      style,
    );
    expect(block.lines[0]!.pieces.map(({ text, color, face }) => [text, color, face.name])).toEqual([
      ['Chair: ', '#555555', 'text-regular'],
      ['LI Na', '#000000', 'text-bold'],
    ]);
  });

  test('lines can be set to the right, to the middle, and in from the second on', () => {
    const xs = (align: 'right' | 'center'): number =>
      setText('one', 100, { ...style, align }).lines[0]!.pieces[0]!.x;
    const { width } = setText('one', 100, style);
    expect(xs('right')).toBeCloseTo(100 - width);
    expect(xs('center')).toBeCloseTo((100 - width) / 2);
    const hanging = setText('one two three four', 50, { ...style, hanging: 8 });
    expect(hanging.lines.map(({ pieces }) => pieces[0]!.x)).toEqual([
      0,
      ...hanging.lines.slice(1).map(() => 8),
    ]);
  });
});

describe('rows that flow over pages', () => {
  const frames =
    (height: number) =>
    (index: number): Frame => ({ x: 0, y: 100 * index, height });
  const row = (name: string, height: number, more: Partial<Row> = {}): Row => ({
    height,
    items: (x, y): Item[] => [{ kind: 'text', x, y, block: setText(name, 100, style) }],
    ...more,
  });
  const said = (pages: Iterable<Item[]>): string[][] =>
    [...pages].map((items) => items.map((item) => (item.kind === 'text' ? textOf(item.block) : '')));

  test('go on in the next frame when one is full', () => {
    const rows = ['a', 'b', 'c', 'd'].map((name) => row(name, 40));
    expect(said(flow(rows, frames(100)))).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  test('keep together where they ask for it', () => {
    const rows = [row('a', 40), row('Heading', 40, { keepWithNext: true }), row('b', 40)];
    expect(said(flow(rows, frames(100)))).toEqual([['a'], ['Heading', 'b']]);
  });

  test('say again what goes on, and leave out gaps at the top', () => {
    const head = row('Head', 10);
    const rows = [row('a', 90, { resume: [head] }), gap(5), row('b', 20, { resume: [head] })];
    expect(said(flow(rows, frames(100)))).toEqual([['a'], ['Head', 'b']]);
  });

  test('a row that is higher than every frame is not lost', () => {
    expect(said(flow([row('a', 10), row('b', 500), row('c', 10)], frames(100)))).toEqual([
      ['a'],
      ['b'],
      ['c'],
    ]);
  });

  test('a long paragraph is divided with two lines at least on either side', () => {
    const words = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ');
    const pages = said(flow([row('a', 70), paragraph(words, 100, { size: 10, lineHeight: 1 })], frames(100)));
    const lines = pages.map((page) => page.flatMap((text) => text.split('\n')).length);
    expect(pages.flat().slice(1).join(' ').replaceAll('\n', ' ')).toBe(words);
    expect(lines[0]).toBe(4);
    expect(lines.at(-1)).toBeGreaterThanOrEqual(2);
  });

  test('a table says its head on each page and keeps each row on one', () => {
    const columns = [
      { head: 'Name', width: 60 },
      { head: 'Post', width: 100 },
    ];
    const cells = Array.from({ length: 12 }, (_, index) => [
      `Person ${index}`,
      'one two three four five six seven',
    ]);
    const looks = { head: { size: 9 }, cell: { size: 9 }, padding: 2, gutter: 6, rule: '#999999' };
    const pages = said(flow(table(columns, cells, looks), frames(120))).map((page) => page.filter(Boolean));
    expect(pages.length).toBeGreaterThan(2);
    for (const page of pages) expect(page.slice(0, 2)).toEqual(['Name', 'Post']);
    expect(pages.flatMap((page) => page.slice(2)).map((text) => text.replaceAll('\n', ' '))).toEqual(
      cells.flat(),
    );
  });

  test('a row of a table that is higher than a page goes on on the next', () => {
    const words = Array.from({ length: 80 }, (_, index) => `word${index}`).join(' ');
    const looks = { head: { size: 9 }, cell: { size: 9 }, padding: 2, gutter: 6, rule: '#999999' };
    const pages = said(flow(table([{ head: 'Text', width: 100 }], [[words]], looks), frames(120)));
    const texts = pages.map((page) => page.filter((text) => text !== '' && text !== 'Text').join(' '));
    expect(texts.join(' ').replaceAll('\n', ' ')).toBe(words);
  });

  test('columns stand side by side', () => {
    const pages = [...sideBySide([[], [], []] as Item[][], 2)];
    expect(pages).toHaveLength(2);
  });
});

describe('a PDF', () => {
  const [width, height] = papers.a4;
  const line = (text: string, y: number): Item => ({
    kind: 'text',
    x: 50,
    y,
    block: setText(text, 400, style),
    is: { role: 'P' },
  });
  const pageOf = (...items: Item[]): Page => ({ width, height, items });
  const options = (pages: Page[], more: Partial<PdfOptions> = {}): PdfOptions => ({
    title: 'Программа 日程',
    language: 'ru',
    createdAt: new Date('2019-10-01T02:00:00Z'),
    pages: () => pages,
    ...more,
  });

  test('says what was set, where it was set, in every script', async () => {
    const file = await buffer(pdf(options([pageOf(line('Доверие, 信任 and trust', 100))])));
    const { pages, info, catalogue } = readPdf(file);
    expect(pages.map((page) => [page.width, page.height])).toEqual([[width, height]]);
    const [page] = pages;
    expect(page!.texts.map(({ text }) => text)).toEqual(['Доверие, ', '信任', ' and trust']);
    expect(page!.texts.map(({ x, y, size }) => [x > 49.9, y > 100 && y < 113, size])).toEqual([
      [true, true, 10],
      [true, true, 10],
      [true, true, 10],
    ]);
    expect([info['Title'], info['CreationDate']]).toEqual(['Программа 日程', 'D:20191001020000Z']);
    expect([/\/Lang \(ru\)/.test(catalogue), /\/StructTreeRoot/.test(catalogue)]).toEqual([true, true]);
  });

  test('numbers its pages, knowing how many there are', async () => {
    const file = await buffer(
      pdf(
        options([pageOf(), pageOf(), pageOf()], {
          frame: (_, number, of) => [{ ...line(`Page ${number} of ${of}`, 20) }],
        }),
      ),
    );
    expect(readPdf(file).pages.map(({ texts }) => texts.map(({ text }) => text))).toEqual([
      ['Page 1 of 3'],
      ['Page 2 of 3'],
      ['Page 3 of 3'],
    ]);
  });

  test('is the same file for the same input', async () => {
    const make = (): Promise<Buffer> =>
      buffer(pdf(options([pageOf(line('Доверие', 50)), pageOf(line('信任', 60))])));
    const [one, other] = [await make(), await make()];
    expect(one.equals(other)).toBe(true);
    const later = await buffer(pdf(options([pageOf(line('Доверие', 50))], { createdAt: new Date(0) })));
    expect(later.equals(one)).toBe(false);
  });

  test('says the same whatever documents were made before it', async () => {
    const make = (text: string): Promise<Buffer> => buffer(pdf(options([pageOf(line(text, 50))])));
    const said = (file: Buffer): string =>
      readPdf(file)
        .pages[0]!.texts.map(({ text }) => text)
        .join('');
    const before = await make('и е . a');
    // Letters with marks are drawn from the letters without, and a space that does not break from one that does.
    await make('й ё … ä\u00a0å');
    expect(said(await make('и е . a b'))).toBe('и е . a b');
    expect(said(await make('a\u00a0b 𠂇'))).toBe('a b 𠂇');
    expect((await make('и е . a')).equals(before)).toBe(true);
  });

  test('is written page by page: of ten thousand rows only a few pages are held', async () => {
    let made = 0;
    let drawn = 0;
    function* pages(): Generator<Page> {
      for (let index = 0; index < 300; index += 1) {
        made += 1;
        yield pageOf(line(`Row ${index}`, 50), line('x'.repeat(60), 70));
      }
    }
    const stream = pdf(
      options([], {
        pages,
        frame: () => {
          drawn += 1;
          return [];
        },
      }),
    );
    const iterator = stream.iterator()[Symbol.asyncIterator]();
    await iterator.next();
    // All were counted; far from all were drawn when the first bytes had come.
    expect([made >= 300, drawn < 100]).toEqual([true, true]);
    let bytes = 0;
    for (let next = await iterator.next(); !next.done; next = await iterator.next())
      bytes += (next.value as Buffer).length;
    expect([drawn, bytes > 10_000]).toEqual([300, true]);
  });

  test('a reader who goes away ends it', async () => {
    let drawn = 0;
    const stream = pdf(
      options(
        Array.from({ length: 400 }, (_, index) => pageOf(line(`Page ${index}`, 50))),
        {
          frame: () => {
            drawn += 1;
            return [];
          },
        },
      ),
    );
    await stream.iterator()[Symbol.asyncIterator]().next();
    stream.destroy();
    await new Promise((done) => stream.once('close', done));
    expect(drawn).toBeLessThan(400);
  });

  test('shows squares as they are, pictures once for all places, and what is turned where it was set', async () => {
    const picture = readPicture(pngPicture(30, 40)) as Picture;
    const placed = (y: number): Item => ({ kind: 'picture', x: 10, y, width: 60, height: 80, picture });
    const file = await buffer(
      pdf(
        options([
          pageOf(
            {
              kind: 'squares',
              x: 10,
              y: 20,
              size: 90,
              modules: 9,
              dark: Uint8Array.from({ length: 81 }, (_, index) => index % 2),
            },
            placed(200),
            placed(300),
            { kind: 'turned', x: 0, y: 0, width, height, items: [line('upside down', 50)] },
          ),
        ]),
      ),
    );
    const [page] = readPdf(file).pages;
    expect(page!.squares[0]!.rows.slice(0, 2)).toEqual([' # # # # ', '# # # # #']);
    expect([page!.pictures, page!.texts.map(({ text }) => text)]).toEqual([2, ['upside down']]);
    expect(file.toString('latin1').match(/\/Subtype \/Image/g)).toHaveLength(1);
  });

  test('writes once what pages have in common, and each of them shows it', async () => {
    const common = { items: [line('Infoforum-China 2019, Shenzhen', 50)] };
    const own = Array.from({ length: 50 }, (_, index) => pageOf(line(`Page ${index}`, 80)));
    const pages = own.map((page) => ({ ...page, common }));
    const file = await buffer(pdfInOneGo(options([]), pages));
    const read = readPdf(file).pages.map(({ texts }) => texts.map(({ text }) => text));
    expect(read).toEqual(pages.map((_, index) => [`Page ${index}`, 'Infoforum-China 2019, Shenzhen']));
    const apart = own.map((page) => ({ ...page, items: [...page.items, ...common.items] }));
    const whole = await buffer(pdfInOneGo(options([]), apart));
    expect(file.length).toBeLessThan(whole.length);
  });

  test('draws lines and boxes in the order in which they are given', async () => {
    const file = await buffer(
      pdf(
        options([
          pageOf(
            {
              kind: 'box',
              x: 10,
              y: 20,
              width: 100,
              height: 50,
              fill: '#eeeeee',
              stroke: '#000000',
              dash: 2,
            },
            { kind: 'rule', x1: 10, y1: 80, x2: 110, y2: 80, thickness: 0.5, color: '#000000' },
          ),
        ]),
      ),
    );
    expect(readPdf(file).pages).toHaveLength(1);
  });
});

test('the image keeps the fonts in which documents are set', () => {
  const kept = readFileSync(path.resolve(__dirname, '../../../Dockerfile'), 'utf8').match(
    /-name (NotoSans\w*\.ttf)/g,
  );
  const names = Object.values(fontFiles).flatMap((weights) =>
    Object.values(weights).map((file) => path.basename(file)),
  );
  expect(kept?.map((match) => match.replace('-name ', '')).sort()).toEqual(names.sort());
});

describe('files that were made a moment ago', () => {
  test('are made once, also for many who ask at the same time', async () => {
    const files = new RecentFiles(100);
    let made = 0;
    const make = async (): Promise<Buffer> => {
      made += 1;
      return Buffer.from('file');
    };
    await Promise.all([files.get('a', make), files.get('a', make)]);
    await files.get('a', make);
    expect(made).toBe(1);
  });

  test('give way to others when there is no space, the one that was asked for longest ago first', async () => {
    const files = new RecentFiles(10);
    const made: string[] = [];
    const get = (tag: string): Promise<Buffer> =>
      files.get(tag, async () => {
        made.push(tag);
        return Buffer.alloc(4);
      });
    for (const tag of ['a', 'b', 'a', 'c', 'a', 'b']) await get(tag);
    expect(made).toEqual(['a', 'b', 'c', 'b']);
  });

  test('a failure is not kept', async () => {
    const files = new RecentFiles(10);
    await expect(files.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await files.get('a', () => Promise.resolve(Buffer.from('b')))).toEqual(Buffer.from('b'));
  });
});
