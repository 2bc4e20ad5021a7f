import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Links } from '../../access/links.service';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { page, type ListDefinition } from '../../platform/database/list';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { toSiteVisitView, type SiteVisitRow } from '../site-visit.view';
import { ClearancesQueries } from './clearances.queries';
import {
  toHostContactView,
  toHostRequestView,
  type HostContactRow,
  type HostContactView,
  type HostLinksView,
  type HostLinkView,
  type HostPageView,
  type HostRequestRow,
  type HostRequestView,
} from './host.view';

const contacts: ListDefinition<HostContactRow, HostContactView> = {
  select: 'h.*',
  from: 'host_contacts h',
  id: 'h.id',
  sorts: {
    name: { expression: 'h.name', type: 'text' },
    createdAt: { expression: 'h.created_at', type: 'timestamptz' },
  },
  defaultSort: 'createdAt',
  view: toHostContactView,
};

/** Reads of hosts: their contacts, their links, and what they see of their visit. */
@Injectable()
export class HostsQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly clearances: ClearancesQueries,
  ) {}

  /** @throws 404 */
  async page(event: EventScope, id: string): Promise<HostPageView> {
    const row = await this.siteVisit(event.id, id);
    const visit = toSiteVisitView(row, true);
    return {
      siteVisitId: id,
      event: event.title,
      events: { ...event.titles },
      timeZone: event.timeZone,
      title: visit.title,
      titles: visit.titles,
      host: visit.host,
      site: visit.site,
      address: visit.address,
      houseRules: visit.houseRules,
      departures: await this.clearances.ofVisit(id),
    };
  }

  /** Further contacts of a visit. @throws 404 */
  async contacts(eventId: string, siteVisitId: string, query: PageQuery): Promise<Page<HostContactView>> {
    await this.siteVisit(eventId, siteVisitId);
    return page(this.db, contacts, query, [{ sql: 'h.site_visit_id = ?', values: [siteVisitId] }]);
  }

  /** @throws 404 */
  async contact(eventId: string, siteVisitId: string, id: string): Promise<HostContactView> {
    const row = await this.db.one<HostContactRow>(
      'SELECT * FROM host_contacts WHERE event_id = $1 AND site_visit_id = $2 AND id = $3',
      [eventId, siteVisitId, id],
    );
    if (!row) throw httpProblems.notFound('The host of this visit has no such contact.');
    return toHostContactView(row);
  }

  /** @throws 404 */
  async linksOf(eventId: string, siteVisitId: string): Promise<HostLinksView> {
    await this.siteVisit(eventId, siteVisitId);
    const now = this.clock.now();
    return {
      items: (await this.links.of('site_visit', eventId, siteVisitId)).map((link): HostLinkView => ({
        id: link.id,
        name: link.name,
        email: link.holder,
        state: link.revokedAt !== null ? 'revoked' : link.expiresAt <= now ? 'expired' : 'good',
        createdAt: link.createdAt.toISOString(),
        expiresAt: link.expiresAt.toISOString(),
        revokedAt: link.revokedAt?.toISOString() ?? null,
        revokedBy: link.revokedBy,
      })),
    };
  }

  /** @throws 404 */
  async request(eventId: string, id: string, departureId?: string): Promise<HostRequestView> {
    const row = await this.db.one<HostRequestRow>(
      'SELECT * FROM host_requests WHERE event_id = $1 AND id = $2',
      [eventId, id],
    );
    if (!row || (departureId !== undefined && row.departure_id !== departureId))
      throw httpProblems.notFound('There is no such request in this event.');
    return toHostRequestView(row);
  }

  private async siteVisit(eventId: string, id: string): Promise<SiteVisitRow> {
    const row = await this.db.one<SiteVisitRow>(
      'SELECT v.*, o.name AS host FROM site_visits v JOIN organisations o ON o.id = v.organisation_id WHERE v.event_id = $1 AND v.id = $2',
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such site visit in this event.');
    return row;
  }
}
