import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { assertVersion } from '../../platform/http/concurrency';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { travelProblems } from './travel.errors';
import type { TravelInput, TravelLegInput } from './travel.input';
import { TravelQueries } from './travel.queries';
import { travelFaults, type TravelDirection } from './travel.rules';
import type { TravelView } from './travel.view';

const ended: ReadonlySet<string> = new Set(['cancelled', 'rejected', 'expired']);

/** SQL: whether what a calendar shows of a leg is another than before. */
const isOther = (leg: TravelDirection): string =>
  `ROW(excluded.${leg}_at, excluded.${leg}_means, excluded.${leg}_number, excluded.${leg}_place) IS DISTINCT FROM
   ROW(travel_plans.${leg}_at, travel_plans.${leg}_means, travel_plans.${leg}_number, travel_plans.${leg}_place)`;

const set = (leg: TravelDirection): string =>
  `${['at', 'means', 'number', 'place'].map((name) => `${leg}_${name} = excluded.${leg}_${name}`).join(', ')},
   ${leg}_sequence = travel_plans.${leg}_sequence + (${isOther(leg)})::integer`;

/** Writes of how people come and leave. */
@Injectable()
export class TravelService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly queries: TravelQueries,
  ) {}

  /**
   * Says how somebody comes and leaves; what is left out is not known.
   * @throws 404, 409 for a registration that has ended, 412, 422
   */
  async change(
    event: EventScope,
    registrationId: string,
    version: number,
    { arrival, departure }: TravelInput,
    by: Principal,
  ): Promise<TravelView> {
    const errors = travelFaults({ ...(arrival && { arrival }), ...(departure && { departure }) }, event);
    if (errors.length > 0) throw travelProblems.travelInvalid({ detail: 'Put right what is named.', errors });
    return this.db.transaction(async () => {
      const row = await this.db.one<{ state: string }>(
        'SELECT state FROM registrations WHERE event_id = $1 AND id = $2 FOR NO KEY UPDATE',
        [event.id, registrationId],
      );
      if (!row) throw httpProblems.notFound('There is no such registration here.');
      if (ended.has(row.state))
        throw httpProblems.conflict(`The registration is ${row.state}: nobody comes by it.`);
      assertVersion((await this.queries.of(event.id, registrationId)).version, version);
      await this.db.query(
        `INSERT INTO travel_plans (registration_id, event_id, arrival_at, arrival_means, arrival_number, arrival_place,
                                   departure_at, departure_means, departure_number, departure_place, changed_by, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (registration_id) DO UPDATE
            SET ${set('arrival')}, ${set('departure')}, changed_by = excluded.changed_by,
                version = travel_plans.version + 1, updated_at = excluded.updated_at`,
        [registrationId, event.id, ...leg(arrival), ...leg(departure), by.name, this.clock.now()],
      );
      return this.queries.of(event.id, registrationId);
    });
  }

  /** Forgets it: the registration has passed to somebody else, in whose transaction it is called. */
  async forget(registrationId: string): Promise<void> {
    await this.db.query('DELETE FROM travel_plans WHERE registration_id = $1', [registrationId]);
  }
}

const leg = (given: TravelLegInput | undefined): (string | null)[] =>
  given ? [given.at, given.means, given.number ?? null, given.place ?? null] : [null, null, null, null];
