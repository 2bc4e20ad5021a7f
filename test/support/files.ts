import Pdf from 'pdfkit';
import { buffer } from 'node:stream/consumers';
import { crc32, deflateRawSync, deflateSync, inflateRawSync } from 'node:zlib';

/** A part of an archive, with what a forger would say about it instead of the truth. */
export interface ZipPart {
  readonly name: string;
  readonly text: string;
  readonly stored?: boolean;
  readonly flags?: number;
  /** Length that the archive claims it has when it is unpacked. */
  readonly claims?: number;
}

/** A ZIP archive (APPNOTE 4.3): parts, directory, end. */
export function zip(parts: readonly ZipPart[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, text, stored = false, flags = 0, claims } of parts) {
    const plain = Buffer.from(text);
    const packed = stored ? plain : deflateRawSync(plain);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(stored ? 0 : 8, 4);
    common.writeUInt32LE(crc32(plain), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claims ?? plain.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const body = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000'), common, rest, Buffer.from(name)]),
    );
    bodies.push(body);
    offset += body.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}

/** The parts of a ZIP archive, unpacked, in the order of its directory. */
export function unzip(archive: Buffer): Buffer[] {
  const end = archive.lastIndexOf('PK\u0005\u0006');
  const parts: Buffer[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const body = archive.readUInt32LE(at + 42);
    const from = body + 30 + archive.readUInt16LE(body + 26) + archive.readUInt16LE(body + 28);
    const packed = archive.subarray(from, from + archive.readUInt32LE(at + 20));
    parts.push(archive.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed));
    at += 46 + archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return parts;
}

const main = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml',
  docm: 'application/vnd.ms-word.document.macroEnabled.main+xml',
  ppsx: 'application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml',
};

const folders = { docx: 'word', pptx: 'ppt', xlsx: 'xl', docm: 'word', ppsx: 'ppt' };

/** The parts of a package of an office program: as little as a program would still open. */
export function officeParts(kind: keyof typeof main): ZipPart[] {
  const part = `${folders[kind]}/document.xml`;
  return [
    {
      name: '[Content_Types].xml',
      text: `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/${part}" ContentType="${main[kind]}"/></Types>`,
    },
    {
      name: '_rels/.rels',
      text: `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="${part}"/></Relationships>`,
    },
    { name: part, text: '<document/>' },
  ];
}

export function officeFile(kind: keyof typeof main, ...more: ZipPart[]): Buffer {
  return zip([...officeParts(kind), ...more]);
}

const wordNamespace = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';

/** A Word document with these paragraphs. */
export function wordDocument(paragraphs: readonly string[], ...more: ZipPart[]): Buffer {
  const body = paragraphs.map((text) => `<w:p><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`);
  const parts = officeParts('docx').filter(({ name }) => name !== 'word/document.xml');
  return zip([
    ...parts,
    {
      name: 'word/document.xml',
      text: `<?xml version="1.0"?><w:document xmlns:w="${wordNamespace}"><w:body>${body.join('')}</w:body></w:document>`,
    },
    ...more,
  ]);
}

/** Fonts for the scripts of the region, as the program has them. */
const fonts = {
  noto: '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
  notoSc: '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
} as const;

/** A PDF as an office program makes it: paragraphs over as many pages as they need; protected where there is a password. */
export async function letterPdf(
  paragraphs: readonly string[],
  { font = 'noto', password }: { font?: keyof typeof fonts; password?: string } = {},
): Promise<Buffer> {
  const document = new Pdf(password === undefined ? {} : { userPassword: password });
  document.font(require.resolve(fonts[font])).fontSize(14);
  for (const paragraph of paragraphs) document.text(paragraph, { paragraphGap: 14 });
  document.end();
  return buffer(document);
}

/** A PDF that is a picture of a page. */
export async function scannedPdf(): Promise<Buffer> {
  const document = new Pdf();
  document.image(pngPicture(40, 60), 0, 0, { width: 400 }).end();
  return buffer(document);
}

export function openDocument(kind: 'text' | 'presentation' | 'spreadsheet', ...more: ZipPart[]): Buffer {
  return zip([
    { name: 'mimetype', text: `application/vnd.oasis.opendocument.${kind}`, stored: true },
    { name: 'content.xml', text: '<office:document-content/>' },
    { name: 'META-INF/manifest.xml', text: '<manifest:manifest/>' },
    ...more,
  ]);
}

/** A PDF with one line of text, and comments up to a length in bytes if one is asked for. */
export async function pdf(text = 'Trust in the digital future', size = 0): Promise<Buffer> {
  const document = new Pdf({ compress: false });
  document.text(text).end();
  const written = await buffer(document);
  if (size <= written.length) return written;
  // What stands after a comment sign on a line of its own means nothing, before the first object as anywhere else.
  const [start, rest] = [written.indexOf('\n') + 1, size - written.length];
  return Buffer.concat([
    written.subarray(0, start),
    Buffer.from(`%${'x'.repeat(rest - 2)}\n`),
    written.subarray(start),
  ]);
}

export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

export const jpeg = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
  'base64',
);

/** The beginning of a program for Windows. */
export const windowsProgram = Buffer.concat([Buffer.from('MZ\u0090\u0000\u0003'), Buffer.alloc(400)]);

/** The beginning of an old or protected document of Microsoft's programs (MS-CFB). */
export const compoundFile = Buffer.concat([
  Buffer.from('d0cf11e0a1b11ae1', 'hex'),
  Buffer.alloc(16),
  Buffer.from('3e000300feff0900', 'hex'),
  Buffer.alloc(1000),
]);

/** A PNG picture of so many pixels in one colour (RFC 2083); `kind` 2 has three channels, 6 has one for transparency too. */
export function pngPicture(width: number, height: number, { kind = 2, interlaced = 0 } = {}): Buffer {
  const chunk = (name: string, data: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(name), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, kind, 0, 0, interlaced], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * (kind === 6 ? 4 : 3), 0x80)]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  return Buffer.concat([
    Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
