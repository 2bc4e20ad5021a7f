import { Inject, Injectable } from '@nestjs/common';
import { Links, type TokenOf } from '../../access/links.service';
import type { NoticeRecipient } from '../../communications/notice';
import { CONFIG, type Config } from '../../platform/config';
import { Database } from '../../platform/database/database';

/** A delegation as far as its focal point is written to, with its event. */
export interface FocalPointRow extends Record<string, unknown> {
  readonly id: string;
  readonly event_id: string;
  readonly state: string;
  readonly version: number;
  readonly reference: string | null;
  readonly focal_point_name: string;
  readonly focal_point_email: string;
  readonly locale: string;
  readonly backup_name: string | null;
  readonly backup_email: string | null;
  readonly backup_locale: string | null;
  readonly addressed_as: string | null;
  readonly answer_by: Date | null;
  readonly nominations_close_at: Date | null;
  readonly grace_hours: number;
  readonly remind_days: number;
  readonly organisation_id: string;
  readonly organisation: string;
  readonly organisation_kind: string;
  readonly organisation_names: Record<string, string>;
  readonly name_language: string;
  readonly slug: string;
  readonly title: string;
  readonly titles: Record<string, string>;
  readonly start_date: string;
  readonly end_date: string;
  readonly city: string;
  readonly country: string;
  readonly time_zone: string;
  readonly locales: string[];
}

const columns = `d.id, d.event_id, d.state, d.version, d.reference, d.focal_point_name, d.focal_point_email, d.locale, d.backup_name, d.backup_email,
  d.backup_locale, d.addressed_as, d.answer_by, d.nominations_close_at, d.grace_hours, d.remind_days, d.organisation_id, o.name AS organisation,
  o.kind AS organisation_kind, o.names AS organisation_names, o.name_language, e.slug, e.title, e.titles, e.start_date, e.end_date, e.city, e.country,
  e.time_zone, e.locales`;
const from =
  'delegations d JOIN organisations o ON o.id = d.organisation_id JOIN events e ON e.id = d.event_id';

export type FocalPointFunction = 'focal_point' | 'backup';

/** Somebody who acts for a delegation by a link of their own. */
export interface Holder extends NoticeRecipient {
  readonly function: FocalPointFunction;
}

/** Those who act for delegations: the focal point and the back-up, each by a link of their own. */
@Injectable()
export class FocalPoints {
  constructor(
    private readonly db: Database,
    private readonly links: Links,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The delegation of an event; locked if asked. */
  one(eventId: string, id: string, { locked = false } = {}): Promise<FocalPointRow | undefined> {
    return this.db.one<FocalPointRow>(
      `SELECT ${columns} FROM ${from} WHERE d.event_id = $1 AND d.id = $2${locked ? ' FOR NO KEY UPDATE OF d' : ''}`,
      [eventId, id],
    );
  }

  many(ids: readonly string[]): Promise<FocalPointRow[]> {
    return this.db.query<FocalPointRow>(`SELECT ${columns} FROM ${from} WHERE d.id = ANY ($1)`, [
      [...new Set(ids)],
    ]);
  }

  /** Makes the links that are missing: good until the second day after the event, wherever on earth that day ends. */
  tokens(row: FocalPointRow, holders: readonly Holder[], expiresAt = lastDayOf(row)): Promise<TokenOf> {
    return this.links.tokensOfHolders(
      'delegation',
      row.event_id,
      holders.map(({ name, email }) => ({ id: row.id, name, holder: holderKey(email) })),
      expiresAt,
    );
  }

  /**
   * The address with which the reader of a mail acts for a delegation; none where they are not its focal point or back-up
   * any more, or where their link has ended. Nothing is made: what an officer has revoked stays revoked.
   */
  async addresses(
    rows: readonly FocalPointRow[],
  ): Promise<(row: FocalPointRow, email: string) => string | undefined> {
    const tokenOf = await this.links.goodTokens(
      'delegation',
      rows.map(({ id }) => id),
    );
    return (row, email) => {
      if (!holdersOf(row).some((holder) => holderKey(holder.email) === holderKey(email))) return undefined;
      const token = tokenOf({ id: row.id, holder: holderKey(email) });
      return token === undefined ? undefined : this.url(row, token);
    };
  }

  private url({ slug, id }: FocalPointRow, token: string): string {
    return `${this.config.publicUrl.replace(/\/$/, '')}/api/v1/events/${slug}/delegations/${id}?token=${token}`;
  }
}

/** The focal point, and the back-up where there is one. */
export function holdersOf(row: FocalPointRow): Holder[] {
  const { focal_point_name: name, focal_point_email: email, locale } = row;
  const first: Holder = { function: 'focal_point', name, email, locale };
  if (row.backup_name === null) return [first];
  return [
    first,
    { function: 'backup', name: row.backup_name, email: row.backup_email!, locale: row.backup_locale! },
  ];
}

/** What tells the holders of links to one delegation apart: their addresses. */
export function holderKey(email: string): string {
  return email.toLowerCase();
}

/** When links of a delegation end unless said otherwise. */
export function lastDayOf({ end_date: endDate }: FocalPointRow): Date {
  return new Date(Date.parse(`${endDate}T00:00:00Z`) + 3 * 86_400_000);
}
