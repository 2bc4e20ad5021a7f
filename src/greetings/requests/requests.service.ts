import { Injectable } from '@nestjs/common';
import { Links } from '../../access/links.service';
import type { NoticeRecipient } from '../../communications/notice';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { currentPrincipal } from '../../platform/http/request-context';
import { greetingProblems } from '../greeting.errors';
import type { ReminderAudience, ReminderRungInput } from './request.input';

/** A rung of a ladder of reminders. */
interface Rung {
  readonly offsetHours: number;
  readonly to: ReminderAudience;
}

/** The ladder that a request has unless it is given another one: first the contact is asked again, then protocol is told. */
export const usualLadder: readonly Rung[] = [
  { offsetHours: -168, to: 'contact' },
  { offsetHours: -24, to: 'contact' },
  { offsetHours: 24, to: 'contact' },
  { offsetHours: 72, to: 'protocol' },
];

/** Somebody through whom an author is asked, with the message that it is about. */
interface Asked extends Record<string, unknown> {
  id: string;
  name: string;
  email: string;
  locale: string;
}

/** Through whom authors are asked, and when they are reminded. Within the transaction that has locked the message. */
@Injectable()
export class Requests {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: Links,
  ) {}

  /** Sets the contacts through whom an author is asked. @throws 422 for one of another organisation */
  async setContacts(greetingId: string, contactIds: readonly string[]): Promise<void> {
    const wanted = [...new Set(contactIds.map((id) => id.toLowerCase()))];
    const known = await this.db.query<{ id: string }>(
      `SELECT c.id FROM organisation_contacts c JOIN greetings g ON g.organisation_id = c.organisation_id
        WHERE g.id = $1 AND c.id = ANY ($2::uuid[])`,
      [greetingId, wanted],
    );
    const ids = new Set(known.map(({ id }) => id));
    const missing = contactIds.findIndex((id) => !ids.has(id.toLowerCase()));
    if (missing >= 0)
      throw greetingProblems.greetingContactUnknown({
        detail:
          'Choose contacts of the organisation that the author heads; add them to the organisation first.',
        errors: [
          {
            pointer: `/contactIds/${missing}`,
            code: 'unknown',
            message: 'is not a contact of the author’s organisation',
          },
        ],
      });
    await this.db.query(
      'DELETE FROM greeting_contacts WHERE greeting_id = $1 AND contact_id <> ALL ($2::uuid[])',
      [greetingId, wanted],
    );
    await this.db.query(
      `INSERT INTO greeting_contacts (greeting_id, contact_id, created_at)
       SELECT $1, id, $3 FROM unnest($2::uuid[]) AS w(id) ON CONFLICT DO NOTHING`,
      [greetingId, wanted, this.clock.now()],
    );
  }

  /** Takes out the contacts of an organisation that the author does not head any more. */
  async dropForeignContacts(greetingId: string): Promise<void> {
    await this.db.query(
      `DELETE FROM greeting_contacts gc USING organisation_contacts c, greetings g
        WHERE gc.greeting_id = $1 AND c.id = gc.contact_id AND g.id = gc.greeting_id
          AND c.organisation_id IS DISTINCT FROM g.organisation_id`,
      [greetingId],
    );
  }

  /** Sets the ladder of reminders; a rung that stays remembers when it was done. */
  async setLadder(greetingId: string, rungs: readonly ReminderRungInput[] = usualLadder): Promise<void> {
    const values = [greetingId, rungs.map(({ offsetHours }) => offsetHours), rungs.map(({ to }) => to)];
    await this.db.query(
      `DELETE FROM greeting_reminders r WHERE r.greeting_id = $1
          AND NOT EXISTS (SELECT 1 FROM unnest($2::integer[], $3::text[]) AS w (hours, audience)
                           WHERE w.hours = r.offset_hours AND w.audience = r.audience)`,
      values,
    );
    await this.db.query(
      `INSERT INTO greeting_reminders (greeting_id, offset_hours, audience, created_at)
       SELECT $1, hours, audience, $4 FROM unnest($2::integer[], $3::text[]) AS w (hours, audience) ON CONFLICT DO NOTHING`,
      [...values, this.clock.now()],
    );
  }

  /** Notes that an author was asked who had been taken over from the last edition. */
  async noteAsked(greetingId: string): Promise<void> {
    await this.db.query('UPDATE greetings SET requested_at = $2 WHERE id = $1 AND requested_at IS NULL', [
      greetingId,
      this.clock.now(),
    ]);
  }

  /** Makes the links of those worthless through whom the author is not asked any more. */
  async revokeOthers(eventId: string, greetingId: string): Promise<void> {
    const asked = (await this.recipients([greetingId])).get(greetingId) ?? [];
    const holders = new Set(asked.map(({ email }) => email.toLowerCase()));
    for (const { holder, revokedAt } of await this.links.of('greeting', eventId, greetingId))
      if (revokedAt === null && !holders.has(holder))
        await this.links.revokeHolder('greeting', greetingId, { holder }, currentPrincipal().name);
  }

  /**
   * To whom one writes about these messages: whoever was entered by hand, and the contacts of the organisation whose time
   * is not over; each address once.
   */
  async recipients(greetingIds: readonly string[]): Promise<Map<string, NoticeRecipient[]>> {
    const rows = await this.db.query<Asked>(
      `SELECT DISTINCT ON (a.id, lower(a.email)) a.id, a.name, a.email, a.locale
         FROM (SELECT g.id, COALESCE(g.contact_name, '') AS name, g.contact_email AS email, COALESCE(g.contact_locale, e.locales[1]) AS locale,
                      0 AS rank FROM greetings g JOIN events e ON e.id = g.event_id
               UNION ALL
               SELECT gc.greeting_id, c.name, c.email, c.locale, 1 FROM greeting_contacts gc JOIN organisation_contacts c ON c.id = gc.contact_id
                WHERE c.valid_until IS NULL OR c.valid_until >= $2::date) a
        WHERE a.id = ANY ($1::uuid[]) AND a.email IS NOT NULL ORDER BY a.id, lower(a.email), a.rank`,
      [greetingIds, this.clock.now().toISOString().slice(0, 10)],
    );
    const found = new Map<string, NoticeRecipient[]>();
    for (const { id, name, email, locale } of rows)
      found.set(id, [...(found.get(id) ?? []), { name, email, locale }]);
    return found;
  }
}
