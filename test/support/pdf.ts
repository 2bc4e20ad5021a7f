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

/** Squares of a grid that a page draws: row by row, `#` where one is black. */
export interface DrawnSquares {
  readonly rows: readonly string[];
}

export interface DrawnPage {
  readonly width: number;
  readonly height: number;
  readonly texts: readonly DrawnText[];
  readonly squares: readonly DrawnSquares[];
  /** How many pictures it shows. */
  readonly pictures: number;
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
  const { objects, trailer } = objectsOf(file, bytes);
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
    // What several pages have in common stands in a stream of its own, beside the page's.
    const streams = /\/Contents (?:\[([^\]]*)\]|(\d+ 0 R))/.exec(page)!;
    const content = [...(streams[1] ?? streams[2]!).matchAll(/(\d+) 0 R/g)]
      .map(([, stream]) => at(Number(stream)).stream)
      .join('\n');
    return {
      width: width!,
      height: height!,
      texts: textsOf(content, fonts, height!),
      squares: squaresOf(content),
      pictures: [...content.matchAll(/^\/I\d+ Do$/gm)].length,
    };
  });
  return { info, catalogue, pages };
}

/** All objects by their numbers, those that are packed into others too, and what the table of them says. */
function objectsOf(file: string, bytes: Buffer): { objects: Map<number, PdfObject>; trailer: string } {
  const start = Number(/startxref\n(\d+)/.exec(file.slice(file.lastIndexOf('startxref')))![1]);
  const table = objectAt(file, bytes, start);
  const rows = rowsOf(Buffer.from(table.stream, 'latin1'));
  const objects = new Map<number, PdfObject>();
  for (const [id, [kind, place]] of rows.entries())
    if (kind === 1) objects.set(id, objectAt(file, bytes, place));
  for (const [id, [kind, pack, index]] of rows.entries()) {
    if (kind !== 2) continue;
    const { dictionary, stream } = objects.get(pack)!;
    const first = Number(/\/First (\d+)/.exec(dictionary)![1]);
    const head = stream.slice(0, first).trim().split(/\s+/).map(Number);
    expect(head[2 * index]).toBe(id);
    const next = head[2 * index + 3];
    objects.set(id, {
      dictionary: stream.slice(first + head[2 * index + 1]!, next === undefined ? undefined : first + next),
      stream: '',
    });
  }
  return { objects, trailer: table.dictionary };
}

/** Entries of seven bytes, each after a byte that says that it is the difference from the one above. */
function rowsOf(table: Buffer): [kind: number, place: number, index: number][] {
  const rows: [number, number, number][] = [];
  const row = Buffer.alloc(7);
  for (let at = 0; at < table.length; at += 8) {
    for (let column = 0; column < 7; column += 1)
      row[column] = (row[column]! + table[at + 1 + column]!) & 0xff;
    rows.push([row[0]!, row.readUInt32BE(1), row.readUInt16BE(5)]);
  }
  return rows;
}

function objectAt(file: string, bytes: Buffer, offset: number): PdfObject {
  const begins = file.indexOf('\n', offset) + 1;
  const ends = file.indexOf('endobj', begins);
  const body = file.slice(begins, ends);
  const split = body.indexOf('stream\n');
  if (split === -1 || !/\/Length \d+/.test(body.slice(0, split))) return { dictionary: body, stream: '' };
  const dictionary = body.slice(0, split);
  const from = begins + split + 'stream\n'.length;
  const raw = bytes.subarray(from, from + Number(/\/Length (\d+)/.exec(dictionary)![1]));
  const stream = /\/FlateDecode/.test(dictionary) ? inflateSync(raw) : raw;
  return { dictionary, stream: stream.toString('latin1') };
}

/** A text outside of pages: in brackets, in UTF-16 when it begins with a mark that says so. */
function plainText(literal: string): string {
  const text = literal.trim().replace(/^\(|\)$/g, '');
  if (!text.startsWith('\u00fe\u00ff')) return text;
  const escaped: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
  const plain = text.replace(/\\(.)/gs, (_, character: string) => escaped[character] ?? character);
  const bytes = Buffer.from(plain, 'latin1').subarray(2);
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

function squaresOf(content: string): DrawnSquares[] {
  const drawn = /BI \/W (\d+) \/H (\d+) \/IM true \/BPC 1 \/D \[1 0\] \/F \/AHx ID\n([\da-f]+)>/g;
  return [...content.matchAll(drawn)].map(([, width, height, digits]) => {
    const long = 2 * Math.ceil(Number(width) / 8);
    const rows = Array.from({ length: Number(height) }, (_, row) =>
      Array.from(digits!.slice(row * long, (row + 1) * long))
        .map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0'))
        .join('')
        .slice(0, Number(width))
        .replaceAll('1', '#')
        .replaceAll('0', ' '),
    );
    return { rows };
  });
}
