import { Inject, Injectable } from '@nestjs/common';
import { Accounts } from '../../access/accounts.service';
import { Links } from '../../access/links.service';
import { MessageQueries } from '../../communications/messages.queries';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
} from '../../communications/notice';
import { Notices } from '../../communications/notices.service';
import { mailLanguage } from '../../communications/words';
import { EventsQueries } from '../../events/events.queries';
import { Clock } from '../../platform/clock';
import { CONFIG, type Config } from '../../platform/config';
import type { WorkflowChange } from '../../platform/workflow/binding';
import { inLanguage } from '../../platform/text';
import { isAhead, takesPlace } from './session-role.rules';
import {
  roleAsked,
  roleDeclined,
  roleEnded,
  type RoleAskedProps,
  type RoleDeclinedProps,
  type RoleEndedProps,
} from './session-role.notices';
import type { AskedRole } from './session-role.view';
import { SessionRolesQueries, type RoleRecord } from './session-roles.queries';

type Titled = { readonly title: string; readonly titles: Readonly<Record<string, string>> };

/** Whose business it is that somebody has to be found. */
const programmeStaff = ['programme', 'organiser'] as const;

const asSubject = (id: string) => ({ kind: 'session_role', id });

/** Tells people about the roles for which they are asked, and staff about who will not do it. */
@Injectable()
export class SessionRoleNotices {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly accounts: Accounts,
    private readonly events: EventsQueries,
    private readonly notices: Notices,
    private readonly messages: MessageQueries,
    private readonly roles: SessionRolesQueries,
  ) {}

  /** Asks the person, once for this change; not one who is only entered as asked. */
  async ask({ subjectId, scopeId, recordId }: WorkflowChange): Promise<void> {
    const record = (await this.roles.records([recordId])).get(recordId);
    const asked = await this.roles.askedOne(subjectId);
    if (!asked || record?.enteredOnly) return;
    const { personId, displayName, email, locale } = asked;
    await this.notices.send(roleAsked, [{ personId, name: displayName, email, locale }], {
      eventId: scopeId,
      cause: recordId,
      subject: asSubject(subjectId),
    });
  }

  /**
   * Tells the person that the role is not theirs any more, if we ever wrote to them about it. Whoever was entered as
   * agreed, and never asked by us, was won by somebody in person: a mail of the program would be the first that they
   * hear of it, and that somebody owes them a call. Whoever has declined knows.
   */
  async tellOfEnd({ subjectId, scopeId, recordId }: WorkflowChange): Promise<void> {
    const told = await this.messages.statesAbout(scopeId, roleAsked.kind, [subjectId]);
    if (!told.has(subjectId)) return;
    const record = (await this.roles.records([recordId])).get(recordId);
    if (!record?.ended) return;
    const person = await this.roles.person(record.ended.personId);
    if (!person) return;
    await this.notices.send(roleEnded, [person], {
      eventId: scopeId,
      cause: recordId,
      subject: asSubject(subjectId),
    });
  }

  /** Tells who makes the programme, but not who has recorded it; where nobody makes it, the owners of the event. */
  async tellStaff({ subjectId, scopeId, recordId }: WorkflowChange): Promise<void> {
    const [event, record] = await Promise.all([this.events.find(scopeId), this.roles.records([recordId])]);
    if (!event) return;
    const makers = await this.accounts.withRoles(scopeId, programmeStaff);
    const staff = makers.length > 0 ? makers : await this.accounts.withRoles(scopeId, ['owner']);
    const others = staff.filter(({ userId }) => userId !== record.get(recordId)?.actorId);
    await this.notices.send(
      roleDeclined,
      others.map(({ name, email }) => ({ name, email, locale: event.locales[0]! })),
      { eventId: scopeId, cause: recordId, subject: asSubject(subjectId) },
    );
  }

  @ComposesNotice(roleAsked)
  async composeAsked(messages: readonly MessageToCompose[]): Promise<ComposedNotices<RoleAskedProps>> {
    const roles = await this.roles.asked(messages.map(({ subject }) => subject.id));
    const records = await this.roles.records(messages.map(({ cause }) => cause));
    const now = this.clock.now();
    const withheld = new Map(
      messages.map((message) => [message.messageId, this.notToAsk(message, roles.get(message.subject.id))]),
    );
    const tokens = await this.tokens(
      messages
        .filter(({ messageId }) => withheld.get(messageId) === undefined)
        .map(({ subject }) => roles.get(subject.id)!),
    );
    return new Map(
      messages.map(({ messageId, subject, cause, recipient }): [string, RoleAskedProps | Withheld] => {
        const reason = withheld.get(messageId);
        if (reason !== undefined) return [messageId, new Withheld(reason)];
        const role = roles.get(subject.id)!;
        return [
          messageId,
          {
            ...occasionOf(role, recipient.locale),
            city: role.event.city,
            askedBy: records.get(cause)?.staffName ?? undefined,
            changeable: now < role.opensAt,
            url: `${this.config.publicUrl.replace(/\/$/, '')}/role?token=${tokens.get(role.id)!}`,
          },
        ];
      }),
    );
  }

  @ComposesNotice(roleEnded)
  async composeEnded(messages: readonly MessageToCompose[]): Promise<ComposedNotices<RoleEndedProps>> {
    const records = await this.roles.records(messages.map(({ cause }) => cause));
    const ended = [...records.values()].filter(({ ended: what }) => what !== null);
    const givenBack = await this.roles.givenBack(ended);
    const composed = new Map<string, RoleEndedProps | Withheld>();
    for (const [eventId, ofEvent] of byEvent(messages)) {
      const event = await this.events.find(eventId);
      if (!event) continue;
      const told = await this.messages.statesAbout(
        eventId,
        roleAsked.kind,
        ofEvent.map(({ subject }) => subject.id),
      );
      for (const { messageId, subject, cause, recipient } of ofEvent) {
        const record = records.get(cause);
        if (!record?.ended) continue;
        const { role, session, item } = record.ended;
        const say = teller(recipient.locale, event.locales);
        // What is being sent just now counts: better a mail too many than somebody who prepares a talk in vain.
        const reached = told.get(subject.id)?.some((state) => state === 'sent' || state === 'queued');
        if (!reached) composed.set(messageId, new Withheld('The person never got our mail that asked them.'));
        else if (givenBack.has(cause))
          composed.set(messageId, new Withheld('The person has this role again.'));
        else if (!takesPlace(event.state))
          composed.set(messageId, new Withheld(`The event is ${event.state}.`));
        else
          composed.set(messageId, {
            event: say(event),
            session: say(session),
            item: item ? say(item) : undefined,
            role,
            agreed: record.from === 'accepted',
          });
      }
    }
    return composed;
  }

  @ComposesNotice(roleDeclined)
  async composeDeclined(messages: readonly MessageToCompose[]): Promise<ComposedNotices<RoleDeclinedProps>> {
    const roles = await this.roles.asked(messages.map(({ subject }) => subject.id));
    const records = await this.roles.records(messages.map(({ cause }) => cause));
    return new Map(
      messages.map(({ messageId, subject, cause, recipient }): [string, RoleDeclinedProps | Withheld] => {
        const role = roles.get(subject.id);
        const record = records.get(cause);
        if (role?.state !== 'declined' || role.recordId !== cause || !record)
          return [messageId, new Withheld('The person has answered otherwise since, or is asked no longer.')];
        return [messageId, { ...occasionOf(role, recipient.locale), ...declinedBy(role, record) }];
      }),
    );
  }

  /** Why somebody is not to be asked by this message any more. */
  private notToAsk({ cause, recipient }: MessageToCompose, role: AskedRole | undefined): string | undefined {
    if (!role) return 'The role was taken away.';
    if (role.state !== 'asked') return 'The person has answered, or is asked no longer.';
    if (role.recordId !== cause) return 'The person was asked again since.';
    if (!isAhead(role, this.clock.now())) return 'The session has begun, or the event does not take place.';
    // The link answers for the person: it goes to no address that is not theirs any more.
    if (recipient.email.toLowerCase() !== role.email.toLowerCase())
      return 'The person has another address now.';
    return undefined;
  }

  /** The links of these persons: good until the end of the last day of the event. */
  private async tokens(roles: readonly AskedRole[]): Promise<Map<string, string>> {
    const tokens = new Map<string, string>();
    for (const eventId of new Set(roles.map((role) => role.eventId))) {
      const ofEvent = roles.filter((role) => role.eventId === eventId);
      const subjects = ofEvent.map(({ id, displayName: name }) => ({ id, name }));
      const made = await this.links.tokens('session_role', eventId, subjects, ofEvent[0]!.closesAt);
      for (const [id, token] of made) tokens.set(id, token);
    }
    return tokens;
  }
}

function byEvent(messages: readonly MessageToCompose[]): Map<string, MessageToCompose[]> {
  const groups = new Map<string, MessageToCompose[]>();
  for (const message of messages)
    groups.set(message.eventId, [...(groups.get(message.eventId) ?? []), message]);
  return groups;
}

/**
 * Says titles to a reader: in their own language if there is such a title, else in the language in which the program
 * writes to them.
 */
function teller(locale: string, locales: readonly string[]): (titled: Titled) => string {
  const language = mailLanguage(locale, locales);
  return ({ title, titles }) => inLanguage(inLanguage(title, titles, language), titles, locale);
}

function occasionOf(role: AskedRole, locale: string) {
  const say = teller(locale, role.event.locales);
  const { startsAt, endsAt } = role;
  return {
    event: say(role.event),
    session: say(role.session),
    item: role.item ? say(role.item) : undefined,
    role: role.role,
    when: startsAt && endsAt ? { startsAt, endsAt } : undefined,
    room: role.room ?? undefined,
  };
}

function declinedBy({ displayName }: AskedRole, { staffName, comment }: RoleRecord) {
  return {
    person: displayName,
    recordedBy: staffName ?? undefined,
    reason: comment?.trim() ? comment : undefined,
  };
}
