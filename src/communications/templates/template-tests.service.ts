import { Injectable } from '@nestjs/common';
import { Accounts } from '../../access/accounts.service';
import { EventScopes, type EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal } from '../../platform/http/request-context';
import { ComposesNotice, Withheld, type ComposedNotices, type MessageToCompose } from '../notice';
import { Notices } from '../notices.service';
import { mailLanguage } from '../words';
import { TemplatePreviews, type PreviewOptions } from './template-previews.service';
import { templateTest, type TemplateTestNotice } from './template.notices';
import type { TemplateTestView } from './template.view';
import { TemplatesQueries, type StoredVersion } from './templates.queries';

/** Enough for somebody who works on the words; too few to write to anybody a lot. */
const testsPerHour = 30;

interface TestRow extends Record<string, unknown> {
  readonly id: string;
  readonly version_id: string;
  readonly registration_id: string | null;
  readonly language: string;
}

/** Sends templates to those who write them, and to nobody else. */
@Injectable()
export class TemplateTests {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly accounts: Accounts,
    private readonly events: EventScopes,
    private readonly notices: Notices,
    private readonly previews: TemplatePreviews,
    private readonly queries: TemplatesQueries,
  ) {}

  /**
   * Sends a version of a template to the address of whoever asks for it.
   * @throws 422 for words that cannot be used, and for a registration that is not of this event
   * @throws 429 after {@link testsPerHour} within an hour
   */
  async send(event: EventScope, version: StoredVersion, options: PreviewOptions): Promise<TemplateTestView> {
    const caller = currentPrincipal();
    const account = await this.accounts.profile(caller.id);
    if (!account)
      throw httpProblems.notAllowed('Only somebody with an account of their own can send a test.');
    // Whatever is wrong with it is said now, and not in the ledger.
    const { language } = await this.previews.mail(event, version, options);
    return this.db.transaction(async () => {
      const now = this.clock.now();
      await this.checkHour(caller.id, now);
      const id = newId();
      await this.db.query(
        `INSERT INTO message_template_tests (id, event_id, version_id, registration_id, language, sent_by, sent_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [id, event.id, version.id, options.registrationId ?? null, language, caller.id, now],
      );
      await this.notices.send(
        templateTest,
        [{ name: account.name, email: account.email, locale: language }],
        { eventId: event.id, cause: id, subject: { kind: 'template_test', id } },
      );
      const message = await this.db.one<{ id: string }>(
        `SELECT id FROM messages WHERE event_id = $1 AND kind = $2 AND cause = $3`,
        [event.id, templateTest.kind, id],
      );
      return { messageId: message!.id, email: account.email };
    });
  }

  private async checkHour(userId: string, now: Date): Promise<void> {
    const hour = 3_600_000;
    const row = await this.db.one<{ sent: number; first: Date | null }>(
      `SELECT count(*)::integer AS sent, min(sent_at) AS first FROM message_template_tests WHERE sent_by = $1 AND sent_at > $2`,
      [userId, new Date(now.getTime() - hour)],
    );
    if (!row?.first || row.sent < testsPerHour) return;
    const seconds = Math.max(1, Math.ceil((row.first.getTime() + hour - now.getTime()) / 1000));
    throw httpProblems.tooManyRequests({
      detail: `You have sent ${testsPerHour} tests within an hour. Wait ${seconds} seconds.`,
      headers: { 'retry-after': String(seconds) },
    });
  }

  @ComposesNotice(templateTest)
  async compose(messages: readonly MessageToCompose[]): Promise<ComposedNotices<TemplateTestNotice>> {
    const rows = await this.db.query<TestRow>(
      `SELECT id, version_id, registration_id, language FROM message_template_tests WHERE id = ANY($1::uuid[])`,
      [messages.map(({ subject }) => subject.id)],
    );
    const tests = new Map(rows.map((row) => [row.id, row]));
    const stored = await this.queries.storedVersions(rows.map(({ version_id }) => version_id));
    const versions = new Map(stored.map((version) => [version.id, version]));
    const composed = new Map<string, TemplateTestNotice | Withheld>();
    for (const { messageId, eventId, subject } of messages) {
      const test = tests.get(subject.id);
      const version = test && versions.get(test.version_id);
      const event = await this.events.find(eventId);
      if (!test || !version || !event) continue;
      try {
        const { parts } = await this.previews.mail(event, version, {
          registrationId: test.registration_id ?? undefined,
          language: mailLanguage(test.language),
        });
        composed.set(messageId, { parts: { ...parts, template: { versionId: version.id } } });
      } catch (error) {
        composed.set(messageId, new Withheld(`The template cannot be used: ${(error as Error).message}`));
      }
    }
    return composed;
  }
}
