import { Inject, Injectable } from '@nestjs/common';
import { Links } from '../access/links.service';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
} from '../communications/notice';
import { Notices } from '../communications/notices.service';
import { mailLanguage } from '../communications/words';
import { Clock } from '../platform/clock';
import { CONFIG, type Config } from '../platform/config';
import { Database } from '../platform/database/database';
import { httpProblems } from '../platform/http/problem';
import { inLanguage } from '../platform/text';
import { delegationInvited, type InvitedProps } from './delegation.notices';
import { delegationProblems } from './delegation.errors';
import type { DelegationView } from './delegation.view';
import { DelegationsQueries } from './delegations.queries';

const invitable = new Set(['invited', 'accepted', 'returned', 'nominated', 'accredited']);

interface Invited extends Record<string, unknown> {
  id: string;
  event_id: string;
  state: string;
  version: number;
  reference: string | null;
  focal_point_name: string;
  focal_point_email: string;
  locale: string;
  nominations_close_at: Date | null;
  organisation: string;
  organisation_names: Record<string, string>;
  slug: string;
  title: string;
  titles: Record<string, string>;
  start_date: string;
  end_date: string;
  city: string;
}

const invitedColumns = `d.id, d.event_id, d.state, d.version, d.reference, d.focal_point_name, d.focal_point_email, d.locale,
  d.nominations_close_at, o.name AS organisation, o.names AS organisation_names, e.slug, e.title, e.titles, e.start_date, e.end_date, e.city`;
const invitedFrom =
  'delegations d JOIN organisations o ON o.id = d.organisation_id JOIN events e ON e.id = d.event_id';

/** Invitations of delegations: reference number, link of the focal point, mail. */
@Injectable()
export class Invitations {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly notices: Notices,
    private readonly queries: DelegationsQueries,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Sends the invitation to the focal point. Asked for again while nothing of the delegation has changed, nothing is
   * sent again; after a change, such as another address, it is.
   * @throws 409 when the delegation has declined or was withdrawn
   */
  async send(eventId: string, id: string): Promise<DelegationView> {
    return this.db.transaction(async () => {
      const delegation = await this.db.one<Invited>(
        `SELECT ${invitedColumns} FROM ${invitedFrom} WHERE d.event_id = $1 AND d.id = $2 FOR UPDATE OF d`,
        [eventId, id],
      );
      if (!delegation) throw httpProblems.notFound('There is no such delegation in this event.');
      if (!invitable.has(delegation.state))
        throw delegationProblems.delegationNotInvitable(`It is ${delegation.state}.`);
      const version = delegation.reference === null ? await this.number(delegation) : delegation.version;
      await this.tokens([delegation]);
      await this.notices.send(
        delegationInvited,
        [
          {
            name: delegation.focal_point_name,
            email: delegation.focal_point_email,
            locale: delegation.locale,
          },
        ],
        { eventId, cause: `${id} at version ${version}`, subject: { kind: 'delegation', id } },
      );
      return this.queries.delegation(eventId, id);
    });
  }

  @ComposesNotice(delegationInvited)
  async compose(messages: readonly MessageToCompose[]): Promise<ComposedNotices<InvitedProps>> {
    const rows = await this.db.query<Invited>(
      `SELECT ${invitedColumns} FROM ${invitedFrom} WHERE d.id = ANY ($1)`,
      [[...new Set(messages.map(({ subject }) => subject.id))]],
    );
    const tokens = await this.tokens(rows);
    const delegations = new Map(rows.map((row) => [row.id, row]));
    const composed = new Map<string, InvitedProps | Withheld>();
    for (const { messageId, subject, recipient } of messages) {
      const delegation = delegations.get(subject.id);
      const token = tokens.get(subject.id);
      if (!delegation || token === undefined) continue;
      composed.set(messageId, this.say(delegation, recipient, token));
    }
    return composed;
  }

  private say(
    delegation: Invited,
    recipient: MessageToCompose['recipient'],
    token: string,
  ): InvitedProps | Withheld {
    if (!invitable.has(delegation.state)) return new Withheld(`The delegation is ${delegation.state}.`);
    // The link acts for the delegation: it goes to nobody who is no longer its focal point.
    if (recipient.email.toLowerCase() !== delegation.focal_point_email.toLowerCase())
      return new Withheld('The focal point has another address now.');
    const language = mailLanguage(recipient.locale);
    const path = `/api/v1/events/${delegation.slug}/delegations/${delegation.id}`;
    return {
      event: inLanguage(delegation.title, delegation.titles, language),
      days: { first: delegation.start_date, last: delegation.end_date },
      city: delegation.city,
      organisation: inLanguage(delegation.organisation, delegation.organisation_names, language),
      reference: delegation.reference ?? '',
      closesAt: delegation.nominations_close_at ?? undefined,
      url: `${this.config.publicUrl.replace(/\/$/, '')}${path}?token=${token}`,
    };
  }

  /** Gives a delegation the next number of its event, and answers its version after that. */
  private async number(delegation: Invited): Promise<number> {
    // One at a time in an event, so that no number is left out and none is given twice.
    await this.db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `delegation references of ${delegation.event_id}`,
    ]);
    const row = await this.db.one<{ version: number }>(
      `UPDATE delegations SET version = version + 1, updated_at = $3,
              reference = $4 || '-' || lpad((SELECT count(*) + 1 FROM delegations n WHERE n.event_id = $2 AND n.reference IS NOT NULL)::text, 3, '0')
        WHERE id = $1 RETURNING version`,
      [delegation.id, delegation.event_id, this.clock.now(), delegation.start_date.slice(0, 4)],
    );
    return row!.version;
  }

  /** The links of focal points: good until the second day after the event, wherever on earth that day ends. */
  private async tokens(delegations: readonly Invited[]): Promise<Map<string, string>> {
    const tokens = new Map<string, string>();
    for (const eventId of new Set(delegations.map(({ event_id: id }) => id))) {
      const those = delegations.filter(({ event_id: id }) => id === eventId);
      const expiresAt = new Date(Date.parse(`${those[0]!.end_date}T00:00:00Z`) + 3 * 86_400_000);
      const subjects = those.map(({ id, focal_point_name: name }) => ({ id, name }));
      for (const [id, token] of await this.links.tokens('delegation', eventId, subjects, expiresAt))
        tokens.set(id, token);
    }
    return tokens;
  }
}
