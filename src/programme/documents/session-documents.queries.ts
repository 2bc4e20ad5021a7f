import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { containing, page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { SessionDocumentRef } from '../programme.rules';
import type { SessionDocumentQuery } from './session-document.input';
import {
  toSessionDocumentView,
  type SessionDocumentRow,
  type SessionDocumentView,
} from './session-document.view';

const documents: ListDefinition<SessionDocumentRow, SessionDocumentView> = {
  select: 'd.*, f.name, f.media_type, f.size, f.sha256',
  from: 'session_documents d JOIN stored_files f ON f.id = d.file_id',
  id: 'd.id',
  sorts: {
    position: { expression: 'd.position', type: 'integer' },
    title: { expression: 'd.title', type: 'text' },
  },
  defaultSort: 'position',
  view: toSessionDocumentView,
};

/** Reads of the documents of sessions: those of the draft, and those that a release names. */
@Injectable()
export class SessionDocumentsQueries {
  constructor(private readonly db: Database) {}

  /** Documents of a session of the draft. @throws 404 when there is no such session */
  async list(
    eventId: string,
    sessionId: string,
    query: SessionDocumentQuery,
  ): Promise<Page<SessionDocumentView>> {
    const session = await this.db.one(`SELECT 1 FROM programme_sessions WHERE event_id = $1 AND id = $2`, [
      eventId,
      sessionId,
    ]);
    if (!session) throw httpProblems.notFound('There is no such session in this event.');
    return page(this.db, documents, query, [
      when(sessionId, 'd.session_id = ?'),
      when(query.audience, 'd.audience = ?'),
      when(query.language, 'd.language = ?'),
      when(query.q && containing(query.q), 'd.title ILIKE ? OR d.titles::text ILIKE ? OR f.name ILIKE ?'),
    ]);
  }

  /** A document of a session of the draft. @throws 404 */
  async document(eventId: string, sessionId: string, id: string): Promise<SessionDocumentView> {
    return toSessionDocumentView(await this.row(eventId, sessionId, id));
  }

  /** The file of a document of the draft. @throws 404 */
  async fileId(eventId: string, sessionId: string, id: string): Promise<string> {
    return (await this.row(eventId, sessionId, id)).file_id;
  }

  /** A document that the release names which people see now; undefined when it names none of that id. */
  async released(eventId: string, id: string): Promise<SessionDocumentRef | undefined> {
    const row = await this.db.one<{ document: SessionDocumentRef }>(
      `SELECT d.document
         FROM releases r JOIN release_sessions s ON s.release_id = r.id
        CROSS JOIN LATERAL jsonb_array_elements(s.documents) AS d (document)
        WHERE r.event_id = $1 AND r.state = 'released' AND d.document ->> 'id' = $2`,
      [eventId, id],
    );
    return row?.document;
  }

  private async row(eventId: string, sessionId: string, id: string): Promise<SessionDocumentRow> {
    const row = await this.db.one<SessionDocumentRow>(
      `SELECT ${documents.select} FROM ${documents.from} WHERE d.event_id = $1 AND d.session_id = $2 AND d.id = $3`,
      [eventId, sessionId, id],
    );
    if (!row) throw httpProblems.notFound('The session has no such document.');
    return row;
  }
}
