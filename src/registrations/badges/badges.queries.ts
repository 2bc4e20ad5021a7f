import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { containing, page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import type { PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { readRegistrationCode, waitsForDecision } from '../registration.rules';
import type { BadgeStateQuery } from './badge.input';
import type { BadgeChoice, BadgePrintView, BadgeState, BadgeStateView } from './badge.view';
import { DelegationNamesOnBadges, type DelegationNames } from './delegation-names.service';

/** A zone into which somebody may go, for a time unless both are null. */
export interface BadgeZoneRow {
  readonly code: string;
  readonly colour: string | null;
  readonly from: string | null;
  readonly until: string | null;
}

/** Somebody as their badge tells of them. */
export interface BadgeRow extends Record<string, unknown> {
  readonly id: string;
  readonly code: string;
  readonly state: string;
  /** Whether it waits for a decision without which nobody gets a badge at the desk. */
  readonly waits: boolean;
  readonly revision: number;
  /** Digest of what the badge says. */
  readonly content: string;
  readonly sort_name: string;
  readonly display_name: string;
  readonly native_name: string | null;
  readonly form_of_address: string | null;
  readonly post: string | null;
  readonly organisation_name: string | null;
  readonly delegation: DelegationNames | null;
  readonly category_id: string;
  readonly category_title: string;
  readonly category_titles: Readonly<Record<string, string>>;
  readonly badge_colour: string | null;
  readonly zones: readonly BadgeZoneRow[];
  readonly badge_at_home: boolean;
  /** The file that answers the question for a photo. */
  readonly photo_id: string | null;
}

interface BadgeStateRow extends Record<string, unknown> {
  registration_id: string;
  code: string;
  display_name: string;
  category_id: string;
  delegation_id: string | null;
  badge_state: BadgeState;
  badge_revision: number;
  revision: number | null;
  at: Date | null;
  by_name: string | null;
  times: number | null;
}

interface PrintRow extends Record<string, unknown> {
  id: string;
  chosen: BadgeChoice;
  layout: BadgePrintView['layout'];
  language: string;
  sort_by: BadgePrintView['order'];
  requested_by: string;
  created_at: Date;
  job_id: string;
  badges: number | null;
  file_id: string | null;
  expires_at: Date | null;
  slug: string;
}

const prints: ListDefinition<PrintRow, BadgePrintView> = {
  select: `b.id, b.chosen, b.layout, b.language, b.sort_by, b.requested_by, b.created_at, b.job_id, b.badges, b.file_id, b.expires_at, e.slug`,
  from: 'badge_prints b JOIN events e ON e.id = b.event_id',
  id: 'b.id',
  sorts: { createdAt: { expression: 'b.created_at', type: 'timestamptz' } },
  defaultSort: '-createdAt',
  view: (row) => ({
    id: row.id,
    chosen: row.chosen,
    layout: row.layout,
    language: row.language,
    order: row.sort_by,
    requestedBy: row.requested_by,
    createdAt: row.created_at.toISOString(),
    jobId: row.job_id,
    badges: row.badges,
    url: row.file_id === null ? null : `/api/v1/events/${row.slug}/badges/prints/${row.id}/file`,
    expiresAt: row.expires_at?.toISOString() ?? null,
  }),
};

/** The file with which somebody answered the question for a photo, as SQL over `r`, the row of the registration. */
const photoOf = `SELECT a.file_id FROM answer_files a JOIN forms f ON f.id = a.form_id
   JOIN LATERAL jsonb_array_elements(f.fields) q ON q ->> 'key' = a.question AND q ->> 'photo' = 'true'
  WHERE a.registration_id = r.id ORDER BY a.question LIMIT 1`;

/**
 * The zones into which somebody may go, by code and time, as SQL over `r`: by the category, and by what was given to them. Who
 * may always go into one needs no times for it.
 */
const zonesOf = `SELECT COALESCE(jsonb_agg(DISTINCT jsonb_build_object('code', z.code, 'colour', z.colour, 'from', g.valid_from, 'until', g.valid_until)), '[]')
   FROM zone_grants g JOIN access_zones z ON z.id = g.zone_id
  WHERE (g.registration_id = r.id OR g.category_id = r.category_id)
    AND (g.valid_from IS NULL AND g.valid_until IS NULL OR NOT EXISTS (
      SELECT 1 FROM zone_grants o WHERE o.zone_id = g.zone_id AND (o.registration_id = r.id OR o.category_id = r.category_id)
         AND o.valid_from IS NULL AND o.valid_until IS NULL))`;

/** Reads of badges: what they say, how it stands with them, and the files in which they were printed. */
@Injectable()
export class BadgesQueries {
  constructor(
    private readonly db: Database,
    private readonly delegations: DelegationNamesOnBadges,
  ) {}

  /**
   * Badges of people who are confirmed and match, by name; one query for all of them. Those named are answered whatever
   * their state.
   */
  badges(eventId: string, { onlyNeeded = false, ...chosen }: BadgeChoice): Promise<BadgeRow[]> {
    return this.db.query<BadgeRow>(
      `SELECT r.id, r.code, r.state, ${waitsForDecision} AS waits, r.badge_revision AS revision, x.content, r.sort_name, p.display_name, p.native_name,
              p.form_of_address, p.post, r.organisation_name, x.delegation, c.id AS category_id, c.title AS category_title,
              c.titles AS category_titles, c.badge_colour, x.zones, c.badge_at_home, x.photo_id
         FROM ${this.from}
        WHERE r.event_id = $1 AND (r.state = 'confirmed' OR r.id = ANY ($4::uuid[]))
          AND ($2::uuid IS NULL OR r.category_id = $2)
          AND ($3::uuid IS NULL OR r.delegation_id = $3)
          AND ($4::uuid[] IS NULL OR r.id = ANY ($4::uuid[]))
          AND (NOT $5::boolean OR ${state} <> 'valid')
        ORDER BY r.sort_name, r.id`,
      [
        eventId,
        chosen.categoryId ?? null,
        chosen.delegationId ?? null,
        chosen.registrationIds ?? null,
        onlyNeeded,
      ],
    );
  }

  /** How it stands with the badges of those who are confirmed. */
  list(eventId: string, query: BadgeStateQuery): Promise<Page<BadgeStateView>> {
    const definition: ListDefinition<BadgeStateRow, BadgeStateView> = {
      select: `r.id AS registration_id, r.code, p.display_name, r.category_id, r.delegation_id, ${state} AS badge_state,
        r.badge_revision, b.revision, b.at, b.by_name, b.times`,
      from: this.from,
      id: 'r.id',
      sorts: { name: { expression: 'r.sort_name', type: 'text' } },
      defaultSort: 'name',
      view: (row) => ({
        registrationId: row.registration_id,
        code: row.code,
        name: row.display_name,
        categoryId: row.category_id,
        delegationId: row.delegation_id,
        state: row.badge_state,
        revision: row.badge_revision,
        printedRevision: row.revision,
        printedAt: row.at?.toISOString() ?? null,
        printedBy: row.by_name,
        timesPrinted: row.times ?? 0,
      }),
    };
    return page(this.db, definition, query, [
      when(eventId, 'r.event_id = ?'),
      { sql: `r.state = 'confirmed'`, values: [] },
      when(query.state, `${state} = ANY (?)`),
      when(query.categoryId, 'r.category_id = ?'),
      when(query.delegationId, 'r.delegation_id = ?'),
      query.q
        ? {
            sql: `(r.code LIKE ? OR lower(p.display_name) LIKE lower(?) OR p.native_name LIKE ?)`,
            values: [
              containing(readRegistrationCode(query.q)).slice(1),
              containing(query.q),
              containing(query.q),
            ],
          }
        : undefined,
    ]);
  }

  prints(eventId: string, query: PageQuery): Promise<Page<BadgePrintView>> {
    return page(this.db, prints, query, [when(eventId, 'b.event_id = ?')]);
  }

  /** @throws 404 */
  async print(eventId: string, id: string): Promise<BadgePrintView> {
    return prints.view(await this.printRow(eventId, id));
  }

  /** The file of a print, if it is there; whether it was ever made. @throws 404 */
  async printedFile(
    eventId: string,
    id: string,
  ): Promise<{ readonly fileId: string | null; readonly made: boolean }> {
    const { file_id: fileId, badges } = await this.printRow(eventId, id);
    return { fileId, made: badges !== null };
  }

  private async printRow(eventId: string, id: string): Promise<PrintRow> {
    const row = await this.db.one<PrintRow>(
      `SELECT ${prints.select} FROM ${prints.from} WHERE b.event_id = $1 AND b.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('No such badges were printed in this event.');
    return row;
  }

  /** Registrations with what their badges say, a digest of that, and how they were printed last. */
  private get from(): string {
    return `registrations r JOIN persons p ON p.id = r.person_id JOIN categories c ON c.id = r.category_id
      JOIN events e ON e.id = r.event_id LEFT JOIN printed_badges b ON b.registration_id = r.id
      CROSS JOIN LATERAL (
        SELECT y.delegation, y.photo_id, y.zones, md5(jsonb_build_array(p.display_name, p.native_name, p.form_of_address, p.post,
                 r.organisation_name, y.delegation, c.title, c.titles, c.badge_colour, y.zones, y.photo_id, e.title, e.titles,
                 e.start_date, e.end_date, e.city, e.country)::text) AS content
          FROM (SELECT (${this.delegations.sql}) AS delegation, (${photoOf}) AS photo_id, (${zonesOf}) AS zones) y) x`;
  }
}

const state = `(CASE WHEN b.registration_id IS NULL THEN 'missing' WHEN b.revision < r.badge_revision THEN 'lost'
  WHEN b.content <> x.content THEN 'changed' ELSE 'valid' END)`;
