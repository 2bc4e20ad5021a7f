import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database/database';
import { placeOf } from './identity/identity-notices.service';

/** What somebody still has to do for a visit, and until when. */
export interface VisitDeadline {
  /** Take the place that is offered; give the host the data of one's document; say what one wishes for. */
  readonly kind: 'visit_offer' | 'identity' | 'wishes';
  readonly registrationId: string;
  /** The booking, the visit; the event for wishes that are not about one visit. */
  readonly subjectId: string;
  /** Of the visit, if it is about one. */
  readonly title: string | null;
  readonly titles: Readonly<Record<string, string>>;
  readonly dueAt: Date;
}

/** Which deadlines of visits bind those who are registered. */
@Injectable()
export class VisitDeadlines {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * What these registrations still owe: offers until they expire; the data that a host asks for, overdue ones until the group
   * leaves; wishes until they close, of whoever has handed in no list (an empty one is an answer too). One statement.
   */
  async of(eventId: string, registrationIds: readonly string[]): Promise<VisitDeadline[]> {
    return this.db.query<VisitDeadline & Record<string, unknown>>(
      `SELECT 'visit_offer' AS kind, b.registration_id AS "registrationId", b.id AS "subjectId", v.title, v.titles, b.offer_expires_at AS "dueAt"
         FROM bookings b JOIN departures d ON d.id = b.departure_id JOIN site_visits v ON v.id = b.site_visit_id
        WHERE b.event_id = $1 AND b.registration_id = ANY ($2::uuid[]) AND b.state = 'offered' AND b.offer_expires_at > $3
          AND d.state <> 'cancelled'
       UNION ALL
       SELECT 'identity', q.registration_id, q.site_visit_id, v.title, v.titles, place.due_at
         FROM identity_requests q JOIN site_visits v ON v.id = q.site_visit_id JOIN registrations r ON r.id = q.registration_id
         JOIN persons p ON p.id = r.person_id ${placeOf}
        WHERE q.event_id = $1 AND q.registration_id = ANY ($2::uuid[]) AND q.person_id = r.person_id AND place.starts_at > $3
          AND cardinality(identity_missing(v.identity_rules, p.nationality, q.given)) > 0
       UNION ALL
       SELECT 'wishes', r.id, w.subject_id, w.title, w.titles, w.closes_at
         FROM registrations r
         JOIN (SELECT v.id AS subject_id, v.title, v.titles, v.wishes_close_at AS closes_at
                 FROM site_visits v WHERE v.event_id = $1 AND v.booking_mode = 'allocation' AND v.wishes_close_at > $3
               UNION ALL
               SELECT l.event_id, NULL, '{}', l.closes_at FROM wish_rules l
                WHERE l.event_id = $1 AND l.closes_at > $3
                  AND EXISTS (SELECT 1 FROM site_visits v
                               WHERE v.event_id = $1 AND v.booking_mode = 'allocation' AND v.wishes_close_at IS NULL)) w ON true
        WHERE r.event_id = $1 AND r.id = ANY ($2::uuid[]) AND r.state = 'confirmed'
          AND NOT EXISTS (SELECT 1 FROM wish_lists l WHERE l.registration_id = r.id)
        ORDER BY "registrationId", "dueAt", "subjectId"`,
      [eventId, registrationIds, this.clock.now()],
    );
  }
}
