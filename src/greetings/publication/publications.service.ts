import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { assertVersion } from '../../platform/http/concurrency';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal, systemPrincipal } from '../../platform/http/request-context';
import type { TransitionContext } from '../../platform/workflow/binding';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { ProgrammeQueries } from '../../programme/programme.queries';
import { greetingProblems } from '../greeting.errors';
import type { GreetingRow, GreetingView } from '../greeting.view';
import { greetingWorkflow } from '../greeting.workflow';
import { GreetingsQueries } from '../greetings.queries';
import { ReadingCopyNotices } from '../reading-copies/reading-copy-notices.service';
import { embargoHasEnded, endsSooner, isPublic, mayPublish } from './embargo.rules';
import type { EmbargoInput, GreetingCorrectionInput, SummariesInput } from './publication.input';
import type { PublishedGreetingView } from './publication.view';
import { checkSummaries } from './summary.rules';
import { PublishedQueries } from './published.queries';

type Step = TransitionContext<GreetingRow>;

/** When the full text of a message becomes public, and what is put right in it afterwards. */
@Injectable()
export class Publications {
  private readonly greetings: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: GreetingsQueries,
    private readonly published: PublishedQueries,
    private readonly programme: ProgrammeQueries,
    private readonly copies: ReadingCopyNotices,
  ) {
    this.greetings = new Rows(db, clock, 'greetings');
  }

  /** Whether nobody outside can read it; `publish` also goes on with what was public before it was delivered. */
  isNotPublicYet({ row, from, transition }: Step): boolean {
    return row.published_at === null || (transition === 'publish' && from === 'delivered');
  }

  mayPublish({ row, from, now, principal }: Step): true | string {
    return mayPublish(row, { isDelivered: from === 'delivered', now, principalId: principal.id });
  }

  publish({ row, from, now, set }: Step): 'cleared' | 'scheduled' | 'published' {
    set({ published_at: row.published_at ?? now });
    return from === 'delivered' ? 'published' : (from as 'cleared' | 'scheduled');
  }

  lift({ from, now, principal, set }: Step): 'cleared' | 'scheduled' | 'delivered' {
    set({
      embargo_lifted_at: now,
      embargo_lifted_by: principal.id,
      embargo_lifted_by_name: principal.name,
    });
    return from as 'cleared' | 'scheduled' | 'delivered';
  }

  /** What follows from a delivery: the text is public in the same transaction, unless the embargo lasts longer. */
  async endEmbargo({ row, id, scopeId, now }: Step): Promise<void> {
    if (row.published_at === null && !embargoHasEnded(row, true, now)) return;
    await this.engine.apply(greetingWorkflow, id, {
      transition: 'publish',
      principal: systemPrincipal,
      scopeId,
    });
  }

  /**
   * Says until when a message is under embargo. Once it was cleared the embargo is not made shorter this way, while a new
   * version waits to be cleared neither: lifting it takes a reason and two persons.
   * @throws 409 for a message that is public or will not be, or when the embargo would end sooner; 422 for an instant that has passed
   */
  async setEmbargo(eventId: string, id: string, version: number, input: EmbargoInput): Promise<GreetingView> {
    return this.db.transaction(async () => {
      const row = await this.locked(eventId, id, version);
      mustBeOpen(row);
      const until = input.until === null ? null : new Date(input.until);
      const now = this.clock.now();
      if (until !== null && until <= now)
        throw greetingProblems.embargoInPast({
          detail: 'To publish the message now, let protocol lift the embargo.',
          errors: [{ pointer: '/until', code: 'past', message: 'must lie in the future' }],
        });
      if ((await this.wasCleared(id)) && endsSooner(row, until, { end: await this.endOfSession(row), now }))
        throw greetingProblems.embargoNotShortened(
          'The message was cleared under this embargo. To publish it sooner, protocol lifts the embargo with a reason, and a second person publishes it.',
        );
      await this.greetings.update({ id, eventId }, version, { embargoUntil: until });
      await this.engine.note(
        greetingWorkflow,
        { id, scopeId: eventId, state: row.state },
        { name: 'set_embargo', data: { until: until?.toISOString() ?? null } },
      );
      return this.queries.greeting(eventId, id);
    });
  }

  /**
   * Keeps what a message says in a few sentences, by language.
   * @throws 409 when it is public: then it is corrected; and for others than protocol once it is cleared
   */
  async setSummaries(
    eventId: string,
    id: string,
    version: number,
    { summaries }: SummariesInput,
  ): Promise<GreetingView> {
    return this.db.transaction(async () => {
      const row = await this.locked(eventId, id, version);
      mustBeOpen(row);
      checkSummaries(row, currentPrincipal());
      const { [row.language ?? '']: own, ...others } = summaries;
      await this.greetings.update({ id, eventId }, version, {
        summaries: others,
        ...(row.language === null ? {} : { summary: own ?? null }),
      });
      return this.queries.greeting(eventId, id);
    });
  }

  /**
   * Puts a text or a summary right that everybody can read already. What stood there before stays readable, with the
   * reason and the time. While it is still to be delivered, whoever reads or interprets it gets the text as it is now.
   * @throws 409 for a message that is not public, 422 when nothing changes or there is no such text
   */
  async correct(
    eventId: string,
    id: string,
    version: number,
    input: GreetingCorrectionInput,
  ): Promise<PublishedGreetingView> {
    return this.db.transaction(async () => {
      const row = await this.locked(eventId, id, version);
      if (!isPublic(row))
        throw greetingProblems.greetingNotPublic(
          'What nobody outside has read is changed where it is worked on, and cleared again.',
        );
      const { view } = await this.published.one(eventId, id);
      const before = view.texts.find(({ language }) => language === input.language);
      mustChange(input, before);
      const now = this.clock.now();
      const { id: by, name } = currentPrincipal();
      const [written] = await this.db.query<{ number: number }>(
        `INSERT INTO greeting_corrections (id, event_id, greeting_id, language, number, text_before, text_after, summary_before, summary_after,
                reason, reasons, corrected_by, corrected_by_name, corrected_at)
         SELECT $1, $2, $3, $4, COALESCE(max(number), 0) + 1, $5, $6, $7, $8, $9, $10, $11, $12, $13
           FROM greeting_corrections WHERE greeting_id = $3 RETURNING number`,
        [
          newId(),
          eventId,
          id,
          input.language,
          input.text === undefined ? null : before!.text,
          input.text ?? null,
          input.summary === undefined ? null : (before?.summary ?? null),
          input.summary ?? null,
          input.reason,
          JSON.stringify(input.reasons ?? {}),
          by,
          name,
          now,
        ],
      );
      await this.greetings.update({ id, eventId }, version, {});
      await this.engine.note(
        greetingWorkflow,
        { id, scopeId: eventId, state: row.state },
        {
          name: 'correct',
          comment: input.reason,
          data: { number: written!.number, language: input.language },
        },
      );
      await this.copies.tellReader(id);
      await this.copies.tellInterpreters(id);
      return (await this.published.one(eventId, id)).view;
    });
  }

  /** Whether protocol has cleared any version of it. A new version takes the clearance back, and not what was promised. */
  private async wasCleared(id: string): Promise<boolean> {
    const record = await this.db.one(
      `SELECT 1 FROM transition_records WHERE workflow = $1 AND subject_id = $2 AND transition = 'clear' LIMIT 1`,
      [greetingWorkflow.name, id],
    );
    return record !== undefined;
  }

  private async endOfSession(row: GreetingRow): Promise<Date | null> {
    if (row.session_id === null) return null;
    const [session] = await this.programme.sessionTimes(row.event_id, [row.session_id]);
    return session?.endsAt ?? null;
  }

  private async locked(eventId: string, id: string, version: number): Promise<GreetingRow> {
    const row = await this.db.one<GreetingRow>(
      'SELECT * FROM greetings WHERE event_id = $1 AND id = $2 FOR UPDATE',
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such message in this event.');
    assertVersion(row.version, version);
    return row;
  }
}

function mustBeOpen(row: GreetingRow): void {
  if (isPublic(row))
    throw greetingProblems.greetingIsPublic('Everybody can read it; what is wrong in it is corrected.');
  if (['declined', 'withdrawn'].includes(row.state))
    throw greetingProblems.greetingOver(`It is ${row.state}; its record stays as it is.`);
}

/** @throws 422 */
function mustChange(
  { language, text, summary }: GreetingCorrectionInput,
  before: { readonly text: string | null; readonly summary: string | null } | undefined,
): void {
  if (text !== undefined && (before?.text ?? null) === null)
    throw greetingProblems.correctionOfNothing({
      detail: `No text in ${language} is published. Have it translated and approved; it is then shown by itself.`,
      errors: [{ pointer: '/language', code: 'unknown', message: 'has no published text' }],
    });
  const sameText = text === undefined || text === before?.text;
  const sameSummary = summary === undefined || summary === before?.summary;
  if (sameText && sameSummary)
    throw greetingProblems.correctionOfNothing({
      detail: 'What you send is what is published.',
      errors: [
        {
          pointer: text === undefined ? '/summary' : '/text',
          code: 'same',
          message: 'must differ from what is published',
        },
      ],
    });
}
