import { Injectable } from '@nestjs/common';
import { TemplatesQueries } from '../communications/templates/templates.queries';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database/database';
import { Rows } from '../platform/database/rows';
import { defineProblems } from '../platform/http/problem';
import { ProgrammeQueries } from '../programme/programme.queries';
import { SiteVisitsQueries } from '../site-visits/site-visits.queries';
import type { ReminderRuleChanges, ReminderRuleInput } from './reminder.input';
import type { ReminderRuleView } from './reminder.view';
import { RemindersQueries } from './reminders.queries';

export const reminderProblems = defineProblems({
  reminderAnchorUnknown: { status: 422, title: 'There is nothing of that kind to be reminded of' },
  reminderTemplateUnknown: { status: 422, title: 'There is no such template to remind with' },
  reminderTextMissing: { status: 422, title: 'A reminder says something' },
});

/** Twelve hours: who is told of tomorrow's session in the evening instead of the morning is still glad. */
const lapsesAfterMinutes = 720;

/** Writes of reminder rules. */
@Injectable()
export class ReminderRulesService {
  private readonly rules: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly queries: RemindersQueries,
    private readonly programme: ProgrammeQueries,
    private readonly visits: SiteVisitsQueries,
    private readonly templates: TemplatesQueries,
  ) {
    this.rules = new Rows(db, clock, 'reminder_rules');
  }

  async add(eventId: string, input: ReminderRuleInput): Promise<ReminderRuleView> {
    return this.db.transaction(async () => {
      await this.checkWords(eventId, { texts: input.texts ?? {}, templateId: input.templateId ?? null });
      await this.checkAnchor(eventId, input);
      const id = await this.rules.insert({
        lapsesAfterMinutes,
        deadlineKinds: [],
        byDay: false,
        texts: {},
        active: true,
        ...input,
        audience: { ...input.audience },
        inForceSince: this.clock.now(),
        eventId,
      });
      return this.queries.rule(eventId, id);
    });
  }

  async change(
    eventId: string,
    id: string,
    version: number,
    changes: ReminderRuleChanges,
  ): Promise<ReminderRuleView> {
    return this.db.transaction(async () => {
      const before = await this.queries.rule(eventId, id);
      await this.checkWords(eventId, {
        texts: changes.texts ?? before.texts,
        templateId: changes.templateId === undefined ? before.templateId : changes.templateId,
      });
      // Who corrects the words of a rule that is about to send does not want it to be silent.
      const timedAnew =
        (changes.offsetMinutes ?? before.offsetMinutes) !== before.offsetMinutes ||
        (changes.active === true && !before.active);
      await this.rules.update({ id, eventId }, version, {
        ...changes,
        ...(changes.audience ? { audience: { ...changes.audience } } : {}),
        ...(timedAnew ? { inForceSince: this.clock.now() } : {}),
        // Whoever is concerned now, or at another hour, is to be found at once.
        nextLookAt: null,
      });
      return this.queries.rule(eventId, id);
    });
  }

  async remove(eventId: string, id: string, version: number): Promise<void> {
    await this.rules.remove({ id, eventId }, version);
  }

  /** @throws 422 when it says nothing, or names what is no template of the event that is used by its name */
  private async checkWords(
    eventId: string,
    { texts, templateId }: Pick<ReminderRuleView, 'texts' | 'templateId'>,
  ): Promise<void> {
    if (templateId === null && Object.keys(texts).length === 0)
      throw reminderProblems.reminderTextMissing({
        detail: 'Write it in one language at least, or name a template.',
        errors: [
          { pointer: '/texts', code: 'required', message: 'must have a text in one language at least' },
        ],
      });
    if (templateId === null) return;
    const [template] = await this.templates.newestOf(eventId, [templateId]);
    if (template?.kind === null) return;
    const message = template
      ? `is the words of ${template.kind} alone`
      : 'is no template of this event that is in use';
    throw reminderProblems.reminderTemplateUnknown({
      detail: `/templateId ${message}.`,
      errors: [{ pointer: '/templateId', code: 'unknown', message }],
    });
  }

  private async checkAnchor(
    eventId: string,
    { anchor, anchorId, deadlineKinds }: ReminderRuleInput,
  ): Promise<void> {
    if (anchor !== 'deadline' && deadlineKinds !== undefined && deadlineKinds.length > 0) {
      const message = `must be absent when the anchor is ${anchor}`;
      throw reminderProblems.reminderAnchorUnknown({
        detail: `/deadlineKinds ${message}.`,
        errors: [{ pointer: '/deadlineKinds', code: 'unknown', message }],
      });
    }
    const fault = (message: string) =>
      reminderProblems.reminderAnchorUnknown({
        detail: `/anchorId ${message}.`,
        errors: [{ pointer: '/anchorId', code: 'unknown', message }],
      });
    if (anchor !== 'session' && anchor !== 'departure') {
      if (anchorId) throw fault(`must be absent when the anchor is ${anchor}`);
      return;
    }
    // Without one, each on the agenda of the reader.
    if (!anchorId) return;
    const known =
      anchor === 'session'
        ? (await this.programme.sessionTimes(eventId, [anchorId])).length > 0
        : await this.visits.hasDeparture(eventId, anchorId);
    if (!known) throw fault(`is not a ${anchor} of this event`);
  }
}
