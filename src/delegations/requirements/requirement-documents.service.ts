import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { newId } from '../../platform/database/base.entity';
import { httpProblems } from '../../platform/http/problem';
import { systemPrincipal } from '../../platform/http/request-context';
import type { UploadedFile } from '../../platform/http/uploaded-file';
import { spokenKinds } from '../../platform/storage/file-kinds';
import { StoredFiles, type FileFacts } from '../../platform/storage/stored-files';
import type { WorkflowRow } from '../../platform/workflow/binding';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { Approvals } from '../../registrations/approvals/approvals.service';
import { ParticipantDetailsService } from '../../registrations/details/participant-details.service';
import { letterKinds } from '../letters/letter.rules';
import { Letters } from '../letters/letters.service';
import { requirementProblems } from './requirement.errors';
import { RequirementNotices } from './requirement-notices.service';
import { filesFor, identityKinds } from './requirement.rules';
import type { RequirementDocumentView } from './requirement.view';
import { requirementChanged, requirementWorkflow } from './requirement.workflow';
import { RequirementsQueries } from './requirements.queries';

interface DocumentRow extends WorkflowRow {
  readonly requirement_id: string;
  readonly delegation_id: string;
  readonly file_id: string | null;
  readonly refused_file_id: string | null;
  readonly handed_in_at: Date | null;
}

/** States of a delegation in which nothing is handed in any more. */
const over = new Set(['declined', 'withdrawn']);

/** What was handed in for requirements: the code behind their workflow, and the files. */
@Injectable()
export class RequirementDocuments {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly files: StoredFiles,
    private readonly queries: RequirementsQueries,
    notices: RequirementNotices,
    approvals: Approvals,
    details: ParticipantDetailsService,
    letters: Letters,
  ) {
    details.onArmed((eventId, registrationId) => this.begin(eventId, { registrationId }));
    approvals.onlyIf((registrationId, role) => this.missingPermit(registrationId, role));
    files.referredBy('requirement_documents', 'file_id');
    files.referredBy('requirement_documents', 'refused_file_id');
    engine.bind<
      keyof typeof requirementWorkflow.states,
      keyof typeof requirementWorkflow.transitions,
      keyof typeof requirementWorkflow.conditions,
      keyof typeof requirementWorkflow.effects,
      DocumentRow
    >(requirementWorkflow, {
      conditions: {
        isLetter: ({ row }) => this.isLetter(row.requirement_id),
        hasNewFile: ({ row }) => row.file_id !== null && row.file_id !== row.refused_file_id,
      },
      effects: {
        remindOfDocument: async ({ row, scopeId, now }) => {
          const dueAt = await this.dueAt(row.requirement_id);
          if (dueAt !== null && now < dueAt) await notices.remind(scopeId, row.delegation_id, dueAt);
        },
        tellRefused: ({ id, scopeId, row, recordId }) =>
          notices.tellRefused(scopeId, row.delegation_id, { documentId: id, recordId }),
        tellIncomplete: ({ id, scopeId, row, recordId }) =>
          notices.tellIncomplete(scopeId, row.delegation_id, { documentId: id, recordId }),
        reopenLines: async ({ id, row }) => {
          if (row.handed_in_at !== null) await letters.reopenLetter(id);
        },
      },
      choose: {
        hand_in: ({ set, now, principal }) => {
          set({ handed_in_at: now, handed_in_by: principal.name, reason: null });
          return 'handed_in';
        },
        refuse: ({ set, row, comment }) => {
          set({ refused_file_id: row.file_id, reason: comment ?? null });
          return 'refused';
        },
        verify: ({ set }) => {
          set({ reason: null });
          return 'verified';
        },
        // Its file is not handed in again as it is.
        find_incomplete: ({ set, row, comment }) => {
          set({ refused_file_id: row.file_id, reason: comment ?? null });
          return 'incomplete';
        },
        accept: ({ set }) => {
          set({ reason: null });
          return 'accepted';
        },
        ask_again: ({ set }) => {
          set({ file_id: null, refused_file_id: null, handed_in_at: null, handed_in_by: null, reason: null });
          return 'missing';
        },
        remind: async ({ set, row, now, note }) => {
          const dueAt = await this.dueAt(row.requirement_id);
          set({ reminded_for: dueAt });
          if (dueAt !== null && now >= dueAt) note({ skipped: 'It was too late to remind anybody.' });
          return row.state as 'missing' | 'incomplete' | 'refused';
        },
        erase: ({ set }) => {
          set({ file_id: null, refused_file_id: null });
          return 'erased';
        },
      },
      view: (id, eventId) => queries.document(eventId, id),
      fact: requirementChanged,
    });
  }

  /**
   * Makes what is missing of the documents of an event: of one requirement, one delegation or one member. Must run in the
   * transaction that made or changed one of them.
   */
  async begin(
    eventId: string,
    of:
      | { readonly requirementId: string }
      | { readonly delegationId: string }
      | { readonly registrationId: string },
  ): Promise<void> {
    const wanted = await this.db.query<{
      requirement_id: string;
      delegation_id: string;
      registration_id: string | null;
    }>(
      `SELECT r.id AS requirement_id, d.id AS delegation_id, m.registration_id
         FROM requirements r
         JOIN delegations d ON d.event_id = r.event_id AND (r.delegation_id IS NULL OR r.delegation_id = d.id) AND d.state NOT IN ('declined', 'withdrawn')
         LEFT JOIN delegation_members m ON r.concerns = 'member' AND m.delegation_id = d.id AND (r.category_id IS NULL OR r.category_id = m.category_id)
        WHERE r.event_id = $1 AND (r.kind <> 'weapon_permit' OR EXISTS (
            SELECT 1 FROM participant_details p WHERE p.registration_id = m.registration_id AND p.armed))
          AND (r.concerns = 'delegation' OR m.registration_id IS NOT NULL)
          AND ($2::uuid IS NULL OR r.id = $2) AND ($3::uuid IS NULL OR d.id = $3) AND ($4::uuid IS NULL OR m.registration_id = $4)
          AND NOT EXISTS (SELECT 1 FROM requirement_documents x WHERE x.requirement_id = r.id AND x.delegation_id = d.id
                             AND x.registration_id IS NOT DISTINCT FROM m.registration_id)
        ORDER BY r.title, r.id, d.id, m.registration_id`,
      [
        eventId,
        'requirementId' in of ? of.requirementId : null,
        'delegationId' in of ? of.delegationId : null,
        'registrationId' in of ? of.registrationId : null,
      ],
    );
    if (wanted.length === 0) return;
    const made = await this.db.query<{ id: string }>(
      // Two at once may want the same: a new requirement, and a new member.
      `INSERT INTO requirement_documents (id, event_id, state, requirement_id, delegation_id, registration_id, created_at, updated_at)
       SELECT w.id, $1, $2, w.requirement_id, w.delegation_id, w.registration_id, $3, $3
         FROM unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[]) AS w (id, requirement_id, delegation_id, registration_id)
       ON CONFLICT ON CONSTRAINT requirement_documents_once_key DO NOTHING RETURNING id`,
      [
        eventId,
        requirementWorkflow.initial,
        this.clock.now(),
        wanted.map(() => newId()),
        wanted.map((one) => one.requirement_id),
        wanted.map((one) => one.delegation_id),
        wanted.map((one) => one.registration_id),
      ],
    );
    await this.engine.beginAll(
      requirementWorkflow,
      made.map(({ id }) => ({ id, scopeId: eventId })),
    );
  }

  /** Hands a file in. What was handed in before stays in the place where it is when the file does not do. @throws 404, 409, 422 */
  async handIn(
    eventId: string,
    delegationId: string,
    id: string,
    file: UploadedFile,
  ): Promise<RequirementDocumentView> {
    return this.db.transaction(async () => {
      const { kind, delegation_state: state } = await this.queries.locked(eventId, delegationId, id);
      if (over.has(state)) throw requirementProblems.requirementClosed(`It is ${state}.`);
      const kinds = filesFor(kind);
      if (!kinds.includes(file.kind))
        throw requirementProblems.requirementFileKind({
          detail: `Send one of: ${spokenKinds(kinds)}. What was handed in before stays.`,
          errors: [{ pointer: '/file', code: 'kind', message: `must be one of: ${spokenKinds(kinds)}` }],
        });
      await this.files.keep(file.id);
      await this.db.query('UPDATE requirement_documents SET file_id = $2 WHERE id = $1', [id, file.id]);
      await this.engine.apply(requirementWorkflow, id, { transition: 'hand_in', scopeId: eventId });
      return this.queries.document(eventId, id, delegationId);
    });
  }

  /** The file of a document; that somebody looks at a document of identity is recorded. @throws 404 */
  async file(eventId: string, delegationId: string, id: string): Promise<FileFacts> {
    return this.db.transaction(async () => {
      const { state, kind, file_id: fileId } = await this.queries.locked(eventId, delegationId, id);
      if (fileId === null) throw httpProblems.notFound('Nothing has been handed in.');
      const facts = await this.files.facts(fileId);
      if (identityKinds.has(kind))
        await this.engine.note(requirementWorkflow, { id, scopeId: eventId, state }, { name: 'look' });
      return facts;
    });
  }

  /** Whoever leaves a delegation leaves no documents there. Must run in the transaction in which they leave. */
  async forget(registrationId: string): Promise<void> {
    const gone = await this.db.query<{ id: string; event_id: string; state: string; requirement_id: string }>(
      `DELETE FROM requirement_documents WHERE registration_id = $1 RETURNING id, event_id, state, requirement_id`,
      [registrationId],
    );
    await this.engine.endAll(
      requirementWorkflow,
      gone.map(({ id, event_id: scopeId, state, requirement_id: requirementId }) => ({
        id,
        scopeId,
        state,
        data: { requirementId, registrationId },
      })),
    );
  }

  /** Another person has the place of a member: what was the first one's is asked for anew. */
  async askAgain(registrationId: string): Promise<void> {
    const rows = await this.db.query<{ id: string }>(
      `SELECT id FROM requirement_documents WHERE registration_id = $1 AND (state <> 'missing' OR file_id IS NOT NULL) AND state <> 'erased' ORDER BY id`,
      [registrationId],
    );
    for (const { id } of rows)
      await this.engine.apply(requirementWorkflow, id, {
        transition: 'ask_again',
        comment: 'The place has passed to another person.',
        principal: systemPrincipal,
      });
  }

  /** Security approves nobody who comes armed before the permit is handed in, where it is asked for. */
  private async missingPermit(registrationId: string, role: string | null): Promise<string | undefined> {
    if (role !== 'security') return undefined;
    const missing = await this.db.one<{ title: string }>(
      `SELECT r.title FROM requirement_documents x JOIN requirements r ON r.id = x.requirement_id
        WHERE x.registration_id = $1 AND r.kind = 'weapon_permit' AND x.state IN ('missing', 'refused') LIMIT 1`,
      [registrationId],
    );
    return missing && `“${missing.title}” has to be handed in first: the person comes armed.`;
  }

  private async isLetter(requirementId: string): Promise<boolean> {
    const row = await this.db.one<{ kind: string; concerns: string }>(
      'SELECT kind, concerns FROM requirements WHERE id = $1',
      [requirementId],
    );
    return row?.concerns === 'delegation' && letterKinds.has(row.kind);
  }

  private async dueAt(requirementId: string): Promise<Date | null> {
    const row = await this.db.one<{ due_at: Date | null }>('SELECT due_at FROM requirements WHERE id = $1', [
      requirementId,
    ]);
    return row?.due_at ?? null;
  }
}
