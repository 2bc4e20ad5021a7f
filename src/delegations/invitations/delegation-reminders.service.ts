import { Injectable } from '@nestjs/common';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
  type NoticeRecipient,
} from '../../communications/notice';
import { Notices } from '../../communications/notices.service';
import { mailLanguage } from '../../communications/words';
import { Database } from '../../platform/database/database';
import { inLanguage } from '../../platform/text';
import { FocalPoints, holdersOf, type FocalPointRow } from '../focal-points/focal-points.service';
import {
  delegationOverdue,
  delegationReminder,
  type DelegationOverdueProps,
  type DelegationReminderProps,
} from './invitation.notices';

type About = DelegationReminderProps['about'];

/** States in which a delegation still has something to do by a deadline. */
const waiting: Readonly<Record<About, readonly string[]>> = {
  answer: ['invited'],
  nominations: ['accepted', 'returned'],
};

/** Reminds those who act for delegations, and tells protocol of those who did not act. Each once for a deadline. */
@Injectable()
export class DelegationReminders {
  constructor(
    private readonly db: Database,
    private readonly focalPoints: FocalPoints,
    private readonly notices: Notices,
  ) {}

  /** Reminds the focal point and the back-up. What was sent for this deadline before is not sent again. */
  async remind(about: About, eventId: string, id: string, dueAt: Date): Promise<void> {
    const row = await this.focalPoints.one(eventId, id);
    await this.notices.send(delegationReminder, holdersOf(row!), options(about, eventId, id, dueAt));
  }

  /** Tells the protocol officers of the event; where it has none, its owners and organisers. */
  async escalate(about: About, eventId: string, id: string, dueAt: Date): Promise<void> {
    await this.notices.send(
      delegationOverdue,
      await this.officers(eventId),
      options(about, eventId, id, dueAt),
    );
  }

  @ComposesNotice(delegationReminder)
  async compose(messages: readonly MessageToCompose[]): Promise<ComposedNotices<DelegationReminderProps>> {
    const rows = await this.rowsOf(messages);
    const addressOf = await this.focalPoints.addresses([...rows.values()]);
    const composed = new Map<string, DelegationReminderProps | Withheld>();
    for (const { messageId, subject, cause, recipient } of messages) {
      const row = rows.get(subject.id);
      if (!row) continue;
      const said = say(row, cause, recipient);
      const url = addressOf(row, recipient.email);
      if (said instanceof Withheld) composed.set(messageId, said);
      else if (url === undefined)
        composed.set(
          messageId,
          new Withheld('It is somebody else who acts for the delegation now, or the link was revoked.'),
        );
      else composed.set(messageId, { ...said, url });
    }
    return composed;
  }

  @ComposesNotice(delegationOverdue)
  async composeOverdue(
    messages: readonly MessageToCompose[],
  ): Promise<ComposedNotices<DelegationOverdueProps>> {
    const rows = await this.rowsOf(messages);
    const composed = new Map<string, DelegationOverdueProps | Withheld>();
    for (const { messageId, subject, cause, recipient } of messages) {
      const row = rows.get(subject.id);
      if (!row) continue;
      const said = say(row, cause, recipient);
      composed.set(
        messageId,
        said instanceof Withheld
          ? said
          : { ...said, focalPoint: row.focal_point_name, email: row.focal_point_email },
      );
    }
    return composed;
  }

  private async rowsOf(messages: readonly MessageToCompose[]): Promise<Map<string, FocalPointRow>> {
    const rows = await this.focalPoints.many(messages.map(({ subject }) => subject.id));
    return new Map(rows.map((row) => [row.id, row]));
  }

  private officers(eventId: string): Promise<NoticeRecipient[]> {
    return this.db.query<NoticeRecipient & Record<string, unknown>>(
      `SELECT u.name, u.email, e.locales[1] AS locale
         FROM users u JOIN events e ON e.id = $1
        WHERE u.disabled_at IS NULL AND EXISTS (
                SELECT 1 FROM staff_roles r WHERE r.event_id = $1 AND r.user_id = u.id AND r.role = ANY (
                  CASE WHEN EXISTS (SELECT 1 FROM staff_roles p JOIN users h ON h.id = p.user_id
                                     WHERE p.event_id = $1 AND p.role = 'protocol' AND h.disabled_at IS NULL)
                       THEN '{protocol}'::text[] ELSE '{owner,organiser}' END))
        ORDER BY u.id`,
      [eventId],
    );
  }
}

function options(about: About, eventId: string, id: string, dueAt: Date) {
  return {
    eventId,
    cause: `${id} ${about} ${dueAt.toISOString()}`,
    subject: { kind: 'delegation', id },
  };
}

/** What is said of a deadline, or why nothing is: it was met meanwhile, or it is another one now. */
function say(
  row: FocalPointRow,
  cause: string,
  { locale }: NoticeRecipient,
): Omit<DelegationReminderProps, 'url'> | Withheld {
  const [, named, instant] = cause.split(' ');
  const about: About = named === 'answer' ? 'answer' : 'nominations';
  if (!waiting[about].includes(row.state)) return new Withheld(`The delegation is ${row.state}.`);
  const dueAt = about === 'answer' ? row.answer_by : row.nominations_close_at;
  if (dueAt?.toISOString() !== instant) return new Withheld('The deadline is another one now.');
  const language = mailLanguage(locale, row.locales);
  return {
    about,
    event: inLanguage(row.title, row.titles, language),
    organisation: inLanguage(row.organisation, row.organisation_names, language),
    reference: row.reference ?? undefined,
    dueAt: dueAt!,
  };
}
