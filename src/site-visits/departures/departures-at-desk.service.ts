import { Injectable } from '@nestjs/common';
import { DeskFacts } from '../../registrations/check-ins/desk-facts.service';

/** Tells the desk, of whoever comes, which coach is theirs today, where it waits and when it leaves. */
@Injectable()
export class DeparturesAtDesk {
  constructor(desk: DeskFacts) {
    desk.register({
      kind: 'departure',
      // The next one of today that is not over. The coach is the one on which they have a seat, or the only one.
      sql: `SELECT jsonb_strip_nulls(jsonb_build_object('title', v.title, 'at', d.starts_at, 'place', d.meeting_point,
                     'detail', COALESCE((SELECT c.label FROM coaches c WHERE c.id = b.coach_id),
                       CASE WHEN jsonb_array_length(d.coaches) = 1 THEN d.coaches -> 0 ->> 'label' END)))
              FROM bookings b JOIN departures d ON d.id = b.departure_id JOIN site_visits v ON v.id = b.site_visit_id
             WHERE b.registration_id = r.id AND b.state IN ('confirmed', 'cleared', 'boarded')
               AND d.state NOT IN ('cancelled', 'returned', 'reported') AND d.ends_at > moment.at
               AND (d.starts_at AT TIME ZONE moment.zone)::date = moment.day
             ORDER BY d.starts_at, b.id LIMIT 1`,
    });
  }
}
