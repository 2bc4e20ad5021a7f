import { Inject, Injectable } from '@nestjs/common';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
  type NoticeRecipient,
} from '../../communications/notice';
import { Notices } from '../../communications/notices.service';
import { mailLanguage } from '../../communications/words';
import { Clock } from '../../platform/clock';
import { CONFIG, type Config } from '../../platform/config';
import { Database } from '../../platform/database/database';
import { defineJob, HandlesJob } from '../../platform/jobs/define-job';
import { Outbox } from '../../platform/outbox/outbox';
import { Sweeper } from '../../platform/workflow/sweeper';
import { linksUntil, RegistrationNotices, type Linked } from '../registration-notices.service';
import { formOpen, type FormOpenNotice } from './form.notices';

/** Tells everybody who has a place of a follow-up form that has opened. */
export const announceForm = defineJob<{ formId: string }>('registrations.announce-form');

/** So many people are told by one transaction. */
const chunk = 500;

/** So many forms are announced by one transaction. */
const formsAtOnce = 200;

/** SQL: whether those who have a place are to be told of a form at the instant $1. */
const toBeAnnounced = `purpose = 'follow_up' AND announced_at IS NULL AND (opens_at IS NULL OR opens_at <= $1)`;

/** SQL: whether follow-up form `f` is asked at the instant $2. */
const isOpen = `f.purpose = 'follow_up' AND (f.opens_at IS NULL OR f.opens_at <= $2) AND (f.deadline IS NULL OR f.deadline > $2)`;

const recipientColumns = `r.id AS "registrationId", p.id AS "personId", p.display_name AS name, p.email, r.locale`;

type Recipient = Required<NoticeRecipient>;

interface Told extends Linked, Record<string, unknown> {
  readonly form_id: string;
  readonly state: string;
  readonly code: string;
  readonly complete: boolean;
  readonly open: boolean;
  readonly form_title: string;
  readonly form_titles: Record<string, string>;
  readonly deadline: Date | null;
  readonly slug: string;
  readonly event_title: string;
  readonly event_titles: Record<string, string>;
}

/** Tells people of the follow-up forms that are asked of them, each of each form once. */
@Injectable()
export class FollowUps {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly notices: Notices,
    private readonly registrations: RegistrationNotices,
    sweeper: Sweeper,
  ) {
    sweeper.register('follow-up forms', (now) => this.sweep(now));
  }

  /** Tells somebody who just got a place of the forms that are asked by now. */
  async tell(eventId: string, registrationId: string): Promise<void> {
    const asked = await this.db.query<Recipient & { form_id: string }>(
      `SELECT ${recipientColumns}, f.id AS form_id
         FROM registrations r JOIN persons p ON p.id = r.person_id
         JOIN form_categories s ON s.category_id = r.category_id AND s.purpose = 'follow_up' JOIN forms f ON f.id = s.form_id
        WHERE r.id = $1 AND ${isOpen} ORDER BY f.id`,
      [registrationId, this.clock.now()],
    );
    for (const { form_id: formId, ...recipient } of asked) await this.send(eventId, formId, [recipient]);
  }

  /** Promises that people are told of a form that was just saved, if it is asked by now. */
  async announceSaved(formId: string): Promise<void> {
    await this.promise('id = $2', formId, this.clock.now());
  }

  /** Promises that people are told of the forms whose time has come. */
  private async sweep(now: Date): Promise<number> {
    // Looked at every two seconds, and nearly always in vain: no transaction for that.
    if (!(await this.db.one(`SELECT 1 FROM forms WHERE ${toBeAnnounced} LIMIT 1`, [now]))) return 0;
    return this.db.transaction(() =>
      this.promise(
        `id IN (SELECT id FROM forms WHERE ${toBeAnnounced} ORDER BY id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED)`,
        formsAtOnce,
        now,
      ),
    );
  }

  private async promise(which: string, value: unknown, now: Date): Promise<number> {
    const opened = await this.db.query<{ id: string }>(
      `UPDATE forms SET announced_at = $1 WHERE ${toBeAnnounced} AND ${which} RETURNING id`,
      [now, value],
    );
    for (const { id } of opened) await this.outbox.enqueue(announceForm, { formId: id }, { key: id });
    return opened.length;
  }

  /** Goes on where it stopped: whoever was told is not told again. */
  @HandlesJob(announceForm)
  async announce({ formId }: { formId: string }): Promise<void> {
    for (let after: string | null = null; ;) {
      const people: (Recipient & { event_id: string })[] = await this.db.query(
        `SELECT ${recipientColumns}, r.event_id
           FROM forms f JOIN form_categories s ON s.form_id = f.id
           JOIN registrations r ON r.category_id = s.category_id AND r.state = 'confirmed' JOIN persons p ON p.id = r.person_id
          WHERE f.id = $1 AND ${isOpen} AND ($3::uuid IS NULL OR r.id > $3) ORDER BY r.id LIMIT ${chunk}`,
        [formId, this.clock.now(), after],
      );
      const [first] = people;
      if (!first) return;
      await this.send(
        first.event_id,
        formId,
        people.map(({ registrationId, personId, name, email, locale }) => ({
          registrationId,
          personId,
          name,
          email,
          locale,
        })),
      );
      if (people.length < chunk) return;
      after = people.at(-1)!.registrationId;
    }
  }

  @ComposesNotice(formOpen)
  async compose(messages: readonly MessageToCompose[]): Promise<ComposedNotices<FormOpenNotice>> {
    const rows = await this.told(messages);
    const tokens = await this.registrations.tokens(rows.filter(({ state }) => state === 'confirmed'));
    return new Map(
      messages.map(({ messageId, subject, recipient }): [string, FormOpenNotice | Withheld] => {
        const row = rows.find(
          ({ id, form_id: formId }) => id === recipient.registrationId && formId === subject.id,
        );
        return [messageId, row ? this.say(row, recipient.locale, tokens) : new Withheld('The form is gone.')];
      }),
    );
  }

  private say(row: Told, locale: string, tokens: ReadonlyMap<string, string>): FormOpenNotice | Withheld {
    const token = tokens.get(row.id);
    if (token === undefined) return new Withheld('The registration has moved on since.');
    if (!row.open) return new Withheld('The form is not asked any more.');
    if (row.complete) return new Withheld('The form has been answered already.');
    const language = mailLanguage(locale);
    return {
      eventTitle: row.event_titles[language] ?? row.event_title,
      formTitle: row.form_titles[language] ?? row.form_title,
      code: row.code,
      deadline: row.deadline ?? undefined,
      url: `${this.config.publicUrl}/api/v1/events/${row.slug}/registrations/${row.id}/forms/${row.form_id}?token=${token}`,
    };
  }

  private told(messages: readonly MessageToCompose[]): Promise<Told[]> {
    return this.db.query<Told>(
      `SELECT r.id, r.event_id, r.state, r.code, p.display_name AS name, f.id AS form_id, f.title AS form_title, f.titles AS form_titles,
              f.deadline, ${isOpen} AND s.form_id IS NOT NULL AS open, COALESCE(a.complete, false) AS complete, e.slug,
              e.title AS event_title, e.titles AS event_titles, ${linksUntil} AS links_until
         FROM unnest($1::uuid[], $3::uuid[]) AS asked (registration_id, form_id)
         JOIN registrations r ON r.id = asked.registration_id JOIN persons p ON p.id = r.person_id JOIN events e ON e.id = r.event_id
         JOIN forms f ON f.id = asked.form_id
         LEFT JOIN form_categories s ON s.form_id = f.id AND s.category_id = r.category_id
         LEFT JOIN form_answers a ON a.registration_id = r.id AND a.form_id = f.id`,
      [
        messages.map(({ recipient }) => recipient.registrationId ?? null),
        this.clock.now(),
        messages.map(({ subject }) => subject.id),
      ],
    );
  }

  private async send(eventId: string, formId: string, recipients: readonly Recipient[]): Promise<void> {
    await this.notices.send(formOpen, recipients, {
      eventId,
      cause: `form:${formId}`,
      subject: { kind: 'form', id: formId },
    });
  }
}
