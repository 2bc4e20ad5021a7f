import { Injectable } from '@nestjs/common';
import type { ConcernedPoint } from './admission-rules.service';
import { hoursInADay, type PointKind } from './admission.rules';
import { waitsForDecision } from '../registration.rules';
import { DeskFacts } from './desk-facts.service';

/** How a scan says to what somebody comes: by the point, by the session, or not at all. */
export type PlaceKey = 'id' | 'session' | 'default';

/** What every statement knows of the point at which somebody is seen. */
export interface PointRow extends Record<string, unknown> {
  point_id: string;
  kind: PointKind;
  session_id: string | null;
  reentry: boolean;
  records_out: boolean;
  opens_at: Date | null;
  closes_at: Date | null;
  concerned: ConcernedPoint;
}

/** The columns of {@link PointRow} of a row `point`. */
export const pointColumns = `point.point_id, point.kind, point.session_id, point.reentry, point.records_out, point.opens_at,
  point.closes_at, point.concerned`;

/** What the desk sees of a person, as the statements answer it. */
export interface DeskPersonRow {
  registration_id: string;
  code: string;
  state: string;
  display_name: string;
  native_name: string | null;
  category_id: string;
  category_title: string;
  badge_colour: string | null;
  organisation_name: string | null;
  delegation_id: string | null;
  part_in_delegation: string | null;
  locale: string;
  desk_note: string | null;
  missing: string[];
  facts: Record<string, { title?: string; at?: string; place?: string; detail?: string } | null>;
}

/** SQL for what lets `r` into the zone of `point`, by the category or by itself. */
const zoneGrants = `SELECT 1 FROM zone_grants g WHERE g.zone_id = point.zone_id AND (g.registration_id = r.id OR g.category_id = r.category_id)`;

/**
 * The parts of which statements about admission are made: each rule stands in one place, whether one person is asked
 * about or a hundred thousand. They speak of `moment` (what is known of the scan), `point`, and `r` (the registration).
 */
@Injectable()
export class AdmissionQueries {
  constructor(private readonly desk: DeskFacts) {}

  /**
   * SQL that answers the point of the event `$1`, with its session as it was released last. `value` is the parameter
   * that holds its id, or that of the session, or null.
   */
  point(key: PlaceKey, value: string): string {
    const which = {
      id: `p.id = ${value}::uuid`,
      session: `p.session_id = ${value}::uuid`,
      default: `p.is_default AND ${value}::uuid IS NULL`,
    }[key];
    return `SELECT p.id AS point_id, p.kind, p.session_id, p.category_ids, p.zone_id, p.reentry, p.records_out, p.missing AS on_missing,
              s.category_ids AS session_category_ids, s.session_id IS NOT NULL AS on_programme,
              CASE WHEN p.kind = 'session' THEN s.starts_at - make_interval(mins => p.opens_minutes_before) ELSE p.opens_at END AS opens_at,
              CASE WHEN p.kind = 'session' THEN s.ends_at + make_interval(mins => p.closes_minutes_after) ELSE p.closes_at END AS closes_at,
              CASE WHEN p.kind <> 'session' THEN p.kind WHEN s.capacity IS NULL THEN 'open_session' ELSE 'seated_session' END AS concerned
         FROM check_in_points p
         LEFT JOIN releases l ON p.session_id IS NOT NULL AND l.event_id = p.event_id AND l.state = 'released'
         LEFT JOIN release_sessions s ON s.release_id = l.id AND s.session_id = p.session_id
        WHERE p.event_id = $1 AND ${which}`;
  }

  /**
   * SQL that answers `moment` from these parameters: what is wrong with the scan itself (`flaw`), the revision of the
   * badge that was shown (null for a code), and the days on which people come.
   */
  moment(
    of: Record<'at' | 'zone' | 'direction' | 'revision' | 'flaw' | 'firstDay' | 'lastDay', string>,
  ): string {
    return `SELECT ${of.at}::timestamptz AS at, (${of.at}::timestamptz AT TIME ZONE ${of.zone}::text)::date AS day,
              ${of.zone}::text AS zone, ${of.direction}::text AS direction, ${of.revision}::integer AS revision,
              ${of.flaw}::text AS flaw, (${of.firstDay})::date AS first_day, (${of.lastDay})::date AS last_day`;
  }

  /** SQL that answers why `r` is refused whatever the time and whoever is in already, or null. */
  get personVerdict(): string {
    return `CASE ${this.personReasons} END`;
  }

  /** SQL that answers why the scan is refused, or null; whether the person is in already is another matter. */
  get verdict(): string {
    return `CASE WHEN moment.flaw IS NOT NULL THEN moment.flaw
      WHEN r.id IS NULL THEN 'unknown_code'
      WHEN moment.revision < r.badge_revision THEN 'token_revoked'
      WHEN moment.direction = 'out' THEN CASE WHEN NOT point.records_out THEN 'out_not_recorded' END
      ${this.personReasons}
      WHEN point.kind = 'day' AND moment.day NOT BETWEEN moment.first_day AND moment.last_day THEN 'wrong_day'
      WHEN point.zone_id IS NOT NULL AND NOT EXISTS (${zoneGrants} AND (g.valid_from IS NULL OR g.valid_from <= moment.at)
        AND (g.valid_until IS NULL OR moment.at < g.valid_until)) THEN 'zone_not_now'
      WHEN (point.kind = 'session' AND NOT point.on_programme) OR moment.at < point.opens_at OR moment.at >= point.closes_at THEN 'not_open'
      WHEN point.on_missing = 'refuse' AND ${this.desk.incomplete} THEN 'missing_requirements' END`;
  }

  /** The columns of {@link DeskPersonRow}, of `r` with its person `p` and category `c` at `moment`. */
  get deskColumns(): string {
    return `r.id AS registration_id, r.code, r.state, p.display_name, p.native_name, r.category_id, c.title AS category_title,
      c.badge_colour, r.organisation_name, r.delegation_id, r.part_in_delegation, r.locale, r.desk_note,
      ${this.desk.missing} AS missing, ${this.desk.facts} AS facts`;
  }

  /**
   * SQL that answers when `r` may go into the zone of `point`, as pairs of instants (null: always) by time; null where it is
   * at no door, or they always may.
   */
  get zoneTimes(): string {
    return `(SELECT CASE WHEN bool_or(g.valid_from IS NULL AND g.valid_until IS NULL) THEN NULL
               ELSE json_agg(json_build_array(g.valid_from, g.valid_until) ORDER BY g.valid_from NULLS FIRST, g.valid_until) END
               FROM zone_grants g WHERE g.zone_id = point.zone_id AND (g.registration_id = r.id OR g.category_id = r.category_id))`;
  }

  /** SQL that holds when something is missing of `r`. */
  get incomplete(): string {
    return this.desk.incomplete;
  }

  private get personReasons(): string {
    return `WHEN r.state <> 'confirmed' THEN 'not_confirmed'
      WHEN r.reapproval_since IS NOT NULL OR ${waitsForDecision} THEN 'not_approved'
      WHEN EXISTS (SELECT 1 FROM entry_blocks b WHERE b.registration_id = r.id AND b.lifted_at IS NULL) THEN 'blocked'
      WHEN NOT (point.category_ids = '{}' OR r.category_id = ANY (point.category_ids))
        OR NOT (COALESCE(point.session_category_ids, '{}') = '{}' OR r.category_id = ANY (point.session_category_ids)) THEN 'wrong_category'
      WHEN point.zone_id IS NOT NULL AND NOT EXISTS (${zoneGrants}) THEN 'not_in_zone'`;
  }
}

/** SQL that holds when the leaving `o` can end the entry `e`: on the same day, or before so many hours have passed. */
export function endsEntry(kind: string, leaving: { day: string; at: string }, entry: string): string {
  return `(${kind} <> 'day' OR ${entry}.once_on = ${leaving.day} OR ${leaving.at} - ${entry}.at <= interval '${hoursInADay} hours')`;
}
