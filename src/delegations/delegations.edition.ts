import { Injectable } from '@nestjs/common';
import { EditionParts, type EditionWork } from '../events/editions/edition-parts.service';
import { movedWallTime } from '../events/editions/edition.rules';
import type { Sentence } from '../events/editions/edition.words';
import { WorkflowEngine } from '../platform/workflow/engine';
import { delegationWorkflow } from './delegation.workflow';

const closesAt = movedWallTime('d.nominations_close_at');

const organisation = `(SELECT o.name FROM organisations o WHERE o.id = organisation_id)`;

const wasWithdrawn: Sentence = {
  en: 'They were withdrawn.',
  ru: 'Их участие было отозвано.',
  zh: '已撤出活动。',
};

/** What the next edition can take over of delegations: who was asked, and no member. Deadlines move with the event. */
@Injectable()
export class DelegationsEdition {
  constructor(
    parts: EditionParts,
    private readonly engine: WorkflowEngine,
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
            `UPDATE delegations d SET nominations_close_at = ${closesAt}, version = d.version + 1, updated_at = plan.now
               FROM plan WHERE d.event_id = plan.event_id AND d.nominations_close_at IS NOT NULL AND d.state NOT IN ('declined', 'withdrawn')
             RETURNING d.id, ${organisation} AS name, d.nominations_close_at AS at`,
          );
      },
    });
  }

  private async copy(work: EditionWork): Promise<void> {
    const copied = await work.write(
      'delegations',
      `INSERT INTO delegations (id, event_id, state, organisation_id, focal_point_name, focal_point_email, locale,
              nominations_close_at, rank_class, head_exempt, created_at, updated_at)
       SELECT id_in_copy(d.id, plan.event_id), plan.event_id, '${delegationWorkflow.initial}', d.organisation_id, d.focal_point_name,
              d.focal_point_email, d.locale, ${closesAt}, d.rank_class, d.head_exempt, plan.now, plan.now
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
