// oxlint-disable-next-line import/no-named-as-default -- its types know the default only
import PDFDocument from 'pdfkit';
import { setImmediate } from 'node:timers/promises';
import { Readable } from 'node:stream';
import type { Face } from './fonts';
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

export type Item = TextItem | RuleItem | BoxItem;

/** A page: what stands where, from its upper left corner. Drawn in order, read in order. */
export interface Page {
  readonly width: number;
  readonly height: number;
  readonly items: readonly Item[];
  /** Its name among the bookmarks of the document. */
  readonly bookmark?: string;
}

/** Formats of paper in points, upright. */
export const papers = { a4: [595.28, 841.89], a3: [841.89, 1190.55] } as const;

export interface PdfOptions {
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
  readonly author?: string;
  readonly subject?: string;
  /** When what it says was fixed. The same pages with the same date are the same bytes. */
  readonly createdAt: Date;
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
  return Readable.from(bytes(options), { objectMode: false });
}

async function* bytes(options: PdfOptions): AsyncGenerator<Uint8Array> {
  let of = 0;
  for (const counted = options.pages()[Symbol.iterator](); !counted.next().done; of += 1)
    await setImmediate();
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
  const draw = new Drawing(document);
  let number = 0;
  for (const page of options.pages()) {
    number += 1;
    draw.page(page, options.frame?.(page, number, of) ?? []);
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

class Drawing {
  private readonly faces = new Set<Face>();
  private open: { is: TextRole; element: PDFKit.PDFStructureElement } | undefined;

  constructor(private readonly document: PDFKit.PDFDocument) {}

  page({ width, height, items, bookmark }: Page, frame: readonly Item[]): void {
    this.document.addPage({ size: [width, height], margin: 0 });
    if (bookmark !== undefined) this.document.outline.addItem(bookmark);
    for (const item of [...frame, ...items]) this.item(item);
  }

  end(): void {
    this.open?.element.end();
  }

  private item(item: Item): void {
    if (item.kind !== 'text' || item.is === undefined) {
      this.document.markContent('Artifact', { type: 'Layout' });
      if (item.kind === 'text') this.text(item);
      else if (item.kind === 'rule') this.rule(item);
      else this.box(item);
      this.document.endMarkedContent();
      return;
    }
    if (this.open?.is !== item.is) {
      this.end();
      const element = this.document.struct(item.is.role);
      this.document.addStructure(element);
      this.open = { is: item.is, element };
    }
    const content = this.document.markStructureContent(item.is.role);
    this.text(item);
    this.document.endMarkedContent();
    this.open.element.add(content);
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
        this.document
          .font(piece.face.name)
          .fontSize(piece.size)
          .fillColor(piece.color)
          .text(piece.text, x + piece.x, top + line.baseline, { lineBreak: false, baseline: 'alphabetic' });
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
}
