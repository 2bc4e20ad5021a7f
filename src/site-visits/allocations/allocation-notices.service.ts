import { Injectable } from '@nestjs/common';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
} from '../../communications/notice';
import { Notices } from '../../communications/notices.service';
import { Database } from '../../platform/database/database';
import { RegistrationsQueries } from '../../registrations/registrations.queries';
import type { Coach } from '../departures/departure.rules';
import type { HouseRules } from '../site-visit.input';
import { allocationResult, type AllocationNotice } from './allocation.notices';
import type { AllocationNames } from './allocation.problem';
import type { WishOutcome } from './allocation.reasons';
import { inEachLanguage, unmetSentence } from './allocation.words';

interface ResultContent extends Record<string, unknown> {
  registration_id: string;
  allocation_id: string;
  wishes: WishOutcome[];
  names: AllocationNames;
}

interface PlaceContent extends Record<string, unknown> {
  registration_id: string;
  departure_id: string;
  site_visit_id: string;
  title: string;
  titles: Record<string, string>;
  host: string;
  address: string | null;
  starts_at: Date;
  ends_at: Date;
  meeting_point: string;
  coaches: Coach[];
  house_rules: HouseRules;
}

/** Tells everybody what became of their wishes once an allocation is accepted. */
@Injectable()
export class AllocationNotices {
  constructor(
    private readonly db: Database,
    private readonly notices: Notices,
    private readonly registrations: RegistrationsQueries,
  ) {}

  /** One mail for each person of the allocation, promised in the transaction of the step with this record. */
  async tellAll(eventId: string, allocationId: string, recordId: string): Promise<void> {
    const rows = await this.db.query<{ registration_id: string }>(
      'SELECT registration_id FROM allocation_results WHERE allocation_id = $1',
      [allocationId],
    );
    const participants = await this.registrations.participants(eventId, {
      registrationIds: rows.map(({ registration_id }) => registration_id),
      limit: rows.length,
    });
    await this.notices.send(
      allocationResult,
      participants.map(({ registrationId, personId, name, email, locale }) => ({
        registrationId,
        personId,
        name,
        email,
        locale,
      })),
      { eventId, cause: recordId, subject: { kind: 'allocation', id: allocationId } },
    );
  }

  /** With the places that are still theirs when the mail goes out, as the departures are then. */
  @ComposesNotice(allocationResult)
  async results(messages: readonly MessageToCompose[]): Promise<ComposedNotices<AllocationNotice>> {
    const registrationIds = messages.map(({ recipient }) => recipient.registrationId ?? null);
    const allocationIds = messages.map(({ subject }) => subject.id);
    const results = await this.db.query<ResultContent>(
      `SELECT x.registration_id, x.allocation_id, x.wishes, a.names
         FROM unnest($1::uuid[], $2::uuid[]) AS m (registration_id, allocation_id)
         JOIN allocation_results x USING (registration_id, allocation_id) JOIN allocations a ON a.id = x.allocation_id`,
      [registrationIds, allocationIds],
    );
    const places = await this.db.query<PlaceContent>(
      `SELECT b.registration_id, b.departure_id, b.site_visit_id, v.title, v.titles, o.name AS host, v.address, v.house_rules,
              d.starts_at, d.ends_at, d.meeting_point, d.coaches
         FROM bookings b JOIN departures d ON d.id = b.departure_id JOIN site_visits v ON v.id = b.site_visit_id
         JOIN organisations o ON o.id = v.organisation_id
        WHERE b.registration_id = ANY ($1::uuid[]) AND b.state IN ('confirmed', 'cleared') AND d.state <> 'cancelled'
        ORDER BY d.starts_at, b.id`,
      [registrationIds],
    );
    const key = (registrationId: unknown, allocationId: string): string =>
      `${String(registrationId)} ${allocationId}`;
    const byKey = new Map(results.map((row) => [key(row.registration_id, row.allocation_id), row]));
    return new Map(
      messages.flatMap(({ messageId, recipient, subject }): [string, AllocationNotice | Withheld][] => {
        const result = byKey.get(key(recipient.registrationId, subject.id));
        if (!result) return [];
        const given = result.wishes.filter(({ departureId }) => departureId !== null);
        const held = places.filter(
          (place) =>
            place.registration_id === result.registration_id &&
            given.some(({ departureId }) => departureId === place.departure_id),
        );
        // Whoever lost or gave up a place meanwhile was told so; this mail would say that they never had one.
        if (given.length > 0 && held.length === 0)
          return [[messageId, new Withheld('The person has given up every place that it is about.')]];
        return [[messageId, contentOf(result, held)]];
      }),
    );
  }
}

function contentOf({ wishes, names }: ResultContent, held: readonly PlaceContent[]): AllocationNotice {
  return {
    places: held.map((place) => ({
      title: place.title,
      titles: place.titles,
      host: place.host,
      address: place.address,
      startsAt: place.starts_at,
      endsAt: place.ends_at,
      meetingPoint: place.meeting_point,
      coaches: place.coaches.map(({ label }) => label),
      identityDocument: place.house_rules.identityDocument,
      photographyForbidden: place.house_rules.photography === 'forbidden',
      dress: place.house_rules.dress ?? null,
    })),
    unmet: wishes
      .filter(({ departureId }) => departureId === null)
      .map(({ siteVisitId, reasons }) => ({
        title: names[siteVisitId]!.title,
        titles: names[siteVisitId]!.titles,
        why: inEachLanguage((language) =>
          [...new Set(reasons.map((reason) => unmetSentence(reason, names, language)))].join(
            language === 'zh' ? '' : ' ',
          ),
        ) as AllocationNotice['unmet'][number]['why'],
      })),
  };
}
