import { fileKinds, type FileKind, type FileKindDeclaration } from './file-kinds';
import { ArchiveFault, OfficeArchive } from './office-archive';
import type { SpooledFile } from './spooled-file';

/** Why a file is not what its name says, or is not taken; the message completes "the file ...". */
export interface ContentFault {
  readonly code: 'disguised' | 'damaged' | 'macros';
  readonly message: string;
}

/** How much of the beginning tells what a file is, in bytes. */
const headSize = 4100;

/** How near to its end a PDF says that it ends, in bytes. */
const pdfTailSize = 4096;

/** Looks into a file whose name claims that it is of this kind, and answers what is wrong with that. */
export async function inspect(file: SpooledFile, kind: FileKind): Promise<ContentFault | undefined> {
  const declared: FileKindDeclaration = fileKinds[kind];
  const head = await file.read(0, headSize);
  switch (declared.content) {
    case 'signature':
      return signatureFault(file, head, kind, declared);
    case 'text':
      return textFault(file, head, declared);
    case 'table':
      return tableFault(head, declared);
    default:
      return archiveFault(file, head, declared);
  }
}

/** What the beginning looks like, by the usual ending of such files. */
async function sniffed(head: Buffer): Promise<{ mime: string; ext: string } | undefined> {
  // Loaded when it is first needed, and never by a process that only works in the background.
  const { fileTypeFromBuffer } = await import('file-type');
  return fileTypeFromBuffer(head);
}

async function disguised(head: Buffer, { name, extensions }: FileKindDeclaration): Promise<ContentFault> {
  const found = (await sniffed(head))?.ext;
  // A beginning can be right, and the rest not.
  const instead =
    found === undefined || extensions.includes(found) ? '' : `, but looks like a file of the kind .${found}`;
  return { code: 'disguised', message: `does not hold what its name says (${name})${instead}` };
}

async function signatureFault(
  file: SpooledFile,
  head: Buffer,
  kind: FileKind,
  declared: FileKindDeclaration,
): Promise<ContentFault | undefined> {
  if ((await sniffed(head))?.mime !== declared.mediaType) return disguised(head, declared);
  if (kind !== 'pdf') return undefined;
  const tail = await file.read(Math.max(0, file.size - pdfTailSize), pdfTailSize);
  return tail.includes('%%EOF') ? undefined : { code: 'damaged', message: 'is damaged or not complete' };
}

/** What stands at the beginning of texts that programs run or draw: pages, drawings, scripts, PostScript, RTF. */
const livelyText = /^\s*(<[!?a-z]|#!|%!PS|%PDF-|\{\\rtf)/i;
const controls = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/;

async function textFault(
  file: SpooledFile,
  head: Buffer,
  declared: FileKindDeclaration,
): Promise<ContentFault | undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const plain: ContentFault = {
    code: 'disguised',
    message: 'is not plain text in UTF-8; save it as text with the encoding UTF-8',
  };
  let first = true;
  try {
    for await (const chunk of file.open()) {
      const text = decoder.decode(chunk as Buffer, { stream: true });
      if (first && livelyText.test(text)) return await disguised(head, declared);
      if (controls.test(text)) return plain;
      first = false;
    }
    decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) return plain;
    throw error;
  }
  return undefined;
}

/** Tables come in many encodings, so only what is certainly something else is refused; their reader looks closer. */
async function tableFault(head: Buffer, declared: FileKindDeclaration): Promise<ContentFault | undefined> {
  // With the mark of UTF-16 begin sounds too.
  const isMarked = head.length > 1 && [0xfeff, 0xfffe].includes(head.readUInt16BE(0));
  const isText =
    isMarked || ((await sniffed(head)) === undefined && !livelyText.test(head.toString('latin1')));
  return isText ? undefined : disguised(head, declared);
}

async function archiveFault(
  file: SpooledFile,
  head: Buffer,
  declared: FileKindDeclaration,
): Promise<ContentFault | undefined> {
  // Protected documents of Microsoft's programs, and those of before 2007, are no archives but this.
  if ((await sniffed(head))?.mime === 'application/x-cfb')
    return {
      code: 'disguised',
      message: `is protected by a password or of an older kind; save it without a password as .${declared.extensions[0]}`,
    };
  if (head.length < 4 || head.readUInt32LE(0) !== 0x04034b50) return disguised(head, declared);
  try {
    const archive = await OfficeArchive.open(file);
    return declared.content === 'open-document'
      ? await openDocumentFault(archive, head, declared)
      : await openXmlFault(archive, head, declared);
  } catch (error) {
    if (error instanceof ArchiveFault) return { code: 'damaged', message: error.message };
    throw error;
  }
}

const macros: ContentFault = {
  code: 'macros',
  message: 'contains macros, which are programs; save it without them',
};

/** ECMA-376-2: what a package is says the content type of its main part. */
async function openXmlFault(
  archive: OfficeArchive,
  head: Buffer,
  declared: FileKindDeclaration,
): Promise<ContentFault | undefined> {
  if (!archive.has('[Content_Types].xml') || !archive.has('_rels/.rels')) return disguised(head, declared);
  const contents = await archive.text('[Content_Types].xml');
  const types = [...contents.matchAll(/\bContentType\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(
    ([, double, single]) => (double ?? single)!.toLowerCase(),
  );
  if (
    types.some((type) => /macro|vbaproject/.test(type)) ||
    archive.names.some((name) => /vba(project|data)|macrosheets\//i.test(name))
  )
    return macros;
  return types.includes(declared.mainPart!) ? undefined : disguised(head, declared);
}

/** OpenDocument 1.3 part 2: the first part says what a package is, and is not compressed. */
async function openDocumentFault(
  archive: OfficeArchive,
  head: Buffer,
  declared: FileKindDeclaration,
): Promise<ContentFault | undefined> {
  const isKind =
    archive.has('content.xml') &&
    archive.has('META-INF/manifest.xml') &&
    archive.has('mimetype') &&
    (await archive.text('mimetype')).trim() === declared.mediaType;
  if (!isKind) return disguised(head, declared);
  return archive.names.some((name) => /^(basic|scripts)\/./i.test(name)) ? macros : undefined;
}
