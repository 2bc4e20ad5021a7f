import { Inject, Injectable } from '@nestjs/common';
import { Accounts } from '../../access/accounts.service';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
} from '../../communications/notice';
import { Notices } from '../../communications/notices.service';
import { mailLanguage } from '../../communications/words';
import { Clock } from '../../platform/clock';
import { CONFIG, type Config } from '../../platform/config';
import { Database } from '../../platform/database/database';
import { inLanguage } from '../../platform/text';
import { Sweeper } from '../../platform/workflow/sweeper';
import { textCircle, translatorRole } from '../greeting.circle';
import {
  translationAsked,
  translationReminder,
  type TranslationAskedProps,
  type TranslationReminderProps,
  type TranslationWork,
} from './translation.notices';

/** How long before the deadline whoever's turn it is is reminded, in hours: a working day is left. */
export const reminderHours = 24;

/** Rows that one sweep takes at most; the next one follows at once. */
const batch = 200;

/** SQL over a translation `t`: the account of whoever's turn it is, or null. */
const whoseTurn = `CASE WHEN t.state IN ('requested', 'outdated') THEN t.translator_id WHEN t.state = 'drafted' THEN t.checker_id END`;

interface Told extends Record<string, unknown> {
  id: string;
  state: string;
  greeting_id: string;
  greeting_state: string;
  language: string;
  original: string | null;
  remark: string | null;
  due_at: Date | null;
  translator_email: string | null;
  checker_email: string | null;
  author_name: string;
  author_names: Record<string, string>;
  author_title: string;
  author_titles: Record<string, string>;
  slug: string;
  title: string;
  titles: Record<string, string>;
}

/** Tells those who are named to translate and to check when it is their turn, and before the deadline; never what stands in a text. */
@Injectable()
export class TranslationNotices {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly notices: Notices,
    private readonly accounts: Accounts,
    @Inject(CONFIG) private readonly config: Config,
    sweeper: Sweeper,
  ) {
    sweeper.register('deadlines of translations', (now) => this.sweep(now));
  }

  /** Tells these accounts that they are named, in the transaction of the caller. Answers whether anybody was told. */
  async tellNamed(
    eventId: string,
    translationId: string,
    userIds: readonly string[],
    cause: string,
  ): Promise<boolean> {
    const recipients = await this.recipients(eventId, userIds);
    if (recipients.length === 0) return false;
    await this.notices.send(translationAsked, recipients, {
      eventId,
      cause,
      subject: { kind: 'translation', id: translationId },
    });
    return true;
  }

  /** Tells whoever's turn it has become, if somebody is named. In the transaction of the caller. */
  async tellNext(eventId: string, translationId: string, cause: string): Promise<void> {
    const row = await this.db.one<{ user_id: string | null }>(
      `SELECT ${whoseTurn} AS user_id FROM greeting_translations t WHERE t.id = $1`,
      [translationId],
    );
    if (row?.user_id) await this.tellNamed(eventId, translationId, [row.user_id], cause);
  }

  @ComposesNotice(translationAsked)
  async composeAsked(messages: readonly MessageToCompose[]): Promise<ComposedNotices<TranslationAskedProps>> {
    return this.composed(messages, (told, work) => ({
      ...work,
      again:
        work.part === 'check'
          ? undefined
          : told.state === 'outdated'
            ? 'outdated'
            : told.remark === null
              ? undefined
              : 'returned',
      waits: work.part === 'check' && told.state !== 'drafted',
    }));
  }

  @ComposesNotice(translationReminder)
  async composeReminder(
    messages: readonly MessageToCompose[],
  ): Promise<ComposedNotices<TranslationReminderProps>> {
    return this.composed(messages, (told, work) =>
      told.due_at === null || (work.part === 'check') !== (told.state === 'drafted')
        ? new Withheld('It is not this person’s turn any more, or there is no deadline.')
        : { ...work, overdue: told.due_at < this.clock.now() },
    );
  }

  /** Each deadline is marked in the transaction that promises its mails; two processes take different translations. */
  private sweep(now: Date): Promise<number> {
    return this.db.transaction(async () => {
      const due = await this.db.query<{ id: string; event_id: string; user_id: string; due_at: Date }>(
        `WITH due AS (
           SELECT t.id, ${whoseTurn} AS user_id FROM greeting_translations t JOIN greetings g ON g.id = t.greeting_id
            WHERE t.due_at <= $1::timestamptz + make_interval(hours => $2) AND t.reminded_of IS DISTINCT FROM t.due_at
              AND ${whoseTurn} IS NOT NULL AND g.state NOT IN ('declined', 'withdrawn')
            ORDER BY t.due_at, t.id LIMIT ${batch} FOR UPDATE OF t SKIP LOCKED)
         UPDATE greeting_translations t SET reminded_of = t.due_at FROM due WHERE t.id = due.id
         RETURNING t.id, t.event_id, due.user_id, t.due_at`,
        [now, reminderHours],
      );
      for (const { id, event_id: eventId, user_id: userId, due_at: dueAt } of due)
        await this.notices.send(translationReminder, await this.recipients(eventId, [userId]), {
          eventId,
          cause: `${id} ${dueAt.toISOString()}`,
          subject: { kind: 'translation', id },
        });
      return due.length;
    });
  }

  private async composed<P extends object>(
    messages: readonly MessageToCompose[],
    say: (told: Told, work: TranslationWork) => P | Withheld,
  ): Promise<ComposedNotices<P>> {
    const rows = await this.db.query<Told>(
      `SELECT t.id, t.state, t.greeting_id, g.state AS greeting_state, t.language, g.language AS original, t.remark, t.due_at,
              a.email AS translator_email, c.email AS checker_email, g.author_name, g.author_names, g.author_title, g.author_titles,
              e.slug, e.title, e.titles
         FROM greeting_translations t JOIN greetings g ON g.id = t.greeting_id JOIN events e ON e.id = g.event_id
         LEFT JOIN users a ON a.id = t.translator_id LEFT JOIN users c ON c.id = t.checker_id
        WHERE t.id = ANY ($1::uuid[])`,
      [[...new Set(messages.map(({ subject }) => subject.id))]],
    );
    const translations = new Map(rows.map((row) => [row.id, row]));
    const composed = new Map<string, P | Withheld>();
    for (const { messageId, subject, recipient } of messages) {
      const told = translations.get(subject.id);
      if (!told) continue;
      const work = this.workOf(told, recipient);
      composed.set(
        messageId,
        work ? say(told, work) : new Withheld('Somebody else is named, or there is nothing to do any more.'),
      );
    }
    return composed;
  }

  /** What this reader has to do now; undefined when it is nothing. */
  private workOf(
    told: Told,
    { email, locale }: { readonly email: string; readonly locale: string },
  ): TranslationWork | undefined {
    const isReader = (address: string | null): boolean => address?.toLowerCase() === email.toLowerCase();
    const translates = isReader(told.translator_email) && ['requested', 'outdated'].includes(told.state);
    const checks = isReader(told.checker_email) && ['requested', 'outdated', 'drafted'].includes(told.state);
    if ((!translates && !checks) || ['declined', 'withdrawn'].includes(told.greeting_state)) return undefined;
    const language = mailLanguage(locale);
    const address = this.config.publicUrl.replace(/\/$/, '');
    return {
      event: inLanguage(told.title, told.titles, language),
      author: inLanguage(told.author_name, told.author_names, language),
      authorTitle: inLanguage(told.author_title, told.author_titles, language),
      from: told.original ?? '',
      into: told.language,
      part: translates ? 'translate' : 'check',
      dueAt: told.due_at ?? undefined,
      url: `${address}/api/v1/events/${told.slug}/greetings/${told.greeting_id}/translations/${told.id}`,
    };
  }

  /** Those of these accounts who may still work on texts here, as mails reach them. */
  private async recipients(
    eventId: string,
    userIds: readonly string[],
  ): Promise<{ name: string; email: string; locale: string }[]> {
    const able = await this.accounts.withRoles(eventId, [...textCircle, translatorRole]);
    const event = await this.db.one<{ locale: string }>(
      'SELECT locales[1] AS locale FROM events WHERE id = $1',
      [eventId],
    );
    return able
      .filter(({ userId }) => userIds.includes(userId))
      .map(({ name, email }) => ({ name, email, locale: event!.locale }));
  }
}
