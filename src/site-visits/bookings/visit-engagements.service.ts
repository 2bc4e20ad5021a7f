import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { Participation, type ParticipationSource } from '../../programme/planning/participation.service';
import type { Engagement } from '../../programme/programme.rules';

/** Tells the programme who is out on a visit, and when: whoever has a place on a coach cannot speak in a session. */
@Injectable()
export class VisitEngagements implements ParticipationSource {
  constructor(
    private readonly db: Database,
    participation: Participation,
  ) {
    participation.register(this);
  }

  /** Places on departures that take place, with the site visit as the place to which one has to go. One statement. */
  async engagements(eventId: string, personIds: readonly string[] | null): Promise<Engagement[]> {
    return this.db.query<Engagement & Record<string, unknown>>(
      `SELECT r.person_id AS "personId", p.display_name AS "displayName", 'visit' AS kind, d.id AS "subjectId", v.title, v.titles,
              d.starts_at AS "startsAt", d.ends_at AS "endsAt", v.id AS "placeId"
         FROM bookings b
         JOIN departures d ON d.id = b.departure_id
         JOIN site_visits v ON v.id = b.site_visit_id
         JOIN registrations r ON r.id = b.registration_id
         JOIN persons p ON p.id = r.person_id
        WHERE b.event_id = $1 AND b.state IN ('confirmed', 'cleared', 'boarded') AND d.state <> 'cancelled'
          AND ($2::uuid[] IS NULL OR r.person_id = ANY ($2::uuid[]))
        ORDER BY d.starts_at, b.id`,
      [eventId, personIds],
    );
  }
}
