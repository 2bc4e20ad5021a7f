import { Injectable } from '@nestjs/common';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import type { DepartureRow } from '../departures/departure.view';
import { siteVisitProblems } from '../site-visits.errors';

/** Somebody who has a place on a departure, is offered one, or waits for one. */
export interface Aboard extends Record<string, unknown> {
  readonly bookingId: string;
  readonly registrationId: string;
  readonly departureId: string;
  readonly state: string;
  readonly code: string;
  readonly name: string;
  readonly delegationId: string | null;
  readonly categoryId: string;
  readonly queueNumber: number | null;
  readonly since: Date;
}

/** Departures that nobody else changes, with everybody on them, in the order of their arrival. */
export interface Held {
  readonly departures: ReadonlyMap<string, DepartureRow>;
  readonly people: readonly Aboard[];
}

/** Somebody came in between, whom one would have to wait for in the wrong order. */
class Overtaken extends Error {}

/** So often it is tried again; each time only those are in the way who act at the same instant. */
const attempts = 10;

/** States of bookings that take or want a seat of a departure that has not left. */
const aboard = `'waitlisted', 'offered', 'confirmed', 'cleared', 'boarded'`;

/** Holds whole departures with all their people, for acts that touch many of them at once. */
@Injectable()
export class DepartureGrip {
  constructor(private readonly db: Database) {}

  /**
   * Does an act in a transaction in which nobody books, gives up or is given a place on these departures; and nobody a seat
   * on the `further` ones, of which nothing is read. In the order in which every act locks: registrations, bookings,
   * departures. Who comes in before the departure is locked is taken along without waiting for them; where that
   * does not go, all is begun again.
   * @throws 404 when the event has not all of them, 409 when people act on it all the time
   */
  hold<T>(
    eventId: string,
    departureIds: readonly string[],
    further: readonly string[],
    act: (held: Held) => Promise<T>,
  ): Promise<T> {
    return this.db.transaction(async () => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await this.db.attempt(async () => act(await this.lock(eventId, departureIds, further)));
        } catch (error) {
          if (!(error instanceof Overtaken)) throw error;
          if (attempt === attempts)
            throw siteVisitProblems.departureBusy('Repeat it in a moment; nothing was changed.');
        }
      }
    });
  }

  /** Everybody on these departures, in the order of their arrival. */
  people(departureIds: readonly string[]): Promise<Aboard[]> {
    return this.db.query<Aboard>(
      `SELECT b.id AS "bookingId", b.registration_id AS "registrationId", b.departure_id AS "departureId", b.state, r.code,
              p.display_name AS name, r.delegation_id AS "delegationId", r.category_id AS "categoryId",
              b.queue_number AS "queueNumber", b.created_at AS since
         FROM bookings b JOIN registrations r ON r.id = b.registration_id JOIN persons p ON p.id = r.person_id
        WHERE b.departure_id = ANY ($1::uuid[]) AND b.state IN (${aboard})
        ORDER BY b.created_at, b.id`,
      [departureIds],
    );
  }

  private async lock(
    eventId: string,
    departureIds: readonly string[],
    further: readonly string[],
  ): Promise<Held> {
    const seen = await this.people(departureIds);
    await this.lockPeople(seen, '');
    const rows = await this.db.query<DepartureRow>(
      `SELECT * FROM departures WHERE event_id = $1 AND id = ANY ($2::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
      [eventId, [...new Set([...departureIds, ...further])]],
    );
    const departures = new Map(rows.map((row) => [row.id, row]));
    if (departureIds.some((id) => !departures.has(id)))
      throw httpProblems.notFound('There is no such departure in this event.');
    const people = await this.people(departureIds);
    const known = new Set(seen.map(({ bookingId }) => bookingId));
    const late = people.filter(({ bookingId }) => !known.has(bookingId));
    if (late.length > 0)
      await this.lockPeople(late, ' NOWAIT').catch((error: unknown) => {
        if (isSqlError(error, sqlState.lockNotAvailable)) throw new Overtaken();
        throw error;
      });
    return { departures, people };
  }

  private async lockPeople(people: readonly Aboard[], how: '' | ' NOWAIT'): Promise<void> {
    await this.db.query(
      `SELECT 1 FROM registrations WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE${how}`,
      [people.map(({ registrationId }) => registrationId)],
    );
    await this.db.query(
      `SELECT 1 FROM bookings WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE${how}`,
      [people.map(({ bookingId }) => bookingId)],
    );
  }
}
