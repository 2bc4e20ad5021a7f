import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { containing, page, when, type ListDefinition } from '../../platform/database/list';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { ClearanceFindings, type FindingCode } from '../hosts/clearance-findings.service';
import { IdentityData, type LookPurpose } from './identity-data.service';
import { erasureOf } from './identity-erasures.service';
import { placeOf } from './identity-notices.service';
import type {
  IdentityDataQuery,
  IdentityErasureQuery,
  IdentityLookQuery,
  IdentityRequestQuery,
} from './identity.input';
import { askedOf, documentsTakenOf, type IdentityRules } from './identity.rules';
import type {
  ErasureReason,
  IdentityDataView,
  IdentityErasureView,
  IdentityLookView,
  IdentityRequestView,
  OwnIdentityRequestView,
} from './identity.view';

interface OwnRow extends Record<string, unknown> {
  readonly id: string;
  readonly version: number;
  readonly site_visit_id: string;
  readonly title: string;
  readonly titles: Record<string, string>;
  readonly host: string;
  readonly rules: IdentityRules | null;
  readonly nationality: string | null;
  readonly given: string[];
  readonly missing: string[];
  readonly departure_id: string | null;
  readonly departure_state: string | null;
  readonly starts_at: Date | null;
  readonly due_at: Date | null;
  readonly handed_in_at: Date | null;
  readonly erased_from: Date | null;
}

interface RequestRow extends Record<string, unknown> {
  readonly id: string;
  readonly registration_id: string;
  readonly code: string;
  readonly name: string;
  readonly departure_id: string;
  readonly asked_at: Date;
  readonly due_at: Date;
  readonly missing: string[];
}

interface VisitorRow extends Record<string, unknown> {
  readonly booking_id: string;
  readonly departure_id: string;
  readonly registration_id: string;
  readonly code: string;
  readonly name: string;
}

interface LookRow extends Record<string, unknown> {
  readonly id: string;
  readonly site_visit_id: string;
  readonly registration_id: string;
  readonly record_id: string;
  readonly purpose: LookPurpose;
  readonly by_kind: string;
  readonly by_name: string;
  readonly at: Date;
}

interface ErasureRow extends Record<string, unknown> {
  readonly id: string;
  readonly site_visit_id: string;
  readonly registration_id: string;
  readonly reason: ErasureReason;
  readonly fields: string[];
  readonly records: number;
  readonly digest: string;
  readonly due_at: Date | null;
  readonly by_name: string;
  readonly at: Date;
}

const visitors: ListDefinition<VisitorRow, VisitorRow> = {
  select: 'b.id AS booking_id, b.departure_id, b.registration_id, r.code, p.display_name AS name',
  from: 'bookings b JOIN registrations r ON r.id = b.registration_id JOIN persons p ON p.id = r.person_id',
  id: 'b.id',
  sorts: { createdAt: { expression: 'b.created_at', type: 'timestamptz' } },
  defaultSort: 'createdAt',
  view: (row) => row,
};

const looks: ListDefinition<LookRow, IdentityLookView> = {
  select: 'k.id, k.site_visit_id, k.registration_id, k.record_id, k.purpose, k.by_kind, k.by_name, k.at',
  from: 'identity_looks k',
  id: 'k.id',
  sorts: { at: { expression: 'k.at', type: 'timestamptz' } },
  defaultSort: '-at',
  view: (row) => ({
    id: row.id,
    siteVisitId: row.site_visit_id,
    registrationId: row.registration_id,
    versionId: row.record_id,
    purpose: row.purpose,
    // The only links that open data are those of hosts.
    by: row.by_kind === 'link' ? 'host' : row.by_kind,
    byName: row.by_name,
    at: row.at.toISOString(),
  }),
};

const erasures: ListDefinition<ErasureRow, IdentityErasureView> = {
  select:
    'x.id, x.site_visit_id, x.registration_id, x.reason, x.fields, x.records, x.digest, x.due_at, x.by_name, x.at',
  from: 'identity_erasures x',
  id: 'x.id',
  sorts: { at: { expression: 'x.at', type: 'timestamptz' } },
  defaultSort: '-at',
  view: (row) => ({
    id: row.id,
    siteVisitId: row.site_visit_id,
    registrationId: row.registration_id,
    reason: row.reason,
    fields: row.fields,
    records: row.records,
    digest: row.digest,
    dueAt: row.due_at?.toISOString() ?? null,
    byName: row.by_name,
    at: row.at.toISOString(),
  }),
};

const requestTables = `identity_requests q JOIN site_visits v ON v.id = q.site_visit_id
  JOIN registrations r ON r.id = q.registration_id JOIN persons p ON p.id = r.person_id ${placeOf}`;

/** Reads of what is asked, of who looked, of what was erased; and of the data, which are seen by two only. */
@Injectable()
export class IdentityQueries {
  private readonly requestList: ListDefinition<RequestRow, IdentityRequestView>;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly data: IdentityData,
    findings: ClearanceFindings,
  ) {
    findings.register({ findings: (bookingIds) => this.findings(bookingIds) });
    this.requestList = {
      select: `q.id, q.registration_id, r.code, p.display_name AS name, place.departure_id, q.asked_at, place.due_at,
        identity_missing(v.identity_rules, p.nationality, q.given) AS missing`,
      from: requestTables,
      id: 'q.id',
      sorts: { createdAt: { expression: 'q.created_at', type: 'timestamptz' } },
      defaultSort: 'createdAt',
      view: (row) => ({
        id: row.id,
        registrationId: row.registration_id,
        code: row.code,
        name: row.name,
        departureId: row.departure_id,
        askedAt: row.asked_at.toISOString(),
        dueAt: row.due_at.toISOString(),
        missing: row.missing,
        overdue: row.missing.length > 0 && row.due_at <= this.clock.now(),
      }),
    };
  }

  /** Of whom something that the host asks for is missing yet: whoever decides about them sees that, and none of the data. */
  private async findings(
    bookingIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly FindingCode[]>> {
    const rows = await this.db.query<{ id: string }>(
      `SELECT b.id FROM bookings b JOIN site_visits v ON v.id = b.site_visit_id
         JOIN registrations r ON r.id = b.registration_id JOIN persons p ON p.id = r.person_id
         LEFT JOIN identity_requests q ON q.site_visit_id = v.id AND q.registration_id = r.id AND q.person_id = p.id
        WHERE b.id = ANY ($1::uuid[])
          AND cardinality(identity_missing(v.identity_rules, p.nationality, COALESCE(q.given, '{}'))) > 0`,
      [bookingIds],
    );
    return new Map(rows.map(({ id }) => [id, ['document_missing']]));
  }

  /** What hosts ask of the person of a registration, and what of it is there. No value is in it. @throws 404 */
  async own(eventId: string, registrationId: string): Promise<OwnIdentityRequestView[]> {
    const known = await this.db.one('SELECT 1 FROM registrations WHERE event_id = $1 AND id = $2', [
      eventId,
      registrationId,
    ]);
    if (!known) throw httpProblems.notFound('There is no such registration in this event.');
    const rows = await this.db.query<OwnRow>(
      `SELECT q.id, q.version, q.site_visit_id, v.title, v.titles, o.name AS host, v.identity_rules AS rules, p.nationality, q.given,
              identity_missing(v.identity_rules, p.nationality, q.given) AS missing, place.departure_id, place.departure_state,
              place.starts_at, place.due_at, last.at AS handed_in_at, CASE WHEN q.held THEN erasure.due_at END AS erased_from
         FROM ${requestTables} JOIN organisations o ON o.id = v.organisation_id
         LEFT JOIN LATERAL (SELECT t.at FROM identity_records t WHERE t.request_id = q.id AND t.sealed IS NOT NULL
                             ORDER BY t.number DESC LIMIT 1) last ON q.held ${erasureOf}
        WHERE q.event_id = $1 AND q.registration_id = $2 AND q.person_id = r.person_id
          AND (q.held OR place.departure_id IS NOT NULL) ORDER BY place.starts_at NULLS LAST, q.id`,
      [eventId, registrationId],
    );
    return rows.map((row) => this.toOwnView(row));
  }

  /** One of them. @throws 404 */
  async ownOf(eventId: string, registrationId: string, siteVisitId: string): Promise<OwnIdentityRequestView> {
    const found = (await this.own(eventId, registrationId)).find((one) => one.siteVisitId === siteVisitId);
    if (!found) throw httpProblems.notFound('The host of this visit asks nothing of this person.');
    return found;
  }

  /** Of whom a host asks something, and what is missing; those only who have a place. @throws 404 */
  async requests(
    eventId: string,
    siteVisitId: string,
    query: IdentityRequestQuery,
  ): Promise<Page<IdentityRequestView>> {
    await this.mustBeVisit(eventId, siteVisitId);
    const missing = `identity_missing(v.identity_rules, p.nationality, q.given)`;
    return page(this.db, this.requestList, query, [
      when(siteVisitId, 'q.site_visit_id = ?'),
      { sql: 'place.departure_id IS NOT NULL', values: [] },
      when(query.departureId, 'place.departure_id = ?'),
      query.missing === undefined
        ? undefined
        : { sql: `${missing} ${query.missing ? '<>' : '='} '{}'`, values: [] },
      when(query.q && containing(query.q), 'p.display_name ILIKE ? OR r.code ILIKE ?'),
    ]);
  }

  /**
   * Who goes, with what they handed in, in clear; to the coordinator of the visits and to the host of this one. Who was shown
   * whose data is on record before anything is answered.
   * @throws 403 for everybody else, whatever else they may do; 404
   */
  async visitors(
    eventId: string,
    siteVisitId: string,
    query: IdentityDataQuery,
    by: Principal,
  ): Promise<Page<IdentityDataView>> {
    assertMaySeeIdentity(by, siteVisitId);
    await this.mustBeVisit(eventId, siteVisitId);
    return this.db.transaction(async () => {
      const found = await page(this.db, visitors, query, [
        when(siteVisitId, 'b.site_visit_id = ?'),
        when(eventId, 'b.event_id = ?'),
        when(query.departureId, 'b.departure_id = ?'),
        when(query.registrationId, 'b.registration_id = ?'),
        { sql: `b.state IN ('confirmed', 'cleared', 'boarded', 'returned', 'no_show')`, values: [] },
        when(query.q && containing(query.q), 'p.display_name ILIKE ? OR r.code ILIKE ?'),
      ]);
      const current = await this.data.ofVisit(
        siteVisitId,
        found.items.map(({ registration_id }) => registration_id),
        { purpose: query.registrationId === undefined ? 'list' : 'person', toHost: by.kind === 'link', by },
      );
      const byBooking = new Map(current.map((one) => [one.bookingId, one]));
      return {
        ...found,
        items: found.items.map((row): IdentityDataView => {
          const one = byBooking.get(row.booking_id);
          return {
            bookingId: row.booking_id,
            departureId: row.departure_id,
            registrationId: row.registration_id,
            code: row.code,
            name: row.name,
            missing: [...(one?.missing ?? [])],
            versionId: one?.version?.versionId ?? null,
            number: one?.version?.number ?? null,
            handedInAt: one?.version?.handedInAt.toISOString() ?? null,
            values: one?.version?.values ?? null,
          };
        }),
      };
    });
  }

  /** Who looked at what was handed in for a visit. @throws 404 */
  async looksOfVisit(
    eventId: string,
    siteVisitId: string,
    query: IdentityLookQuery,
  ): Promise<Page<IdentityLookView>> {
    await this.mustBeVisit(eventId, siteVisitId);
    return page(this.db, looks, query, [
      when(siteVisitId, 'k.site_visit_id = ?'),
      when(query.registrationId, 'k.registration_id = ?'),
    ]);
  }

  /** Who looked at the data of the person of a registration; not at those of whom it belonged to before. */
  looksOfRegistration(
    eventId: string,
    registrationId: string,
    query: PageQuery,
  ): Promise<Page<IdentityLookView>> {
    return page(this.db, looks, query, [
      when(eventId, 'k.event_id = ?'),
      when(registrationId, 'k.registration_id = ?'),
      {
        sql: `EXISTS (SELECT FROM identity_records t JOIN registrations r ON r.id = t.registration_id AND r.person_id = t.person_id
                       WHERE t.id = k.record_id)`,
        values: [],
      },
    ]);
  }

  /** What was erased. */
  erasures(eventId: string, query: IdentityErasureQuery): Promise<Page<IdentityErasureView>> {
    return page(this.db, erasures, query, [
      when(eventId, 'x.event_id = ?'),
      when(query.siteVisitId, 'x.site_visit_id = ?'),
      when(query.registrationId, 'x.registration_id = ?'),
    ]);
  }

  private async mustBeVisit(eventId: string, siteVisitId: string): Promise<void> {
    const found = await this.db.one('SELECT 1 FROM site_visits WHERE event_id = $1 AND id = $2', [
      eventId,
      siteVisitId,
    ]);
    if (!found) throw httpProblems.notFound('There is no such site visit in this event.');
  }

  private toOwnView(row: OwnRow): OwnIdentityRequestView {
    const now = this.clock.now();
    return {
      id: row.id,
      version: row.version,
      siteVisitId: row.site_visit_id,
      title: row.title,
      titles: row.titles,
      host: row.host,
      departureId: row.departure_id,
      fields: askedOf(row.rules, row.nationality).map(({ field, optional }) => ({
        field,
        optional,
        given: row.given.includes(field),
      })),
      documents: [...documentsTakenOf(row.rules, row.nationality)],
      complete: row.missing.length === 0,
      dueAt: row.due_at?.toISOString() ?? null,
      open:
        row.rules !== null &&
        row.due_at !== null &&
        now < row.due_at &&
        now < row.starts_at! &&
        !['departed', 'returned', 'reported'].includes(row.departure_state!),
      handedInAt: row.handed_in_at?.toISOString() ?? null,
      erasedFrom: row.erased_from?.toISOString() ?? null,
    };
  }
}

/**
 * The coordinator of the visits, and the contact of this very host. Nobody sees identity data because they may do everything.
 * @throws 403
 */
function assertMaySeeIdentity(by: Principal, siteVisitId: string): void {
  if (by.roles.includes('visit_coordinator')) return;
  if (by.roles.includes('host_contact') && by.subject?.kind === 'site_visit' && by.subject.id === siteVisitId)
    return;
  throw httpProblems.notAllowed(
    'Identity data are seen by the coordinator of the visits and by the host alone. Who needs them is given the role visit_coordinator in the event, and that is on record.',
  );
}
