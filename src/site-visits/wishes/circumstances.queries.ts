import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import { waysOf } from '../../programme/planning/planning.rules';
import { Commitments } from '../../registrations/sign-ups/commitments.service';
import type { Commitment } from '../../registrations/sign-ups/sign-up.rules';
import type { KeptSeats } from '../allocations/allocation.rules';
import type { Circumstances, WishedDeparture, WishedVisit, Wisher } from './circumstances.rules';

interface Frame extends Record<string, unknown> {
  time_zone: string;
  buffer_minutes: number;
  most_places: number | null;
  rooms: { id: string; venueId: string | null }[];
  buffers: { oneId: string; otherId: string; minutes: number; severity: 'hard' | 'soft' }[];
}

/** Whose circumstances are asked for. */
export type Whose =
  /** These registrations, in whatever state, with or without wishes. */
  | { readonly registrationIds: readonly string[] }
  /** Every confirmed participant who wishes for one of the visits, and these. */
  | { readonly wishersAnd: readonly string[] };

/** Reads everything that decides who can go where. A handful of statements, however many people there are. */
@Injectable()
export class CircumstancesQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly commitments: Commitments,
  ) {}

  /**
   * The visits of an event whose places are shared out, or those of them that are named, and the people who want them; or
   * else the visits whose places go to who comes first, those among them that were shared out already.
   * @throws 404 for an event that there is not
   */
  async load(
    eventId: string,
    whose: Whose,
    siteVisitIds?: readonly string[],
    which: 'shared_out' | 'first_come' = 'shared_out',
  ): Promise<Circumstances> {
    const now = this.clock.now();
    const frame = await this.db.one<Frame>(
      `SELECT e.time_zone, e.buffer_minutes,
              (SELECT w.most_places FROM wish_rules w WHERE w.event_id = e.id) AS most_places,
              (SELECT COALESCE(json_agg(json_build_object('id', r.id, 'venueId', r.venue_id)), '[]') FROM rooms r WHERE r.event_id = e.id) AS rooms,
              (SELECT COALESCE(json_agg(json_build_object('oneId', b.one_id, 'otherId', b.other_id, 'minutes', b.minutes,
                 'severity', b.severity)), '[]') FROM buffers b WHERE b.event_id = e.id) AS buffers
         FROM events e WHERE e.id = $1`,
      [eventId],
    );
    if (!frame) throw httpProblems.notFound('There is no such event.');
    const { wayBetween, longestWay } = waysOf({
      event: { bufferMinutes: frame.buffer_minutes },
      rooms: frame.rooms,
      buffers: frame.buffers,
    });
    const visits = await this.visits(eventId, siteVisitIds ?? null, which === 'shared_out');
    const visitIds = visits.map(({ id }) => id);
    const departures = await this.departures(eventId, visitIds);
    const wishers = await this.wishers(eventId, whose, visitIds);
    const commitments = await this.commitmentsOf(eventId, wishers, departures, longestWay);
    return {
      now,
      timeZone: frame.time_zone,
      mostPlaces: frame.most_places,
      visits,
      departures,
      wishers: wishers.map((wisher) => ({ ...wisher, commitments: commitments.get(wisher.id) ?? [] })),
      wayBetween: (oneId, otherId) => wayBetween(oneId, otherId).minutes,
    };
  }

  private visits(eventId: string, ids: readonly string[] | null, sharedOut: boolean): Promise<WishedVisit[]> {
    return this.db.query<WishedVisit & Record<string, unknown>>(
      `SELECT v.id, v.title, v.titles, o.name AS host, v.house_rules AS "houseRules", v.heads_first AS "headsFirst",
              v.delegation_most AS most, v.delegation_least AS least,
              COALESCE(v.wishes_close_at, (SELECT w.closes_at FROM wish_rules w WHERE w.event_id = v.event_id)) AS "closesAt",
              (SELECT COALESCE(json_object_agg(t.delegation_id, t.n), '{}')
                 FROM (SELECT r.delegation_id, count(*) AS n FROM bookings b JOIN registrations r ON r.id = b.registration_id
                        WHERE b.site_visit_id = v.id AND b.state IN ('offered', 'confirmed', 'cleared', 'boarded', 'returned')
                          AND r.delegation_id IS NOT NULL GROUP BY r.delegation_id) t) AS taken
         FROM site_visits v JOIN organisations o ON o.id = v.organisation_id
        WHERE v.event_id = $1 AND CASE WHEN $3 THEN v.booking_mode = 'allocation' ELSE v.booking_mode <> 'allocation' OR v.allocated_at IS NOT NULL END
          AND ($2::uuid[] IS NULL OR v.id = ANY ($2))
        ORDER BY v.title`,
      [eventId, ids, sharedOut],
    );
  }

  private async departures(eventId: string, visitIds: readonly string[]): Promise<WishedDeparture[]> {
    const rows = await this.db.query<WishedDeparture & Record<string, unknown>>(
      `SELECT d.id, d.site_visit_id AS "visitId", d.state, d.starts_at AS "startsAt", d.ends_at AS "endsAt", d.cut_off_at AS "cutOffAt",
              d.seats - d.taken AS free,
              CASE WHEN d.kept = 0 THEN '[]' ELSE (SELECT COALESCE(json_agg(json_build_object('delegationId', o.delegation_id,
                'categoryId', o.category_id, 'open', o.open)), '[]') FROM kept_seats_open(d.id) o WHERE o.open > 0) END AS kept
         FROM departures d
        WHERE d.event_id = $1 AND d.site_visit_id = ANY ($2::uuid[]) AND d.state <> 'cancelled'
        ORDER BY d.starts_at, d.id`,
      [eventId, visitIds],
    );
    return rows.map((row) => ({ ...row, kept: withinFree(row.kept, row.free) }));
  }

  private wishers(
    eventId: string,
    whose: Whose,
    visitIds: readonly string[],
  ): Promise<Omit<Wisher, 'commitments'>[]> {
    const given = 'registrationIds' in whose ? whose.registrationIds : whose.wishersAnd;
    return this.db.query<Omit<Wisher, 'commitments'> & Record<string, unknown>>(
      `SELECT r.id, r.state, r.delegation_id AS "delegationId", r.category_id AS "categoryId",
              COALESCE(r.part_in_delegation = 'head', false) AS head, p.nationality, p.birth_date AS "birthDate",
              ARRAY(SELECT w.site_visit_id FROM wish_lists l JOIN wishes w ON w.list_id = l.id
                     WHERE l.registration_id = r.id AND w.site_visit_id = ANY ($3::uuid[]) ORDER BY w.rank) AS wishes,
              (SELECT COALESCE(json_agg(json_build_object('departureId', b.departure_id, 'visitId', b.site_visit_id, 'state', b.state)
                        ORDER BY b.created_at, b.id), '[]')
                 FROM bookings b WHERE b.registration_id = r.id AND b.state NOT IN ('wished', 'cancelled')) AS bookings,
              CASE WHEN (SELECT w.no_shows_last FROM wish_rules w WHERE w.event_id = r.event_id) THEN
                (SELECT COALESCE(json_agg(json_build_object('departureId', d.id, 'title', v.title, 'titles', v.titles) ORDER BY d.starts_at, d.id), '[]')
                   FROM bookings b JOIN departures d ON d.id = b.departure_id JOIN site_visits v ON v.id = d.site_visit_id
                  WHERE b.registration_id = r.id AND b.state = 'no_show' AND NOT b.excused) ELSE '[]' END AS missed
         FROM registrations r JOIN persons p ON p.id = r.person_id
        WHERE r.event_id = $1
          AND (r.id = ANY ($2::uuid[])
               OR ($4 AND r.state = 'confirmed' AND r.id IN
                    (SELECT l.registration_id FROM wishes w JOIN wish_lists l ON l.id = w.list_id WHERE w.site_visit_id = ANY ($3::uuid[]))))
        ORDER BY r.id`,
      [eventId, given, visitIds, 'wishersAnd' in whose],
    );
  }

  private async commitmentsOf(
    eventId: string,
    wishers: readonly { id: string }[],
    departures: readonly WishedDeparture[],
    longestWay: number,
  ): Promise<Map<string, Commitment[]>> {
    const found = new Map<string, Commitment[]>();
    if (departures.length === 0 || wishers.length === 0) return found;
    const all = await this.commitments.at({
      eventId,
      registrationIds: wishers.map(({ id }) => id),
      startsAt: new Date(Math.min(...departures.map(({ startsAt }) => startsAt.getTime())) - longestWay),
      endsAt: new Date(Math.max(...departures.map(({ endsAt }) => endsAt.getTime())) + longestWay),
    });
    for (const one of all) {
      const list = found.get(one.registrationId);
      if (list) list.push(one);
      else found.set(one.registrationId, [one]);
    }
    return found;
  }
}

/** Of more seats that are kept than are free, only so many are. */
function withinFree(kept: readonly KeptSeats[], free: number): KeptSeats[] {
  let left = Math.max(0, free);
  return kept.flatMap((one) => {
    const open = Math.min(one.open, left);
    left -= open;
    return open > 0 ? [{ ...one, open }] : [];
  });
}
