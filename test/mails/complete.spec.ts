import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Composer } from '../../src/communications/composer.service';
import { TemplateReaders } from '../../src/communications/templates/template-readers.service';
import { commonPlaceholders } from '../../src/communications/templates/common-placeholders';
import { catalogues, mailLanguages, type MailLanguage } from '../../src/communications/words';
import { startApp, type TestApp } from '../support/app';

const root = resolve(__dirname, '../../..');
const golden = join(root, 'test/mails/golden');

/** Letters that a text in this language has, whatever people typed in it. */
const letters: Readonly<Record<MailLanguage, RegExp>> = {
  en: /[a-z]{3}/,
  ru: /[а-яё]{3}/,
  zh: /\p{Script=Han}{3}/u,
};

/** What was approved of a kind of notice in a language: a file of its own, or its part in a file with several. */
function approved(kind: string, language: MailLanguage): string | undefined {
  const own = join(golden, `${kind}.${language}.txt`);
  const texts = existsSync(own)
    ? [readFileSync(own, 'utf8')]
    : readdirSync(golden)
        .filter((file) => file.endsWith(`.${language}.txt`))
        .flatMap((file) => readFileSync(join(golden, file), 'utf8').split(/^=== /m))
        .filter((part) => part.startsWith(`${kind}: `));
  return texts.length === 0 ? undefined : texts.join('\n');
}

/** Source files of words that readers see. */
function wordFiles(folder = join(root, 'src')): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = join(folder, entry.name);
    if (entry.isDirectory()) return wordFiles(file);
    return /\.notices\.tsx?$|^words\.ts$|^mail-body\.tsx$/.test(entry.name) ? [file] : [];
  });
}

describe('every notice', () => {
  let app: TestApp;
  let kinds: string[];
  beforeAll(async () => {
    app = await startApp();
    kinds = app.app
      .get(Composer)
      .notices()
      .map(({ kind }) => kind);
  });

  it('was approved in English, Russian and Chinese, each in its own words', () => {
    expect(kinds.length).toBeGreaterThan(60);
    const missing = kinds.flatMap((kind) => {
      const texts = mailLanguages.map((language) => approved(kind, language));
      return mailLanguages
        .filter((language, index) => {
          const text = texts[index];
          return text === undefined || !letters[language].test(text) || texts.indexOf(text) !== index;
        })
        .map((language) => `${kind} in ${language}`);
    });
    expect(missing).toEqual([]);
  });

  it('names values that no other mail names in another way', () => {
    const readers = app.app.get(TemplateReaders);
    const taken = [...Object.keys(commonPlaceholders), ...Object.keys(readers.placeholders)];
    for (const { kind, placeholders } of app.app.get(Composer).notices()) {
      expect([kind, Object.keys(placeholders).filter((name) => taken.includes(name))]).toEqual([kind, []]);
      // A name is a value or the beginning of names, never both.
      const names = [...taken, ...Object.keys(placeholders)];
      expect([kind, names.filter((name) => names.some((other) => other.startsWith(`${name}.`)))]).toEqual([
        kind,
        [],
      ]);
    }
  });
});

it('has the same words in each language', () => {
  const names = mailLanguages.map((language) => Object.keys(catalogues[language]).toSorted());
  expect(names[1]).toEqual(names[0]);
  expect(names[2]).toEqual(names[0]);
});

it('leaves plural forms, dates and lists to Intl', () => {
  // A sentence of its own for one thing is no plural form of a number.
  const sentences = new Set(['paragraph(p.offers.length === 1 ? words.offer : words.offers),']);
  const byHand =
    /\w === 1 \?|% 10\b|\.join\((', '|'、'|'，')|\b(Jan|Feb)uary|января|\.getUTC(Date|Month)\(|toLocaleDateString/;
  const places = wordFiles().flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => byHand.test(line) && !sentences.has(line))
      .map((line) => `${file.slice(root.length + 1)}: ${line}`),
  );
  expect(wordFiles().length).toBeGreaterThan(25);
  expect(places).toEqual([]);
});
