import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { EventsQueries } from '../../events/events.queries';
import { Database } from '../../platform/database/database';
import { httpProblems, Problem, type FieldFault } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { IdentityRequests } from './identity-requests.service';
import type { IdentityField } from './identity.rules';
import { IdentityQueries } from './identity.queries';
import type { IdentityLookView, OwnIdentityRequestView } from './identity.view';

/** What hosts ask of the holder of a link, as their own page shows it. */
export interface IdentityOfHolder {
  readonly event: EventScope;
  readonly name: string;
  readonly locale: string;
  readonly requests: readonly OwnIdentityRequestView[];
  /** Who looked, the last first; at most 50. */
  readonly looks: readonly IdentityLookView[];
}

/** Identity data on the page that a participant's own link opens. */
@Injectable()
export class IdentityOfLink {
  constructor(
    private readonly db: Database,
    private readonly events: EventsQueries,
    private readonly requests: IdentityRequests,
    private readonly queries: IdentityQueries,
  ) {}

  /** @throws 404 for whoever does not come with the link of a registration */
  async ofLink(principal: Principal): Promise<IdentityOfHolder> {
    const { registrationId, event, name, locale } = await this.holder(principal);
    const { items: looks } = await this.queries.looksOfRegistration(event.id, registrationId, { limit: 50 });
    return { event, name, locale, requests: await this.queries.own(event.id, registrationId), looks };
  }

  /**
   * Takes what the holder of a link typed, and answers what is wrong with it, if that is why nothing was taken. What is not
   * possible any more is not done: whoever asks then sees how things stand. @throws 404 as above
   */
  async handIn(
    principal: Principal,
    siteVisitId: string,
    version: number,
    values: Readonly<Partial<Record<IdentityField, string>>>,
  ): Promise<readonly FieldFault[]> {
    const { registrationId, event } = await this.holder(principal);
    try {
      await this.requests.handIn(event, registrationId, siteVisitId, version, values, principal);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'identity-invalid') return error.options.errors ?? [];
      if (![404, 409, 412].includes(error.status)) throw error;
    }
    return [];
  }

  private async holder({ kind, subject }: Principal) {
    const row =
      kind === 'link' && subject?.kind === 'registration'
        ? await this.db.one<{ event_id: string; name: string; locale: string }>(
            `SELECT r.event_id, p.display_name AS name, r.locale FROM registrations r JOIN persons p ON p.id = r.person_id WHERE r.id = $1`,
            [subject.id],
          )
        : undefined;
    const event = row && (await this.events.find(row.event_id));
    if (!row || !event) throw httpProblems.notFound('Open the link in your mail.');
    return { registrationId: subject!.id, event, name: row.name, locale: row.locale };
  }
}
