import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { Notices } from '../communications/notices.service';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database/database';
import { defineJob, HandlesJob } from '../platform/jobs/define-job';
import { Outbox } from '../platform/outbox/outbox';
import { linkDaysAfter, takingPart } from './registration-notices.service';
import { registrationLink } from './registration.notices';

export interface SendLinks {
  /** Those whose links were asked for; nobody, when the address is not known. */
  readonly registrationIds: readonly string[];
  /** Number of the ten minutes in which they were asked for. */
  readonly period: number;
}

/** Mails people the links to their own pages. */
export const sendLinks = defineJob<SendLinks>('registrations.send-links');

/** Within this time the links of a registration are mailed once, however often they are asked for. */
const periodMs = 600_000;

/** More people do not share an address; whoever enters one address for a whole delegation gets these. */
const linksAtOnce = 20;

interface Asked extends Record<string, unknown> {
  readonly eventId: string;
  readonly registrationId: string;
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly locale: string;
}

/** Sends people who have lost their link a mail with it, to the address under which they registered. */
@Injectable()
export class RegistrationLinks {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly notices: Notices,
  ) {}

  /**
   * Promises the mails for an address at an event (id or slug). Whether there is anybody of that address is told neither
   * by the answer nor by how long it takes: both cases ask and promise the same.
   */
  async askFor(email: string, event: string): Promise<void> {
    const now = this.clock.now();
    const rows = await this.db.query<{ id: string }>(
      `SELECT r.id FROM persons p JOIN registrations r ON r.person_id = p.id JOIN events e ON e.id = r.event_id
        WHERE lower(p.email) = lower($1) AND ${isUuid(event) ? 'e.id' : 'e.slug'} = $2 AND r.state = ANY($3)
          AND (e.end_date + ${linkDaysAfter})::timestamp AT TIME ZONE e.time_zone > $4
        ORDER BY r.id LIMIT ${linksAtOnce}`,
      [email, event, takingPart, now],
    );
    const wanted = {
      registrationIds: rows.map(({ id }) => id),
      period: Math.floor(now.getTime() / periodMs),
    };
    await this.db.transaction(() => this.outbox.enqueue(sendLinks, wanted));
  }

  @HandlesJob(sendLinks)
  async send({ registrationIds, period }: SendLinks): Promise<void> {
    const asked = await this.db.query<Asked>(
      `SELECT r.event_id AS "eventId", r.id AS "registrationId", p.id AS "personId", p.display_name AS name, p.email, r.locale
         FROM registrations r JOIN persons p ON p.id = r.person_id WHERE r.id = ANY($1) ORDER BY r.id`,
      [registrationIds],
    );
    const [first] = asked;
    if (!first) return;
    // One request is about one event.
    await this.notices.send(registrationLink, asked, {
      eventId: first.eventId,
      cause: `links:${period}`,
      subject: { kind: 'event', id: first.eventId },
    });
  }
}
