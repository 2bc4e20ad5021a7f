import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import type { FieldFault } from '../../platform/http/problem';
import { currentPrincipal } from '../../platform/http/request-context';
import { Replacements } from '../replacements/replacements.service';
import { zoneProblems } from './zone.errors';
import type { ZoneChanges, ZoneGrantInput, ZoneInput } from './zone.input';
import type { ZoneGrantView, ZoneView } from './zone.view';
import { ZonesQueries } from './zones.queries';

/** Writes of zones, and of who may go into them. */
@Injectable()
export class ZonesService {
  private readonly zones: Rows;
  private readonly grants: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly queries: ZonesQueries,
    private readonly replacements: Replacements,
  ) {
    this.zones = new Rows(db, clock, 'access_zones');
    this.grants = new Rows(db, clock, 'zone_grants');
  }

  /** @throws 409 when another zone of the event has the code */
  async add(eventId: string, input: ZoneInput): Promise<ZoneView> {
    const id = await this.zones.insert({ eventId, ...input }).catch(explain);
    return this.queries.zone(eventId, id);
  }

  /** @throws 404, 409, 412 */
  async change(eventId: string, id: string, version: number, changes: ZoneChanges): Promise<ZoneView> {
    await this.zones.update({ id, eventId }, version, { ...changes }).catch(explain);
    return this.queries.zone(eventId, id);
  }

  /** @throws 404, 409 while somebody may go into it or a point is at its door, 412 */
  async remove(eventId: string, id: string, version: number): Promise<void> {
    await this.zones.remove({ id, eventId }, version).catch(explain);
  }

  /** Lets a category, or one person, go into a zone. @throws 404, 409 when they may already, 422 */
  async give(eventId: string, zoneId: string, input: ZoneGrantInput): Promise<ZoneGrantView> {
    await this.queries.zone(eventId, zoneId);
    const { categoryId, registrationId, from = null, until = null, reason = null } = input;
    const faults: FieldFault[] = [];
    if ((categoryId === undefined) === (registrationId === undefined))
      faults.push({
        pointer: '/categoryId',
        code: 'one-of',
        message: 'or registrationId must say who may go in, one of the two',
      });
    if (from !== null && until !== null && Date.parse(from) >= Date.parse(until))
      faults.push({ pointer: '/until', code: 'order', message: 'must be later than from' });
    if (faults.length > 0)
      throw zoneProblems.zoneGrantInvalid({ detail: 'Put right what is named.', errors: faults });
    return this.db.transaction(async () => {
      const id = await this.grants
        .insert({
          eventId,
          zoneId,
          categoryId: categoryId ?? null,
          registrationId: registrationId ?? null,
          validFrom: from,
          validUntil: until,
          reason,
          givenBy: currentPrincipal().name,
        })
        .catch(explain);
      if (registrationId !== undefined) await this.replacements.settle([registrationId]);
      return this.queries.grant(eventId, id);
    });
  }

  /** Lets them go in no more. @throws 404, 412 */
  async takeBack(eventId: string, zoneId: string, id: string, version: number): Promise<void> {
    await this.grants.remove({ id, eventId, zoneId }, version);
  }

  /**
   * Makes these the zones into which people of a category may go at all times; those that are given for a time stay. A zone
   * that is named for the first time is made. In the transaction that writes the category.
   */
  async nameForCategory(eventId: string, categoryId: string, codes: readonly string[]): Promise<void> {
    const wanted = [...new Set(codes)];
    const now = this.clock.now();
    await this.db.query(
      `INSERT INTO access_zones (id, event_id, code, title, created_at, updated_at)
       SELECT z.id, $1, z.code, z.code, $4, $4 FROM unnest($2::uuid[], $3::text[]) AS z (id, code)
       ON CONFLICT ON CONSTRAINT access_zones_code_key DO NOTHING`,
      [eventId, wanted.map(() => newId()), wanted, now],
    );
    await this.db.query(
      `DELETE FROM zone_grants g USING access_zones z WHERE g.category_id = $1 AND z.id = g.zone_id
          AND g.valid_from IS NULL AND g.valid_until IS NULL AND NOT z.code = ANY ($2)`,
      [categoryId, wanted],
    );
    await this.db.query(
      `INSERT INTO zone_grants (id, event_id, zone_id, category_id, given_by, created_at, updated_at)
       SELECT w.id, $1, z.id, $2, $5, $6, $6 FROM unnest($3::uuid[], $4::text[]) AS w (id, code)
         JOIN access_zones z ON z.event_id = $1 AND z.code = w.code
       ON CONFLICT DO NOTHING`,
      [eventId, categoryId, wanted.map(() => newId()), wanted, currentPrincipal().name, now],
    );
  }
}

function explain(error: unknown): never {
  if (isSqlError(error, sqlState.uniqueViolation, 'access_zones_code_key'))
    throw zoneProblems.zoneCodeTaken({
      detail: 'Choose another code, or change the zone that is there.',
      errors: [{ pointer: '/code', code: 'taken', message: 'is the code of another zone' }],
    });
  if (isSqlError(error, sqlState.foreignKeyViolation, 'check_in_points_zone_fkey'))
    throw zoneProblems.zoneInUse('A check-in point is at its door. Take the zone from the point first.');
  if (isSqlError(error, sqlState.foreignKeyViolation, 'zone_grants_zone_fkey'))
    throw zoneProblems.zoneInUse('Somebody may go into it. Take that back first.');
  if (isSqlError(error, sqlState.uniqueViolation, 'zone_grants_once_key'))
    throw zoneProblems.zoneGrantExists('They may go into this zone at that time already.');
  for (const [constraint, field, what] of [
    ['zone_grants_category_fkey', 'categoryId', 'category'],
    ['zone_grants_registration_fkey', 'registrationId', 'registration'],
  ] as const)
    if (isSqlError(error, sqlState.foreignKeyViolation, constraint))
      throw zoneProblems.zoneGrantInvalid({
        detail: `Choose a ${what} of this event.`,
        errors: [{ pointer: `/${field}`, code: 'unknown', message: `is no ${what} of this event` }],
      });
  throw error;
}
