import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { assertVersion } from '../../platform/http/concurrency';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal, type Principal } from '../../platform/http/request-context';
import type { TransitionContext } from '../../platform/workflow/binding';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { RegistrationsQueries } from '../../registrations/registrations.queries';
import { greetingProblems } from '../greeting.errors';
import type { DeliveryMode } from '../greeting.rules';
import type { GreetingRow } from '../greeting.view';
import { greetingWorkflow } from '../greeting.workflow';
import { ClearedTexts } from '../texts/cleared-texts.queries';
import { DeliveriesQueries } from './deliveries.queries';
import { DeliverInput, type DeliveredTextInput, type DeliveryCorrectionInput } from './delivery.input';
import { namesOfScript, sameDelivery, type DeliveryFacts } from './delivery.rules';
import type { DeliveredTextItemView, GreetingDeliveryView } from './delivery.view';

interface LastRow extends Record<string, unknown> {
  number: number;
  mode: DeliveryMode;
  session_id: string | null;
  person_id: string | null;
  delivered_by: string | null;
  delivered_by_names: Record<string, string>;
  delivered_by_post: string | null;
  delivered_by_posts: Record<string, string>;
  delivered_at: Date;
  delivered_where: string | null;
  delivered_where_in: Record<string, string>;
  extent: string;
  languages: string[];
  remark: string | null;
}

interface Deliverer {
  readonly personId: string | null;
  readonly name: string | null;
  readonly names: Readonly<Record<string, string>>;
  readonly post: string | null;
}

const nobody: Deliverer = { personId: null, name: null, names: {}, post: null };

/** The record of deliveries: read by whom, where, when, how much of it, in which words. Nothing on record is ever changed. */
@Injectable()
export class Deliveries {
  private readonly greetings: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: DeliveriesQueries,
    private readonly registrations: RegistrationsQueries,
    private readonly texts: ClearedTexts,
  ) {
    this.greetings = new Rows(db, clock, 'greetings');
  }

  /** Puts a delivery on record, as a step of the workflow. @throws 422 */
  async deliver({
    row,
    id,
    scopeId,
    input,
    now,
    principal,
    set,
    note,
  }: TransitionContext<GreetingRow>): Promise<'delivered'> {
    const facts = await this.factsOf(scopeId, row, row.mode!, input as DeliverInput, now, '/input');
    await this.write(scopeId, id, 1, facts, null, principal, now);
    set({
      delivered_at: facts.deliveredAt,
      delivered_by: facts.deliveredBy,
      delivered_where: facts.deliveredWhere,
      extent: facts.extent,
    });
    note({ deliveredBy: facts.deliveredBy, at: facts.deliveredAt.toISOString(), extent: facts.extent });
    return 'delivered';
  }

  /**
   * Puts the record of a delivery right: who read it after all. What was on record stays there with the reason.
   * @throws 409 before the delivery, 422 when the record would stay what it is
   */
  async correct(
    eventId: string,
    greetingId: string,
    version: number,
    input: DeliveryCorrectionInput,
  ): Promise<GreetingDeliveryView> {
    return this.db.transaction(async () => {
      const row = await this.delivered(eventId, greetingId, version);
      const last = await this.last(greetingId);
      const now = this.clock.now();
      const facts = await this.factsOf(eventId, row, input.mode ?? last.mode, input, now, '');
      if (sameDelivery(facts, factsOnRecord(last)))
        throw greetingProblems.correctionOfNothing('The record already says all of this.');
      const id = await this.write(
        eventId,
        greetingId,
        last.number + 1,
        facts,
        input.reason,
        currentPrincipal(),
        now,
      );
      await this.greetings.update({ id: greetingId, eventId }, version, {
        mode: facts.mode,
        deliveredAt: facts.deliveredAt,
        deliveredBy: facts.deliveredBy,
        deliveredWhere: facts.deliveredWhere,
        extent: facts.extent,
      });
      await this.engine.note(
        greetingWorkflow,
        { id: greetingId, scopeId: eventId, state: row.state },
        {
          name: 'correct_delivery',
          comment: input.reason,
          data: {
            deliveredBy: facts.deliveredBy,
            at: facts.deliveredAt.toISOString(),
            extent: facts.extent,
          },
        },
      );
      return this.queries.delivery(id);
    });
  }

  /**
   * Keeps the words as they were said beside those that were cleared. Handed in again, the former ones stay.
   * @throws 404 for a language without a cleared text, 409 before the delivery, 422 when nothing differs
   */
  async keepText(
    eventId: string,
    greetingId: string,
    version: number,
    language: string,
    { text, remark }: DeliveredTextInput,
  ): Promise<DeliveredTextItemView> {
    return this.db.transaction(async () => {
      const row = await this.delivered(eventId, greetingId, version);
      const cleared = await this.texts.one(greetingId, language, row.delivered_at ?? undefined);
      if (!cleared) throw httpProblems.notFound('There is no cleared text of this message in that language.');
      const before = await this.db.one<{ number: number; body: string }>(
        'SELECT number, body FROM greeting_delivered_texts WHERE greeting_id = $1 AND language = $2 ORDER BY number DESC LIMIT 1',
        [greetingId, language],
      );
      if (text === (before?.body ?? cleared.text))
        throw greetingProblems.correctionOfNothing({
          detail: before ? 'These words are on record.' : 'These are the words that were cleared.',
          errors: [{ pointer: '/text', code: 'same', message: 'must differ from what is on record' }],
        });
      const id = newId();
      const number = (before?.number ?? 0) + 1;
      const { id: by, name } = currentPrincipal();
      await this.db.query(
        `INSERT INTO greeting_delivered_texts (id, event_id, greeting_id, language, number, cleared, body, remark, recorded_by, recorded_by_name, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          id,
          eventId,
          greetingId,
          language,
          number,
          cleared.text,
          text,
          remark ?? null,
          by,
          name,
          this.clock.now(),
        ],
      );
      await this.greetings.update({ id: greetingId, eventId }, version, {});
      await this.engine.note(
        greetingWorkflow,
        { id: greetingId, scopeId: eventId, state: row.state },
        { name: 'keep_delivered_text', data: { language, number } },
      );
      return this.queries.receipt(id);
    });
  }

  private async factsOf(
    eventId: string,
    row: GreetingRow,
    mode: DeliveryMode,
    input: DeliverInput,
    now: Date,
    pointer: '' | '/input',
  ): Promise<DeliveryFacts> {
    const deliveredAt = new Date(input.at);
    if (deliveredAt > now)
      throw greetingProblems.greetingDeliveredInFuture({
        detail: 'Record the delivery when it has happened.',
        errors: [{ pointer: `${pointer}/at`, code: 'future', message: 'must not lie in the future' }],
      });
    const who = await this.deliverer(eventId, row, mode, input, pointer);
    const deliveredBy = input.deliveredByName ?? who.name;
    if (deliveredBy === null && mode !== 'circulated')
      throw greetingProblems.greetingDelivererNeeded({
        detail: mode === 'read_by_moderator' ? 'Name the moderator who read it.' : 'Name who read it.',
        errors: [{ pointer: `${pointer}/deliveredByName`, code: 'required', message: 'must not be empty' }],
      });
    return {
      mode,
      sessionId: row.session_id,
      personId: who.personId,
      deliveredBy,
      deliveredByNames: { ...who.names, ...input.deliveredByNames },
      deliveredByPost: input.deliveredByPost ?? who.post,
      deliveredByPosts: input.deliveredByPosts ?? {},
      deliveredAt,
      deliveredWhere: input.where ?? null,
      deliveredWhereIn: input.whereIn ?? {},
      extent: input.extent,
      languages: input.languages ?? [row.reading_language ?? row.language].filter((one) => one !== null),
      remark: input.remark ?? null,
    };
  }

  /** Who delivers a message of this mode, unless it is said otherwise. */
  private async deliverer(
    eventId: string,
    row: GreetingRow,
    mode: DeliveryMode,
    input: DeliverInput,
    pointer: '' | '/input',
  ): Promise<Deliverer> {
    const named = input.deliveredByPersonId?.toLowerCase();
    if (named !== undefined) {
      const person = await this.person(named);
      if (!person || !(await this.takesPart(eventId, named)))
        throw greetingProblems.readerUnknown({
          detail: 'Choose a person of this event, or give the name only.',
          errors: [
            {
              pointer: `${pointer}/deliveredByPersonId`,
              code: 'unknown',
              message: 'is not a person of this event',
            },
          ],
        });
      return person;
    }
    // Somebody else by name: nothing of the reader who was asked belongs to them.
    if (input.deliveredByName !== undefined) return nobody;
    if (mode === 'in_person' || mode === 'video')
      return { ...nobody, name: row.author_name, names: row.author_names };
    if (mode !== 'read_on_behalf' || row.reader_person_id === null) return nobody;
    return (await this.person(row.reader_person_id)) ?? nobody;
  }

  private async person(id: string): Promise<Deliverer | undefined> {
    const person = await this.db.one<{
      display_name: string;
      native_name: string | null;
      post: string | null;
    }>('SELECT display_name, native_name, post FROM persons WHERE id = $1', [id]);
    return (
      person && {
        personId: id,
        name: person.display_name,
        names: namesOfScript(person.native_name),
        post: person.post,
      }
    );
  }

  /** Persons outlive events: whoever is known only in another event does not exist here. */
  private async takesPart(eventId: string, personId: string): Promise<boolean> {
    if ((await this.registrations.registrationsOfPersons(eventId, [personId])).length > 0) return true;
    const entered = await this.db.one('SELECT 1 FROM event_persons WHERE event_id = $1 AND person_id = $2', [
      eventId,
      personId,
    ]);
    return entered !== undefined;
  }

  private async write(
    eventId: string,
    greetingId: string,
    number: number,
    facts: DeliveryFacts,
    reason: string | null,
    by: Principal,
    at: Date,
  ): Promise<string> {
    const id = newId();
    await this.db.query(
      `INSERT INTO greeting_deliveries (id, event_id, greeting_id, number, mode, session_id, person_id, delivered_by, delivered_by_names,
              delivered_by_post, delivered_by_posts, delivered_at, delivered_where, delivered_where_in, extent, languages, remark, reason,
              recorded_by, recorded_by_name, recorded_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
      [
        id,
        eventId,
        greetingId,
        number,
        facts.mode,
        facts.sessionId,
        facts.personId,
        facts.deliveredBy,
        JSON.stringify(facts.deliveredByNames),
        facts.deliveredByPost,
        JSON.stringify(facts.deliveredByPosts),
        facts.deliveredAt,
        facts.deliveredWhere,
        JSON.stringify(facts.deliveredWhereIn),
        facts.extent,
        facts.languages,
        facts.remark,
        reason,
        by.id,
        by.name,
        at,
      ],
    );
    return id;
  }

  private async last(greetingId: string): Promise<LastRow> {
    const row = await this.db.one<LastRow>(
      'SELECT * FROM greeting_deliveries WHERE greeting_id = $1 ORDER BY number DESC LIMIT 1',
      [greetingId],
    );
    return row!;
  }

  private async delivered(eventId: string, id: string, version: number): Promise<GreetingRow> {
    const row = await this.db.one<GreetingRow>(
      'SELECT * FROM greetings WHERE event_id = $1 AND id = $2 FOR UPDATE',
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such message in this event.');
    assertVersion(row.version, version);
    if (row.state !== 'delivered' && row.state !== 'published')
      throw greetingProblems.greetingNotDelivered('Record the delivery first (deliver).');
    return row;
  }
}

function factsOnRecord(row: LastRow): DeliveryFacts {
  return {
    mode: row.mode,
    sessionId: row.session_id,
    personId: row.person_id,
    deliveredBy: row.delivered_by,
    deliveredByNames: row.delivered_by_names,
    deliveredByPost: row.delivered_by_post,
    deliveredByPosts: row.delivered_by_posts,
    deliveredAt: row.delivered_at,
    deliveredWhere: row.delivered_where,
    deliveredWhereIn: row.delivered_where_in,
    extent: row.extent,
    languages: row.languages,
    remark: row.remark,
  };
}
