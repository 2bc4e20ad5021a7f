// oxlint-disable-next-line import/no-named-as-default -- its types know the default only
import PDFDocument from 'pdfkit';
import { setImmediate } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { packObjects } from './compact-pdf';
import type { Face } from './fonts';
import type { Picture } from './picture';
import type { TextBlock } from './typesetting';

/**
 * What a text is within its document, for programs that read it aloud and for those that copy from it. Consecutive
 * items with the same object are one paragraph, also over the end of a page.
 */
export interface TextRole {
  readonly role: 'H1' | 'H2' | 'H3' | 'P';
}

/** A text at its place. Without `is`, it is decoration that nobody reads aloud: heads, feet, page numbers. */
export interface TextItem {
  readonly kind: 'text';
  readonly x: number;
  readonly y: number;
  readonly block: TextBlock;
  readonly is?: TextRole;
}

/** A line. */
export interface RuleItem {
  readonly kind: 'rule';
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly thickness: number;
  readonly color: string;
  /** Lengths of the dashes and of what is between them. */
  readonly dash?: number;
}

/** A rectangle, filled or framed or both. */
export interface BoxItem {
  readonly kind: 'box';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill?: string;
  readonly stroke?: string;
  readonly thickness?: number;
  readonly dash?: number;
}

/** A picture that fills a rectangle; what of it is wider or higher is cut off on both sides alike. */
export interface PictureItem {
  readonly kind: 'picture';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly picture: Picture;
}

/** Black squares of a grid, as machines read them. */
export interface SquaresItem {
  readonly kind: 'squares';
  readonly x: number;
  readonly y: number;
  /** Length of a side of the whole, without the quiet zone around it. */
  readonly size: number;
  /** How many squares a side has. */
  readonly modules: number;
  /** Row by row; 1 where a square is black. */
  readonly dark: Uint8Array;
}

/** Items in a frame of their own that is turned by half: it lies with its upper left corner at the lower right of the place. */
export interface TurnedItem {
  readonly kind: 'turned';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly items: readonly Item[];
}

/** Items in a frame of their own that is turned about its middle, against the clock. */
export interface SlantedItem {
  readonly kind: 'slanted';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly degrees: number;
  readonly items: readonly Item[];
}

export type Item = TextItem | RuleItem | BoxItem | PictureItem | SquaresItem | TurnedItem | SlantedItem;

/**
 * What several pages show alike: written once, however many they are, when it is the same object. Drawn after what a page
 * has of its own, and not read aloud.
 */
export interface CommonItems {
  readonly items: readonly Item[];
}

/** A page: what stands where, from its upper left corner. Drawn in order, read in order. */
export interface Page {
  readonly width: number;
  readonly height: number;
  readonly items: readonly Item[];
  /** What it has in common with other pages of its size. */
  readonly common?: CommonItems;
  /** Its name among the bookmarks of the document. */
  readonly bookmark?: string;
}

/** Formats of paper in points, upright. */
export const papers = { a4: [595.28, 841.89], a3: [841.89, 1190.55] } as const;

export interface PdfFacts {
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
  readonly author?: string;
  readonly subject?: string;
  /** When what it says was fixed. The same pages with the same date are the same bytes. */
  readonly createdAt: Date;
}

export interface PdfOptions extends PdfFacts {
  /** The pages. Called twice, and must answer the same: how many there are is known before the first one is drawn. */
  pages(): Iterable<Page>;
  /** What stands on a page besides its own items: head and foot. Pages are counted from 1. */
  frame?(page: Page, number: number, of: number): readonly Item[];
}

/**
 * Pages of a document that is not long, set once and kept for the second time: page by page, so that nobody waits for
 * all of them.
 */
export function keptPages(make: () => Iterable<Page>): () => Iterable<Page> {
  let kept: Page[] | undefined;
  return function* () {
    if (kept) return yield* kept;
    const made: Page[] = [];
    for (const page of make()) {
      made.push(page);
      yield page;
    }
    kept = made;
  };
}

/**
 * A PDF as a stream. A page is drawn when the reader wants it and forgotten when it is written, so that a list of ten
 * thousand rows needs no more memory than one page and its fonts; between pages others get their turn.
 */
export function pdf(options: PdfOptions): Readable {
  return Readable.from(numbered(options), { objectMode: false });
}

/** The same for pages that are made as they are drawn, once: nobody knows how many there will be. */
export function pdfInOneGo(facts: PdfFacts, pages: AsyncIterable<Page> | Iterable<Page>): Readable {
  return Readable.from(bytes(facts, pages), { objectMode: false });
}

async function* numbered(options: PdfOptions): AsyncGenerator<Uint8Array> {
  let of = 0;
  for (const counted = options.pages()[Symbol.iterator](); !counted.next().done; of += 1)
    await setImmediate();
  yield* bytes(options, options.pages(), (page, number) => options.frame?.(page, number, of) ?? []);
}

async function* bytes(
  options: PdfFacts,
  pages: AsyncIterable<Page> | Iterable<Page>,
  frame: (page: Page, number: number) => readonly Item[] = () => [],
): AsyncGenerator<Uint8Array> {
  const document = new PDFDocument({
    autoFirstPage: false,
    pdfVersion: '1.7',
    lang: options.language,
    displayTitle: true,
    tagged: true,
    // Without it PDFKit loads a font of its own that nothing uses.
    font: '',
    info: {
      Title: options.title,
      Author: options.author ?? 'Plenary',
      Creator: 'Plenary',
      Producer: 'PDFKit',
      ...(options.subject === undefined ? {} : { Subject: options.subject }),
      CreationDate: options.createdAt,
      ModDate: options.createdAt,
    },
  });
  packObjects(document);
  const draw = new Drawing(document);
  let number = 0;
  for await (const page of pages) {
    number += 1;
    draw.page(page, frame(page, number));
    yield* written(document);
    await setImmediate();
  }
  draw.end();
  document.end();
  yield* written(document);
}

/** What the document has written since the last time. */
function* written(document: Readable): Generator<Uint8Array> {
  for (let chunk = document.read() as Uint8Array | null; chunk; chunk = document.read() as Uint8Array | null)
    yield chunk;
}

/** A stream that pages have in common, and the fonts that it needs. */
interface Shared {
  readonly content: PDFKit.PDFKitReference;
  readonly fonts: object;
}

/** What is used of a page of PDFKit that its types do not tell. */
interface Inside {
  content: PDFKit.PDFKitReference;
  resources: { readonly data: Record<string, unknown> };
  readonly fonts: object;
  readonly dictionary: { readonly data: Record<string, unknown> };
}

/** PDFKit opens a picture once for several places; its types do not tell. */
interface Opener {
  openImage(bytes: Buffer): object;
}

class Drawing {
  private readonly faces = new Set<Face>();
  private marked: { is: TextRole; content: PDFKit.PDFStructureContent } | undefined;
  private readonly commons = new WeakMap<CommonItems, Shared>();
  /** The colour in which letters are drawn until another one is asked for. */
  private fill: string | undefined;
  private readonly pictures = new WeakMap<Picture, object>();
  private open: { is: TextRole; element: PDFKit.PDFStructureElement } | undefined;

  constructor(private readonly document: PDFKit.PDFDocument) {}

  page({ width, height, items, common, bookmark }: Page, frame: readonly Item[]): void {
    this.document.addPage({ size: [width, height], margin: 0 });
    this.fill = undefined;
    if (bookmark !== undefined) this.document.outline.addItem(bookmark);
    for (const item of [...frame, ...items]) this.item(item);
    this.unmark();
    if (common) this.share(common);
  }

  /** Lets the page go on with content that other pages have too (ISO 32000-1, 7.7.3.3: an array of streams). */
  private share(common: CommonItems): void {
    const page = this.document.page as unknown as Inside;
    let shared = this.commons.get(common);
    if (!shared) {
      const own = { content: page.content, resources: page.resources };
      const content = this.document.ref({});
      page.content = content;
      page.resources = { data: {} };
      this.fill = undefined;
      for (const item of common.items) this.item(item, true);
      shared = { content, fonts: page.fonts };
      this.commons.set(common, shared);
      Object.assign(page, own);
      content.end('');
    }
    Object.assign(page.fonts, shared.fonts);
    page.dictionary.data['Contents'] = [page.content, shared.content];
  }

  end(): void {
    this.open?.element.end();
  }

  private item(item: Item, decoration = false): void {
    if (item.kind === 'turned') {
      this.unmark();
      return this.turned(item, decoration);
    }
    if (item.kind === 'slanted') {
      this.unmark();
      return this.slanted(item, decoration);
    }
    if (decoration || item.kind !== 'text' || item.is === undefined) {
      this.unmark();
      this.document.markContent('Artifact', { type: 'Layout' });
      if (item.kind === 'text') this.text(item);
      else if (item.kind === 'rule') this.rule(item);
      else if (item.kind === 'box') this.box(item);
      else if (item.kind === 'picture') this.picture(item);
      else this.squares(item);
      this.document.endMarkedContent();
      return;
    }
    this.mark(item.is);
    this.text(item);
  }

  /** Says what is drawn from here on; texts of one paragraph that follow each other are said to be it once. */
  private mark(is: TextRole): void {
    if (this.marked?.is === is) return;
    this.unmark();
    if (this.open?.is !== is) {
      this.end();
      const element = this.document.struct(is.role);
      this.document.addStructure(element);
      this.open = { is, element };
    }
    this.marked = { is, content: this.document.markStructureContent(is.role) };
  }

  private unmark(): void {
    if (!this.marked) return;
    this.document.endMarkedContent();
    this.open!.element.add(this.marked.content);
    this.marked = undefined;
  }

  private text({ x, y, block }: TextItem): void {
    let top = y;
    for (const line of block.lines) {
      for (const piece of line.pieces) {
        if (!this.faces.has(piece.face)) {
          // PDFKit takes a font that is open already; its types do not know yet.
          this.document.registerFont(piece.face.name, piece.face.font as unknown as Uint8Array);
          this.faces.add(piece.face);
        }
        this.document.font(piece.face.name).fontSize(piece.size);
        if (this.fill !== piece.color) this.document.fillColor(piece.color);
        this.fill = piece.color;
        this.document.text(piece.text, x + piece.x, top + line.baseline, {
          lineBreak: false,
          baseline: 'alphabetic',
        });
      }
      top += line.height;
    }
  }

  private rule({ x1, y1, x2, y2, thickness, color, dash }: RuleItem): void {
    this.document.save().lineWidth(thickness).strokeColor(color);
    if (dash !== undefined) this.document.dash(dash, { space: dash });
    this.document.moveTo(x1, y1).lineTo(x2, y2).stroke().restore();
  }

  private box({ x, y, width, height, fill, stroke, thickness = 0.5, dash }: BoxItem): void {
    this.document.save().rect(x, y, width, height);
    if (dash !== undefined) this.document.dash(dash, { space: dash });
    if (fill !== undefined && stroke !== undefined)
      this.document.lineWidth(thickness).fillAndStroke(fill, stroke);
    else if (fill !== undefined) this.document.fill(fill);
    else if (stroke !== undefined) this.document.lineWidth(thickness).stroke(stroke);
    this.document.restore();
  }

  private turned({ x, y, width, height, items }: TurnedItem, decoration: boolean): void {
    this.document.save().transform(-1, 0, 0, -1, x + width, y + height);
    for (const item of items) this.item(item, decoration);
    this.document.restore();
    this.fill = undefined;
  }

  private slanted({ x, y, width, height, degrees, items }: SlantedItem, decoration: boolean): void {
    this.document.save().rotate(-degrees, { origin: [x + width / 2, y + height / 2] });
    this.document.translate(x, y);
    for (const item of items) this.item(item, decoration);
    this.document.restore();
    this.fill = undefined;
  }

  private picture({ x, y, width, height, picture }: PictureItem): void {
    let image = this.pictures.get(picture);
    if (!image) {
      image = (this.document as unknown as Opener).openImage(picture.bytes);
      this.pictures.set(picture, image);
    }
    this.document.save().rect(x, y, width, height).clip();
    this.document.image(image as unknown as Buffer, x, y, {
      cover: [width, height],
      align: 'center',
      valign: 'center',
    });
    this.document.restore();
  }

  /**
   * A stencil of one bit a square: its edges are as sharp as those of squares that are drawn one by one, at a quarter of
   * the bytes (for a code of 41 × 41 squares 0.26 instead of 1.17 kB).
   */
  private squares({ x, y, size, modules, dark }: SquaresItem): void {
    const mask = Buffer.alloc(modules * Math.ceil(modules / 8));
    dark.forEach((value, index) => {
      const [row, column] = [Math.floor(index / modules), index % modules];
      if (value) mask[row * Math.ceil(modules / 8) + (column >> 3)]! |= 0x80 >> (column & 7);
    });
    // The space of an image begins in its lower left corner; that of our pages in the upper left one.
    this.document
      .save()
      .fillColor('#000000')
      .transform(size, 0, 0, -size, x, y + size);
    // Digits rather than bytes, among which a reader could take some for the end of the image.
    this.document.addContent(
      `BI /W ${modules} /H ${modules} /IM true /BPC 1 /D [1 0] /F /AHx ID\n${mask.toString('hex')}>\nEI`,
    );
    this.document.restore();
  }
}
