import { create, type Font, type GlyphRun } from 'fontkit';
import { readFileSync } from 'node:fs';

/**
 * The two weights that documents are set in: for text, and for what stands out.
 *
 * Fonts come in pairs. Noto Sans has Latin, Cyrillic (with the letters of Kazakh, Tajik and Belarusian), Greek and
 * Devanagari; Noto Sans SC has Han, kana and the punctuation and forms that go with them. Arabic is in neither: PDFKit
 * does not turn the direction of writing, and names are printed in their Latin form.
 */
export const weights = ['regular', 'bold'] as const;
export type Weight = (typeof weights)[number];

/** One font at one weight, loaded when it is first needed and kept for the life of the process. */
export interface Face {
  /** Its name within every document. */
  readonly name: string;
  /** What PDFKit draws with; its layouts are those that were measured. */
  readonly font: Font;
  has(codePoint: number): boolean;
  /** Width of a text in parts of the size of the type. */
  width(text: string): number;
}

/** The Dockerfile keeps these files and no others. */
export const fontFiles: Readonly<Record<'text' | 'han', Readonly<Record<Weight, string>>>> = {
  text: {
    regular: '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
    bold: '@expo-google-fonts/noto-sans/600SemiBold/NotoSans_600SemiBold.ttf',
  },
  han: {
    regular: '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
    bold: '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
  },
};

const loaded = new Map<string, Face>();

/** Noto Sans, or Noto Sans SC (10 MB each, read in 30 ms when the first Chinese character comes). */
export function face(script: 'text' | 'han', weight: Weight): Face {
  const name = `${script}-${weight}`;
  let found = loaded.get(name);
  if (!found) {
    found = load(name, fontFiles[script][weight], script === 'han');
    loaded.set(name, found);
  }
  return found;
}

/**
 * How many laid out words a face remembers; a word costs fontkit 0.1 ms, a remembered one nothing. What a programme of
 * 200 sessions says has some thousands of different words.
 */
const remembered = 10_000;

/** Marks that stand above or below the letter before them, and scripts whose letters change with their neighbours. */
const needsShaping = /[\p{M}\p{Script=Devanagari}]/u;

/**
 * Of what fontkit can do to a line of Latin or Cyrillic only the kerning is seen, and all of it together takes five
 * times as long. Without ligatures, what is copied out of a document is also what was written.
 */
const kerningOnly = {
  ...Object.fromEntries(
    ['rvrn', 'ccmp', 'locl', 'rlig', 'calt', 'clig', 'liga', 'rclt', 'curs', 'mark', 'mkmk'].map(
      (feature) => [feature, false],
    ),
  ),
  kern: true,
};

function load(name: string, file: string, squares: boolean): Face {
  const font = create(readFileSync(require.resolve(file)));
  // PDFKit scales what it is given to 1000 in place, which must change nothing in what is remembered.
  if (font.unitsPerEm !== 1000) throw new Error(`${file} is not drawn in thousandths`);
  const shape = font.layout.bind(font);
  const words = new Map<string, GlyphRun>();
  const layout = (text: string): GlyphRun => {
    let run = words.get(text);
    if (!run) {
      run = squares
        ? sideBySide(font, text)
        : needsShaping.test(text)
          ? shaped(font, shape(text))
          : withCharacters(shape(text, kerningOnly), text);
      if (words.size >= remembered) words.clear();
      words.set(text, run);
    }
    return run;
  };
  // PDFKit asks for the same words again, for each document: it is given what was measured.
  Object.assign(font, { layout });
  const has = (codePoint: number): boolean => font.hasGlyphForCodePoint(codePoint);
  return {
    name,
    font,
    has,
    width: (text) => pieces(text).reduce((sum, piece) => sum + layout(piece).advanceWidth, 0) / 1000,
  };
}

/** A text in the pieces in which PDFKit lays it out: words, each with the space that follows. */
function pieces(text: string): string[] {
  return text.match(/[^ \t]*[ \t]|[^ \t]+$/g) ?? [];
}

/** Han characters stand in squares, one beside the other: there is nothing to lay out. */
function sideBySide(font: Font, text: string): GlyphRun {
  const glyphs = font.glyphsForString(text);
  const positions = glyphs.map(({ advanceWidth }) => ({
    xAdvance: advanceWidth,
    yAdvance: 0,
    xOffset: 0,
    yOffset: 0,
  }));
  const advanceWidth = positions.reduce((sum, { xAdvance }) => sum + xAdvance, 0);
  return withCharacters({ glyphs, positions, advanceWidth }, text);
}

/**
 * The same run, in which each glyph stands for the character of this text. A font keeps one glyph for all who ask, and
 * remembers only what the first of them asked for: a space for which it was asked as a space that does not break, an
 * `и` that it met as a part of an `й`. What one copies out of a document would depend on the documents before it.
 */
function withCharacters({ glyphs, positions, advanceWidth }: GlyphRun, text: string): GlyphRun {
  const characters = Array.from(text, (character) => character.codePointAt(0)!);
  return {
    positions,
    advanceWidth,
    glyphs: glyphs.map((glyph, index) => ({
      id: glyph.id,
      advanceWidth: glyph.advanceWidth,
      codePoints: [characters[index]!].map(searchable),
    })),
  };
}

/** A run in which glyphs do not stand for one character each: they keep what the font knows of them. */
function shaped(font: Font, { glyphs, positions, advanceWidth }: GlyphRun): GlyphRun {
  return {
    positions,
    advanceWidth,
    glyphs: glyphs.map(({ id, advanceWidth: width, codePoints }) => {
      const known =
        codePoints.length > 0
          ? codePoints
          : Array.from(font.stringsForGlyph(id)[0] ?? '', (character) => character.codePointAt(0)!);
      return { id, advanceWidth: width, codePoints: known.map(searchable) };
    }),
  };
}

/** Who searches a document types plain spaces. */
function searchable(codePoint: number): number {
  return codePoint === 0xa0 ? 0x20 : codePoint;
}
