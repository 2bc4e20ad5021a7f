import fc from 'fast-check';
import type { Item } from '../../src/platform/documents/pdf';
import { readPicture, type Picture } from '../../src/platform/documents/picture';
import { setText, textOf } from '../../src/platform/documents/typesetting';
import {
  a6,
  badgeLayouts,
  badgePage,
  badgeTemplate,
  type Badge,
  type BadgeSession,
} from '../../src/registrations/badges/badge.document';
import { contrast, fitWhole, inkOn, inks, luminance } from '../../src/registrations/badges/badge.rules';
import { badgeWords } from '../../src/registrations/badges/badge.words';
import { pngPicture } from '../support/files';

const token = `PB1:${'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.repeat(5).slice(0, 140)}`;
const photo = readPicture(pngPicture(30, 40)) as Picture;

/** Letters of the languages of the region, in one word or several. */
const letters = fc.constantFrom(
  ...'AaBbZzÄäÖößŠšİıĞğÇçÑñŁłŒœẞ',
  ...'АаБбЖжЩщЪъЫыЭэЮюЯяЁёЙй',
  ...'ӘәҒғҚқҢңӨөҰұҮүҺһІіҲҳҶҷӢӣӮӯЎў',
  ...'李娜王伟欧阳龘',
  ...'-’',
);
const name = fc
  .array(
    fc.array(letters, { minLength: 1, maxLength: 60 }).map((some) => some.join('')),
    { minLength: 1, maxLength: 8 },
  )
  .map((words) => words.join(' ').slice(0, 120).trim())
  .filter((text) => /\p{L}/u.test(text));

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(arbitrary, { nil: null, freq: 2 });

const badges: fc.Arbitrary<Badge> = fc.record({
  code: fc.constant('7KQ2M9XW'),
  name,
  nativeName: maybe(name),
  formOfAddress: maybe(name.map((text) => text.slice(0, 60))),
  post: maybe(fc.tuple(name, name).map((parts) => parts.join(' ').slice(0, 200))),
  organisation: maybe(fc.tuple(name, name).map((parts) => parts.join(' ').slice(0, 200))),
  delegation: maybe(fc.tuple(name, name, name).map((parts) => parts.join(' ').slice(0, 300))),
  token: fc.constant(token),
  photo: fc.constantFrom(null, photo),
});

const category = fc.record({
  title: name,
  colour: fc.constantFrom(null, '#17456E', '#F5D547'),
  zones: fc.array(
    fc.record({
      code: fc.constantFrom('A', 'B2', 'PRESS', 'WWWWWW'),
      colour: fc.constantFrom(null, '#B03A2E', '#F5D547'),
      time: fc.constantFrom(
        null,
        ['21 Oct 09:00 –', '23 Oct 18:00'],
        ['21 Oct', '09:00–18:00'],
        ['– 23 Oct 18:00'],
      ),
    }),
    { maxLength: 12 },
  ),
});

const words = badgeWords('en', 'Asia/Shanghai', 'Shenzhen');
const event = { title: 'Infoforum-China 2019', when: '21–25 October 2019', where: 'Shenzhen, China' };

const squeezed = (text: string): string => text.normalize('NFC').replace(/\s/gu, '');
/** What items say, without spaces and without the hyphens of words that had to be divided. */
const said = (items: readonly Item[]): string[] =>
  items.flatMap((item) => (item.kind === 'text' ? [squeezed(textOf(item.block))] : []));

/** Whether all characters of a text stand in another one, in this order: hyphens may stand between them. */
function holds(whole: string, text: string): boolean {
  let at = 0;
  for (const character of squeezed(text)) {
    const found = whole.indexOf(character, at);
    if (found < 0 || /[^-]/.test(whole.slice(at, found))) return false;
    at = found + character.length;
  }
  return true;
}

/** Where an item lies, as left, top, right and lower edge. */
function edges(item: Item): [number, number, number, number] {
  if (item.kind === 'rule')
    return [
      Math.min(item.x1, item.x2),
      Math.min(item.y1, item.y2),
      Math.max(item.x1, item.x2),
      Math.max(item.y1, item.y2),
    ];
  if (item.kind === 'squares') return [item.x, item.y, item.x + item.size, item.y + item.size];
  if (item.kind !== 'text') return [item.x, item.y, item.x + item.width, item.y + item.height];
  const pieces = item.block.lines.flatMap((line) => line.pieces);
  return [
    item.x + Math.min(...pieces.map(({ x }) => x)),
    item.y,
    item.x + Math.max(...pieces.map(({ x, width }) => x + width)),
    item.y + item.block.height,
  ];
}

const slack = 0.05;
const outside = (item: Item, width: number, height: number): boolean => {
  const [left, top, right, lower] = edges(item);
  return left < -slack || top < -slack || right > width + slack || lower > height + slack;
};

describe('ink on a badge', () => {
  const colours = fc
    .integer({ min: 0, max: 0xffffff })
    .map((value) => `#${value.toString(16).padStart(6, '0').toUpperCase()}`);

  test('is read on every colour', () => {
    fc.assert(
      fc.property(colours, (colour) => {
        const [chosen, other] = inkOn(colour) === inks[0] ? inks : [inks[1], inks[0]];
        expect(contrast(chosen, colour)).toBeGreaterThanOrEqual(contrast(other, colour));
        expect(contrast(chosen, colour)).toBeGreaterThan(4.3);
      }),
    );
  });

  test('has the contrast that WCAG works out', () => {
    expect([luminance('#FFFFFF'), luminance('#000000')]).toEqual([1, 0]);
    expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21);
    expect(contrast('#777777', '#FFFFFF')).toBeCloseTo(4.48, 2);
    expect([inkOn('#17456E'), inkOn('#F5D547')]).toEqual(['#FFFFFF', '#111111']);
  });
});

describe('a text that must be all there', () => {
  const style = { size: 30, lineHeight: 1.2 } as const;

  test('keeps its largest type when there is room', () => {
    expect(fitWhole('LI Na', { width: 200, height: 40 }, style).lines[0]!.pieces[0]!.size).toBe(30);
  });

  test('is broken at spaces before a word is divided', () => {
    const block = fitWhole('Александра Преображенская', { width: 120, height: 100 }, style);
    expect([block.divided, textOf(block)]).toEqual([false, 'Александра\nПреображенская']);
  });

  test('a word that would be tiny is divided rather', () => {
    const block = fitWhole('Преображенская'.repeat(6), { width: 120, height: 100 }, style);
    expect([block.divided, block.cut, block.lines[0]!.pieces[0]!.size > 8]).toEqual([true, false, true]);
  });

  test('fits into any box, whatever it is', () => {
    const boxes = fc.record({
      width: fc.double({ min: 40, max: 260, noNaN: true }),
      height: fc.double({ min: 14, max: 150, noNaN: true }),
    });
    fc.assert(
      fc.property(name, boxes, (text, box) => {
        const block = fitWhole(text, box, style);
        expect(block.cut).toBe(false);
        expect(block.height).toBeLessThanOrEqual(box.height + slack);
        expect(block.width).toBeLessThanOrEqual(box.width + slack);
        expect(holds(squeezed(textOf(block)), text)).toBe(true);
      }),
    );
  });
});

describe('a badge', () => {
  test.each(badgeLayouts)(
    'as %s has everything on it, within its frame, whatever it has to say',
    (layout) => {
      fc.assert(
        fc.property(badges, category, (badge, of) => {
          const template = badgeTemplate(of, event, words, layout, []);
          const { page, missing } = badgePage(badge, template);
          const all = [...page.items, ...page.common!.items];
          expect(missing).toEqual([]);
          expect(all.filter((item) => outside(item, page.width, page.height))).toEqual([]);
          const texts = said(all);
          for (const text of [
            badge.name,
            badge.post,
            badge.delegation,
            of.title,
            ...of.zones.flatMap(({ code, time }) => [code, ...(time ?? [])]),
          ])
            if (text) expect([text, texts.some((one) => holds(one, text))]).toEqual([text, true]);
          expect(texts).toContain('7KQ2-M9XW');
        }),
        { numRuns: 25 },
      );
    },
  );

  test('keeps its code apart from everything else, with the quiet zone that readers need', () => {
    fc.assert(
      fc.property(badges, category, (badge, of) => {
        const { page } = badgePage(badge, badgeTemplate(of, event, words, 'a6', []));
        const all = [...page.items, ...page.common!.items];
        const code = all.find((item) => item.kind === 'squares')!;
        const quiet = (4 * code.size) / code.modules - 0.1;
        const near = all.filter((item) => {
          if (item === code) return false;
          const [left, top, right, lower] = edges(item);
          return (
            right > code.x - quiet &&
            left < code.x + code.size + quiet &&
            lower > code.y - quiet &&
            top < code.y + code.size + quiet
          );
        });
        expect(near).toEqual([]);
        expect(code.x + code.size + quiet).toBeLessThan(a6.width);
      }),
      { numRuns: 25 },
    );
  });

  test('lets no two texts stand on one another', () => {
    fc.assert(
      fc.property(badges, category, (badge, of) => {
        const { page } = badgePage(badge, badgeTemplate(of, event, words, 'a6', []));
        const placed = [...page.items, ...page.common!.items].filter(
          (item) => item.kind === 'text' || item.kind === 'picture',
        );
        const overlaps = placed.flatMap((one, index) =>
          placed.slice(index + 1).filter((other) => {
            const [a, b] = [edges(one), edges(other)];
            return a[0] < b[2] - 0.5 && b[0] < a[2] - 0.5 && a[1] < b[3] - 0.5 && b[1] < a[3] - 0.5;
          }),
        );
        expect(overlaps).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  const plain: Badge = {
    code: '7KQ2M9XW',
    name: 'LI Na',
    nativeName: '李娜',
    formOfAddress: null,
    post: null,
    organisation: null,
    delegation: null,
    token,
    photo: null,
  };
  const delegate = { title: 'Delegate', colour: '#17456E', zones: [] };
  const textsOf = (badge: Badge): string[] =>
    said(badgePage(badge, badgeTemplate(delegate, event, words, 'a6', [])).page.items);

  test('says a name in the person’s own script where it is another one, and only where it can be printed', () => {
    expect(textsOf(plain)).toEqual(['LINa', '李娜', '7KQ2-M9XW']);
    expect(textsOf({ ...plain, nativeName: 'Li  NA' })).toEqual(['LINa', '7KQ2-M9XW']);
    expect(textsOf({ ...plain, nativeName: 'علی' })).toEqual(['LINa', '7KQ2-M9XW']);
  });

  test('says the organisation once when it is the delegation', () => {
    const twice = { ...plain, organisation: 'China  Telecom', delegation: 'China Telecom' };
    expect(textsOf(twice).filter((text) => text === 'ChinaTelecom')).toHaveLength(1);
  });

  test('names the characters that cannot be printed', () => {
    const { missing } = badgePage({ ...plain, name: 'علی' }, badgeTemplate(delegate, event, words, 'a6', []));
    expect(missing).toEqual(['ع', 'ل', 'ی']);
  });

  test('folded, has the programme inside, upside down on the sheet, and says what did not fit', () => {
    const sessions = (count: number): BadgeSession[] =>
      Array.from({ length: count }, (_, index) => ({
        day: `Day ${Math.floor(index / 8)}`,
        time: '09:00–10:30',
        title: `Session ${index}`,
        room: 'Hall A',
      }));
    const inside = (count: number): string[] => {
      const { page } = badgePage(plain, badgeTemplate(delegate, event, words, 'a4_fold', sessions(count)));
      const [left] = page.common!.items.flatMap((item) => (item.kind === 'turned' ? [item] : []));
      expect([
        left!.x > 0,
        left!.y,
        left!.items.some((item) => outside(item, left!.width, left!.height)),
      ]).toEqual([true, 0, false]);
      return said(left!.items);
    };
    expect(inside(0)).toEqual(['Notes']);
    expect(inside(16).filter((text) => text.startsWith('Session'))).toHaveLength(16);
    const many = inside(200);
    const shown = many.filter((text) => text.startsWith('Session')).length;
    expect([shown > 20, many.at(-1)]).toEqual([true, `…and${200 - shown}moresessions`]);
  });

  test('folded, says the name on both sides', () => {
    const { page } = badgePage(plain, badgeTemplate(delegate, event, words, 'a4_fold', []));
    const names = page.items.filter((item) => item.kind === 'text' && textOf(item.block) === 'LI Na');
    expect(names.map((item) => edges(item)[0] > page.width / 2).toSorted()).toEqual([false, true]);
  });

  test('words are there in every language, and fit', () => {
    for (const language of ['en', 'ru', 'zh']) {
      const own = badgeWords(language, 'Asia/Shanghai', 'Shenzhen');
      expect(own.language).toBe(language);
      expect(
        setText(`${own.personal}${own.found}${own.fold}${own.more(2)}`, 500, { size: 9 }).missing,
      ).toEqual([]);
    }
    expect(badgeWords('kk', 'Asia/Almaty', 'Almaty').language).toBe('en');
  });
});
