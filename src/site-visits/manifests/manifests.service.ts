import { Inject, Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { organisers } from '../../access/roles';
import { Clock } from '../../platform/clock';
import { CONFIG, type Config } from '../../platform/config';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { assertVersion } from '../../platform/http/concurrency';
import { httpProblems, type Problem } from '../../platform/http/problem';
import { currentPrincipal, type Principal } from '../../platform/http/request-context';
import { Outbox } from '../../platform/outbox/outbox';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { Sweeper } from '../../platform/workflow/sweeper';
import { departureWorkflow } from '../departures/departure.workflow';
import { contactsOf, Hosts } from '../hosts/hosts.service';
import type { ManifestFormInput, OverrideInput } from './manifest.input';
import { isAmended, isFrozen, manifestFields, type OverrideAct } from './manifest.rules';
import type { HostListView, ManifestFormView } from './manifest.view';
import { ManifestNotices } from './manifest-notices.service';
import { manifestProblems } from './manifests.errors';
import { amendManifest } from './manifests.jobs';
import {
  comparedBy,
  comparison,
  digestOfList,
  formOf,
  headingOf,
  ManifestsQueries,
  type Standing,
} from './manifests.queries';

/** Staff who may let something happen in spite of the cut-off. */
const coordinators: readonly string[] = [...organisers, 'visit_coordinator'];

/** How often a list is compared with who goes although nobody told of a change, in minutes. */
const recheckMinutes = 10;

/** How many lists one sweep takes up. */
const batch = 200;

/** A departure as those know it who change who goes. */
export interface FrozenDeparture {
  readonly id: string;
  readonly eventId: string;
  readonly state: string;
}

/**
 * Freezes the lists that go to hosts, and amends them. A list and its amendments are numbered and fixed under the lock of
 * their departure: what a host was told, put together, is what the system said at that moment.
 */
@Injectable()
export class ManifestsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly engine: WorkflowEngine,
    private readonly queries: ManifestsQueries,
    private readonly notices: ManifestNotices,
    private readonly hosts: Hosts,
    sweeper: Sweeper,
  ) {
    sweeper.register('manifests', (now) => this.recheck(now));
  }

  /** Sets how a host wants its lists, as a whole. Lists that are frozen, and what amends them, keep their form. @throws 404, 412, 422 */
  async setForm(
    event: EventScope,
    siteVisitId: string,
    version: number,
    input: ManifestFormInput,
  ): Promise<ManifestFormView> {
    mustFit(input);
    return this.db.transaction(async () => {
      await this.db.query('SELECT FROM site_visits WHERE event_id = $1 AND id = $2 FOR NO KEY UPDATE', [
        event.id,
        siteVisitId,
      ]);
      assertVersion((await this.queries.form(event, siteVisitId)).version, version);
      await this.db.query(
        `INSERT INTO manifest_forms (site_visit_id, event_id, version, mark, columns, languages, orientation, formats, coach_contact)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (site_visit_id) DO UPDATE SET version = EXCLUDED.version, mark = EXCLUDED.mark, columns = EXCLUDED.columns,
           languages = EXCLUDED.languages, orientation = EXCLUDED.orientation, formats = EXCLUDED.formats, coach_contact = EXCLUDED.coach_contact`,
        [
          siteVisitId,
          event.id,
          version + 1,
          input.mark ?? null,
          JSON.stringify(input.columns.map(({ field, heading = null }) => ({ field, heading }))),
          [...new Set(input.languages)],
          input.orientation,
          [...new Set(input.formats)],
          input.coachContact ? JSON.stringify(input.coachContact) : null,
        ],
      );
      return this.queries.form(event, siteVisitId);
    });
  }

  /** Fixes the list of a departure whose booking ends, in the transaction that ends it and has locked the departure. */
  async freeze(departureId: string, principal: Principal): Promise<void> {
    const standing = (await this.queries.standing(departureId))!;
    // So that no two departures of one visit get the same number.
    await this.db.query('SELECT FROM site_visits WHERE id = $1 FOR NO KEY UPDATE', [standing.site_visit_id]);
    const { number } = (await this.db.one<{ number: number }>(
      'SELECT coalesce(max(list_number), 0) + 1 AS number FROM manifests WHERE site_visit_id = $1',
      [standing.site_visit_id],
    ))!;
    await this.fix(standing, number, principal);
  }

  /** Says what is otherwise than the host was told, in a further amendment; says nothing where nothing is. */
  async amend(departureId: string, principal: Principal): Promise<void> {
    await this.db.transaction(async () => {
      // In a statement of its own: what is read must be what was committed by whoever held the lock before.
      await this.db.query('SELECT FROM departures WHERE id = $1 FOR NO KEY UPDATE', [departureId]);
      const standing = await this.queries.standing(departureId);
      if (!standing || !isAmended(standing.state)) return;
      if (standing.last_list_number === null) {
        // Booking was closed before there were lists.
        if (isFrozen(standing.state)) await this.freeze(departureId, principal);
        return;
      }
      await this.fix(standing, standing.last_list_number, principal);
    });
  }

  /** The same at once, for a coordinator who does not want to wait. @throws 404, 409 before the list is frozen */
  async amendNow(event: EventScope, departureId: string): Promise<HostListView> {
    return this.db.transaction(async () => {
      const known = await this.db.one('SELECT 1 FROM departures WHERE event_id = $1 AND id = $2', [
        event.id,
        departureId,
      ]);
      if (!known) throw httpProblems.notFound('There is no such departure in this event.');
      await this.amend(departureId, currentPrincipal());
      return this.queries.hostHas(event.id, departureId);
    });
  }

  /** Sends a manifest to whoever is the contact at the host now. @throws 404, 409 without a contact */
  async deliver(event: EventScope, departureId: string, manifestId: string): Promise<void> {
    const row = await this.queries.row(event.id, manifestId, { departureId });
    if (contactsOf((await this.hosts.one(event.id, row.site_visit_id))!).length === 0)
      throw manifestProblems.manifestNobodyToSendTo('Name a contact of the visit with an address first.');
    await this.db.transaction(() => this.notices.tell(event.id, manifestId, { coach: false }));
  }

  /** Promises that the hosts of these departures are told what has changed, after a short while in which more may come. */
  async promise(departureIds: readonly string[], { atOnce = false } = {}): Promise<void> {
    for (const departureId of departureIds)
      await this.outbox.enqueue(
        amendManifest,
        { departureId },
        atOnce
          ? { key: `${departureId} at once` }
          : { key: departureId, delayMs: this.config.manifestQuietSeconds * 1000 },
      );
  }

  /**
   * Lets a coordinator change who goes, or a departure, although its list is frozen: puts on record who decided it and why,
   * and promises the amendment. The caller has locked the departure.
   * @throws 409 without a reason and where nothing is frozen, 403 for whoever does not coordinate visits
   */
  async override(
    departure: FrozenDeparture,
    act: OverrideAct,
    given: OverrideInput | undefined,
    personIds?: readonly string[],
  ): Promise<void> {
    const fault = overrideFault(departure, given, currentPrincipal());
    if (fault) throw fault;
    await this.decided(departure, act, given!.reason, personIds);
  }

  /**
   * The same for an act of which it is settled that the caller may do it and why. For people it is written of each of them,
   * so that it stands on the amendment that names them.
   */
  async decided(
    { id: departureId, eventId, state }: FrozenDeparture,
    act: OverrideAct,
    reason: string,
    personIds?: readonly string[],
  ): Promise<void> {
    if (personIds?.length === 0) return;
    const principal = currentPrincipal();
    const concerned: readonly (string | null)[] = personIds ?? [null];
    await this.db.query(
      `INSERT INTO manifest_overrides (id, event_id, departure_id, act, person_id, reason, by_kind, by_id, by_name, at)
       SELECT o.id, $3, $4, $5, o.person_id, $6, $7, $8, $9, $10 FROM unnest($1::uuid[], $2::uuid[]) AS o (id, person_id)`,
      [
        concerned.map(() => newId()),
        concerned,
        eventId,
        departureId,
        act,
        reason,
        principal.kind,
        principal.id,
        principal.name,
        this.clock.now(),
      ],
    );
    await this.engine.note(
      departureWorkflow,
      { id: departureId, scopeId: eventId, state },
      {
        name: 'override',
        comment: reason,
        data: {
          act,
          ...(personIds === undefined
            ? {}
            : personIds.length === 1
              ? { personId: personIds[0] }
              : { personIds }),
        },
      },
    );
    await this.promise([departureId]);
  }

  /** Writes the next manifest of a departure, unless it amends nothing, and promises its mails. */
  private async fix(standing: Standing, listNumber: number, principal: Principal): Promise<void> {
    const isList = standing.last_id === null;
    const heading = headingOf(standing);
    const isMoved = !isList && JSON.stringify(heading) !== JSON.stringify(standing.last_heading);
    const found = (await this.db.one<{ id: string | null; for_coach: boolean }>(
      `WITH ${comparison},
       made AS (
         INSERT INTO manifests (id, event_id, site_visit_id, departure_id, list_number, amendment, frozen_at, made_by_kind, made_by, form, heading,
                                heading_before, digest, list_digest, checked_at, created_at, updated_at)
         SELECT $5, $6, $7, $1, $8, $9, $10, $11, $12, $13, $14, $15,
                encode(sha256(convert_to(concat_ws(E'\\n', $8::integer, $9::integer, $14::jsonb,
                  (SELECT string_agg(concat_ws('|', number, person_id, change, shown, identity_id, shown_before, identity_before_id), E'\\n' ORDER BY number)
                     FROM differences)), 'UTF8')), 'hex'),
                ${digestOfList('$14::jsonb', 'present')}, CASE WHEN $9::integer = 0 THEN $10::timestamptz END, $10, $10
          WHERE $9::integer = 0 OR $15::jsonb IS NOT NULL OR EXISTS (SELECT FROM differences)
         RETURNING id),
       lines AS (
         INSERT INTO manifest_lines (manifest_id, person_id, event_id, registration_id, booking_id, number, change, shown, shown_before,
                                     identity_id, identity_before_id)
         SELECT made.id, x.person_id, $6, x.registration_id, x.booking_id, x.number, x.change, x.shown, x.shown_before, x.identity_id, x.identity_before_id
           FROM made, differences x),
       settled AS (
         UPDATE manifest_overrides o
            SET settled_at = $10,
                manifest_id = CASE WHEN CASE WHEN o.act = 'move' THEN $15::jsonb IS NOT NULL ELSE o.person_id IN (SELECT person_id FROM differences) END
                                   THEN (SELECT id FROM made) END
          WHERE o.departure_id = $1 AND o.settled_at IS NULL)
       SELECT (SELECT id FROM made) AS id,
              $9::integer = 0 OR $15::jsonb IS NOT NULL OR EXISTS (
                SELECT FROM differences WHERE change <> 'changed' OR (shown -> 'name', shown -> 'nativeName', shown -> 'delegation')
                  IS DISTINCT FROM (shown_before -> 'name', shown_before -> 'nativeName', shown_before -> 'delegation')) AS for_coach`,
      [
        ...comparedBy(standing),
        newId(),
        standing.event_id,
        standing.site_visit_id,
        listNumber,
        isList ? 0 : standing.last_amendment! + 1,
        this.clock.now(),
        principal.kind,
        principal.name,
        JSON.stringify(formOf(standing)),
        JSON.stringify(heading),
        isMoved ? JSON.stringify(standing.last_heading) : null,
      ],
    ))!;
    if (found.id !== null) await this.notices.tell(standing.event_id, found.id, { coach: found.for_coach });
  }

  /**
   * Whatever changes tells so, and is looked at at once. This finds what nobody told: another name of an organisation,
   * somebody who moved to another delegation.
   */
  private async recheck(now: Date): Promise<number> {
    return this.db.transaction(async () => {
      const rows = await this.db.query<{ departure_id: string; amended: boolean }>(
        `UPDATE manifests m SET checked_at = CASE WHEN due.amended THEN $1::timestamptz END
           FROM (SELECT m.id, d.state IN ('closed', 'cleared', 'departed') AS amended
                   FROM manifests m JOIN departures d ON d.id = m.departure_id
                  WHERE m.amendment = 0 AND m.checked_at <= $1::timestamptz - make_interval(mins => $2)
                  ORDER BY m.checked_at, m.id LIMIT ${batch} FOR UPDATE OF m SKIP LOCKED) due
          WHERE m.id = due.id RETURNING m.departure_id, due.amended`,
        [now, recheckMinutes],
      );
      // Without a wait: there is nearly always nothing to say.
      await this.promise(
        rows.flatMap(({ departure_id, amended }) => (amended ? [departure_id] : [])),
        { atOnce: true },
      );
      return rows.length;
    });
  }
}

/**
 * Why a change that is over with the cut-off may not happen all the same: 409 without a reason and where nothing is frozen,
 * 403 for whoever does not coordinate visits. Undefined if it may.
 */
export function overrideFault(
  { state }: Pick<FrozenDeparture, 'state'>,
  given: OverrideInput | undefined,
  principal: Principal,
): Problem | undefined {
  if (!isFrozen(state))
    return manifestProblems.overrideNotNeeded(
      'The list of this departure is not frozen. Leave "override" out.',
    );
  if (!mayOverride(principal)) {
    if (given === undefined)
      return manifestProblems.manifestFrozen(
        'Booking is over and the host has its list. Ask the coordinator of the visit.',
      );
    return httpProblems.notAllowed(
      `To override the cut-off needs one of these roles in the event: ${coordinators.join(', ')}.`,
    );
  }
  if (given === undefined)
    return manifestProblems.manifestFrozen(
      'The host has its list. If it must be, say why in "override": {"reason": "…"}; the host is sent an amendment.',
    );
  return undefined;
}

/** Whether the caller coordinates visits. */
export const mayOverride = (principal: Principal): boolean =>
  principal.administrator || coordinators.some((role) => principal.roles.includes(role));

/** @throws 422 for a form without columns, or with one of them twice */
function mustFit({ columns, languages, formats }: ManifestFormInput): void {
  const errors = [
    ...(columns.some(({ field }) => field === 'name' || field === 'nativeName')
      ? []
      : [{ pointer: '/columns', code: 'name', message: 'must have a name or a nativeName' }]),
    ...manifestFields.flatMap((field) => {
      const places = columns.flatMap((column, index) => (column.field === field ? [index] : []));
      return places.slice(1).map((index) => ({
        pointer: `/columns/${index}/field`,
        code: 'twice',
        message: 'is there already',
      }));
    }),
    ...(languages.length === 0
      ? [{ pointer: '/languages', code: 'empty', message: 'must name a language' }]
      : []),
    ...(formats.length === 0 ? [{ pointer: '/formats', code: 'empty', message: 'must name a format' }] : []),
  ];
  if (errors.length > 0)
    throw manifestProblems.manifestColumnsInvalid({
      detail: errors.map(({ pointer, message }) => `${pointer} ${message}.`).join(' '),
      errors,
    });
}
