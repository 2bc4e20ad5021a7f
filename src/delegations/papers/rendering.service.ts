import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { EventScope } from '../../access/event-scope';
import { EventsQueries } from '../../events/events.queries';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { pdf } from '../../platform/documents/pdf';
import { spreadsheetMediaType } from '../../platform/documents/spreadsheet';
import { httpProblems } from '../../platform/http/problem';
import { defineJob, HandlesJob, type JobContext } from '../../platform/jobs/define-job';
import { StoredFiles } from '../../platform/storage/stored-files';
import type { Content } from './content.rules';
import { ContentsQueries } from './contents.queries';
import { letterDocument } from './letter.document';
import { listDocument, type DocumentFacts } from './list.document';
import { documentSpreadsheet } from './list.spreadsheet';
import { documentProblems } from './official-document.errors';
import { formatsOf, type DocumentFormat, type DocumentKind } from './official-document.input';
import type { OfficialDocumentRow } from './official-document.view';
import { OfficialDocumentsQueries } from './official-documents.queries';
import { flagsDocument, signsDocument } from './signs.document';

/** Makes the files of a document that was prepared at this time. One at a time: a list of thousands is work. */
export const renderDocument = defineJob<{ documentId: string; preparedAt: string }>('documents.render', {
  concurrency: 1,
});

export const mediaTypeOf: Readonly<Record<DocumentFormat, string>> = {
  pdf: 'application/pdf',
  xlsx: spreadsheetMediaType,
};

/** All files that there are of a document. */
export function filesExpected(
  kind: DocumentKind,
  languages: readonly string[],
): { language: string; format: DocumentFormat }[] {
  return languages.flatMap((language) => formatsOf[kind].map((format) => ({ language, format })));
}

const names: Readonly<Record<DocumentKind, string>> = {
  provisional_list: 'provisional-list-of-participants',
  final_list: 'list-of-participants',
  corrigendum: 'corrigendum-to-list-of-participants',
  table_signs: 'table-signs',
  flags: 'flags',
  confirmation_letter: 'confirmation-letter',
  visa_support_letter: 'visa-support-letter',
};

/** Under which name a file is saved. */
function fileName(
  slug: string,
  facts: DocumentFacts,
  content: Content,
  language: string,
  format: string,
): string {
  const numbers = [content.kind === 'corrigendum' ? content.amends : null, facts.number];
  return `${[slug, names[facts.kind], ...numbers.filter((one) => one !== null), language].join('-')}.${format}`;
}

/** Makes the files of official documents: of drafts when somebody looks, of prepared ones once and for all. */
@Injectable()
export class Rendering {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly files: StoredFiles,
    private readonly events: EventsQueries,
    private readonly queries: OfficialDocumentsQueries,
    private readonly contents: ContentsQueries,
  ) {}

  /**
   * A file of a document: the stored one, or for a draft one of what is known now.
   * @throws 404, 409 before it was made, 422 for a language that the document does not have
   */
  async file(
    event: EventScope,
    row: OfficialDocumentRow,
    format: DocumentFormat,
    language = row.languages[0]!,
  ): Promise<{ readonly fileId: string } | { readonly name: string; readonly bytes: Buffer }> {
    if (!formatsOf[row.kind].includes(format))
      throw documentProblems.documentFormatMissing(`It is there as ${formatsOf[row.kind].join(', ')}.`);
    if (!row.languages.includes(language)) {
      const message = `must be one of: ${row.languages.join(', ')}`;
      throw documentProblems.documentLanguageMissing({
        detail: `?language ${message}.`,
        errors: [{ pointer: '?language', code: 'language', message }],
      });
    }
    if (row.state === 'discarded')
      throw documentProblems.documentDiscarded('Make a new one if one is needed.');
    if (row.state !== 'draft') {
      const fileId = await this.queries.fileOf(row.id, language, format);
      if (fileId !== undefined) return { fileId };
      throw documentProblems.documentBeingMade('Ask again in a moment.');
    }
    const content = await this.contents.content(event, row, this.contents.orderNow(event));
    const facts = { kind: row.kind, number: null, at: this.clock.now(), languages: row.languages };
    return {
      name: fileName(event.slug, facts, content, language, `draft.${format}`),
      bytes: await render(facts, content, language, format),
    };
  }

  /** Makes what is missing of the files of a document, as long as it is still the one that was prepared then. */
  @HandlesJob(renderDocument)
  async make(
    { documentId, preparedAt }: { documentId: string; preparedAt: string },
    { progress }: JobContext,
  ) {
    const owner = await this.db.one<{ event_id: string }>(
      'SELECT event_id FROM official_documents WHERE id = $1',
      [documentId],
    );
    const event = owner && (await this.events.find(owner.event_id));
    if (!event) return;
    const row = await this.queries.row(event.id, documentId);
    const expected = filesExpected(row.kind, row.languages);
    for (const [index, { language, format }] of expected.entries()) {
      if (row.state !== 'prepared' || row.prepared_at?.toISOString() !== preparedAt || !row.content) return;
      if ((await this.queries.fileOf(documentId, language, format)) === undefined)
        await this.store(event, row, row.content, language, format);
      await progress(index + 1, expected.length);
    }
  }

  private async store(
    event: EventScope,
    row: OfficialDocumentRow,
    content: Content,
    language: string,
    format: DocumentFormat,
  ): Promise<void> {
    const facts = { kind: row.kind, number: row.number, at: row.prepared_at!, languages: row.languages };
    const bytes = await render(facts, content, language, format);
    const fileId = await this.files.add({
      eventId: event.id,
      name: fileName(event.slug, facts, content, language, format),
      mediaType: mediaTypeOf[format],
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      createdBy: row.prepared_by!,
      open: () => Readable.from([bytes], { objectMode: false }),
    });
    const isKept = await this.db.transaction(async () => {
      const now = await this.db.one<{ state: string; prepared_at: Date | null }>(
        'SELECT state, prepared_at FROM official_documents WHERE id = $1 FOR UPDATE',
        [row.id],
      );
      // It was returned meanwhile, or another worker was quicker.
      if (now?.state !== 'prepared' || now.prepared_at?.getTime() !== row.prepared_at!.getTime())
        return false;
      const { rowCount } = await this.db.execute(
        `INSERT INTO official_document_files (document_id, language, format, file_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
        [row.id, language, format, fileId],
      );
      if (rowCount === 1) await this.files.keep(fileId);
      return rowCount === 1;
    });
    if (!isKept) await this.files.discardUnlessKept(fileId);
  }
}

/** The bytes of a file. The same content gives the same ones. */
export async function render(
  facts: DocumentFacts,
  content: Content,
  language: string,
  format: DocumentFormat,
): Promise<Buffer> {
  if (format === 'xlsx') {
    if (content.kind === 'letter') throw httpProblems.notFound('A letter is no table.');
    return documentSpreadsheet(facts, content, language);
  }
  const document =
    content.kind === 'letter'
      ? letterDocument(facts, content, language)
      : content.kind !== 'delegations'
        ? listDocument(facts, content, language)
        : facts.kind === 'flags'
          ? flagsDocument(facts, content, language)
          : signsDocument(facts, content, language);
  return buffer(pdf(document));
}
