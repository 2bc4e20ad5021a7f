import { Injectable } from '@nestjs/common';
import { buffer } from 'node:stream/consumers';
import {
  ComposesNotice,
  type ComposedNotices,
  type MailAttachment,
  type MessageToCompose,
} from '../../communications/notice';
import { Notices } from '../../communications/notices.service';
import { mailLanguage } from '../../communications/words';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { pdf } from '../../platform/documents/pdf';
import { assertVersion } from '../../platform/http/concurrency';
import { currentPrincipal } from '../../platform/http/request-context';
import { inLanguage } from '../../platform/text';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { greetingProblems } from '../greeting.errors';
import type { PressLanguage } from '../greeting.rules';
import { greetingWorkflow } from '../greeting.workflow';
import { publicNow } from '../publication/embargo.rules';
import { Requests } from '../requests/requests.service';
import { thanksPdf } from './thanks.document';
import type { ThanksInput, ThanksTemplateInput } from './thanks.input';
import { greetingThanked, type ThankedProps } from './thanks.notices';
import { ThanksQueries, type ThankedRow } from './thanks.queries';
import { thanksGaps, unknownGaps, type ThanksLetter } from './thanks.rules';
import type { GreetingThanksView, ThanksTemplateView } from './thanks.view';

interface Told extends Record<string, unknown> {
  greeting_id: string;
  document: ThanksLetter;
  sent_at: Date;
  public: boolean;
  author_name: string;
  author_names: Record<string, string>;
  author_title: string;
  author_titles: Record<string, string>;
  event_title: string;
  event_titles: Record<string, string>;
}

/** Thanks authors for their messages: one letter for each, in the words of the event. */
@Injectable()
export class Thanks {
  private readonly templates: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: ThanksQueries,
    private readonly notices: Notices,
    private readonly requests: Requests,
  ) {
    this.templates = new Rows(db, clock, 'greeting_thanks_templates');
  }

  /** Gives the event words of its own in a language. @throws 412, 422 for gaps that nothing fills */
  async setTemplate(
    eventId: string,
    language: PressLanguage,
    version: number,
    input: ThanksTemplateInput,
  ): Promise<ThanksTemplateView> {
    checkGaps(input);
    return this.db.transaction(async () => {
      const row = await this.lockedTemplate(eventId, language, version);
      const { salutation, body, closing } = input;
      const values = {
        salutation,
        body,
        closing,
        signatoryName: input.signatoryName ?? null,
        signatoryPost: input.signatoryPost ?? null,
      };
      if (row) await this.templates.update({ id: row.id, eventId }, version, values);
      else
        await this.templates.insert({ eventId, language, ...values }).catch((error: unknown) => {
          if (isSqlError(error, sqlState.uniqueViolation, 'greeting_thanks_templates_language_key'))
            assertVersion(1, version);
          throw error;
        });
      return this.queries.template(eventId, language);
    });
  }

  /** Goes back to the words of the program. */
  async removeTemplate(eventId: string, language: PressLanguage, version: number): Promise<void> {
    await this.db.transaction(async () => {
      const row = await this.lockedTemplate(eventId, language, version);
      if (row) await this.templates.remove({ id: row.id, eventId }, version);
    });
  }

  /**
   * Thanks an author: the letter is kept as it is, and goes to the contacts by mail, if there is an address.
   * @throws 409 before the delivery, or when the author has been thanked
   */
  async send(eventId: string, greetingId: string, input: ThanksInput): Promise<GreetingThanksView> {
    return this.db.transaction(async () => {
      // Whoever corrects the record, or thanks too, waits.
      await this.db.query('SELECT 1 FROM greetings WHERE event_id = $1 AND id = $2 FOR UPDATE', [
        eventId,
        greetingId,
      ]);
      const row = await this.queries.thanked(eventId, greetingId);
      mustBeDelivered(row);
      const now = this.clock.now();
      const letter = await this.queries.compose(eventId, row, now, input);
      const contacts = (await this.requests.recipients([greetingId])).get(greetingId) ?? [];
      const id = newId();
      const { id: by, name } = currentPrincipal();
      await this.db
        .query(
          `INSERT INTO greeting_thanks (id, event_id, greeting_id, language, document, emails, sent_by, sent_by_name, sent_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
          [
            id,
            eventId,
            greetingId,
            letter.language,
            JSON.stringify(letter),
            contacts.map(({ email }) => email),
            by,
            name,
            now,
          ],
        )
        .catch((error: unknown) => {
          if (isSqlError(error, sqlState.uniqueViolation, 'greeting_thanks_greeting_key'))
            throw greetingProblems.greetingThanked('The letter was sent; it is kept with the message.');
          throw error;
        });
      const cause = await this.engine.note(
        greetingWorkflow,
        { id: greetingId, scopeId: eventId, state: row.state },
        { name: 'thank', data: { language: letter.language, mailed: contacts.length > 0 } },
      );
      if (contacts.length > 0)
        await this.notices.send(greetingThanked, contacts, {
          eventId,
          cause,
          subject: { kind: 'greeting', id: greetingId },
        });
      return this.queries.letter(eventId, greetingId);
    });
  }

  /** What the letter would be if it were sent now. @throws 409 before the delivery */
  async preview(
    eventId: string,
    greetingId: string,
    choice: ThanksInput,
  ): Promise<{ readonly letter: ThanksLetter; readonly bytes: Buffer }> {
    const row = await this.queries.thanked(eventId, greetingId);
    mustBeDelivered(row);
    const now = this.clock.now();
    const letter = await this.queries.compose(eventId, row, now, choice);
    return { letter, bytes: await paper(letter, now) };
  }

  /** The letter that was sent, as a file: always the same bytes. @throws 404 */
  async file(
    eventId: string,
    greetingId: string,
  ): Promise<{ readonly letter: ThanksLetter; readonly bytes: Buffer }> {
    const row = await this.queries.letterRow(eventId, greetingId);
    return { letter: row.document, bytes: await paper(row.document, row.sent_at) };
  }

  @ComposesNotice(greetingThanked)
  async composeThanked(messages: readonly MessageToCompose[]): Promise<ComposedNotices<ThankedProps>> {
    const rows = await this.db.query<Told>(
      `SELECT l.greeting_id, l.document, l.sent_at, (${publicNow}) AS public, g.author_name, g.author_names, g.author_title, g.author_titles,
              e.title AS event_title, e.titles AS event_titles
         FROM greeting_thanks l JOIN greetings g ON g.id = l.greeting_id JOIN events e ON e.id = g.event_id WHERE g.id = ANY ($1)`,
      [[...new Set(messages.map(({ subject }) => subject.id))]],
    );
    const told = new Map(rows.map((row) => [row.greeting_id, row]));
    const composed = new Map<string, ThankedProps>();
    for (const { messageId, subject, recipient } of messages) {
      const row = told.get(subject.id);
      if (!row) continue;
      const language = mailLanguage(recipient.locale);
      const attachment: MailAttachment = {
        filename: fileName(row.document),
        contentType: 'application/pdf',
        content: await paper(row.document, row.sent_at),
      };
      composed.set(messageId, {
        event: inLanguage(row.event_title, row.event_titles, language),
        author: inLanguage(row.author_name, row.author_names, language),
        authorTitle: inLanguage(row.author_title, row.author_titles, language),
        isPublic: row.public,
        attachment,
      });
    }
    return composed;
  }

  private async lockedTemplate(
    eventId: string,
    language: PressLanguage,
    version: number,
  ): Promise<{ id: string } | undefined> {
    const row = await this.db.one<{ id: string; version: number }>(
      'SELECT id, version FROM greeting_thanks_templates WHERE event_id = $1 AND language = $2 FOR UPDATE',
      [eventId, language],
    );
    assertVersion(row?.version ?? 0, version);
    return row;
  }
}

/** Name of the file of a letter. */
export function fileName(letter: ThanksLetter): string {
  return `${letter.title.replace(/[/\\:*?"<>|]/g, ' ').slice(0, 120)}.pdf`;
}

async function paper(letter: ThanksLetter, at: Date): Promise<Buffer> {
  const author = letter.parts.find(({ is }) => is === 'sender')!.text;
  return buffer(pdf(thanksPdf(letter, author, at)));
}

function mustBeDelivered(row: ThankedRow): void {
  if (row.state !== 'delivered' && row.state !== 'published')
    throw greetingProblems.greetingNotDelivered('An author is thanked when the message has been delivered.');
}

function checkGaps(input: ThanksTemplateInput): void {
  const errors = (['salutation', 'body', 'closing'] as const).flatMap((field) =>
    unknownGaps(input[field]).map((gap) => ({
      pointer: `/${field}`,
      code: 'gap',
      message: `"${gap}" is none of: ${Object.keys(thanksGaps).join(', ')}`,
    })),
  );
  if (errors.length > 0)
    throw greetingProblems.thanksWordUnknown({
      detail: `What stands between double braces is filled when the letter is written. The program knows: ${Object.keys(thanksGaps).join(', ')}.`,
      errors,
    });
}
