import { Injectable } from '@nestjs/common';
import type { EventScope } from '../access/event-scope';
import { Clock } from '../platform/clock';
import { Database, isSqlError, sqlState } from '../platform/database/database';
import { Rows } from '../platform/database/rows';
import { currentPrincipal } from '../platform/http/request-context';
import { Outbox } from '../platform/outbox/outbox';
import { Hosts } from './hosts/hosts.service';
import { IdentityRequests } from './identity/identity-requests.service';
import type { HouseRules, SiteVisitChanges, SiteVisitInput } from './site-visit.input';
import type { SiteVisitView } from './site-visit.view';
import { siteVisitProblems } from './site-visits.errors';
import { SiteVisitsQueries } from './site-visits.queries';
import { visitChanged } from './visit-changed.facts';

/** What holds where the host said nothing: ask before taking a photograph. */
const unspoken: HouseRules = { identityDocument: false, photography: 'ask' };

/** What participants see of a visit on their agendas. */
const shown = ['title', 'titles', 'address', 'organisationId'] as const;

/** Writes of site visits. */
@Injectable()
export class SiteVisitsService {
  private readonly siteVisits: Rows;

  constructor(
    private readonly db: Database,
    clock: Clock,
    private readonly hosts: Hosts,
    private readonly queries: SiteVisitsQueries,
    private readonly identity: IdentityRequests,
    private readonly outbox: Outbox,
  ) {
    this.siteVisits = new Rows(db, clock, 'site_visits');
  }

  async add(event: EventScope, input: SiteVisitInput): Promise<SiteVisitView> {
    this.identity.assertRules(input.identityRules);
    const { houseRules = unspoken, bookingMode = 'first_come', ...values } = input;
    const id = await this.siteVisits
      .insert({ eventId: event.id, ...values, houseRules, bookingMode })
      .catch(explain);
    return this.queries.siteVisit(event, id, currentPrincipal());
  }

  async change(
    event: EventScope,
    id: string,
    version: number,
    changes: SiteVisitChanges,
  ): Promise<SiteVisitView> {
    this.identity.assertRules(changes.identityRules);
    await this.db.transaction(async () => {
      await this.siteVisits.update({ id, eventId: event.id }, version, { ...changes }).catch(explain);
      if (changes.identityRules !== undefined) await this.identity.rulesChanged(id, version + 1);
      // Somebody else is the contact of the host: the link of the one before ends.
      if (changes.contactName !== undefined || changes.contactEmail !== undefined)
        await this.hosts.endFormer(event.id, id);
      if (shown.some((field) => changes[field] !== undefined))
        await this.outbox.tell(visitChanged, { eventId: event.id, siteVisitId: id });
    });
    return this.queries.siteVisit(event, id, currentPrincipal());
  }

  async remove(event: EventScope, id: string, version: number): Promise<void> {
    await this.siteVisits.remove({ id, eventId: event.id }, version).catch(explain);
  }
}

function explain(error: unknown): never {
  if (isSqlError(error, sqlState.checkViolation, 'site_visits_shares_check'))
    throw siteVisitProblems.sharesInvalid({
      detail: 'Lower delegationLeast, or raise delegationMost.',
      errors: [
        { pointer: '/delegationLeast', code: 'order', message: 'must not be more than delegationMost' },
      ],
    });
  if (isSqlError(error, sqlState.uniqueViolation, 'site_visits_title_key')) {
    throw siteVisitProblems.siteVisitTitleTaken({
      detail: 'Choose another title.',
      errors: [{ pointer: '/title', code: 'taken', message: 'is taken' }],
    });
  }
  if (isSqlError(error, sqlState.foreignKeyViolation, 'site_visits_organisation_fkey')) {
    throw siteVisitProblems.hostUnknown({
      detail: 'Make the organisation first.',
      errors: [{ pointer: '/organisationId', code: 'unknown', message: 'does not exist' }],
    });
  }
  if (isSqlError(error, sqlState.foreignKeyViolation, 'departures_site_visit_fkey'))
    throw siteVisitProblems.siteVisitInUse('Cancel its departures instead; what was booked stays on record.');
  throw error;
}
