import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import { unanswered } from '../../registrations/quotas/held-nominations.service';
import { waitsForFocalPoint } from '../applications/applications.queries';
import { movesSeatsNow } from '../delegation.rules';
import type { CategoryAccountView, DelegationPlacesView, HeldPlacesView } from './seat.view';

interface DelegationRow extends Record<string, unknown> {
  state: string;
  moves_seats: boolean;
  nominations_close_at: Date | null;
  grace_hours: number;
}

interface HeldRow extends Omit<HeldPlacesView, 'until'>, Record<string, unknown> {
  until: Date | null;
}

/** Reads of the places of delegations. */
@Injectable()
export class SeatsQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The account of a delegation: what it has, who takes it, and what is held for it. @throws 404 */
  async places(eventId: string, id: string): Promise<DelegationPlacesView> {
    const delegation = await this.db.one<DelegationRow>(
      `SELECT state, moves_seats, nominations_close_at, grace_hours FROM delegations WHERE event_id = $1 AND id = $2`,
      [eventId, id],
    );
    if (!delegation) throw httpProblems.notFound('There is no such delegation in this event.');
    const [categories, held] = await Promise.all([this.categories(id), this.held(id)]);
    const limited = categories.some(({ places }) => places !== null);
    const sum = (of: (one: CategoryAccountView) => number): number =>
      categories.reduce((total, one) => total + of(one), 0);
    return {
      limited,
      places: limited ? sum(({ places }) => places ?? 0) : null,
      taken: sum(({ taken }) => taken),
      free: limited ? sum(({ free }) => free ?? 0) : null,
      movesSeats: limited && movesSeatsNow(delegation, this.clock.now()),
      categories,
      held,
    };
  }

  /** Categories in which the delegation has places, members, or people who wait for its focal point. */
  private async categories(id: string): Promise<CategoryAccountView[]> {
    return this.db.query<CategoryAccountView & Record<string, unknown>>(
      `WITH quota AS (SELECT category_id, places FROM delegation_quotas WHERE delegation_id = $1),
            member AS (
              SELECT m.category_id, count(*) FILTER (WHERE m.counted) AS taken, count(*) FILTER (WHERE NOT m.counted) AS exempt,
                     count(*) FILTER (WHERE m.counted AND ${unanswered}) AS nominated,
                     count(*) FILTER (WHERE m.counted AND r.state = 'confirmed') AS confirmed,
                     count(*) FILTER (WHERE m.counted AND r.state = 'offered') AS offered,
                     count(*) FILTER (WHERE m.counted AND r.state = 'waitlisted') AS waitlisted
                FROM delegation_members m JOIN registrations r ON r.id = m.registration_id
               WHERE m.delegation_id = $1 GROUP BY m.category_id),
            waiting AS (
              SELECT r.category_id, count(*) AS applications FROM registrations r
               WHERE r.delegation_id = $1 AND r.delegation_entry = 'by_participant' AND ${waitsForFocalPoint}
                 AND NOT EXISTS (SELECT 1 FROM delegation_members m WHERE m.registration_id = r.id) GROUP BY r.category_id),
            any_of AS (SELECT category_id FROM quota UNION SELECT category_id FROM member UNION SELECT category_id FROM waiting)
       SELECT c.id AS "categoryId", c.title AS "categoryTitle",
              CASE WHEN EXISTS (SELECT 1 FROM quota) THEN COALESCE(q.places, 0) END AS places,
              CASE WHEN EXISTS (SELECT 1 FROM quota) THEN greatest(0, COALESCE(q.places, 0) - COALESCE(m.taken, 0))::integer END AS free,
              COALESCE(m.taken, 0)::integer AS taken, COALESCE(m.nominated, 0)::integer AS nominated,
              COALESCE(m.confirmed, 0)::integer AS confirmed, COALESCE(m.offered, 0)::integer AS offered,
              COALESCE(m.waitlisted, 0)::integer AS waitlisted, COALESCE(m.exempt, 0)::integer AS exempt,
              COALESCE(w.applications, 0)::integer AS applications
         FROM any_of a JOIN categories c ON c.id = a.category_id LEFT JOIN quota q USING (category_id)
         LEFT JOIN member m USING (category_id) LEFT JOIN waiting w USING (category_id)
        ORDER BY c.title, c.id`,
      [id],
    );
  }

  private async held(id: string): Promise<HeldPlacesView[]> {
    const rows = await this.db.query<HeldRow>(
      `SELECT q.title AS quota, sum(p.places)::integer AS places, q.nominations_until AS until
         FROM registrations r JOIN registration_places p ON p.registration_id = r.id AND p.places > 0 JOIN quotas q ON q.id = p.quota_id
        WHERE r.delegation_id = $1 AND ${unanswered} GROUP BY q.id ORDER BY q.title`,
      [id],
    );
    return rows.map(({ quota, places, until }) => ({ quota, places, until: until?.toISOString() ?? null }));
  }
}
