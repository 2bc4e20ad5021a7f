import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import type { UploadedFile } from '../../platform/http/uploaded-file';
import { StoredFiles, type FileFacts } from '../../platform/storage/stored-files';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { delegationProblems } from '../delegation.errors';
import type { DelegationView } from '../delegation.view';
import { delegationWorkflow } from '../delegation.workflow';
import { DelegationsQueries } from '../delegations.queries';
import type { AnswerInput } from './invitation.input';

/** Answers to invitations that came otherwise than by the link. */
@Injectable()
export class InvitationAnswers {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: DelegationsQueries,
    private readonly files: StoredFiles,
  ) {
    files.referredBy('delegations', 'answer_file_id');
  }

  /** Records an answer; the delegation goes on as if the focal point had given it. @throws 404, 409, 422 */
  async record(
    eventId: string,
    id: string,
    { answer, answeredBy, answeredOn, comment }: AnswerInput,
  ): Promise<DelegationView> {
    await this.engine.apply(delegationWorkflow, id, {
      transition: answer,
      comment,
      input: { answeredBy, ...(answeredOn === undefined ? {} : { answeredOn }) },
      scopeId: eventId,
    });
    return this.queries.delegation(eventId, id);
  }

  /** Adds the scan of an answer, in the place of one that was there. @throws 404, 409 while there is no answer */
  async addFile(eventId: string, id: string, file: UploadedFile): Promise<DelegationView> {
    return this.db.transaction(async () => {
      const row = await this.db.one<{ state: string }>(
        'SELECT state FROM delegations WHERE event_id = $1 AND id = $2 FOR NO KEY UPDATE',
        [eventId, id],
      );
      if (!row) throw httpProblems.notFound('There is no such delegation in this event.');
      if (row.state === 'invited') throw delegationProblems.delegationNotAnswered('Record the answer first.');
      await this.files.keep(file.id);
      await this.db.query(
        'UPDATE delegations SET answer_file_id = $2, version = version + 1, updated_at = $3 WHERE id = $1',
        [id, file.id, this.clock.now()],
      );
      await this.engine.note(
        delegationWorkflow,
        { id, scopeId: eventId, state: row.state },
        { name: 'add_answer_file', data: { file: file.name } },
      );
      return this.queries.delegation(eventId, id);
    });
  }

  /** @throws 404 */
  async file(eventId: string, id: string): Promise<FileFacts> {
    const row = await this.db.one<{ file_id: string | null }>(
      'SELECT answer_file_id AS file_id FROM delegations WHERE event_id = $1 AND id = $2',
      [eventId, id],
    );
    if (!row?.file_id) throw httpProblems.notFound('No scan of an answer was added.');
    return this.files.facts(row.file_id);
  }
}
