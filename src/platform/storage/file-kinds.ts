/** A kind of file that can be uploaded somewhere. */
export interface FileKindDeclaration {
  /** What it is called in sentences. */
  readonly name: string;
  readonly mediaType: string;
  /** Endings of file names, in small letters. */
  readonly extensions: readonly string[];
  /** How its content is recognised. */
  readonly content: 'signature' | 'office-open-xml' | 'open-document' | 'text' | 'table';
  /** For packages: the media type of the main part inside. */
  readonly mainPart?: string;
}

const openXml = 'application/vnd.openxmlformats-officedocument';

/** Every kind that the program can recognise by its content, whatever the name says. */
export const fileKinds = {
  pdf: { name: 'PDF', mediaType: 'application/pdf', extensions: ['pdf'], content: 'signature' },
  docx: {
    name: 'Word',
    mediaType: `${openXml}.wordprocessingml.document`,
    extensions: ['docx'],
    content: 'office-open-xml',
    mainPart: `${openXml}.wordprocessingml.document.main+xml`,
  },
  pptx: {
    name: 'PowerPoint',
    mediaType: `${openXml}.presentationml.presentation`,
    extensions: ['pptx'],
    content: 'office-open-xml',
    mainPart: `${openXml}.presentationml.presentation.main+xml`,
  },
  xlsx: {
    name: 'Excel',
    mediaType: `${openXml}.spreadsheetml.sheet`,
    extensions: ['xlsx'],
    content: 'office-open-xml',
    mainPart: `${openXml}.spreadsheetml.sheet.main+xml`,
  },
  odt: {
    name: 'OpenDocument text',
    mediaType: 'application/vnd.oasis.opendocument.text',
    extensions: ['odt'],
    content: 'open-document',
  },
  odp: {
    name: 'OpenDocument presentation',
    mediaType: 'application/vnd.oasis.opendocument.presentation',
    extensions: ['odp'],
    content: 'open-document',
  },
  png: { name: 'PNG picture', mediaType: 'image/png', extensions: ['png'], content: 'signature' },
  jpeg: { name: 'JPEG picture', mediaType: 'image/jpeg', extensions: ['jpg', 'jpeg'], content: 'signature' },
  txt: { name: 'plain text', mediaType: 'text/plain', extensions: ['txt'], content: 'text' },
  csv: { name: 'CSV', mediaType: 'text/csv', extensions: ['csv'], content: 'text' },
  table: {
    name: 'CSV in any usual encoding',
    mediaType: 'text/csv',
    extensions: ['csv', 'tsv', 'txt'],
    content: 'table',
  },
} as const satisfies Readonly<Record<string, FileKindDeclaration>>;

export type FileKind = keyof typeof fileKinds;

/** The kind among `kinds` that a file name claims by its ending. */
export function kindByName(name: string, kinds: readonly FileKind[]): FileKind | undefined {
  const extension = extensionOf(name);
  return kinds.find((kind) => (fileKinds[kind].extensions as readonly string[]).includes(extension));
}

/** What stands after the last dot, in small letters; empty when there is nothing before or after it. */
export function extensionOf(name: string): string {
  return /[^.].*\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** `kinds` in words, such as "PDF (.pdf), JPEG picture (.jpg, .jpeg)". */
export function spokenKinds(kinds: readonly FileKind[]): string {
  return kinds
    .map((kind) => `${fileKinds[kind].name} (${fileKinds[kind].extensions.map((e) => `.${e}`).join(', ')})`)
    .join(', ');
}
