import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { httpProblems } from '../../platform/http/problem';
import type { UploadedFile } from '../../platform/http/uploaded-file';
import { StoredFiles } from '../../platform/storage/stored-files';
import { programmeProblems } from '../programme.errors';
import { languageFaults } from '../programme.rules';
import type { SessionDocumentChanges, SessionDocumentInput } from './session-document.input';
import type { SessionDocumentView } from './session-document.view';
import { SessionDocumentsQueries } from './session-documents.queries';

/**
 * Writes of the documents of sessions, which are part of the draft: nobody but staff sees a change before a release.
 * Files are kept as long as a document of the draft or any release names them.
 */
@Injectable()
export class SessionDocumentsService {
  private readonly documents: Rows;

  constructor(
    private readonly db: Database,
    clock: Clock,
    private readonly files: StoredFiles,
    private readonly queries: SessionDocumentsQueries,
  ) {
    this.documents = new Rows(db, clock, 'session_documents');
    files.referredBy('session_documents', 'file_id');
    files.referredBy('release_files', 'file_id');
  }

  /** Adds a document with a file that was uploaded, at the end unless its position is given. @throws 404, 422 */
  async add(
    eventId: string,
    sessionId: string,
    file: UploadedFile,
    { title, language, audience, position }: SessionDocumentInput,
  ): Promise<SessionDocumentView> {
    checkLanguage(language);
    return this.db.transaction(async () => {
      const session = await this.db.one<{ next: number }>(
        `SELECT (SELECT COALESCE(max(d.position), 0) + 1 FROM session_documents d WHERE d.session_id = s.id) AS next
           FROM programme_sessions s WHERE s.event_id = $1 AND s.id = $2 FOR KEY SHARE OF s`,
        [eventId, sessionId],
      );
      if (!session) throw httpProblems.notFound('There is no such session in this event.');
      await this.files.keep(file.id);
      const id = await this.documents.insert({
        eventId,
        sessionId,
        fileId: file.id,
        title,
        language,
        audience,
        position: position ?? session.next,
      });
      return this.queries.document(eventId, sessionId, id);
    });
  }

  /** @throws 404, 412, 422 */
  async change(
    eventId: string,
    sessionId: string,
    id: string,
    version: number,
    changes: SessionDocumentChanges,
  ): Promise<SessionDocumentView> {
    checkLanguage(changes.language);
    await this.documents.update({ id, eventId, sessionId }, version, { ...changes });
    return this.queries.document(eventId, sessionId, id);
  }

  /** Takes a document out of the draft; releases that name it still have it. @throws 404, 412 */
  async remove(eventId: string, sessionId: string, id: string, version: number): Promise<void> {
    await this.documents.remove({ id, eventId, sessionId }, version);
  }
}

/** @throws 422 for a tag that is well formed and names no language */
function checkLanguage(language: string | null | undefined): void {
  const [fault] = languageFaults(language ? [language] : []);
  if (!fault) return;
  throw programmeProblems.documentInvalid({
    detail: `/language ${fault.message}.`,
    errors: [{ ...fault, pointer: '/language' }],
  });
}
