import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { organisers } from '../../access/roles';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { assertVersion } from '../../platform/http/concurrency';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal, type Principal } from '../../platform/http/request-context';
import { registrationProblems } from '../../registrations/registration.errors';
import { Replacements } from '../../registrations/replacements/replacements.service';
import { assertMayBookFor } from '../bookings/booking.rules';
import { siteVisitProblems } from '../site-visits.errors';
import type { WishRulesInput } from './wish.input';
import { closedFaults, usualMostWishes, wishFaults, type ListedVisit } from './wish.rules';
import type { OwnWishListView, WishRulesView } from './wish.view';
import { WishesQueries } from './wishes.queries';

/** Whether a deadline that was set for participants binds the caller: those who set it can still enter a late wish. */
function isBoundByDeadline(principal: Principal): boolean {
  const coordinators: readonly string[] = [...organisers, 'visit_coordinator'];
  return !principal.administrator && !coordinators.some((role) => principal.roles.includes(role as never));
}

/** Writes of wishes for visits. */
@Injectable()
export class WishesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly queries: WishesQueries,
    private readonly replacements: Replacements,
  ) {}

  /**
   * Replaces the list of one participant by another one, of which the caller has seen the version before (0: none).
   * @throws 404 for whom the registration does not exist, 409 while it is not confirmed, 412 for another version, 422 with
   * every wish that cannot be taken, 409 when all that would change is closed
   */
  async put(
    event: EventScope,
    registrationId: string,
    version: number,
    given: readonly string[],
  ): Promise<OwnWishListView> {
    const principal = currentPrincipal();
    assertMayBookFor(principal, registrationId);
    const ids = given.map((id) => id.toLowerCase());
    await this.db.transaction(async () => {
      const registration = await this.db.one<{ state: string }>(
        `SELECT state FROM registrations WHERE event_id = $1 AND id = $2 FOR NO KEY UPDATE`,
        [event.id, registrationId],
      );
      if (!registration) throw httpProblems.notFound('There is no such registration here.');
      if (['cancelled', 'rejected', 'expired'].includes(registration.state))
        throw registrationProblems.registrationNotConfirmed(
          `The registration is ${registration.state}; nobody comes who could have wishes.`,
        );
      const list = await this.db.one<{ id: string; version: number; before: string[] }>(
        `SELECT l.id, l.version, ARRAY(SELECT w.site_visit_id FROM wishes w WHERE w.list_id = l.id ORDER BY w.rank) AS before
           FROM wish_lists l WHERE l.registration_id = $1`,
        [registrationId],
      );
      assertVersion(list?.version ?? 0, version);
      await this.check(event.id, list?.before ?? [], ids, isBoundByDeadline(principal));
      await this.write(event.id, registrationId, list?.id, ids, principal);
      await this.replacements.settle([registrationId]);
    });
    return this.queries.ofRegistration(event.id, registrationId);
  }

  /** Says what holds for the wishes of an event. @throws 412 for another version than the one that the caller has seen */
  async setRules(event: EventScope, version: number, input: WishRulesInput): Promise<WishRulesView> {
    const now = this.clock.now();
    const { rowCount } = await this.db.execute(
      version === 0
        ? `INSERT INTO wish_rules (id, event_id, closes_at, most_wishes, most_places, no_shows_last, created_at, updated_at)
           VALUES ($1, $2, $3, $4, $5, $7, $6, $6) ON CONFLICT ON CONSTRAINT wish_rules_event_key DO NOTHING`
        : `UPDATE wish_rules SET closes_at = $3, most_wishes = $4, most_places = $5, no_shows_last = $7, updated_at = $6, version = version + 1
            WHERE event_id = $2 AND version = $8 AND $1::uuid IS NOT NULL`,
      [
        newId(),
        event.id,
        input.closesAt === null ? null : new Date(input.closesAt),
        input.mostWishes,
        input.mostPlaces,
        now,
        input.noShowsLast ?? false,
        ...(version === 0 ? [] : [version]),
      ],
    );
    const rules = await this.queries.rules(event.id);
    if (rowCount === 0) assertVersion(rules.version, version);
    return rules;
  }

  private async check(
    eventId: string,
    before: readonly string[],
    after: readonly string[],
    bound: boolean,
  ): Promise<void> {
    const rows = await this.db.query<ListedVisit & { most: number } & Record<string, unknown>>(
      `SELECT v.id, v.booking_mode AS "bookingMode", COALESCE(v.wishes_close_at, r.closes_at) AS "closesAt",
              COALESCE(r.most_wishes, ${usualMostWishes}) AS most
         FROM site_visits v LEFT JOIN wish_rules r ON r.event_id = v.event_id WHERE v.event_id = $1`,
      [eventId],
    );
    const visits = new Map(rows.map((row) => [row.id, row]));
    const errors = wishFaults(after, visits, rows[0]?.most ?? usualMostWishes);
    if (errors.length > 0)
      throw siteVisitProblems.wishesInvalid({
        detail: errors.map(({ pointer, message }) => `${pointer} ${message}.`).join(' '),
        errors,
      });
    const closed = bound ? closedFaults(before, after, visits, this.clock.now()) : [];
    if (closed.length > 0)
      throw siteVisitProblems.wishesClosed({
        detail: `The deadline has passed. ${closed.map(({ pointer, message }) => `${pointer} ${message}.`).join(' ')} Ask the coordinator of the visits if it has to be changed.`,
        errors: closed,
      });
  }

  private async write(
    eventId: string,
    registrationId: string,
    listId: string | undefined,
    ids: readonly string[],
    principal: Principal,
  ): Promise<void> {
    const id = listId ?? newId();
    await this.db.query(
      `INSERT INTO wish_lists (id, event_id, registration_id, changed_by, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5)
       ON CONFLICT ON CONSTRAINT wish_lists_registration_key
       DO UPDATE SET changed_by = EXCLUDED.changed_by, updated_at = EXCLUDED.updated_at, version = wish_lists.version + 1`,
      [id, eventId, registrationId, principal.name, this.clock.now()],
    );
    await this.db.query('DELETE FROM wishes WHERE list_id = $1', [id]);
    await this.db.query(
      `INSERT INTO wishes (event_id, list_id, site_visit_id, rank)
       SELECT $1, $2, w.id, w.rank FROM unnest($3::uuid[]) WITH ORDINALITY AS w (id, rank)`,
      [eventId, id, ids],
    );
  }
}
