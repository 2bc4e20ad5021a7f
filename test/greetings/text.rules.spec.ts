import { pdfParagraphs, type PdfRun } from '../../src/platform/extraction/paragraphs';
import { changesBetween, paragraphsOf, wordCount } from '../../src/greetings/texts/text.rules';

describe('paragraphs', () => {
  test('stand between empty lines, or on lines of their own where there are none', () => {
    expect(paragraphsOf('Dear all,\r\n\r\nI greet\nyou.\n \n\nYours')).toEqual([
      'Dear all,',
      'I greet\nyou.',
      'Yours',
    ]);
    expect(paragraphsOf('Dear all,\nI greet you.')).toEqual(['Dear all,', 'I greet you.']);
    expect(paragraphsOf(' \n ')).toEqual([]);
  });

  test('words are counted, and characters where there are no spaces', () => {
    expect(wordCount('Dear participants of 2019')).toBe(4);
    expect(wordCount('尊敬的与会者，Plenary')).toBe(7);
  });
});

describe('what changed between two versions', () => {
  const kinds = (before: string, after: string, language = 'en') =>
    changesBetween(before, after, language).map(({ kind, parts }) => [
      kind,
      parts.map((part) => `${part.kind}:${part.text}`).join('|'),
    ]);

  test('names paragraphs that came and went, and in one that was changed the words', () => {
    expect(
      kinds(
        'Dear all,\n\nI greet you in May at the forum.\n\nGone for good.\n\nYours',
        'Dear all,\n\nI greet you in June at the forum.\n\nYours\n\nP.S. Come again.',
      ),
    ).toEqual([
      ['same', 'same:Dear all,'],
      ['changed', 'same:I greet you in |removed:May|added:June|same: at the forum.'],
      ['removed', 'removed:Gone for good.'],
      ['same', 'same:Yours'],
      ['added', 'added:P.S. Come again.'],
    ]);
  });

  test('finds the changed word of a Chinese sentence, which has no spaces', () => {
    expect(kinds('五月在深圳欢迎各位代表。', '六月在深圳欢迎各位代表。', 'zh')).toEqual([
      ['changed', 'removed:五|added:六|same:月在深圳欢迎各位代表。'],
    ]);
  });

  test('calls paragraphs that share next to nothing two, not one that was changed', () => {
    expect(kinds('Dear all, welcome.', 'Заключительные слова автора.').map(([kind]) => kind)).toEqual([
      'removed',
      'added',
    ]);
  });

  test('everything is new in a first version', () => {
    expect(kinds('', 'Dear all')).toEqual([['added', 'added:Dear all']]);
  });

  test('takes little time for texts of the greatest length that have nothing in common', () => {
    const long = (words: string): string =>
      Array.from({ length: 200 }, (_, n) => `${words}${n} `.repeat(18).trim()).join('\n\n');
    const changes = changesBetween(long('a'), long('b'), 'en');
    expect(new Set(changes.map(({ kind }) => kind))).toEqual(new Set(['removed', 'added']));
    expect(changes).toHaveLength(400);
  });
});

describe('paragraphs of a PDF', () => {
  const line = (text: string, y: number, more: Partial<PdfRun> = {}): PdfRun => ({
    text,
    x: 72,
    y,
    width: 400,
    height: 12,
    ...more,
  });

  test('end where the distance between lines is larger than usual', () => {
    expect(
      pdfParagraphs([
        [
          line('Dear participants,', 700, { width: 100 }),
          line('it is an honour for me to', 670),
          line('greet you in Shenzhen', 655),
          line('today.', 640, { width: 40 }),
          line('I wish you success.', 610, { width: 120 }),
        ],
      ]),
    ).toEqual([
      'Dear participants,',
      'it is an honour for me to greet you in Shenzhen today.',
      'I wish you success.',
    ]);
  });

  test('go on over the end of a page, around its number, and begin anew after a full stop', () => {
    expect(
      pdfParagraphs([
        [line('I wish all of you', 120), line('a fruitful', 105), line('– 1 –', 40, { width: 20 })],
        [line('discussion.', 700, { width: 90 }), line('Yours,', 685, { width: 50 })],
      ]),
    ).toEqual(['I wish all of you a fruitful discussion.', 'Yours,']);
  });

  test('are put together without spaces where there are none', () => {
    expect(pdfParagraphs([[line('在深圳欢迎', 700), line('各位代表', 685)]])).toEqual(['在深圳欢迎各位代表']);
  });

  test('of a page without letters there are none', () => {
    expect(pdfParagraphs([[], [line(' ', 700)]])).toEqual([]);
  });
});
