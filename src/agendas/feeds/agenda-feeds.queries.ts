import { Injectable } from '@nestjs/common';
import { EventsQueries } from '../../events/events.queries';
import { Clock } from '../../platform/clock';
import { digestOf } from '../../platform/crypto/signed-links';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import { inLanguage } from '../../platform/text';
import { AgendasQueries, withAgenda, type FeedFacts, type PersonalAgenda } from '../agendas.queries';
import { fallenAway, feedTag, shownEntry, type FallenAway, type ShownEntry } from './feed.rules';

interface FollowedRow extends Record<string, unknown> {
  readonly registrationId: string;
  readonly personId: string;
  readonly categoryId: string;
  readonly name: string;
  readonly email: string;
  readonly locale: string;
  readonly state: string;
  readonly event_id: string;
  readonly tag: string | null;
  readonly changed_at: Date | null;
  readonly shown: ShownEntry[];
  readonly gone: FallenAway[];
}

/** An agenda as a feed shows it: what it says, and the tag of that. */
export interface FollowedAgenda {
  readonly agenda: PersonalAgenda;
  readonly tag: string;
  readonly facts: FeedFacts;
}

/** What a token looks like. */
const tokenPattern = /^[\w-]{43}$/;

/** Reads of agendas by the addresses at which calendars follow them. */
@Injectable()
export class AgendaFeedsQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly agendas: AgendasQueries,
  ) {}

  /**
   * The agenda that a token opens. Whoever does not take part any more has an empty one, with what they had as cancelled: a
   * calendar that only met with a failure would go on showing it. What was shown is remembered only when it has changed.
   * @throws 404 for what never was a token, or is stopped, or belonged to whoever had the registration before
   */
  async followed(token: string): Promise<FollowedAgenda> {
    const row = tokenPattern.test(token)
      ? await this.db.one<FollowedRow>(
          `SELECT f.registration_id AS "registrationId", f.person_id AS "personId", r.category_id AS "categoryId", p.display_name AS name,
                  p.email, r.locale, r.state, f.event_id, f.tag, f.changed_at, f.shown, f.gone
             FROM agenda_feeds f JOIN registrations r ON r.id = f.registration_id AND r.person_id = f.person_id
             JOIN persons p ON p.id = r.person_id WHERE f.digest = $1 AND f.revoked_at IS NULL`,
          [digestOf(token)],
        )
      : undefined;
    const event = row && (await this.events.find(row.event_id));
    if (!row || !event)
      throw httpProblems.notFound('No agenda can be followed at this address, or not any more.');
    const { registrationId, personId, categoryId, name, email, locale } = row;
    const owner = { registrationId, personId, categoryId, name, email, locale };
    const agenda = withAgenda.includes(row.state)
      ? await this.agendas.assembled(event, owner)
      : { event, owner, items: [], deadlines: [] };
    const now = this.clock.now();
    const gone = fallenAway(row, agenda.items, now);
    const tag = feedTag({
      name: inLanguage(event.title, event.titles, locale),
      locale,
      timeZone: event.timeZone,
      items: agenda.items,
      deadlines: agenda.deadlines,
      gone,
    });
    const changedAt = row.tag === tag && row.changed_at !== null ? row.changed_at : now;
    if (row.tag !== tag)
      await this.db.query(
        `UPDATE agenda_feeds SET tag = $2, changed_at = $3, shown = $4, gone = $5 WHERE registration_id = $1 AND digest = $6`,
        [
          registrationId,
          tag,
          changedAt,
          JSON.stringify(agenda.items.map(shownEntry)),
          JSON.stringify(gone),
          digestOf(token),
        ],
      );
    return { agenda, tag, facts: { changedAt, gone } };
  }
}
