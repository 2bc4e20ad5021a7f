import { Inject, Injectable } from '@nestjs/common';
import { Links } from '../../access/links.service';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
} from '../../communications/notice';
import { CONFIG, type Config } from '../../platform/config';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { linksUntil } from '../../registrations/registration-notices.service';
import { identityAsked, identityReminder, type IdentityNotice } from './identity.notices';
import {
  documentsTakenOf,
  documentTypes,
  usualKeepDays,
  type IdentityField,
  type IdentityRules,
} from './identity.rules';

interface ToldRow extends Record<string, unknown> {
  readonly id: string;
  readonly event_id: string;
  readonly name: string;
  readonly links_until: Date;
  readonly site_visit_id: string;
  readonly person_id: string;
  readonly nationality: string | null;
  readonly title: string;
  readonly titles: Record<string, string>;
  readonly host: string;
  readonly rules: IdentityRules | null;
  readonly starts_at: Date | null;
  readonly ends_at: Date | null;
  readonly due_at: Date | null;
  readonly missing: IdentityField[];
  readonly more: boolean;
}

/**
 * SQL for the place that the person of a request `q` has now on visit `v`, as `place`: columns of the booking and its
 * departure, null where they have none (any more).
 */
export const placeOf = `
  LEFT JOIN LATERAL (
    SELECT b.id AS booking_id, b.state, d.id AS departure_id, d.state AS departure_state, d.starts_at, d.ends_at, d.cut_off_at,
           identity_due(v.identity_rules, d.cut_off_at, d.starts_at, q.asked_at)::timestamptz(3) AS due_at
      FROM bookings b JOIN departures d ON d.id = b.departure_id
     WHERE b.site_visit_id = q.site_visit_id AND b.registration_id = q.registration_id AND d.state <> 'cancelled'
       AND b.state IN ('confirmed', 'cleared', 'boarded', 'returned', 'no_show')
     ORDER BY d.starts_at DESC LIMIT 1) place ON q.person_id = r.person_id`;

/** Fills the mails that ask for identity data with what is missing when they go out. No mail has a value in it. */
@Injectable()
export class IdentityNotices {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: Links,
  ) {}

  @ComposesNotice(identityAsked)
  asked(messages: readonly MessageToCompose[]): Promise<ComposedNotices<IdentityNotice>> {
    return this.compose(messages);
  }

  @ComposesNotice(identityReminder)
  reminded(messages: readonly MessageToCompose[]): Promise<ComposedNotices<IdentityNotice>> {
    return this.compose(messages);
  }

  private async compose(messages: readonly MessageToCompose[]): Promise<ComposedNotices<IdentityNotice>> {
    const rows = await this.db.query<ToldRow>(
      `SELECT r.id, r.event_id, q.site_visit_id, q.person_id, p.display_name AS name, p.nationality, v.title, v.titles,
              o.name AS host, v.identity_rules AS rules, place.starts_at, place.ends_at, place.due_at, ${linksUntil} AS links_until,
              identity_missing(v.identity_rules, p.nationality, q.given) AS missing, q.given <> '{}' AS more
         FROM unnest($1::uuid[], $2::uuid[]) AS asked (registration_id, site_visit_id)
         JOIN registrations r ON r.id = asked.registration_id JOIN persons p ON p.id = r.person_id
         JOIN identity_requests q ON q.site_visit_id = asked.site_visit_id AND q.registration_id = r.id AND q.person_id = r.person_id
         JOIN site_visits v ON v.id = q.site_visit_id JOIN organisations o ON o.id = v.organisation_id
         JOIN events e ON e.id = r.event_id ${placeOf}`,
      [
        messages.map(({ recipient }) => recipient.registrationId ?? null),
        messages.map(({ subject }) => subject.id),
      ],
    );
    const tokens = await this.tokens(rows.filter(({ due_at }) => due_at !== null));
    return new Map(
      messages.map(({ messageId, subject, recipient }): [string, IdentityNotice | Withheld] => {
        const row = rows.find(
          ({ id, site_visit_id, person_id }) =>
            id === recipient.registrationId &&
            site_visit_id === subject.id &&
            person_id === recipient.personId,
        );
        return [
          messageId,
          row ? this.say(row, tokens) : new Withheld('The place has passed to another person since.'),
        ];
      }),
    );
  }

  /** The tokens of the persons' own links, by registration. */
  private async tokens(rows: readonly ToldRow[]): Promise<ReadonlyMap<string, string>> {
    const tokens = new Map<string, string>();
    for (const eventId of new Set(rows.map((row) => row.event_id))) {
      const ofEvent = new Map(rows.filter((row) => row.event_id === eventId).map((row) => [row.id, row]));
      const until = [...ofEvent.values()][0]!.links_until;
      for (const [id, token] of await this.links.tokens(
        'registration',
        eventId,
        [...ofEvent.values()],
        until,
      ))
        tokens.set(id, token);
    }
    return tokens;
  }

  private say(row: ToldRow, tokens: ReadonlyMap<string, string>): IdentityNotice | Withheld {
    const { rules, starts_at: startsAt, ends_at: endsAt, due_at: dueAt, missing } = row;
    if (startsAt === null || endsAt === null || dueAt === null)
      return new Withheld('The person has no place on the visit any more.');
    if (missing.length === 0) return new Withheld('Nothing is missing any more.');
    if (dueAt <= this.clock.now()) return new Withheld('The time to hand anything in is over.');
    const documents = missing.includes('documentType') ? documentsTakenOf(rules, row.nationality) : [];
    return {
      title: row.title,
      titles: row.titles,
      host: row.host,
      startsAt,
      endsAt,
      dueAt,
      missing,
      documents: documents.length === documentTypes.length ? [] : documents,
      more: row.more,
      keepDays: rules?.keepDays ?? usualKeepDays,
      url: `${this.config.publicUrl}/visit-data?token=${tokens.get(row.id)!}`,
    };
  }
}
