import { Inject, Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { Links } from '../access/links.service';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
  type NoticeDefinition,
} from '../communications/notice';
import { Notices } from '../communications/notices.service';
import { mailLanguage } from '../communications/words';
import { CONFIG, type Config } from '../platform/config';
import { Database } from '../platform/database/database';
import {
  registrationCancelled,
  registrationConfirmed,
  registrationExpired,
  registrationLink,
  registrationOffered,
  registrationPassedOn,
  registrationReapproved,
  registrationReceived,
  registrationRejected,
  registrationReopened,
  registrationTakenOver,
  registrationWaitlisted,
  type RegistrationNotice,
} from './registration.notices';

type Composed = Promise<ComposedNotices<RegistrationNotice>>;
type Messages = readonly MessageToCompose[];

/** What people are told when their registration gets into a state. */
const noticeOf: Readonly<Record<string, NoticeDefinition<RegistrationNotice>>> = {
  submitted: registrationReceived,
  confirmed: registrationConfirmed,
  waitlisted: registrationWaitlisted,
  offered: registrationOffered,
  expired: registrationExpired,
  rejected: registrationRejected,
  cancelled: registrationCancelled,
};

/** How long after the event the links in its mails are good, in days. */
export const linkDaysAfter = 30;

/** States of a registration in which its own page is of use to the person. */
export const takingPart = ['submitted', 'under_review', 'waitlisted', 'offered', 'confirmed'];

/** A registration to which its person gets a link. */
export interface Linked {
  readonly id: string;
  readonly event_id: string;
  /** Name of the person. */
  readonly name: string;
  readonly links_until: Date;
}

/** SQL for until when links to registrations at event `e` are good. */
export const linksUntil = `(e.end_date + ${linkDaysAfter})::timestamp AT TIME ZONE e.time_zone`;

interface Told extends Linked, Record<string, unknown> {
  readonly person_id: string;
  readonly waits: boolean;
  readonly for_focal_point: boolean;
  readonly state: string;
  readonly code: string;
  readonly offer_expires_at: Date | null;
  readonly title: string;
  readonly titles: Record<string, string>;
  readonly slug: string;
  readonly event_title: string;
  readonly event_titles: Record<string, string>;
  readonly event_state: string;
}

/** A step of the workflow that somebody is told of. */
interface Step {
  readonly id: string;
  readonly scopeId: string;
  readonly recordId: string;
}

/** For whoever has nothing to do with the registration any more. */
const nothingToOpen = {
  agendaUrl: '',
  calendarUrl: '',
  offerExpiresAt: undefined,
  reason: undefined,
} as const;

/** Tells people about their registrations, and fills those mails when they go out. */
@Injectable()
export class RegistrationNotices {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Database,
    private readonly links: Links,
    private readonly notices: Notices,
  ) {}

  /** Promises the mail that belongs to the state into which a registration came by this record. */
  async tell(change: { id: string; scopeId: string; to: string; recordId: string }): Promise<void> {
    const notice = noticeOf[change.to];
    if (notice) await this.send(notice, change);
  }

  /** Promises the mail that what was changed is being looked at, if it is to be approved again. */
  async tellReopened(change: Step): Promise<void> {
    if (await this.isToBeApprovedAgain(change.id)) await this.send(registrationReopened, change);
  }

  /** Promises the mail that what was changed has been approved, if nobody has to approve it any more. */
  async tellReapproved(change: Step): Promise<void> {
    if (!(await this.isToBeApprovedAgain(change.id))) await this.send(registrationReapproved, change);
  }

  /** Promises the mails to whoever has a registration from now on, with a link of their own, and to whoever had it. */
  async tellTransferred(change: Step, formerPersonId: string): Promise<void> {
    await this.send(registrationTakenOver, change);
    const former = await this.db.one<{ personId: string; name: string; email: string; locale: string }>(
      'SELECT id AS "personId", display_name AS name, email, locale FROM persons WHERE id = $1',
      [formerPersonId],
    );
    // Without the registration: it is theirs no longer.
    await this.notices.send(registrationPassedOn, [former!], {
      eventId: change.scopeId,
      cause: change.recordId,
      subject: { kind: 'registration', id: change.id },
    });
  }

  private async isToBeApprovedAgain(id: string): Promise<boolean> {
    const row = await this.db.one(
      'SELECT 1 FROM registrations WHERE id = $1 AND reapproval_since IS NOT NULL',
      [id],
    );
    return row !== undefined;
  }

  private async send(notice: NoticeDefinition<RegistrationNotice>, change: Step): Promise<void> {
    const recipient = await this.db.one<{ personId: string; name: string; email: string; locale: string }>(
      `SELECT p.id AS "personId", p.display_name AS name, p.email, r.locale FROM registrations r JOIN persons p ON p.id = r.person_id
        WHERE r.id = $1`,
      [change.id],
    );
    if (!recipient) return;
    await this.notices.send(notice, [{ ...recipient, registrationId: change.id }], {
      eventId: change.scopeId,
      cause: change.recordId,
      subject: { kind: 'registration', id: change.id },
    });
  }

  @ComposesNotice(registrationReceived)
  received(messages: Messages): Composed {
    return this.compose(messages, ['submitted', 'under_review']);
  }

  @ComposesNotice(registrationConfirmed)
  confirmed(messages: Messages): Composed {
    return this.compose(messages, ['confirmed']);
  }

  @ComposesNotice(registrationWaitlisted)
  waitlisted(messages: Messages): Composed {
    return this.compose(messages, ['waitlisted']);
  }

  @ComposesNotice(registrationOffered)
  offered(messages: Messages): Composed {
    return this.compose(messages, ['offered']);
  }

  @ComposesNotice(registrationExpired)
  expired(messages: Messages): Composed {
    return this.compose(messages, ['expired']);
  }

  @ComposesNotice(registrationRejected)
  rejected(messages: Messages): Composed {
    return this.compose(messages, ['rejected']);
  }

  @ComposesNotice(registrationCancelled)
  cancelled(messages: Messages): Composed {
    return this.compose(messages, ['cancelled']);
  }

  @ComposesNotice(registrationReopened)
  async reopened(messages: Messages): Composed {
    return this.compose(messages, ['waitlisted', 'offered', 'confirmed'], ({ waits }) => waits);
  }

  @ComposesNotice(registrationReapproved)
  reapproved(messages: Messages): Composed {
    return this.compose(messages, ['waitlisted', 'offered', 'confirmed'], ({ waits }) => !waits);
  }

  @ComposesNotice(registrationTakenOver)
  takenOver(messages: Messages): Composed {
    return this.compose(messages, takingPart);
  }

  /** True whatever has become of the registration since; nothing of it is told but what the reader knew. */
  @ComposesNotice(registrationPassedOn)
  async passedOn(messages: Messages): Composed {
    const told = await this.told(messages.map(({ subject }) => subject.id));
    return new Map(
      messages.flatMap(({ messageId, subject, recipient }): [string, RegistrationNotice][] => {
        const row = told.get(subject.id);
        if (!row) return [];
        return [[messageId, { ...this.factsOf(row, mailLanguage(recipient.locale)), ...nothingToOpen }]];
      }),
    );
  }

  @ComposesNotice(registrationLink)
  link(messages: Messages): Composed {
    // Several registrations may be told for one request: each message is about that of its reader.
    const own = messages.map((message) => ({
      ...message,
      subject: { kind: 'registration', id: message.recipient.registrationId ?? message.subject.id },
    }));
    return this.compose(own, takingPart);
  }

  /** What is true now of each registration; a mail about a state in which it no longer is does not go out. */
  private async compose(
    messages: Messages,
    states: readonly string[],
    holds: (row: Told) => boolean = () => true,
  ): Composed {
    const told = await this.told(messages.map(({ subject }) => subject.id));
    const reasons = await this.reasons(messages.map(({ cause }) => cause));
    const tokens = await this.tokens([...told.values()].filter(({ state }) => states.includes(state)));
    return new Map(
      messages.map(({ messageId, subject, cause, recipient }): [string, RegistrationNotice | Withheld] => {
        const row = told.get(subject.id);
        if (!row || !states.includes(row.state) || !holds(row))
          return [messageId, new Withheld('The registration has moved on since.')];
        if (recipient.personId !== undefined && recipient.personId !== row.person_id)
          return [messageId, new Withheld('The registration has passed to another person since.')];
        const token = tokens.get(row.id)!;
        return [
          messageId,
          {
            ...this.factsOf(row, mailLanguage(recipient.locale)),
            agendaUrl: `${this.config.publicUrl}/agenda?token=${token}`,
            calendarUrl: `${this.config.publicUrl}/api/v1/events/${row.slug}/registrations/${row.id}/agenda.ics?token=${token}`,
            offerExpiresAt: row.offer_expires_at ?? undefined,
            reason: reasons.get(cause),
          },
        ];
      }),
    );
  }

  private factsOf(
    row: Told,
    language: string,
  ): Pick<
    RegistrationNotice,
    'eventTitle' | 'categoryTitle' | 'code' | 'toBeApproved' | 'byFocalPoint' | 'eventCancelled'
  > {
    return {
      eventTitle: row.event_titles[language] ?? row.event_title,
      categoryTitle: row.titles[language] ?? row.title,
      code: row.code,
      toBeApproved: row.waits,
      byFocalPoint: row.for_focal_point,
      eventCancelled: row.event_state === 'cancelled',
    };
  }

  private async told(ids: readonly string[]): Promise<Map<string, Told>> {
    const rows = await this.db.query<Told>(
      `SELECT r.id, r.event_id, r.state, r.code, r.person_id, r.waiting_step IS NOT NULL AS waits, COALESCE(r.waiting_role = 'focal_point', false) AS for_focal_point, p.display_name AS name, r.offer_expires_at, c.title, c.titles, e.slug,
              e.title AS event_title, e.titles AS event_titles, e.state AS event_state,
              ${linksUntil} AS links_until
         FROM registrations r JOIN persons p ON p.id = r.person_id JOIN categories c ON c.id = r.category_id JOIN events e ON e.id = r.event_id
        WHERE r.id = ANY($1)`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** What was written as the reason of these records, by the record's id; a cause may also be something else than a record. */
  private async reasons(causes: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.db.query<{ id: string; comment: string }>(
      `SELECT id, comment FROM transition_records WHERE id = ANY($1::uuid[]) AND comment <> ''`,
      [causes.filter((cause) => isUuid(cause))],
    );
    return new Map(rows.map(({ id, comment }) => [id, comment]));
  }

  /** Tokens of the links to people’s own registrations, by the id of the registration. */
  async tokens(rows: readonly Linked[]): Promise<Map<string, string>> {
    const tokens = new Map<string, string>();
    for (const eventId of new Set(rows.map((row) => row.event_id))) {
      const ofEvent = rows.filter((row) => row.event_id === eventId);
      const made = await this.links.tokens('registration', eventId, ofEvent, ofEvent[0]!.links_until);
      for (const [id, token] of made) tokens.set(id, token);
    }
    return tokens;
  }
}
