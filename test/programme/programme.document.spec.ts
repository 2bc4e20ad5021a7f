import { buffer } from 'node:stream/consumers';
import type { Item, Page } from '../../src/platform/documents/pdf';
import { textOf, type TextBlock } from '../../src/platform/documents/typesetting';
import {
  programmeDocument,
  programmePdf,
  roomsInOrder,
  type DocumentChoice,
  type Released,
} from '../../src/programme/files/programme.document';
import { programmeWords } from '../../src/programme/files/programme-files.words';
import { sessionKinds, sessionRoles } from '../../src/programme/programme.rules';
import type { ReleaseItem } from '../../src/programme/releases/release.rules';
import { readPdf } from '../support/pdf';
import { part, released } from './planned';

const event = {
  title: 'Infoforum-China 2019',
  titles: { ru: 'Инфофорум-Китай 2019', zh: '中国信息论坛2019' },
  theme: 'Trust and security',
  startDate: '2019-10-21',
  endDate: '2019-10-25',
  city: 'Shenzhen',
  country: 'CN',
};

/** An instant in Shenzhen, on a day of October 2019. */
const at = (day: number, hour: number, minute = 0): Date =>
  new Date(Date.UTC(2019, 9, day, hour - 8, minute));

let count = 0;

/** A session of so many minutes. */
function session(
  start: Date,
  minutes: number,
  room: string | null,
  changes: Partial<ReleaseItem> = {},
): ReleaseItem {
  count += 1;
  return released({
    id: `session-${count}`,
    title: `Session ${count}`,
    roomId: room,
    room,
    startsAt: start,
    endsAt: new Date(start.getTime() + minutes * 60_000),
    languages: ['en', 'ru', 'zh'],
    ...changes,
  });
}

const of = (items: ReleaseItem[], changes: Partial<Released> = {}): Released => ({
  event,
  timeZone: 'Asia/Shanghai',
  number: 3,
  releasedAt: new Date('2019-10-01T02:00:00Z'),
  items: items.toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime()),
  ...changes,
});

const choice = (changes: Partial<DocumentChoice> = {}): DocumentChoice => ({
  language: 'en',
  paper: 'a4',
  layout: 'full',
  ...changes,
});

const pagesOf = (release: Released, changes: Partial<DocumentChoice> = {}): Page[] => [
  ...programmeDocument(release, choice(changes)).pages(),
];

/** A text without regard to its lines and to kinds of spaces. */
const plain = (block: TextBlock): string => textOf(block).replaceAll(/[\s\u2002\u2003]+/g, ' ');
const textsOn = (items: readonly Item[]): string[] =>
  items.flatMap((item) => (item.kind === 'text' ? [plain(item.block)] : []));
const joined = (texts: readonly string[]): string => texts.join(' ').replaceAll(/[\s-]+/g, '');

interface Cell {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly texts: readonly { x: number; y: number; block: TextBlock }[];
}

/** The boxes of a timetable: each begins with a white ground, on which its frame and its texts stand. */
function cellsOf(page: Page): Cell[] {
  const cells: (Cell & { texts: Cell['texts'][number][] })[] = [];
  for (const item of page.items) {
    if (item.kind === 'box' && item.fill === '#ffffff' && item.stroke === undefined)
      cells.push({ ...item, texts: [] });
    else if (item.kind === 'text' && cells.length > 0) cells.at(-1)!.texts.push(item);
  }
  // What stands below the timetable is not in the last box.
  return cells.map((cell) => ({ ...cell, texts: cell.texts.filter(({ y }) => y < cell.y + cell.height) }));
}

/** The pages of a document that are timetables. */
const grids = (pages: readonly Page[]): Page[] => pages.filter((page) => cellsOf(page).length > 0);

const people = (...names: string[]): ReleaseItem['people'] =>
  names.map((displayName, index) =>
    part(`${displayName} ${index}`, {
      displayName,
      role: index === 0 ? 'moderator' : 'panellist',
      position: index + 1,
    }),
  );

const longTitles = {
  en: 'Data for the sustainable development of mountainous and landlocked countries: from pilot projects to practice',
  ru: 'Данные для устойчивого развития горных и не имеющих выхода к морю стран: от пилотных проектов к практике',
  zh: '面向山区和内陆国家可持续发展的数据：从试点项目到实践，以及“数字丝绸之路”的下一步工作',
};

/** So many rooms at once, and in one of them more people than its column can name. */
function aPanelOfMany(day: number, rooms: number): ReleaseItem[] {
  const names = Array.from({ length: 200 }, (_, index) => `Ambassador NUMBER${index}`);
  return Array.from({ length: rooms }, (_, index) =>
    session(at(day, 11), 60, `Room ${index + 1}`, {
      title: index === 0 ? 'A panel of many' : `Parallel ${index}`,
      people: index === 0 ? people(...names) : [],
    }),
  );
}

/** Five days with up to twelve rooms, with everything that makes a timetable difficult. */
function difficult(): ReleaseItem[] {
  const rooms = ['Main Hall', ...Array.from({ length: 11 }, (_, index) => `Room ${index + 1}`)];
  const busy = [9, 11, 14].flatMap((hour, slotIndex) =>
    rooms.flatMap((room, index) =>
      (index + slotIndex) % 7 === 0
        ? []
        : [
            session(at(21, hour), 90, room, {
              kind: sessionKinds[(index + slotIndex) % 6]!,
              title: index % 3 === 0 ? longTitles.en : `Session in ${room}`,
              titles: index % 3 === 0 ? { ru: longTitles.ru, zh: longTitles.zh } : {},
              floorLanguages: index % 2 === 0 ? ['en'] : [],
              people: people('LI Na', 'Гульнара СУЛЕЙМЕНОВА', '张伟', 'Ivan PETROV').slice(
                0,
                1 + (index % 4),
              ),
            }),
          ],
    ),
  );
  return [
    ...busy,
    session(at(21, 9), 600, 'Foyer', { kind: 'exhibition', title: 'Exhibition' }),
    session(at(21, 12, 30), 90, null, { kind: 'break', title: 'Lunch', languages: [] }),
    session(at(21, 22), 150, null, { kind: 'social', title: 'Reception of the host city' }),
    ...Array.from({ length: 40 }, (_, index) =>
      session(at(22, 9 + Math.floor(index / 4), (index % 4) * 15), 15, 'Main Hall', { kind: 'keynote' }),
    ),
    // Released in spite of the conflict: three in one room at once.
    session(at(23, 9), 90, 'Room 1', { title: longTitles.en }),
    session(at(23, 9, 30), 90, 'Room 1'),
    session(at(23, 10), 60, 'Room 1'),
    session(at(23, 9), 60, 'Room 2'),
    ...Array.from({ length: 5 }, (_, index) =>
      session(at(23, 14, index * 15), 180, null, { kind: 'visit_block', title: `Visit to company ${index}` }),
    ),
    session(at(24, 9), 60, 'Main Hall', {
      kind: 'plenary',
      title: longTitles.en.repeat(3).slice(0, 300),
      titles: { ru: longTitles.ru.repeat(3).slice(0, 300), zh: longTitles.zh.repeat(8).slice(0, 300) },
      people: people(...Array.from({ length: 60 }, (_, index) => `Delegate NUMBER${index}`)),
    }),
    ...aPanelOfMany(24, 11),
  ];
}

describe.each([
  ['en', 'a4', 8],
  ['ru', 'a4', 8],
  ['zh', 'a4', 8],
  ['en', 'a3', 12],
  ['ru', 'a3', 12],
] as const)('a difficult programme in %s on %s', (language, paper, mostLanes) => {
  const items = difficult();
  const release = of(items);
  let pages: Page[];
  let timetables: Page[];
  beforeAll(() => {
    pages = pagesOf(release, { language, paper });
    timetables = grids(pages);
  });

  test('no box stands on another', () => {
    for (const page of timetables) {
      const cells = cellsOf(page);
      for (const [index, one] of cells.entries())
        for (const other of cells.slice(index + 1)) {
          const apart =
            one.x + one.width <= other.x + 0.01 ||
            other.x + other.width <= one.x + 0.01 ||
            one.y + one.height <= other.y + 0.01 ||
            other.y + other.height <= one.y + 0.01;
          expect([
            one.texts.map(({ block }) => plain(block)),
            other.texts.map(({ block }) => plain(block)),
            apart,
          ]).toEqual([expect.anything(), expect.anything(), true]);
        }
    }
  });

  test('every text stands within its box, and every box on the paper', () => {
    for (const page of timetables)
      for (const cell of cellsOf(page)) {
        expect([
          cell.x >= 30,
          cell.x + cell.width <= page.width - 30,
          cell.y + cell.height <= page.height - 30,
        ]).toEqual([true, true, true]);
        for (const { x, y, block } of cell.texts)
          expect([
            plain(block),
            x >= cell.x,
            x + block.width <= cell.x + cell.width + 0.01,
            y >= cell.y,
            y + block.height <= cell.y + cell.height + 0.01,
          ]).toEqual([plain(block), true, true, true, true]);
      }
  });

  test('no type is smaller than 6 points, and no column narrower than can be read', () => {
    for (const page of pages)
      for (const item of page.items)
        if (item.kind === 'text')
          for (const { pieces } of item.block.lines)
            for (const piece of pieces) expect([piece.text, piece.size >= 6]).toEqual([piece.text, true]);
    for (const page of timetables) {
      const lefts = new Set(cellsOf(page).map(({ x }) => x.toFixed(2)));
      expect(lefts.size).toBeLessThanOrEqual(mostLanes);
      expect(Math.min(...cellsOf(page).map(({ width }) => width))).toBeGreaterThanOrEqual(85);
    }
  });

  test('every session stands in the timetable, in full or marked as shortened, and in full in the list', () => {
    const words = programmeWords(language, 'Asia/Shanghai', 'Shenzhen');
    const inGrid = joined(timetables.flatMap(({ items: all }) => textsOn(all)));
    const lists = pages.filter((page) => !timetables.includes(page));
    const inList = joined(lists.flatMap(({ items: all }) => textsOn(all)));
    const isShort = timetables.some(({ items: all }) =>
      textsOn(all).some((text) => text.includes(words.shortened)),
    );
    for (const item of items) {
      const title = joined([(item.titles as Record<string, string>)[language] ?? item.title]);
      expect([title, inGrid.includes(title)]).toEqual([title, true]);
      expect([title, inList.includes(title)]).toEqual([title, true]);
      for (const { displayName } of item.people)
        expect([displayName, inList.includes(joined([displayName]))]).toEqual([displayName, true]);
    }
    // The panel of many fits no box.
    expect(isShort).toBe(true);
    expect(timetables.some(({ items: all }) => textsOn(all).some((text) => /\+\d+|…/.test(text)))).toBe(true);
  });

  test('nothing needs a glyph that there is not', () => {
    expect(
      pages.flatMap(({ items: all }) =>
        all.flatMap((item) => (item.kind === 'text' ? item.block.missing : [])),
      ),
    ).toEqual([]);
  });
});

describe('a timetable', () => {
  const titles = (page: Page): string[] =>
    cellsOf(page).map(({ texts }) => texts.map(({ block }) => plain(block)).join(' | '));

  test('has a page for each day, with its bookmark', () => {
    const pages = grids(pagesOf(of([session(at(21, 9), 60, 'Hall'), session(at(23, 9), 60, 'Hall')])));
    expect(pages.map(({ bookmark }) => bookmark)).toEqual([
      'Monday, 21 October 2019',
      'Wednesday, 23 October 2019',
    ]);
  });

  test('says when, what, where, who and in which languages', () => {
    const [page] = grids(
      pagesOf(
        of([
          session(at(21, 9), 90, 'Hall', {
            title: 'One',
            floorLanguages: ['en'],
            people: people('LI Na', 'Ivan PETROV'),
          }),
          session(at(21, 9), 90, 'Foyer', { title: 'Other', kind: 'workshop' }),
          session(at(21, 11), 30, null, { title: 'Coffee', kind: 'break', languages: [] }),
        ]),
      ),
    );
    expect(titles(page!)).toEqual([
      '09:00–10:30 Workshop · EN ↔ RU ↔ ZH | Other',
      '09:00–10:30 Panel discussion · EN → RU ZH | One | Moderator: LI Na | Panellist: Ivan PETROV',
      '11:00–11:30 Coffee',
    ]);
    expect(textsOn(page!.items)).toEqual(
      expect.arrayContaining(['Monday, 21 October 2019', 'Foyer', 'Hall', '09:00', '10:30']),
    );
  });

  test('shows a session that ends after midnight on the day on which it begins', () => {
    const [page, ...others] = grids(
      pagesOf(of([session(at(21, 22), 150, null, { title: 'Reception', kind: 'social' })])),
    );
    expect(others).toEqual([]);
    expect(titles(page!)[0]).toContain('22:00–00:30 (Tue 22 Oct) Reception');
    expect(textsOn(page!.items)).toEqual(expect.arrayContaining(['22:00', '00:30 +1']));
  });

  test('twelve rooms go on from one sheet to the next on A4, and stand on one on A3', () => {
    const rooms = Array.from({ length: 12 }, (_, index) => `Room ${index + 1}`);
    const release = of(rooms.map((room) => session(at(21, 9), 60, room)));
    const heads = (page: Page): string[] => textsOn(page.items).filter((text) => /^Room \d+$/.test(text));
    expect(grids(pagesOf(release)).map(heads)).toEqual([rooms.slice(0, 6), rooms.slice(6)]);
    expect(grids(pagesOf(release, { paper: 'a3' })).map(heads)).toEqual([rooms]);
  });

  test('takes large type where there is much space', () => {
    const [page] = grids(pagesOf(of([session(at(21, 9), 60, 'Hall', { title: 'Alone' })])));
    expect(
      Math.max(
        ...cellsOf(page!)[0]!.texts.flatMap(({ block }) => block.lines[0]!.pieces.map(({ size }) => size)),
      ),
    ).toBe(11);
  });

  test('alone, it is followed by what it had to shorten', () => {
    const items = aPanelOfMany(21, 8);
    const pages = pagesOf(of(items), { layout: 'grid' });
    const rest = pages.filter((page) => cellsOf(page).length === 0).flatMap((page) => textsOn(page.items));
    expect(rest).toEqual(
      expect.arrayContaining(['Sessions that the timetable shortens, in full', 'A panel of many']),
    );
    expect(rest.filter((text) => text.startsWith('Parallel'))).toEqual([]);
    for (const { displayName } of items[0]!.people) expect(joined(rest)).toContain(joined([displayName]));
    expect(pagesOf(of(items.slice(1)), { layout: 'grid' })).toHaveLength(1);
  });
});

describe('rooms', () => {
  test('stand in the order of what happens in them, then by name as numbers count', () => {
    const items = [
      session(at(21, 9), 60, 'Room 10'),
      session(at(21, 9), 60, 'Room 2'),
      session(at(21, 9), 60, 'Auditorium', { kind: 'exhibition' }),
      session(at(21, 9), 60, 'Main Hall', { kind: 'plenary' }),
    ];
    expect(roomsInOrder(items, 'en').map(({ name }) => name)).toEqual([
      'Main Hall',
      'Room 2',
      'Room 10',
      'Auditorium',
    ]);
  });
});

describe('the list of sessions', () => {
  const listOf = (item: ReleaseItem, language = 'en'): string[] =>
    pagesOf(of([item]), { layout: 'list', language }).flatMap(({ items }) => textsOn(items));

  test('says all that is known of a session, and when its parts begin', () => {
    const texts = listOf(
      session(at(21, 9), 90, 'Hall', {
        title: 'Trust',
        abstract: 'First paragraph.\n\nSecond paragraph.',
        topics: [{ id: 't', title: 'Smart cities', titles: {} }],
        floorLanguages: ['en'],
        capacity: 40,
        authenticLanguage: 'zh',
        categoryIds: ['c'],
        documents: [
          {
            id: 'd',
            fileId: 'f',
            title: 'Paper',
            titles: {},
            language: null,
            audience: 'public',
            name: 'p.pdf',
            mediaType: 'application/pdf',
            size: 1,
          },
          {
            id: 'e',
            fileId: 'f',
            title: 'Notes',
            titles: {},
            language: null,
            audience: 'staff',
            name: 'n.pdf',
            mediaType: 'application/pdf',
            size: 1,
          },
        ],
        items: ['One', 'Two', 'Three'].map((title, index) => ({
          id: `item-${index}`,
          title,
          titles: {},
          abstract: null,
          abstracts: {},
          authenticLanguage: null,
          durationMinutes: index === 1 ? null : 20,
        })),
        people: [part('LI Na', { role: 'chair' }), part('Ivan PETROV', { itemId: 'item-1' })],
      }),
    );
    expect(texts).toEqual([
      'Sessions in detail',
      'Monday, 21 October 2019',
      '09:00–10:30',
      'Trust',
      'Panel discussion · Hall · English (interpretation: Russian, Chinese) · Places to be booked: 40 · for certain categories of participants · authentic in Chinese',
      'Topic: Smart cities',
      'First paragraph.',
      'Second paragraph.',
      'Chair: LI Na',
      '09:00',
      'One',
      '09:20',
      'Two',
      'Speaker: Ivan PETROV',
      // Nobody knows how long the second one lasts.
      'Three',
      'Documents: Paper',
    ]);
  });

  test.each([
    ['ru', 'Название', 'Председатель: LI Na'],
    ['zh', '标题', '主席：LI Na'],
    ['fr', 'Titre', 'Chair: LI Na'],
  ])('speaks %s where it can, and English otherwise', (language, title, chair) => {
    const texts = listOf(
      session(at(21, 9), 90, 'Hall', {
        titles: { ru: 'Название', zh: '标题', fr: 'Titre' },
        people: [part('LI Na', { role: 'chair' })],
      }),
      language,
    );
    expect(texts).toEqual(expect.arrayContaining([title, chair]));
  });

  test('has words for every kind and role in each language', () => {
    for (const language of ['en', 'ru', 'zh']) {
      const words = programmeWords(language, 'Asia/Shanghai', 'Shenzhen');
      const said = [...sessionKinds.map(words.kind), ...sessionRoles.map((role) => words.role(role))];
      expect([language, said.filter((word) => word.includes('_'))]).toEqual([language, []]);
      expect(new Set(said).size).toBe(said.length);
    }
  });
});

describe('the document', () => {
  test('says on each page of which event and release it is, in which zone, and on which page', async () => {
    const { pages, info } = readPdf(
      await buffer(programmePdf(of([session(at(21, 9), 60, 'Hall')]), choice({ language: 'ru' }))),
    );
    expect(info['Title']).toBe('Инфофорум-Китай 2019: Программа, редакция 3 от 1 октября 2019 г.');
    expect(pages).toHaveLength(2);
    for (const [index, { texts }] of pages.entries()) {
      const said = texts.map(({ text }) => text).join(' ');
      expect(said).toContain('Инфофорум-Китай 2019');
      expect(said).toContain('Программа, редакция 3 от 1 октября 2019 г.');
      expect(said).toContain('Указано местное время');
      expect(said).toContain(`Страница ${index + 1} из 2`);
    }
  });

  test('is the same file for the same release, and another one for another', async () => {
    const items = difficult();
    const make = (number: number): Promise<Buffer> =>
      buffer(programmePdf(of(items, { number }), choice({ language: 'zh' })));
    const [one, same, other] = [await make(3), await make(3), await make(4)];
    expect([one.equals(same), one.equals(other)]).toEqual([true, false]);
  });

  test('can be of one day', () => {
    const release = of([session(at(21, 9), 60, 'Hall'), session(at(22, 9), 60, 'Hall')]);
    const said = joined(pagesOf(release, { day: '2019-10-22' }).flatMap(({ items }) => textsOn(items)));
    expect([said.includes('Tuesday'), said.includes('Monday')]).toEqual([true, false]);
  });

  test('says so when there are no sessions', () => {
    expect(pagesOf(of([])).map(({ items }) => textsOn(items))).toEqual([['There are no sessions.']]);
  });

  test('says under a page which characters it cannot print', async () => {
    const { pages } = readPdf(
      await buffer(programmePdf(of([session(at(21, 9), 60, 'Hall', { title: 'Day of محمد' })]), choice())),
    );
    const said = pages.map(({ texts }) => texts.map(({ text }) => text).join(''));
    expect(said[0]).toContain('Day of □□□□');
    expect(said[0]).toContain('U+0645 U+062D U+062F');
  });

  test('reads the clock of the place on both sides of its change', () => {
    const berlin = {
      timeZone: 'Europe/Berlin',
      event: { ...event, startDate: '2019-10-26', endDate: '2019-10-27', city: 'Berlin' },
    };
    const pages = grids(
      pagesOf(
        of(
          [
            session(new Date('2019-10-26T07:00:00Z'), 60, 'Hall', { title: 'Before' }),
            session(new Date('2019-10-27T08:00:00Z'), 60, 'Hall', { title: 'After' }),
          ],
          berlin,
        ),
      ),
    );
    expect(pages.map(({ items }) => textsOn(items).filter((text) => text === '09:00'))).toEqual([
      ['09:00'],
      ['09:00'],
    ]);
  });
});
