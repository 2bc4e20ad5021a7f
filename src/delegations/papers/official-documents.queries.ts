import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { DocumentFormat, OfficialDocumentQuery } from './official-document.input';
import {
  toOfficialDocumentView,
  type DocumentSettingsView,
  type OfficialDocumentRow,
  type OfficialDocumentView,
  type IssuedListView,
} from './official-document.view';

/** Without what the document says, which may be long. */
const documents: ListDefinition<OfficialDocumentRow, OfficialDocumentView> = {
  select: `d.id, d.version, d.event_id, d.state, d.kind, d.languages, d.alphabet, d.category_ids, d.addressee, d.registration_id, d.amends_id,
    d.number, d.freezes, d.two_keys, d.prepared_by, d.prepared_by_name, d.prepared_at, d.released_by_name, d.released_at, d.created_at,
    e.start_date::text AS start_date,
    COALESCE((SELECT json_agg(json_build_object('language', f.language, 'format', f.format, 'size', s.size, 'sha256', s.sha256)
                     ORDER BY array_position(d.languages, f.language), f.format)
                FROM official_document_files f JOIN stored_files s ON s.id = f.file_id WHERE f.document_id = d.id), '[]') AS files`,
  from: 'official_documents d JOIN events e ON e.id = d.event_id',
  id: 'd.id',
  sorts: { createdAt: { expression: 'd.created_at', type: 'timestamptz' } },
  defaultSort: '-createdAt',
  view: toOfficialDocumentView,
};

/** Reads of official documents, and of how an event issues them. */
@Injectable()
export class OfficialDocumentsQueries {
  constructor(private readonly db: Database) {}

  list(eventId: string, query: OfficialDocumentQuery): Promise<Page<OfficialDocumentView>> {
    return page(this.db, documents, query, [
      when(eventId, 'd.event_id = ?'),
      when(query.kind, 'd.kind = ?'),
      when(query.state, 'd.state = ?'),
      when(query.registrationId?.toLowerCase(), 'd.registration_id = ?::uuid'),
    ]);
  }

  /** A document with what it says. @throws 404 */
  async row(eventId: string, id: string): Promise<OfficialDocumentRow> {
    const row = await this.db.one<OfficialDocumentRow>(
      `SELECT ${documents.select}, d.content FROM ${documents.from} WHERE d.event_id = $1 AND d.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such document in this event.');
    return row;
  }

  /** @throws 404 */
  async document(eventId: string, id: string): Promise<OfficialDocumentView> {
    const row = await this.db.one<OfficialDocumentRow>(
      `SELECT ${documents.select} FROM ${documents.from} WHERE d.event_id = $1 AND d.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such document in this event.');
    return toOfficialDocumentView(row);
  }

  /** The id of a stored file of a document; undefined before it was made. */
  async fileOf(documentId: string, language: string, format: DocumentFormat): Promise<string | undefined> {
    const row = await this.db.one<{ file_id: string }>(
      'SELECT file_id FROM official_document_files WHERE document_id = $1 AND language = $2 AND format = $3',
      [documentId, language, format],
    );
    return row?.file_id;
  }

  /** The final list that is in force and what amends it: what focal points of the event may read. */
  async released(eventId: string): Promise<IssuedListView[]> {
    const rows = await this.db.query<OfficialDocumentRow>(
      `SELECT d.id, d.kind, d.number, d.amends_id, d.languages, d.released_at FROM official_documents d
        WHERE d.event_id = $1 AND d.state = 'released' AND d.kind IN ('final_list', 'corrigendum')
        ORDER BY d.kind = 'final_list' DESC, d.number`,
      [eventId],
    );
    return rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      number: row.number!,
      amendsId: row.amends_id,
      languages: [...row.languages],
      releasedAt: row.released_at!.toISOString(),
    }));
  }

  /** How the event issues documents; one officer is enough until somebody says otherwise. */
  async settings(eventId: string): Promise<DocumentSettingsView> {
    const row = await this.db.one<DocumentSettingsView & Record<string, unknown>>(
      `SELECT version, two_keys AS "twoKeys", issuer, issuers, signatory, signatories, signatory_post AS "signatoryPost",
              signatory_posts AS "signatoryPosts" FROM document_settings WHERE event_id = $1`,
      [eventId],
    );
    return (
      row ?? {
        version: 0,
        twoKeys: false,
        issuer: null,
        issuers: {},
        signatory: null,
        signatories: {},
        signatoryPost: null,
        signatoryPosts: {},
      }
    );
  }
}
