import { Injectable } from '@nestjs/common';
import { EditionParts, type EditionWork } from '../events/editions/edition-parts.service';
import { movedWallTime } from '../events/editions/edition.rules';
import type { Sentence } from '../events/editions/edition.words';
import { WorkflowEngine } from '../platform/workflow/engine';
import { greetingWorkflow } from './greeting.workflow';

const dueAt = movedWallTime('g.due_at');
const embargoUntil = movedWallTime('g.embargo_until');
const awaitsText = `g.state IN ('requested', 'promised')`;
/** Over `plan`: an embargo to an instant that is still to come. */
const underEmbargo = `(g.embargo_until > plan.now AND g.published_at IS NULL AND g.state NOT IN ('declined', 'withdrawn'))`;

const sentNothing: Sentence = {
  en: 'The author declined, or the message was withdrawn.',
  ru: 'Автор отказался, или обращение было отозвано.',
  zh: '作者谢绝，或致辞已撤回。',
};

/** What the next edition can take over of messages of greetings: who is asked, and no text. Deadlines and embargoes move with the event. */
@Injectable()
export class GreetingsEdition {
  constructor(
    parts: EditionParts,
    private readonly engine: WorkflowEngine,
  ) {
    parts.register({
      name: 'greetings',
      means:
        'Authors of messages of greetings with addressees, languages, deadline, contacts and reminders, not written to yet, and the words of letters of thanks; no texts and no readers.',
      copy: (work) => this.copy(work),
      reschedule: async (work) => {
        if (!work.moves) return;
        await work.write(
          'greetings',
          `UPDATE greetings g SET due_at = CASE WHEN ${awaitsText} THEN ${dueAt} ELSE g.due_at END,
                  embargo_until = CASE WHEN ${underEmbargo} THEN ${embargoUntil} ELSE g.embargo_until END,
                  version = g.version + 1, updated_at = plan.now
             FROM plan WHERE g.event_id = plan.event_id AND ((g.due_at IS NOT NULL AND ${awaitsText}) OR ${underEmbargo})
           RETURNING g.id, g.author_name AS name, CASE WHEN ${awaitsText} THEN COALESCE(g.due_at, g.embargo_until) ELSE g.embargo_until END AS at`,
        );
        await work.follow(
          `UPDATE greeting_translations t SET due_at = ${movedWallTime('t.due_at')}, version = t.version + 1, updated_at = plan.now
             FROM plan WHERE t.event_id = plan.event_id AND t.due_at IS NOT NULL AND t.state <> 'approved'`,
        );
      },
    });
  }

  private async copy(work: EditionWork): Promise<void> {
    const left = `g.state IN ('declined', 'withdrawn')`;
    const copied = await work.write(
      'greetings',
      `INSERT INTO greetings (id, event_id, state, author_name, author_names, author_title, author_titles, author_rank_class, organisation_id, addressees,
              addressees_in, occasion, languages, due_at, length_minutes, contact_name, contact_email, contact_locale, created_at, updated_at)
       SELECT id_in_copy(g.id, plan.event_id), plan.event_id, '${greetingWorkflow.initial}', g.author_name, g.author_names, g.author_title,
              g.author_titles, g.author_rank_class, g.organisation_id, g.addressees, g.addressees_in, g.occasion, g.languages, ${dueAt}, g.length_minutes,
              g.contact_name, g.contact_email, g.contact_locale, plan.now, plan.now
         FROM plan JOIN greetings g ON g.event_id = plan.source_id AND NOT ${left}
       RETURNING id, author_name AS name, due_at AS at`,
    );
    const copies = `FROM plan JOIN greetings g ON g.event_id = plan.source_id AND NOT ${left}`;
    await work.follow(
      `INSERT INTO greeting_contacts (greeting_id, contact_id, created_at)
       SELECT id_in_copy(g.id, plan.event_id), c.contact_id, plan.now ${copies} JOIN greeting_contacts c ON c.greeting_id = g.id`,
    );
    await work.follow(
      `INSERT INTO greeting_reminders (greeting_id, offset_hours, audience, created_at)
       SELECT id_in_copy(g.id, plan.event_id), r.offset_hours, r.audience, plan.now ${copies} JOIN greeting_reminders r ON r.greeting_id = g.id`,
    );
    await work.follow(
      `INSERT INTO greeting_thanks_templates (id, event_id, language, salutation, body, closing, signatory_name, signatory_post, created_at, updated_at)
       SELECT id_in_copy(t.id, plan.event_id), plan.event_id, t.language, t.salutation, t.body, t.closing, t.signatory_name, t.signatory_post,
              plan.now, plan.now
         FROM plan JOIN greeting_thanks_templates t ON t.event_id = plan.source_id`,
    );
    const scopeId = work.plan.eventId;
    await this.engine.beginAll(
      greetingWorkflow,
      copied.map(({ id }) => ({ id, scopeId })),
    );
    const [others] = await work.select<{ n: number }>(
      `SELECT count(*)::integer AS n FROM plan JOIN greetings g ON g.event_id = plan.source_id AND ${left}`,
    );
    work.leaveOut('greetings', others!.n, sentNothing);
  }
}
