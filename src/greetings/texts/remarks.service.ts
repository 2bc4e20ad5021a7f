import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal } from '../../platform/http/request-context';
import { greetingProblems } from '../greeting.errors';
import { clearedStates } from './cleared-texts.queries';
import type { GreetingRemarkInput } from './text.input';
import { paragraphsOf } from './text.rules';
import type { GreetingRemarkView } from './text.view';
import { TextsQueries } from './texts.queries';

/** States in which the original and all translations are being made. */
const inTheMaking = ['received', 'in_translation'];

/** What protocol and those who work with it say about a text until it is cleared. */
@Injectable()
export class Remarks {
  private readonly remarks: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly queries: TextsQueries,
  ) {
    this.remarks = new Rows(db, clock, 'greeting_remarks');
  }

  /** @throws 404; 409 for a text that is cleared already; 422 for a version of another message, or a paragraph that it does not have */
  async add(
    eventId: string,
    greetingId: string,
    { textId, paragraph, remark }: GreetingRemarkInput,
  ): Promise<GreetingRemarkView> {
    return this.db.transaction(async () => {
      const greeting = await this.db.one<{ state: string }>(
        'SELECT state FROM greetings WHERE event_id = $1 AND id = $2 FOR NO KEY UPDATE',
        [eventId, greetingId],
      );
      if (!greeting) throw httpProblems.notFound('There is no such message in this event.');
      const late = (): Error =>
        greetingProblems.greetingNotBeingCleared(
          `The message is ${greeting.state.replaceAll('_', ' ')}; remarks are made before a text is cleared.`,
        );
      if (![...inTheMaking, ...clearedStates].includes(greeting.state)) throw late();
      const text = await this.db.one<{ body: string; added: boolean }>(
        `SELECT v.body, NOT v.authentic AND t.state <> 'approved' AS added FROM greeting_texts v
           LEFT JOIN greeting_translations t ON t.greeting_id = v.greeting_id AND t.language = v.language
          WHERE v.greeting_id = $1 AND v.id = $2`,
        [greetingId, textId],
      );
      if (!text) throw unknown('/textId', 'is not a version of this message');
      // A translation that is added to a cleared message has its own way to go.
      if (!inTheMaking.includes(greeting.state) && !text.added) throw late();
      if (paragraph && paragraph > paragraphsOf(text.body).length)
        throw unknown('/paragraph', 'is not a paragraph of this version');
      const { id: authorId, name: authorName } = currentPrincipal();
      const id = await this.remarks.insert({
        eventId,
        greetingId,
        textId,
        paragraph: paragraph ?? null,
        body: remark,
        authorId,
        authorName,
      });
      return this.queries.remark(eventId, greetingId, id, false);
    });
  }

  /** Notes that a remark has been dealt with, or has not after all. @throws 404, 412 */
  async settle(
    eventId: string,
    greetingId: string,
    id: string,
    version: number,
    settled: boolean,
  ): Promise<GreetingRemarkView> {
    await this.remarks.update({ id, eventId, greetingId }, version, {
      settledAt: settled ? this.clock.now() : null,
      settledByName: settled ? currentPrincipal().name : null,
    });
    return this.queries.remark(eventId, greetingId, id);
  }

  /** Whether nothing that was said about the translation into a language is open. */
  async settledOn(greetingId: string, language: string): Promise<boolean> {
    const open = await this.db.one(
      `SELECT 1 FROM greeting_remarks m JOIN greeting_texts v ON v.id = m.text_id
        WHERE m.greeting_id = $1 AND v.language = $2 AND NOT v.authentic AND m.settled_at IS NULL LIMIT 1`,
      [greetingId, language],
    );
    return open === undefined;
  }

  /** Whether nothing that was said about the texts is open. */
  async allSettled(greetingId: string): Promise<boolean> {
    const open = await this.db.one(
      'SELECT 1 FROM greeting_remarks WHERE greeting_id = $1 AND settled_at IS NULL LIMIT 1',
      [greetingId],
    );
    return open === undefined;
  }
}

function unknown(pointer: string, message: string) {
  return httpProblems.againstTheRules({
    detail: `${pointer} ${message}.`,
    errors: [{ pointer, code: 'unknown', message }],
  });
}
