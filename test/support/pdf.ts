import { inflateSync } from 'node:zlib';

/** A piece of text as a page of a PDF draws it. */
export interface DrawnText {
  readonly text: string;
  /** From the left edge of the page, in points. */
  readonly x: number;
  /** From its upper edge to the line on which the letters stand. */
  readonly y: number;
  readonly size: number;
}

export interface DrawnPage {
  readonly width: number;
  readonly height: number;
  readonly texts: readonly DrawnText[];
}

interface PdfObject {
  readonly dictionary: string;
  readonly stream: string;
}

/**
 * What the pages of a PDF say, as a program finds it that copies text: by way of the glyphs that are drawn and of the
 * table that says which characters they stand for. Reads what PDFKit writes, and no other PDF.
 */
export function readPdf(bytes: Buffer): {
  info: Record<string, string>;
  catalogue: string;
  pages: DrawnPage[];
} {
  const file = bytes.toString('latin1');
  const objects = objectsOf(file, bytes);
  const trailer = file.slice(file.lastIndexOf('trailer'));
  const reference = (text: string, name: string): number =>
    Number(new RegExp(`/${name} (\\d+) 0 R`).exec(text)?.[1] ?? -1);
  const at = (id: number): PdfObject => objects.get(id)!;
  const catalogue = at(reference(trailer, 'Root')).dictionary;
  const information = at(reference(trailer, 'Info')).dictionary;
  const info = Object.fromEntries(
    [...information.matchAll(/\/(\w+) (\d+) 0 R/g)].map(([, name, id]) => [
      name!,
      plainText(at(Number(id)).dictionary),
    ]),
  );
  const kids = /\/Kids \[([^\]]*)\]/.exec(at(reference(catalogue, 'Pages')).dictionary)![1]!;
  const pages = [...kids.matchAll(/(\d+) 0 R/g)].map(([, id]): DrawnPage => {
    const page = at(Number(id)).dictionary;
    const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(page)!.map(Number);
    const resources = at(reference(page, 'Resources')).dictionary;
    const fonts = new Map(
      [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, font]) => [
        name!,
        charactersOf(at(reference(at(Number(font)).dictionary, 'ToUnicode')).stream),
      ]),
    );
    return {
      width: width!,
      height: height!,
      texts: textsOf(at(reference(page, 'Contents')).stream, fonts, height!),
    };
  });
  return { info, catalogue, pages };
}

function objectsOf(file: string, bytes: Buffer): Map<number, PdfObject> {
  const start = Number(/startxref\n(\d+)/.exec(file.slice(file.lastIndexOf('startxref')))![1]);
  const offsets = [...file.slice(start).matchAll(/^(\d{10}) 00000 n/gm)].map(([, offset]) => Number(offset));
  return new Map(
    offsets.map((offset, index): [number, PdfObject] => {
      const begins = file.indexOf('\n', offset) + 1;
      const ends = file.indexOf('endobj', begins);
      const body = file.slice(begins, ends);
      const split = body.indexOf('stream\n');
      if (split === -1 || !/\/Length \d+/.test(body.slice(0, split)))
        return [index + 1, { dictionary: body, stream: '' }];
      const dictionary = body.slice(0, split);
      const from = begins + split + 'stream\n'.length;
      const raw = bytes.subarray(from, from + Number(/\/Length (\d+)/.exec(dictionary)![1]));
      const stream = /\/FlateDecode/.test(dictionary) ? inflateSync(raw) : raw;
      return [index + 1, { dictionary, stream: stream.toString('latin1') }];
    }),
  );
}

/** A text outside of pages: in brackets, in UTF-16 when it begins with a mark that says so. */
function plainText(literal: string): string {
  const text = literal.trim().replace(/^\(|\)$/g, '');
  if (!text.startsWith('\u00fe\u00ff')) return text;
  const bytes = Buffer.from(text.replace(/\\([()\\])/g, '$1'), 'latin1').subarray(2);
  return Buffer.from(bytes).swap16().toString('utf16le');
}

/** The table of a font: for each glyph the characters for which it stands. */
function charactersOf(table: string): string[] {
  const characters: string[] = [];
  for (const [, first, , entries] of table.matchAll(/<([\da-f]+)> <([\da-f]+)> \[(.*)\]/g)) {
    let glyph = Number.parseInt(first!, 16);
    for (const [, codes] of entries!.matchAll(/<([\da-f ]*)>/g)) {
      characters[glyph] = String.fromCharCode(
        ...codes!
          .split(' ')
          .filter(Boolean)
          .map((code) => Number.parseInt(code, 16)),
      );
      glyph += 1;
    }
  }
  return characters;
}

function textsOf(
  content: string,
  fonts: ReadonlyMap<string, readonly string[]>,
  height: number,
): DrawnText[] {
  return [...content.matchAll(/BT\n([\s\S]*?)ET/g)].map(([, block]) => {
    const [, x, y] = /1 0 0 1 (-?[\d.]+) (-?[\d.]+) Tm/.exec(block!)!.map(Number);
    const [, font, size] = /\/(F\d+) ([\d.]+) Tf/.exec(block!)!;
    const glyphs = [...block!.matchAll(/<([\da-f]+)>/g)].flatMap(([, hex]) => hex!.match(/.{4}/g)!);
    const text = glyphs.map((glyph) => fonts.get(font!)![Number.parseInt(glyph, 16)]).join('');
    return { text, x: x!, y: height - y!, size: Number(size) };
  });
}
