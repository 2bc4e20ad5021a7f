import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal } from '../../platform/http/request-context';
import { greetingProblems } from '../greeting.errors';
import type { GreetingRemarkInput } from './text.input';
import { paragraphsOf } from './text.rules';
import type { GreetingRemarkView } from './text.view';
import { TextsQueries } from './texts.queries';

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

  /** @throws 404; 409 once the message is out; 422 for a version of another message, or a paragraph that it does not have */
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
      if (!['received', 'in_translation'].includes(greeting.state))
        throw greetingProblems.greetingNotBeingCleared(
          `The message is ${greeting.state.replaceAll('_', ' ')}; remarks are made before it is cleared.`,
        );
      const text = await this.db.one<{ body: string }>(
        'SELECT body FROM greeting_texts WHERE greeting_id = $1 AND id = $2',
        [greetingId, textId],
      );
      if (!text) throw unknown('/textId', 'is not a version of this message');
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
