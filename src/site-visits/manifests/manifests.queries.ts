import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { listed } from '../bookings/booking.rules';
import type { ManifestQuery } from './manifest.input';
import {
  hasIdentity,
  isAmended,
  leftOut,
  usualForm,
  type CoachContact,
  type FrozenForm,
  type Heading,
} from './manifest.rules';
import {
  toDownloadView,
  toLineView,
  toManifestView,
  type DownloadRow,
  type HostListView,
  type LineRow,
  type ManifestDownloadView,
  type ManifestFormView,
  type ManifestRow,
  type ManifestView,
  type ManifestWithLinesView,
} from './manifest.view';
import { manifestProblems } from './manifests.errors';

const instant = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** SQL for what stands above the list of a departure `d` of the visit `v` to the organisation `o`. */
const headingJson = `jsonb_build_object('title', v.title, 'titles', v.titles, 'host', o.name, 'site', v.site, 'address', v.address,
  'startsAt', ${instant('d.starts_at')}, 'endsAt', ${instant('d.ends_at')}, 'meetingPoint', d.meeting_point,
  'coaches', (SELECT coalesce(jsonb_agg(jsonb_build_object('label', c.coach ->> 'label', 'plate', c.coach ->> 'plate') ORDER BY c.place), '[]')
                FROM jsonb_array_elements(d.coaches) WITH ORDINALITY AS c (coach, place)),
  'cancelled', d.state = 'cancelled')`;

/** SQL for what a line can say of a registration `r` of the person `p`; what the form leaves out is taken away from it. */
const shownJson = `jsonb_strip_nulls(jsonb_build_object('name', p.display_name, 'nativeName', p.native_name, 'givenName', p.given_name,
  'familyName', p.family_name, 'formOfAddress', p.form_of_address, 'post', p.post,
  'delegation', CASE WHEN o.id IS NOT NULL THEN jsonb_build_object('name', o.name, 'names', o.names)
                     WHEN r.organisation_name IS NOT NULL THEN jsonb_build_object('name', r.organisation_name, 'names', '{}'::jsonb) END,
  'part', r.part_in_delegation, 'nationality', p.nationality,
  'category', jsonb_build_object('name', c.title, 'names', c.titles), 'code', r.code))`;

/**
 * SQL (common table expressions) over the departure $1: `latest`, what was last said of everybody of whom something ever
 * was, up to an amendment; and `told`, those of them who are on the list.
 */
const saidUpTo = (amendment: string): string => `
  latest AS (
    SELECT DISTINCT ON (l.person_id) l.person_id, l.registration_id, l.booking_id, l.number, l.change, l.shown, l.identity_id
      FROM manifest_lines l JOIN manifests m ON m.id = l.manifest_id
     WHERE m.departure_id = $1 AND m.amendment <= ${amendment}
     ORDER BY l.person_id, m.amendment DESC),
  told AS (SELECT * FROM latest WHERE change <> 'removed')`;

/**
 * SQL (common table expressions) that compares the list of the departure $1 as it was last told with who goes: `told`,
 * `present` and `differences`. $2 are the fields that its form leaves out, $3 says whether anybody goes at all, $4 whether the
 * list has identity data: of them it knows which version holds, and nothing else.
 */
export const comparison = `
  ${saidUpTo('2147483647')},
  going AS (
    SELECT DISTINCT ON (r.person_id) r.person_id, b.registration_id, b.id AS booking_id, i.identity_id,
           ${shownJson} - $2::text[] AS shown, coalesce(o.name, r.organisation_name) AS sender, r.sort_name
      FROM bookings b
      JOIN registrations r ON r.id = b.registration_id
      JOIN persons p ON p.id = r.person_id
      JOIN categories c ON c.id = r.category_id
      LEFT JOIN delegations g ON g.id = r.delegation_id
      LEFT JOIN organisations o ON o.id = g.organisation_id
      LEFT JOIN identity_requests q ON $4::boolean AND q.held
        AND q.site_visit_id = b.site_visit_id AND q.registration_id = r.id AND q.person_id = r.person_id
      LEFT JOIN LATERAL (SELECT t.id AS identity_id FROM identity_records t
                          WHERE t.request_id = q.id AND t.sealed IS NOT NULL ORDER BY t.number DESC LIMIT 1) i ON true
     WHERE $3::boolean AND b.departure_id = $1 AND b.state IN (${listed.map((state) => `'${state}'`).join(', ')})
     ORDER BY r.person_id, b.id),
  present AS (
    SELECT n.*, coalesce(l.number, (SELECT coalesce(max(number), 0) FROM latest)
                 + row_number() OVER (PARTITION BY l.number IS NULL ORDER BY n.sender NULLS LAST, n.sort_name, n.person_id))::integer AS number
      FROM going n LEFT JOIN latest l USING (person_id)),
  differences AS (
    SELECT person_id, coalesce(n.registration_id, t.registration_id) AS registration_id, coalesce(n.booking_id, t.booking_id) AS booking_id,
           coalesce(n.number, t.number) AS number,
           CASE WHEN t.number IS NULL THEN 'added' WHEN n.number IS NULL THEN 'removed' ELSE 'changed' END AS change,
           n.shown, t.shown AS shown_before, n.identity_id, t.identity_id AS identity_before_id
      FROM present n FULL JOIN told t USING (person_id)
     WHERE n.number IS NULL OR t.number IS NULL OR n.shown <> t.shown OR n.identity_id IS DISTINCT FROM t.identity_id)`;

/** SQL for the SHA-256 of a whole list: its heading (jsonb) and the lines of `of`. */
export const digestOfList = (heading: string, of: string): string =>
  `(SELECT encode(sha256(convert_to(${heading}::text || coalesce(string_agg(
      concat_ws('|', number, person_id, shown, identity_id), E'\\n' ORDER BY number), ''), 'UTF8')), 'hex') FROM ${of})`;

/** Kinds of mail that bring a host its lists. */
export const hostMails = `'manifest.frozen', 'manifest.amended'`;

const manifests: ListDefinition<ManifestRow, ManifestView> = {
  select: `m.id, m.version, m.event_id, m.site_visit_id, m.departure_id, m.list_number, m.amendment, m.frozen_at, m.made_by, m.form, m.heading,
    m.heading_before, m.digest, m.list_digest, n.added, n.removed, n.changed, s.sent_at, s.sent_to, s.is_lost, r.received_at, a.amendments, x.overrides`,
  from: `manifests m
    CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE change = 'added')::integer AS added, count(*) FILTER (WHERE change = 'removed')::integer AS removed,
                               count(*) FILTER (WHERE change = 'changed')::integer AS changed FROM manifest_lines WHERE manifest_id = m.id) n
    CROSS JOIN LATERAL (SELECT min(sent_at) AS sent_at, (array_agg(name ORDER BY created_at DESC, id DESC))[1] AS sent_to,
                               coalesce(bool_and(state IN ('failed', 'bounced', 'suppressed', 'cancelled')), false) AS is_lost
                          FROM messages WHERE event_id = m.event_id AND cause = m.id::text AND kind IN (${hostMails})) s
    CROSS JOIN LATERAL (SELECT min(at) AS received_at FROM manifest_downloads WHERE manifest_id = m.id AND by_kind = 'link') r
    CROSS JOIN LATERAL (SELECT count(*)::integer AS amendments FROM manifests WHERE departure_id = m.departure_id AND amendment > m.amendment) a
    CROSS JOIN LATERAL (SELECT coalesce(json_agg(json_build_object('act', act, 'personId', person_id, 'reason', reason, 'by', by_name, 'at', at)
                               ORDER BY at, id), '[]') AS overrides FROM manifest_overrides WHERE manifest_id = m.id) x`,
  id: 'm.id',
  sorts: { frozenAt: { expression: 'm.frozen_at', type: 'timestamptz' } },
  defaultSort: 'frozenAt',
  view: toManifestView,
};

const downloads: ListDefinition<DownloadRow, ManifestDownloadView> = {
  select: 'x.*, m.list_number, m.amendment, m.form',
  from: 'manifest_downloads x JOIN manifests m ON m.id = x.manifest_id',
  id: 'x.id',
  sorts: { at: { expression: 'x.at', type: 'timestamptz' } },
  defaultSort: '-at',
  view: toDownloadView,
};

/** A departure, the form of its host, and the last that the host was told. */
export interface Standing extends Record<string, unknown> {
  readonly event_id: string;
  readonly site_visit_id: string;
  readonly departure_id: string;
  readonly state: string;
  /** What would stand above the list now. */
  readonly heading: Heading;
  readonly last_id: string | null;
  readonly last_amendment: number | null;
  readonly last_list_number: number | null;
  readonly last_heading: Heading | null;
  readonly last_form: FrozenForm | null;
  /** The form of the host as it is now, if it has one. */
  readonly form: FrozenForm | null;
  readonly locales: readonly string[];
}

/** A list as it stood at one of its amendments, for whoever prints it. */
export interface ListAsOf {
  readonly row: ManifestRow;
  readonly lines: readonly LineRow[];
}

/** Reads of manifests: what hosts were told, and what they have. */
@Injectable()
export class ManifestsQueries {
  constructor(private readonly db: Database) {}

  /** The manifests of a departure or of a visit, the oldest first. */
  list(
    eventId: string,
    of: { readonly departureId?: string; readonly siteVisitId?: string },
    query: ManifestQuery,
  ): Promise<Page<ManifestView>> {
    return page(this.db, manifests, query, [
      when(eventId, 'm.event_id = ?'),
      when(of.departureId, 'm.departure_id = ?'),
      when(of.siteVisitId, 'm.site_visit_id = ?'),
      when(query.listNumber, 'm.list_number = ?'),
    ]);
  }

  /** @throws 404 */
  async row(
    eventId: string,
    id: string,
    of: { readonly departureId?: string; readonly siteVisitId?: string } = {},
  ): Promise<ManifestRow> {
    const row = await this.db.one<ManifestRow>(
      `SELECT ${manifests.select} FROM ${manifests.from}
        WHERE m.event_id = $1 AND m.id = $2 AND ($3::uuid IS NULL OR m.departure_id = $3) AND ($4::uuid IS NULL OR m.site_visit_id = $4)`,
      [eventId, id, of.departureId ?? null, of.siteVisitId ?? null],
    );
    if (!row) throw httpProblems.notFound('There is no such manifest here.');
    return row;
  }

  /** One manifest with its lines, in the order of their numbers. @throws 404 */
  async manifest(
    eventId: string,
    id: string,
    of: { readonly departureId?: string; readonly siteVisitId?: string },
  ): Promise<ManifestWithLinesView> {
    const row = await this.row(eventId, id, of);
    return { ...manifests.view(row), lines: (await this.lines(id)).map(toLineView) };
  }

  /** The forms in which manifests were made, by their ids. */
  async formsOf(ids: readonly string[]): Promise<Map<string, FrozenForm>> {
    const rows = await this.db.query<{ id: string; form: FrozenForm }>(
      'SELECT id, form FROM manifests WHERE id = ANY ($1::uuid[])',
      [ids],
    );
    return new Map(rows.map(({ id, form }) => [id, form]));
  }

  /** The lines of one manifest, in the order of their numbers. */
  lines(manifestId: string): Promise<LineRow[]> {
    return this.db.query<LineRow>(
      'SELECT * FROM manifest_lines WHERE manifest_id = $1 ORDER BY number, person_id',
      [manifestId],
    );
  }

  /** On which coach each person of a departure goes now, by coach and name; those who have no seat yet come last. */
  async coachOf(departureId: string): Promise<Map<string, string>> {
    const rows = await this.db.query<{ person_id: string; label: string | null }>(
      `SELECT r.person_id, c.label FROM bookings b JOIN registrations r ON r.id = b.registration_id
         LEFT JOIN coaches c ON c.id = b.coach_id
        WHERE b.departure_id = $1 AND b.state = ANY ($2)
        ORDER BY c.position NULLS LAST, r.sort_name, r.person_id`,
      [departureId, listed],
    );
    return new Map(rows.map(({ person_id, label }) => [person_id, label ?? '']));
  }

  /** The whole list of a departure as its host had it after a manifest. */
  async asOf(row: ManifestRow): Promise<ListAsOf> {
    const lines = await this.db.query<LineRow>(
      `WITH ${saidUpTo('$2')} SELECT person_id, registration_id, booking_id, number, 'added' AS change, shown, NULL::jsonb AS shown_before,
              identity_id, NULL::uuid AS identity_before_id FROM told ORDER BY number, person_id`,
      [row.departure_id, row.amendment],
    );
    return { row, lines };
  }

  /** The last manifest of a departure. @throws 404, 409 before the list is frozen */
  async last(eventId: string, departureId: string): Promise<ManifestRow> {
    const row = await this.db.one<ManifestRow>(
      `SELECT ${manifests.select} FROM ${manifests.from} WHERE m.event_id = $1 AND m.departure_id = $2 ORDER BY m.amendment DESC LIMIT 1`,
      [eventId, departureId],
    );
    if (row) return row;
    const departure = await this.db.one<{ state: string }>(
      'SELECT state FROM departures WHERE event_id = $1 AND id = $2',
      [eventId, departureId],
    );
    if (!departure) throw httpProblems.notFound('There is no such departure in this event.');
    throw manifestProblems.manifestNotYet(
      `The departure is ${departure.state}; its list is frozen when booking closes.`,
    );
  }

  /** What the host of a departure has: the list with everything that amended it; and what it has not been told yet. */
  async hostHas(eventId: string, departureId: string): Promise<HostListView> {
    const { row, lines } = await this.asOf(await this.last(eventId, departureId));
    const standing = (await this.standing(departureId))!;
    const found = (await this.db.one<{
      digest: string;
      added: number;
      removed: number;
      changed: number;
    }>(
      `WITH ${comparison}
       SELECT count(*) FILTER (WHERE change = 'added')::integer AS added, count(*) FILTER (WHERE change = 'removed')::integer AS removed,
              count(*) FILTER (WHERE change = 'changed')::integer AS changed,
              ${digestOfList('$5::jsonb', 'told')} AS digest FROM differences`,
      [...comparedBy(standing), JSON.stringify(row.heading)],
    ))!;
    const { digest, ...pending } = found;
    const isOver = !isAmended(standing.state);
    return {
      departureId,
      manifest: manifests.view(row),
      digest,
      lines: lines.map(toLineView),
      pending: isOver
        ? { added: 0, removed: 0, changed: 0, heading: false }
        : { ...pending, heading: JSON.stringify(headingOf(standing)) !== JSON.stringify(row.heading) },
    };
  }

  /** What is known of a departure and of what its host was told last; undefined when there is no such departure. */
  standing(departureId: string): Promise<Standing | undefined> {
    return this.db.one<Standing>(
      `SELECT d.event_id, d.site_visit_id, d.id AS departure_id, d.state, ${headingJson} AS heading, m.id AS last_id, m.amendment AS last_amendment,
              m.list_number AS last_list_number, m.heading AS last_heading, m.form AS last_form, e.locales,
              CASE WHEN f.site_visit_id IS NOT NULL THEN jsonb_build_object('mark', f.mark, 'columns', f.columns, 'languages', f.languages,
                                                                            'orientation', f.orientation, 'formats', f.formats) END AS form
         FROM departures d JOIN site_visits v ON v.id = d.site_visit_id JOIN organisations o ON o.id = v.organisation_id JOIN events e ON e.id = d.event_id
         LEFT JOIN manifest_forms f ON f.site_visit_id = v.id
         LEFT JOIN LATERAL (SELECT * FROM manifests WHERE departure_id = d.id ORDER BY amendment DESC LIMIT 1) m ON true
        WHERE d.id = $1`,
      [departureId],
    );
  }

  /** How the host of a visit wants its lists. @throws 404 */
  async form(event: EventScope, siteVisitId: string): Promise<ManifestFormView> {
    const row = await this.db.one<{
      known: boolean;
      version: number | null;
      form: FrozenForm | null;
      coach_contact: CoachContact | null;
    }>(
      `SELECT true AS known, f.version, f.coach_contact,
              CASE WHEN f.site_visit_id IS NOT NULL THEN jsonb_build_object('mark', f.mark, 'columns', f.columns, 'languages', f.languages,
                                                                            'orientation', f.orientation, 'formats', f.formats) END AS form
         FROM site_visits v LEFT JOIN manifest_forms f ON f.site_visit_id = v.id WHERE v.event_id = $1 AND v.id = $2`,
      [event.id, siteVisitId],
    );
    if (!row) throw httpProblems.notFound('There is no such site visit in this event.');
    const form = row.form ?? usualForm(event.locales);
    return {
      siteVisitId,
      version: row.version ?? 0,
      ...form,
      columns: form.columns.map(({ field, heading = null }) => ({ field, heading })),
      languages: [...form.languages],
      formats: [...form.formats],
      coachContact: row.coach_contact,
    };
  }

  /** Who fetched files of a departure's manifests, the last first. */
  downloads(
    eventId: string,
    of: { readonly departureId: string; readonly manifestId?: string },
    query: PageQuery,
  ): Promise<Page<ManifestDownloadView>> {
    return page(this.db, downloads, query, [
      when(eventId, 'x.event_id = ?'),
      when(of.departureId, 'x.departure_id = ?'),
      when(of.manifestId, 'x.manifest_id = ?'),
    ]);
  }
}

/** The values of the parameters of {@link comparison}. */
export function comparedBy(standing: Standing): unknown[] {
  const form = formOf(standing);
  return [standing.departure_id, leftOut(form), standing.state !== 'cancelled', hasIdentity(form)];
}

/** The form in which the next manifest of a departure is made: that of its list, or the host's present one for a list. */
export function formOf({ last_form, form, locales }: Standing): FrozenForm {
  return last_form ?? form ?? usualForm(locales);
}

/** What stands above the next manifest of a departure. Of one that is cancelled nothing else is news. */
export function headingOf({ state, heading, last_heading }: Standing): Heading {
  return state === 'cancelled' && last_heading !== null ? { ...last_heading, cancelled: true } : heading;
}
