import { Inject, Injectable } from '@nestjs/common';
import { Accounts } from '../../access/accounts.service';
import { Links } from '../../access/links.service';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
  type NoticeRecipient,
} from '../../communications/notice';
import { Notices } from '../../communications/notices.service';
import { mailLanguage } from '../../communications/words';
import { EventsQueries } from '../../events/events.queries';
import { CONFIG, type Config } from '../../platform/config';
import { Database } from '../../platform/database/database';
import { contactsOf, holderKey, Hosts } from '../hosts/hosts.service';
import { ManifestFiles } from './manifest-files.service';
import {
  coachListSent,
  manifestAmended,
  manifestFrozen,
  type CoachListNotice,
  type HostAmendmentNotice,
  type HostListNotice,
} from './manifest.notices';
import { referenceOf, type CoachContact, type FrozenForm } from './manifest.rules';
import { referenceOfRow, type ManifestRow } from './manifest.view';
import { ManifestsQueries } from './manifests.queries';

interface Addressees extends Record<string, unknown> {
  readonly site_visit_id: string;
  readonly amendment: number;
  readonly form: FrozenForm;
  readonly coach_contact: CoachContact | null;
  readonly has_coaches: boolean;
  /** Who counts heads on its coaches, of those who have an account. */
  readonly marshals: readonly { readonly name: string; readonly email: string }[];
  readonly locales: readonly string[];
}

/** Sends manifests to hosts, and lists to those who drive. */
@Injectable()
export class ManifestNotices {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Database,
    private readonly links: Links,
    private readonly hosts: Hosts,
    private readonly notices: Notices,
    private readonly accounts: Accounts,
    private readonly events: EventsQueries,
    private readonly queries: ManifestsQueries,
    private readonly files: ManifestFiles,
  ) {}

  /**
   * Promises the mails of a manifest, in the transaction that made it or later for a contact who was named since; nobody is
   * told of the same manifest twice. Answers how many mails to the host were promised.
   */
  async tell(eventId: string, manifestId: string, { coach }: { readonly coach: boolean }): Promise<number> {
    const to = (await this.db.one<Addressees>(
      `SELECT m.site_visit_id, m.amendment, m.form, f.coach_contact, jsonb_array_length(d.coaches) > 0 AS has_coaches,
              e.locales,
              ARRAY(SELECT jsonb_build_object('name', u.name, 'email', u.email) FROM coaches c JOIN users u ON u.id = c.marshal_user_id
                     WHERE c.departure_id = d.id AND u.disabled_at IS NULL ORDER BY c.position) AS marshals
         FROM manifests m JOIN departures d ON d.id = m.departure_id JOIN events e ON e.id = m.event_id
         LEFT JOIN manifest_forms f ON f.site_visit_id = m.site_visit_id WHERE m.id = $1`,
      [manifestId],
    ))!;
    const about = { eventId, cause: manifestId, subject: { kind: 'manifest', id: manifestId } };
    if (coach) await this.notices.send(coachListSent, await this.drivers(eventId, to), about);
    const visit = (await this.hosts.one(eventId, to.site_visit_id))!;
    const contacts = contactsOf(visit);
    await this.hosts.tokens(visit, contacts);
    const recipients = contacts.map((contact) => ({ ...contact, locale: to.form.languages[0]! }));
    return this.notices.send(to.amendment === 0 ? manifestFrozen : manifestAmended, recipients, about);
  }

  @ComposesNotice(manifestFrozen)
  async frozen(messages: readonly MessageToCompose[]): Promise<ComposedNotices<HostListNotice>> {
    return this.composeForHost(messages, (notice) => notice);
  }

  @ComposesNotice(manifestAmended)
  async amended(messages: readonly MessageToCompose[]): Promise<ComposedNotices<HostAmendmentNotice>> {
    return this.composeForHost(messages, (notice, row) => ({
      ...notice,
      list: referenceOf({ mark: row.form.mark, listNumber: row.list_number, amendment: 0 }),
      added: row.added,
      removed: row.removed,
      changed: row.changed,
      moved: row.heading_before !== null,
    }));
  }

  @ComposesNotice(coachListSent)
  async coachLists(messages: readonly MessageToCompose[]): Promise<ComposedNotices<CoachListNotice>> {
    const composed = new Map<string, CoachListNotice>();
    for (const { messageId, eventId, subject, recipient } of messages) {
      const event = await this.events.find(eventId);
      if (!event) continue;
      const { notice, row } = await this.about(eventId, subject.id);
      const language = mailLanguage(recipient.locale, event.locales);
      const { name, bytes, mediaType } = await this.files.coachList(event, row, recipient.name, language);
      composed.set(messageId, {
        ...notice,
        again: row.amendment > 0,
        attachments: [{ filename: name, contentType: mediaType, content: bytes }],
      });
    }
    return composed;
  }

  private async composeForHost<P extends HostListNotice>(
    messages: readonly MessageToCompose[],
    finish: (notice: HostListNotice, row: ManifestRow) => P,
  ): Promise<ComposedNotices<P>> {
    const composed = new Map<string, P | Withheld>();
    for (const { messageId, eventId, subject, recipient } of messages) {
      const { notice, row } = await this.about(eventId, subject.id);
      const tokenOf = await this.links.goodTokens('site_visit', [row.site_visit_id]);
      const token = tokenOf({ id: row.site_visit_id, holder: holderKey(recipient.email) });
      composed.set(
        messageId,
        token === undefined
          ? new Withheld('The link of the recipient was revoked or has expired.')
          : finish({ ...notice, url: this.url(token) }, row),
      );
    }
    return composed;
  }

  /** What mails say of a list as it stood at a manifest, whatever has become of it since. */
  private async about(eventId: string, manifestId: string) {
    const row = await this.queries.row(eventId, manifestId);
    const { lines } = await this.queries.asOf(row);
    const { heading } = row;
    return {
      row,
      notice: {
        reference: referenceOfRow(row),
        title: heading.title,
        titles: heading.titles,
        startsAt: new Date(heading.startsAt),
        endsAt: new Date(heading.endsAt),
        meetingPoint: heading.meetingPoint,
        coaches: heading.coaches.map(({ label, plate }) => (plate === null ? label : `${label} (${plate})`)),
        people: lines.length,
        cancelled: heading.cancelled,
      },
    };
  }

  /** Who sends the coaches, and the marshals who are named on them, or else all of the event; nobody where people walk. */
  private async drivers(
    eventId: string,
    { coach_contact, has_coaches, marshals: named, locales }: Addressees,
  ): Promise<NoticeRecipient[]> {
    if (!has_coaches) return [];
    const marshals = named.length > 0 ? named : await this.accounts.withRoles(eventId, ['transport_marshal']);
    const all = [
      ...(coach_contact === null
        ? []
        : [{ name: coach_contact.name, email: coach_contact.email, locale: coach_contact.language }]),
      ...marshals.map(({ name, email }) => ({ name, email, locale: locales[0]! })),
    ];
    // Whoever sends the coaches may be a marshal too.
    return [...new Map(all.map((one) => [holderKey(one.email), one])).values()];
  }

  /** The page with the lists; opening it fetches none of them. */
  private url(token: string): string {
    return `${this.config.publicUrl.replace(/\/$/, '')}/manifests?token=${encodeURIComponent(token)}`;
  }
}
