import { Injectable } from '@nestjs/common';
import { ownJson, personJson } from '../people/person.view';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database/database';
import type { Page } from '../platform/http/page';
import { httpProblems } from '../platform/http/problem';
import type { Principal } from '../platform/http/request-context';
import { stepsJson } from './approvals/approval.view';
import { eventEndsAt } from './forms/answers.queries';
import { extensionsJson } from './forms/answers.view';
import type { RegistrationQuery } from './registration.input';
import { waitsForDecision } from './registration.rules';
import { RegistrationSearch, type FoundPage, type RegistrationFilter } from './search/registration-search';
import {
  toRegistrationDetailView,
  toRegistrationView,
  type RegistrationDetailRow,
  type RegistrationDetailView,
  type RegistrationRow,
  type RegistrationView,
} from './registration.view';
import { isRegistrar } from './registration.workflow';

const columns = `r.id, r.version, r.code, r.external_id, r.state, r.category_id, c.code AS category_code, c.title AS category_title, r.organisation_name,
  r.delegation_id, r.part_in_delegation, r.locale, r.priority, r.waitlisted_at, r.offer_expires_at, r.created_at,
  r.waiting_step, r.waiting_role, r.reapproval_since, r.reapproval_questions, r.held_since, r.held_by_name, r.held_reason,
  ${personJson} AS person`;
const tables =
  'registrations r JOIN categories c ON c.id = r.category_id JOIN persons p ON p.id = r.person_id';

/** Somebody registered, as far as other modules need to know. */
export interface Participant {
  readonly registrationId: string;
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly locale: string;
  /** IANA zone in which the person lives, if they said so. */
  readonly timeZone: string | null;
  readonly categoryId: string;
  readonly delegationId: string | null;
  readonly state: string;
}

export interface ParticipantFilter {
  readonly states?: readonly string[];
  readonly categoryIds?: readonly string[];
  readonly delegationIds?: readonly string[];
  readonly registrationIds?: readonly string[];
  /** Registration after which to go on: participants come in the order of their registrations' ids. */
  readonly afterId?: string;
  readonly limit: number;
}

/** What the list of registrations can be narrowed by. */
export type RegistrationFilters = Omit<RegistrationQuery, 'limit' | 'cursor' | 'sort' | 'withTotal'>;

/** SQL: a registration `r` of a person `p` as a {@link Participant}. */
export const participantColumns = `r.id AS "registrationId", r.person_id AS "personId", p.display_name AS name, p.email, r.locale, p.time_zone AS "timeZone",
  r.category_id AS "categoryId", r.delegation_id AS "delegationId", r.state`;

/** Reads of registrations. */
@Injectable()
export class RegistrationsQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly search: RegistrationSearch,
  ) {}

  /**
   * Registrations that match all that is asked for.
   * @throws 400 for an unknown order or a foreign cursor, 403 when somebody asks by answers whose work that is not
   */
  async list(eventId: string, query: RegistrationQuery, by: Principal): Promise<Page<RegistrationView>> {
    const { ids, ...page } = await this.ids(eventId, query, by);
    const rows = await this.db.query<RegistrationRow>(
      `SELECT ${columns} FROM ${tables} WHERE r.id = ANY ($1::uuid[])`,
      [ids],
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    return {
      items: ids.flatMap((id) => {
        const row = byId.get(id);
        return row ? [toRegistrationView(row, by)] : [];
      }),
      ...page,
    };
  }

  /** The ids of registrations that match, a page of them in their order. @throws as {@link list} */
  async ids(eventId: string, query: RegistrationQuery, by: Principal): Promise<FoundPage> {
    return this.search.page(eventId, await this.filterOf(query, by), query, '-createdAt');
  }

  /**
   * The condition, over registrations `r`, of those that the list shows with the same filters. Its values go to the end of
   * `values`. @throws 403 when somebody asks by answers whose work that is not
   */
  async condition(
    eventId: string,
    filters: RegistrationFilters,
    by: Principal,
    values: unknown[],
  ): Promise<string> {
    return this.search.condition(eventId, await this.filterOf(filters, by), values);
  }

  private async filterOf(query: RegistrationFilters, by: Principal): Promise<RegistrationFilter> {
    if (query.answer !== undefined && !isRegistrar(by))
      throw httpProblems.notAllowed('Only staff who decide about registrations look for answers.');
    return {
      q: query.q,
      facets: this.facetsOf(query),
      organisation: await this.organisationOf(query.organisationName),
      createdFrom: query.createdFrom,
      createdBefore: query.createdBefore,
    };
  }

  /**
   * One registration of an event, as `by` may see it.
   * @throws 404
   */
  async registration(eventId: string, id: string, by: Principal): Promise<RegistrationDetailView> {
    const row = await this.db.one<RegistrationDetailRow>(
      `SELECT ${columns}, r.form_version, r.answers, r.purged, r.desk_note, r.list_visibility, r.transfers,
              r.approval_round, ${stepsJson} AS steps, ${waitsForDecision} AS waits, ${extensionsJson} AS extensions, ${ownJson} AS own,
              f.id AS form_id, f.fields, f.groups, f.deadline, ${eventEndsAt} AS event_ends_at,
              (SELECT v.fields FROM form_versions v WHERE v.form_id = r.form_id AND v.number = r.form_version) AS answered_fields
         FROM ${tables} JOIN events e ON e.id = r.event_id
         LEFT JOIN form_categories s ON s.category_id = r.category_id AND s.purpose = 'registration' LEFT JOIN forms f ON f.id = s.form_id
        WHERE r.id = $1 AND r.event_id = $2`,
      [id, eventId],
    );
    if (!row) throw httpProblems.notFound('There is no such registration here.');
    return toRegistrationDetailView(row, by, this.clock.now());
  }

  /** The name of an organisation as the search knows it. */
  private async organisationOf(name: string | undefined): Promise<string | undefined> {
    if (name === undefined) return undefined;
    return (await this.db.one<{ words: string }>('SELECT search_words($1) AS words', [name]))!.words;
  }

  /** What is asked for, as the search knows it. */
  private facetsOf(query: RegistrationFilters): string[][] {
    const facets: string[][] = [];
    const add = (kind: string, values: string | readonly string[] | undefined): void => {
      if (values !== undefined) facets.push([values].flat().map((value) => `${kind}:${value}`));
    };
    add('state', query.state);
    add('category', query.categoryId);
    add('delegation', query.delegationId);
    add('nationality', query.nationality);
    add('locale', query.locale);
    add('part', query.partInDelegation);
    add('step', query.approvalStep);
    add('decider', query.approvalRole);
    if (query.onHold === true) add('held', 'true');
    add('priority', query.priority?.toString());
    add('external', query.externalId);
    if (query.reapproval === true) facets.push(['reapproval']);
    for (const answer of query.answer ?? []) add('answer', answer);
    return facets;
  }

  /** Participants of an event that match, in the order of their ids, at most `limit`; go on with `afterId`. */
  participants(eventId: string, filter: ParticipantFilter): Promise<Participant[]> {
    return this.db.query<Participant & Record<string, unknown>>(
      `SELECT ${participantColumns} FROM registrations r JOIN persons p ON p.id = r.person_id
        WHERE r.event_id = $1
          AND ($2::text[] IS NULL OR r.state = ANY($2))
          AND ($3::uuid[] IS NULL OR r.category_id = ANY($3))
          AND ($4::uuid[] IS NULL OR r.delegation_id = ANY($4))
          AND ($5::uuid[] IS NULL OR r.id = ANY($5))
          AND ($6::uuid IS NULL OR r.id > $6)
        ORDER BY r.id LIMIT $7`,
      [
        eventId,
        filter.states ?? null,
        filter.categoryIds ?? null,
        filter.delegationIds ?? null,
        filter.registrationIds ?? null,
        filter.afterId ?? null,
        filter.limit,
      ],
    );
  }

  /** How many participants match, for the progress of what goes to all of them. */
  async countParticipants(
    eventId: string,
    filter: Omit<ParticipantFilter, 'limit' | 'afterId'>,
  ): Promise<number> {
    const counted = await this.db.one<{ n: number }>(
      `SELECT count(*) AS n FROM registrations r
        WHERE r.event_id = $1
          AND ($2::text[] IS NULL OR r.state = ANY($2))
          AND ($3::uuid[] IS NULL OR r.category_id = ANY($3))
          AND ($4::uuid[] IS NULL OR r.delegation_id = ANY($4))
          AND ($5::uuid[] IS NULL OR r.id = ANY($5))`,
      [
        eventId,
        filter.states ?? null,
        filter.categoryIds ?? null,
        filter.delegationIds ?? null,
        filter.registrationIds ?? null,
      ],
    );
    return counted?.n ?? 0;
  }

  /** The event of a registration, for whoever comes with a link to it; undefined when there is none. */
  async eventOf(id: string): Promise<string | undefined> {
    return (await this.db.one<{ event_id: string }>('SELECT event_id FROM registrations WHERE id = $1', [id]))
      ?.event_id;
  }

  /** Who has a registration now, and in which event; undefined when there is none. */
  holder(id: string): Promise<{ eventId: string; personId: string } | undefined> {
    return this.db.one(
      'SELECT event_id AS "eventId", person_id AS "personId" FROM registrations WHERE id = $1',
      [id],
    );
  }

  /** Registrations of these people at an event that were not refused, called off or let go, one per person. */
  registrationsOfPersons(eventId: string, personIds: readonly string[]): Promise<Participant[]> {
    return this.db.query<Participant & Record<string, unknown>>(
      `SELECT ${participantColumns} FROM registrations r JOIN persons p ON p.id = r.person_id
        WHERE r.event_id = $1 AND r.person_id = ANY($2) AND r.state NOT IN ('cancelled', 'rejected', 'expired')
        ORDER BY r.id`,
      [eventId, personIds],
    );
  }
}
