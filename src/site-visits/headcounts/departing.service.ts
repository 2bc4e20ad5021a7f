import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { Outbox } from '../../platform/outbox/outbox';
import type { DepartInput, DepartureReturnInput } from '../departures/departure.input';
import { recordNoShows, recordReturns } from '../departures/departures.jobs';
import { headcountProblems } from './headcount.errors';

interface Unseen extends Record<string, unknown> {
  bookingId: string;
  code: string;
  name: string;
  coach: string | null;
}

/** So many names stand in a sentence. */
const named = 10;

/**
 * What happens to the people of a departure when it leaves and when it is back. Where heads are counted, nobody is left
 * behind, here or there, unless somebody has read who it is. Where nobody counts, nothing is concluded.
 */
@Injectable()
export class Departing {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  /**
   * What goes on record of a departure that leaves.
   * @throws 409 with the names of those who are missing, unless the caller leaves them behind
   */
  async leave(departureId: string, input: object): Promise<{ leftBehind?: number }> {
    const missing = await this.notAboard(departureId);
    if (missing.length === 0) return {};
    if ((input as DepartInput).leaveBehind !== true)
      throw headcountProblems.peopleMissing({
        detail: `Not on board: ${inWords(missing)}. Wait for them, or repeat this with "leaveBehind": true; they are then recorded as not having come, and can still be counted on board if they turn up.`,
        extra: { missing },
      });
    return { leftBehind: missing.length };
  }

  /** Promises what {@link leave} has let pass. Done afterwards, since whoever holds bookings may wait for the departure. */
  async recordNoShows(departureId: string, input: object): Promise<void> {
    if ((input as DepartInput).leaveBehind === true)
      await this.outbox.enqueue(recordNoShows, { departureId }, { key: departureId });
  }

  /**
   * What goes on record of a departure that is back.
   * @throws 409 with the names of those who were on board and were not counted back, unless the caller says what of them
   */
  async comeBack(departureId: string, input: object): Promise<{ notCountedBack?: number }> {
    const missing = await this.notBack(departureId);
    if (missing.length === 0) return {};
    if ((input as DepartureReturnInput).uncounted === undefined)
      throw headcountProblems.peopleMissing({
        detail: `Not counted back: ${inWords(missing)}. Look for them; or repeat this with "uncounted": "back" if they are here, or "missing" if nobody knows: they then stay on the board as missing.`,
        extra: { missing },
      });
    return { notCountedBack: missing.length };
  }

  async recordReturns(departureId: string, input: object): Promise<void> {
    const all = (input as DepartureReturnInput).uncounted === 'back';
    await this.outbox.enqueue(recordReturns, { departureId, all }, { key: departureId });
  }

  /** In words, who is on board of a departure, so that it cannot be cancelled; undefined when nobody is. */
  async aboard(departureId: string): Promise<string | undefined> {
    const people = await this.unseen(departureId, `b.state = 'boarded'`);
    if (people.length === 0) return undefined;
    return `On board: ${inWords(people)}. Take them off first ("unboard", or by taking back that they were counted), so that nobody sits on a coach that does not go.`;
  }

  /** Who has a place and is not on board, where somebody is. */
  private notAboard(departureId: string): Promise<Unseen[]> {
    return this.unseen(
      departureId,
      `b.state IN ('confirmed', 'cleared')
       AND EXISTS (SELECT 1 FROM bookings x WHERE x.departure_id = b.departure_id AND x.state IN ('boarded', 'returned'))`,
    );
  }

  /** Who was on board and was not counted back, where somebody was. */
  private notBack(departureId: string): Promise<Unseen[]> {
    return this.unseen(
      departureId,
      `b.state = 'boarded'
       AND NOT EXISTS (SELECT 1 FROM headcounts h WHERE h.booking_id = b.id AND h.point = 'back' AND h.counts)
       AND EXISTS (SELECT 1 FROM headcounts h WHERE h.departure_id = b.departure_id AND h.point = 'back' AND h.counts)`,
    );
  }

  private unseen(departureId: string, condition: string): Promise<Unseen[]> {
    return this.db.query<Unseen>(
      `SELECT b.id AS "bookingId", r.code, p.display_name AS name, c.label AS coach
         FROM bookings b JOIN registrations r ON r.id = b.registration_id JOIN persons p ON p.id = r.person_id
         LEFT JOIN coaches c ON c.id = b.coach_id
        WHERE b.departure_id = $1 AND ${condition} ORDER BY p.display_name, b.id`,
      [departureId],
    );
  }
}

function inWords(missing: readonly Unseen[]): string {
  const names = missing
    .slice(0, named)
    .map(({ name, coach }) => (coach === null ? name : `${name} (${coach})`));
  const more = missing.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
