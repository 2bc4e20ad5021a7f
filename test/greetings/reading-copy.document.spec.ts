import { buffer } from 'node:stream/consumers';
import {
  partsOfText,
  readingCopyPdf,
  type ReadingCopyContent,
} from '../../src/greetings/reading-copies/reading-copy.document';
import { pdf } from '../../src/platform/documents/pdf';
import { readPdf } from '../support/pdf';

const content = (changes: Partial<ReadingCopyContent> = {}): ReadingCopyContent => ({
  language: 'en',
  authentic: true,
  text: 'Dear participants,\n\nI greet you.\n\nI wish you every success.',
  version: 1,
  copy: 1,
  holder: 'Baurzhan Imandosov',
  event: 'Infoforum-China 2019',
  author: 'Vladimir Norov',
  authorTitle: 'Secretary-General',
  addressees: 'the participants of the conference',
  embargo: { until: null },
  timeZone: 'Asia/Shanghai',
  at: new Date('2019-10-18T01:00:00Z'),
  ...changes,
});

interface Shown {
  /** What stands between head and foot, line by line. */
  readonly body: readonly { readonly text: string; readonly size: number }[];
  readonly all: string;
}

async function pagesOf(changes: Partial<ReadingCopyContent> = {}): Promise<Shown[]> {
  const { pages } = readPdf(await buffer(pdf(readingCopyPdf(content(changes)))));
  return pages.map(({ texts, height }) => ({
    body: texts.filter(({ y }) => y > 110 && y < height - 80).map(({ text, size }) => ({ text, size })),
    all: texts.map(({ text }) => text).join('\n'),
  }));
}

const said = ({ body }: Shown): string => body.map(({ text }) => text.trim()).join(' ');
const sentence = 'We meet to speak of trust and of the security of the digital world of tomorrow.';
const paragraph = (sentences: number): string => Array.from({ length: sentences }, () => sentence).join(' ');

describe('a reading copy', () => {
  test('has addressees, salutation, text and signature in large print, and says what it is on each page', async () => {
    const [page, ...more] = await pagesOf({ copy: 7, version: 2 });
    expect(more).toEqual([]);
    expect(page!.body.map(({ text }) => text)).toEqual([
      'To the participants of the conference',
      'Dear participants,',
      'I greet you.',
      'I wish you every success.',
      'Vladimir Norov',
      'Secretary-General',
    ]);
    expect(Math.min(...page!.body.map(({ size }) => size))).toBeGreaterThanOrEqual(18);
    for (const words of [
      'EMBARGO until delivered',
      'Copy 7 · Version 2 (replaces all earlier copies)',
      'English, authentic text',
      'Infoforum-China 2019',
      'Reading copy: read on behalf of Vladimir Norov',
      'For Baurzhan Imandosov',
      'Page 1 of 1',
    ])
      expect(page!.all).toContain(words);
  });

  test('turns its pages at the ends of paragraphs, and never within one that fits on a page', async () => {
    const paragraphs = Array.from(
      { length: 14 },
      (_, index) => `${index + 1}. ${paragraph((index % 4) + 2)}`,
    );
    const pages = await pagesOf({ text: paragraphs.join('\n\n') });
    expect(pages.length).toBeGreaterThan(3);
    const found = pages.flatMap((page) => said(page).match(/\d+\. .*?(?= \d+\. |$| Vladimir Norov)/g) ?? []);
    expect(found.map((text) => text.replace(/ ?Vladimir Norov.*/, '').trim())).toEqual(paragraphs);
    for (const page of pages.slice(1)) expect(said(page)).toMatch(/^(\d+\. |Vladimir Norov)/);
    for (const page of pages) expect(page.all).toContain('EMBARGO until delivered');
    expect(pages.at(-1)!.all).toContain(`Page ${pages.length} of ${pages.length}`);
  });

  test('turns them at the ends of sentences in a paragraph that is longer than a page', async () => {
    const pages = await pagesOf({ text: paragraph(30) });
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages.slice(0, -1)) expect(said(page)).toMatch(/tomorrow\.$/);
    for (const page of pages.slice(1)) expect(said(page)).toMatch(/^We meet/);
    const whole = pages.map(said).join(' ');
    expect(whole.split(sentence)).toHaveLength(31);
  });

  test('leaves a first paragraph whole that fits on a page, though not below the salutation', async () => {
    for (let sentences = 2; sentences <= 12; sentences += 1) {
      const pages = await pagesOf({ text: `Dear participants,\n\n${paragraph(sentences)}` });
      const parts = pages.map((page) => said(page).split(sentence).length - 1).filter((count) => count > 0);
      expect([sentences, parts]).toEqual([sentences, [sentences]]);
    }
  });

  test('takes a smaller size, never below 18 points, where that saves a turn', async () => {
    const sizes = async (sentences: number): Promise<[number, number]> => {
      const pages = await pagesOf({ text: paragraph(sentences) });
      return [pages.length, pages[0]!.body.find(({ text }) => text.startsWith('We meet'))!.size];
    };
    const found = new Map<number, Set<number>>();
    for (let sentences = 2; sentences <= 14; sentences += 1) {
      const [pages, size] = await sizes(sentences);
      found.set(pages, (found.get(pages) ?? new Set()).add(size));
    }
    expect([...found.get(1)!].sort()).toEqual([18, 19, 20]);
  });

  test('speaks the language of its text, and says when that is a translation', async () => {
    const [russian] = await pagesOf({
      language: 'ru',
      authentic: false,
      text: 'Уважаемые участники!\n\nПриветствую вас.',
      author: 'Владимир Норов',
      authorTitle: 'Генеральный секретарь',
      addressees: 'участники',
    });
    expect(russian!.body.map(({ text }) => text)).toEqual([
      'Адресат: участники',
      'Уважаемые участники!',
      'Приветствую вас.',
      'Владимир Норов',
      'Генеральный секретарь',
    ]);
    for (const words of ['НЕ РАЗГЛАШАТЬ до оглашения', 'русский, перевод', 'Страница 1 из 1'])
      expect(russian!.all).toContain(words);
    const [chinese] = await pagesOf({
      language: 'zh',
      authentic: false,
      text: '各位代表：\n\n我谨致以问候。',
      author: '弗拉基米尔·诺罗夫',
      authorTitle: '秘书长',
      addressees: '与会者',
    });
    expect(
      chinese!.body
        .map(({ text }) => text)
        .join(' ')
        .replaceAll(' · ', '·')
        .split(' '),
    ).toEqual(['致：与会者', '各位代表：', '我谨致以问候。', '弗拉基米尔·诺罗夫', '秘书长']);
    for (const words of ['宣读之前不得公布', '译文', '第1页，共1页'])
      expect(chinese!.all.replaceAll('\n', '')).toContain(words);
  });

  test('has a head in which nothing is cut, however long the words are', async () => {
    const event =
      'Международная конференция «Инфофорум-Китай» по вопросам доверия и безопасности в цифровом будущем';
    const [page] = await pagesOf({
      language: 'ru',
      version: 2,
      copy: 12,
      event,
      author: 'Владимир Имамович Норов',
      text: 'Уважаемые участники!\n\nПриветствую вас.',
    });
    const head = page!.all.replaceAll('\n', ' ').replace(/ +/g, ' ');
    for (const words of [
      event,
      'Экземпляр для чтения. Автор: Владимир Имамович Норов',
      'Экземпляр № 12 · Версия 2 (заменяет все прежние экземпляры)',
      'русский, аутентичный текст',
    ])
      expect(head.replace(/ /g, '')).toContain(words.replace(/ /g, ''));
    expect(page!.all).not.toContain('…');
  });

  test.each([
    ['en', 'EMBARGO until Tuesday, 22 October 2019, 09:00 (China Time, UTC+8)'],
    ['ru', 'НЕ РАЗГЛАШАТЬ до: вторник, 22 октября 2019'],
    ['zh', '2019 年 10 月 22 日星期二'],
  ])('says in %s until when the embargo lasts, where an instant was set', async (language, words) => {
    const [page] = await pagesOf({ language, embargo: { until: new Date('2019-10-22T01:00:00Z') } });
    expect(page!.all.replaceAll('\n', ' ')).toContain(words);
    expect(page!.all).toMatch(/UTC\+8/);
  });

  test('bears no embargo once the message is public', async () => {
    const [page] = await pagesOf({ embargo: null });
    expect(page!.all).not.toContain('EMBARGO');
  });

  test('is the same bytes for the same copy', async () => {
    const bytes = (): Promise<Buffer> => buffer(pdf(readingCopyPdf(content())));
    expect((await bytes()).equals(await bytes())).toBe(true);
  });
});

describe('a text that is read aloud', () => {
  test.each([
    [
      'Dear all,\n\nText.\n\nVladimir Norov\nSecretary-General',
      'Dear all,',
      ['Text.'],
      'Vladimir Norov\nSecretary-General',
    ],
    [
      'Dear all,\n\nText.\n\nVladimir Norov\n\nSecretary-General',
      'Dear all,',
      ['Text.'],
      'Vladimir Norov\nSecretary-General',
    ],
    ['Text without.\nMore.', undefined, ['Text without.', 'More.'], undefined],
    ['Dear all,', undefined, ['Dear all,'], undefined],
    ['Yours, Vladimir Norov', undefined, ['Yours, Vladimir Norov'], undefined],
  ])('%j keeps each word, in its part', (text, salutation, paragraphs, signature) => {
    expect(partsOfText(text, 'Vladimir Norov')).toEqual({ salutation, paragraphs, signature });
  });
});
