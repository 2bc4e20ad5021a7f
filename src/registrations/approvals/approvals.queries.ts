import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { isRegistrar } from '../registration.workflow';
import { sayIn } from './approval.rules';
import type { DecisionNoteView } from './approval.view';

interface NoteRow extends Record<string, unknown> {
  id: string;
  transition: string;
  step: string | null;
  note: string;
  by_name: string;
  at: Date;
}

const notes: ListDefinition<NoteRow, DecisionNoteView> = {
  select: 'n.id, n.transition, n.step, n.note, n.by_name, n.at',
  from: 'decision_notes n JOIN registrations r ON r.id = n.registration_id AND r.person_id = n.person_id',
  id: 'n.id',
  sorts: { at: { expression: 'n.at', type: 'timestamptz' } },
  defaultSort: '-at',
  view: ({ id, transition, step, note, by_name: byName, at }) => ({
    id,
    transition,
    step,
    note,
    byName,
    at: at.toISOString(),
  }),
};

/** Reads of what those who decide write for each other. */
@Injectable()
export class ApprovalsQueries {
  constructor(private readonly db: Database) {}

  /**
   * The notes about the person whose registration it is now, for those who decide about it.
   * @throws 403, 404
   */
  async notes(
    eventId: string,
    registrationId: string,
    by: Principal,
    query: PageQuery,
  ): Promise<Page<DecisionNoteView>> {
    const row = await this.db.one<{ delegation_id: string | null; roles: string[] }>(
      `SELECT r.delegation_id, ARRAY(SELECT DISTINCT s.role FROM approval_steps s
                                      WHERE s.registration_id = r.id AND s.round = r.approval_round) AS roles
         FROM registrations r WHERE r.id = $1 AND r.event_id = $2`,
      [registrationId, eventId],
    );
    if (!row) throw httpProblems.notFound('There is no such registration here.');
    const decides =
      isRegistrar(by) || row.roles.some((role) => sayIn(role, by, row.delegation_id) !== 'none');
    if (by.kind === 'link' || !decides)
      throw httpProblems.notAllowed('These notes are for those who decide about the registration.');
    return page(this.db, notes, query, [when(registrationId, 'n.registration_id = ?')]);
  }
}
