/* oxlint-disable no-underscore-dangle -- PDFKit calls its own so */
import { deflateSync } from 'node:zlib';

/** What is used of a PDFKit document that its types do not tell. */
interface Writer {
  _offsets: (number | null)[];
  _offset: number;
  _waiting: number;
  _ended: boolean;
  _id: Uint8Array;
  _root: { readonly id: number };
  _info: { readonly id: number };
  _write(data: string | Uint8Array): void;
  _refEnd(reference: { readonly id: number; offset: number }): void;
  _finalize(): void;
  push(chunk: null): boolean;
}

/** How many objects are packed together: a reader that wants one of them unpacks all of these. */
const packed = 200;

/**
 * Lets a document of PDFKit write its objects packed and compressed (ISO 32000-1, 7.5.7 and 7.5.8), as programs have read
 * them since PDF 1.5. PDFKit compresses what stands on a page only; the page itself, its resources and its structure cost
 * some 650 bytes each in plain text, which is more than what a badge says.
 */
export function packObjects(document: object): void {
  const writer = document as Writer;
  const writeOut = writer._write.bind(writer);
  /** Where each object is: its offset, or the pack that has it and its place there. */
  const placed = new Map<number, number | readonly [pack: number, index: number]>();
  let pieces: (string | Uint8Array)[] = [];
  let pack: { readonly id: number; readonly body: string }[] = [];

  const writeStream = (id: number, dictionary: string, body: Buffer): void => {
    placed.set(id, writer._offset);
    writeOut(`${id} 0 obj\n<<\n${dictionary}\n/Length ${body.length}\n/Filter /FlateDecode\n>>\nstream`);
    writeOut(body);
    writeOut('\nendstream\nendobj');
  };
  const newId = (): number => writer._offsets.push(0);
  const closePack = (): void => {
    if (pack.length === 0) return;
    const id = newId();
    let offset = 0;
    const head = pack.map((object, index) => {
      placed.set(object.id, [id, index]);
      const entry = `${object.id} ${offset}`;
      offset += object.body.length + 1;
      return entry;
    });
    const first = `${head.join(' ')}\n`;
    const body = first + pack.map((object) => object.body).join('\n');
    writeStream(
      id,
      `/Type /ObjStm\n/N ${pack.length}\n/First ${first.length}`,
      deflateSync(Buffer.from(body, 'latin1')),
    );
    pack = [];
  };

  writer._write = (data) => {
    pieces.push(data);
  };
  // PDFKit writes one object after the other: what has been written since the last one ended is this one.
  writer._refEnd = (reference) => {
    const written = pieces;
    pieces = [];
    if (written.includes('stream')) {
      placed.set(reference.id, writer._offset);
      for (const piece of written) writeOut(piece);
    } else {
      pack.push({ id: reference.id, body: written.slice(1, -1).join('\n') });
      if (pack.length === packed) closePack();
    }
    writer._waiting -= 1;
    if (writer._waiting === 0 && writer._ended) writer._finalize();
  };
  writer._finalize = () => {
    closePack();
    const id = newId();
    const start = writer._offset;
    placed.set(id, start);
    const digest = Buffer.from(writer._id).toString('hex');
    writeStream(
      id,
      `/Type /XRef\n/Size ${id + 1}\n/W [${widths.join(' ')}]\n/Root ${writer._root.id} 0 R\n/Info ${writer._info.id} 0 R\n/ID [<${digest}> <${digest}>]\n/DecodeParms <<\n/Predictor 12\n/Columns ${columns}\n>>`,
      deflateSync(tableOf(placed, id)),
    );
    writeOut(`startxref\n${start}\n%%EOF`);
    writer.push(null);
  };
}

/** Bytes of an entry of the table: its kind, an offset or a pack, a place in the pack. */
const widths = [1, 4, 2] as const;
const columns = widths[0] + widths[1] + widths[2];

/** The table of all objects, each row as the difference from the one above it: most of them then are the same. */
function tableOf(
  placed: ReadonlyMap<number, number | readonly [pack: number, index: number]>,
  last: number,
): Buffer {
  const table = Buffer.alloc((last + 1) * (columns + 1));
  let above = Buffer.alloc(columns);
  for (let id = 0; id <= last; id += 1) {
    const place = placed.get(id);
    const row = Buffer.alloc(columns);
    if (place === undefined) row.writeUInt16BE(0xffff, 5);
    else if (typeof place === 'number') {
      row[0] = 1;
      row.writeUInt32BE(place, 1);
    } else {
      row[0] = 2;
      row.writeUInt32BE(place[0], 1);
      row.writeUInt16BE(place[1], 5);
    }
    const at = id * (columns + 1);
    table[at] = 2;
    for (let column = 0; column < columns; column += 1)
      table[at + 1 + column] = (row[column]! - above[column]!) & 0xff;
    above = row;
  }
  return table;
}
