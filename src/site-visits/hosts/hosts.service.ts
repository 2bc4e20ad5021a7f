import { Inject, Injectable } from '@nestjs/common';
import { Links, type TokenOf } from '../../access/links.service';
import type { NoticeRecipient } from '../../communications/notice';
import { CONFIG, type Config } from '../../platform/config';
import { Database } from '../../platform/database/database';
import { currentPrincipal } from '../../platform/http/request-context';

/** A site visit as far as its host is written to, with its event. */
export interface HostRow extends Record<string, unknown> {
  readonly id: string;
  readonly event_id: string;
  readonly title: string;
  readonly titles: Record<string, string>;
  readonly host: string;
  readonly contact_name: string | null;
  readonly contact_email: string | null;
  readonly slug: string;
  readonly event_title: string;
  readonly event_titles: Record<string, string>;
  readonly end_date: string;
  /** For how many days after a departure something can be said of it. */
  readonly feedback_days: number;
  readonly locales: string[];
  readonly contacts: (NoticeRecipient & { readonly id: string })[];
}

/** Columns of {@link HostRow}, of the tables in {@link hostTables}. */
export const hostColumns = `v.id, v.event_id, v.title, v.titles, o.name AS host, v.contact_name, v.contact_email, e.slug,
  e.title AS event_title, e.titles AS event_titles, e.end_date, e.locales, v.feedback_days,
  COALESCE((SELECT json_agg(json_build_object('id', h.id, 'name', h.name, 'email', h.email, 'locale', h.locale) ORDER BY h.created_at, h.id)
              FROM host_contacts h WHERE h.site_visit_id = v.id), '[]') AS contacts`;
export const hostTables =
  'site_visits v JOIN organisations o ON o.id = v.organisation_id JOIN events e ON e.id = v.event_id';

/** Days after the last one of the event for which a link is good: visits may be a day later, and the host reports on them. */
const goodFor = 14;

/** The people at the hosts of site visits, each with a link of their own to the visit. */
@Injectable()
export class Hosts {
  constructor(
    private readonly db: Database,
    private readonly links: Links,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The site visit of an event; locked if asked. */
  one(eventId: string, id: string, { locked = false } = {}): Promise<HostRow | undefined> {
    return this.db.one<HostRow>(
      `SELECT ${hostColumns} FROM ${hostTables} WHERE v.event_id = $1 AND v.id = $2${locked ? ' FOR NO KEY UPDATE OF v' : ''}`,
      [eventId, id],
    );
  }

  many(ids: readonly string[]): Promise<HostRow[]> {
    return this.db.query<HostRow>(`SELECT ${hostColumns} FROM ${hostTables} WHERE v.id = ANY ($1::uuid[])`, [
      [...new Set(ids)],
    ]);
  }

  /** Makes the links that are missing. */
  tokens(row: HostRow, holders: readonly NoticeRecipient[], expiresAt = linksEnd(row)): Promise<TokenOf> {
    return this.links.tokensOfHolders(
      'site_visit',
      row.event_id,
      holders.map(({ name, email }) => ({ id: row.id, name, holder: holderKey(email) })),
      expiresAt,
    );
  }

  /**
   * The address with which the reader of a mail sees what their house has to decide; none where they are no contact of the
   * host any more, or where their link has ended. Nothing is made: what a coordinator has revoked stays revoked.
   */
  async addresses(rows: readonly HostRow[]): Promise<(row: HostRow, email: string) => string | undefined> {
    const tokenOf = await this.links.goodTokens(
      'site_visit',
      rows.map(({ id }) => id),
    );
    return (row, email) => {
      if (!contactsOf(row).some((contact) => holderKey(contact.email) === holderKey(email))) return undefined;
      const token = tokenOf({ id: row.id, holder: holderKey(email) });
      return token === undefined ? undefined : this.url(row, token);
    };
  }

  /** Makes the links worthless of those who are no contacts of the visit any more, or have another name: somebody else reads there. */
  async endFormer(eventId: string, id: string): Promise<void> {
    const row = await this.one(eventId, id);
    if (!row) return;
    const current = new Set(contactsOf(row).map(({ name, email }) => `${holderKey(email)} ${name}`));
    for (const link of await this.links.of('site_visit', eventId, id))
      if (link.revokedAt === null && !current.has(`${link.holder} ${link.name}`))
        await this.links.revokeHolder('site_visit', id, { linkId: link.id }, currentPrincipal().name);
  }

  private url({ slug, id }: HostRow, token: string): string {
    return `${this.config.publicUrl.replace(/\/$/, '')}/api/v1/events/${slug}/site-visits/${id}/host?token=${token}`;
  }
}

/** Everybody at the host who is written to: the contact of the visit itself first. Each address once. */
export function contactsOf(row: HostRow): NoticeRecipient[] {
  const { contact_name: name, contact_email: email } = row;
  const main = email === null ? [] : [{ name: name ?? row.host, email, locale: row.locales[0] ?? 'en' }];
  const taken = new Set(main.map((one) => holderKey(one.email)));
  return [
    ...main,
    ...row.contacts
      .filter((one) => !taken.has(holderKey(one.email)))
      .map((one) => ({ name: one.name, email: one.email, locale: one.locale })),
  ];
}

/** What tells the holders of links to one visit apart: their addresses. */
export function holderKey(email: string): string {
  return email.toLowerCase();
}

/** When links to a visit end unless said otherwise. */
export function linksEnd({ end_date: endDate, feedback_days: feedbackDays }: HostRow): Date {
  const days = Math.max(goodFor, feedbackDays) + 1;
  return new Date(Date.parse(`${endDate}T00:00:00Z`) + days * 86_400_000);
}
