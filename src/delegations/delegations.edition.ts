import { Injectable } from '@nestjs/common';
import { EditionParts, type EditionWork } from '../events/editions/edition-parts.service';
import { movedWallTime } from '../events/editions/edition.rules';
import type { Sentence } from '../events/editions/edition.words';
import { WorkflowEngine } from '../platform/workflow/engine';
import { delegationWorkflow } from './delegation.workflow';
import { RequirementDocuments } from './requirements/requirement-documents.service';

const closesAt = movedWallTime('d.nominations_close_at');
const answerBy = movedWallTime('d.answer_by');
const dueAt = movedWallTime('r.due_at');

const organisation = `(SELECT o.name FROM organisations o WHERE o.id = organisation_id)`;

const wasWithdrawn: Sentence = {
  en: 'They were withdrawn.',
  ru: 'Их участие было отозвано.',
  zh: '已撤出活动。',
};

const notCopied: Sentence = {
  en: 'The delegations for which these places were fixed by hand are not copied.',
  ru: 'Делегации, для которых места были назначены вручную, не копируются.',
  zh: '人工指定位次所涉代表团未复制。',
};

const drawnAnew: Sentence = {
  en: 'A lot is drawn anew for each edition.',
  ru: 'Жребий проводится заново для каждого выпуска.',
  zh: '每届活动均须重新抽签。',
};

/** What the next edition can take over of delegations: who was asked, and no member. Deadlines move with the event. */
@Injectable()
export class DelegationsEdition {
  constructor(
    parts: EditionParts,
    private readonly engine: WorkflowEngine,
    private readonly requirements: RequirementDocuments,
  ) {
    parts.register({
      name: 'delegations',
      means:
        'Organisations with focal point, language, rank class, deadline and places, invited but not written to; no members.',
      uses: ['categories'],
      copy: (work) => this.copy(work),
      reschedule: async (work) => {
        if (work.moves)
          await work.write(
            'delegations',
            `UPDATE delegations d SET nominations_close_at = ${closesAt}, answer_by = ${answerBy}, version = d.version + 1, updated_at = plan.now
               FROM plan WHERE d.event_id = plan.event_id AND COALESCE(d.nominations_close_at, d.answer_by) IS NOT NULL AND d.state NOT IN ('declined', 'withdrawn')
             RETURNING d.id, ${organisation} AS name, COALESCE(d.nominations_close_at, d.answer_by) AS at`,
          );
      },
    });
    parts.register({
      name: 'requirements',
      means: 'What delegations must hand in, by when and how long it is kept; nothing that was handed in.',
      uses: ['categories', 'delegations'],
      copy: (work) => this.copyRequirements(work),
      reschedule: async (work) => {
        if (work.moves)
          await work.write(
            'requirements',
            `UPDATE requirements r SET due_at = ${dueAt}, version = r.version + 1, updated_at = plan.now
               FROM plan WHERE r.event_id = plan.event_id AND r.due_at IS NOT NULL RETURNING r.id, r.title AS name, r.due_at AS at`,
          );
      },
    });
    parts.register({
      name: 'precedence',
      means:
        'The rules of precedence that were in force last, with the places fixed by hand of delegations that are copied; no lot and no frozen orders.',
      uses: ['delegations'],
      copy: (work) => this.copyRules(work),
    });
  }

  /**
   * The last rules as the first version of the new edition. A lot is drawn anew for each edition; places fixed by hand
   * go along with the delegations for which they are, where these are copied.
   */
  private async copyRules(work: EditionWork): Promise<void> {
    const copied = `(e ->> 'delegationId' IS NULL OR EXISTS (SELECT 1 FROM delegations d WHERE d.event_id = plan.event_id
        AND d.id = id_in_copy((e ->> 'delegationId')::uuid, plan.event_id)))
      AND (e ->> 'otherId' IS NULL OR EXISTS (SELECT 1 FROM delegations d WHERE d.event_id = plan.event_id
        AND d.id = id_in_copy((e ->> 'otherId')::uuid, plan.event_id)))`;
    const last = `plan JOIN LATERAL (SELECT s.* FROM precedence_rule_sets s WHERE s.event_id = plan.source_id
                                      ORDER BY s.number DESC LIMIT 1) s ON true`;
    const [left] = await work.select<{ rules: number; exceptions: number; lots: number }>(
      `SELECT count(DISTINCT s.id)::integer AS rules, count(e)::integer AS exceptions, count(DISTINCT s.rules ->> 'startLetter')::integer AS lots
         FROM ${last} LEFT JOIN LATERAL jsonb_array_elements(s.rules -> 'exceptions') e ON NOT (${copied})`,
    );
    if (left!.rules === 0) return;
    await work.write(
      'precedence_rules',
      `INSERT INTO precedence_rule_sets (id, event_id, number, rules, changed_by, changed_by_name, changed_at)
       SELECT id_in_copy(s.id, plan.event_id), plan.event_id, 1,
              s.rules || jsonb_build_object('startLetter', NULL, 'lot', NULL, 'exceptions', COALESCE((
                SELECT jsonb_agg(e || jsonb_build_object(
                         'delegationId', id_in_copy((e ->> 'delegationId')::uuid, plan.event_id),
                         'otherId', id_in_copy((e ->> 'otherId')::uuid, plan.event_id)) ORDER BY n)
                  FROM jsonb_array_elements(s.rules -> 'exceptions') WITH ORDINALITY AS given (e, n) WHERE ${copied}), '[]')),
              s.changed_by, s.changed_by_name, plan.now
         FROM ${last}
       RETURNING id, (rules ->> 'language') AS name, NULL::timestamptz AS at`,
    );
    work.leaveOut('precedence_exceptions', left!.exceptions, notCopied);
    work.leaveOut('lots', left!.lots, drawnAnew);
  }

  /** Those that are for a category or a delegation go along where these are copied. */
  private async copyRequirements(work: EditionWork): Promise<void> {
    const copied = await work.write(
      'requirements',
      `INSERT INTO requirements (id, event_id, kind, concerns, title, titles, category_id, delegation_id, due_at, remind_days, keep_days,
              match_members, created_at, updated_at)
       SELECT id_in_copy(r.id, plan.event_id), plan.event_id, r.kind, r.concerns, r.title, r.titles, c.id, d.id, ${dueAt}, r.remind_days,
              r.keep_days, r.match_members, plan.now, plan.now
         FROM plan JOIN requirements r ON r.event_id = plan.source_id
         LEFT JOIN categories c ON c.event_id = plan.event_id AND c.id = id_in_copy(r.category_id, plan.event_id)
         LEFT JOIN delegations d ON d.event_id = plan.event_id AND d.id = id_in_copy(r.delegation_id, plan.event_id)
        WHERE (r.category_id IS NULL) = (c.id IS NULL) AND (r.delegation_id IS NULL) = (d.id IS NULL)
       RETURNING id, title AS name, due_at AS at`,
    );
    for (const { id } of copied) await this.requirements.begin(work.plan.eventId, { requirementId: id });
  }

  private async copy(work: EditionWork): Promise<void> {
    const copied = await work.write(
      'delegations',
      `INSERT INTO delegations (id, event_id, state, organisation_id, focal_point_name, focal_point_email, locale,
              backup_name, backup_email, backup_locale, addressed_as, answer_by, remind_days, grace_hours,
              nominations_close_at, rank_class, head_exempt, moves_seats, created_at, updated_at)
       SELECT id_in_copy(d.id, plan.event_id), plan.event_id, '${delegationWorkflow.initial}', d.organisation_id, d.focal_point_name,
              d.focal_point_email, d.locale, d.backup_name, d.backup_email, d.backup_locale, d.addressed_as, ${answerBy}, d.remind_days,
              d.grace_hours, ${closesAt}, d.rank_class, d.head_exempt, d.moves_seats, plan.now, plan.now
         FROM plan JOIN delegations d ON d.event_id = plan.source_id AND d.state <> 'withdrawn'
       RETURNING id, ${organisation} AS name, nominations_close_at AS at`,
    );
    await work.follow(
      `INSERT INTO delegation_quotas (event_id, delegation_id, category_id, places)
       SELECT plan.event_id, d.id, c.id, q.places
         FROM plan JOIN delegation_quotas q ON q.event_id = plan.source_id
         JOIN delegations d ON d.id = id_in_copy(q.delegation_id, plan.event_id)
         JOIN categories c ON c.id = id_in_copy(q.category_id, plan.event_id)`,
    );
    const scopeId = work.plan.eventId;
    await this.engine.beginAll(
      delegationWorkflow,
      copied.map(({ id }) => ({ id, scopeId })),
    );
    const [withdrawn] = await work.select<{ n: number }>(
      `SELECT count(*)::integer AS n FROM plan JOIN delegations d ON d.event_id = plan.source_id AND d.state = 'withdrawn'`,
    );
    work.leaveOut('delegations', withdrawn!.n, wasWithdrawn);
  }
}
