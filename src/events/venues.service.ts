import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Database, isSqlError, sqlState } from '../platform/database/database';
import { Rows } from '../platform/database/rows';
import { eventProblems } from './event.errors';
import type { PartnerInput, RoomChanges, RoomInput, VenueChanges, VenueInput } from './venue.input';
import type { PartnerView, RoomView, VenueView } from './venue.view';
import { VenuesQueries } from './venues.queries';

/** Writes of venues, rooms and partners of an event. */
@Injectable()
export class VenuesService {
  private readonly venues: Rows;
  private readonly rooms: Rows;
  private readonly partners: Rows;

  constructor(
    private readonly db: Database,
    clock: Clock,
    private readonly queries: VenuesQueries,
  ) {
    this.venues = new Rows(db, clock, 'venues');
    this.rooms = new Rows(db, clock, 'rooms');
    this.partners = new Rows(db, clock, 'partners');
  }

  async addVenue(eventId: string, input: VenueInput): Promise<VenueView> {
    const id = await this.venues.insert({ eventId, ...input }).catch(explain);
    return this.queries.venue(eventId, id);
  }

  async changeVenue(eventId: string, id: string, version: number, changes: VenueChanges): Promise<VenueView> {
    await this.venues.update({ id, eventId }, version, { ...changes }).catch(explain);
    return this.queries.venue(eventId, id);
  }

  async removeVenue(eventId: string, id: string, version: number): Promise<void> {
    await this.venues.remove({ id, eventId }, version).catch(explain);
  }

  async addRoom(eventId: string, input: RoomInput): Promise<RoomView> {
    return this.db.transaction(async () => {
      await this.checkVenue(eventId, input.venueId);
      const id = await this.rooms.insert({ eventId, ...input }).catch(explain);
      return this.queries.room(eventId, id);
    });
  }

  async changeRoom(eventId: string, id: string, version: number, changes: RoomChanges): Promise<RoomView> {
    return this.db.transaction(async () => {
      await this.checkVenue(eventId, changes.venueId);
      await this.rooms.update({ id, eventId }, version, { ...changes }).catch(explain);
      return this.queries.room(eventId, id);
    });
  }

  async removeRoom(eventId: string, id: string, version: number): Promise<void> {
    await this.rooms.remove({ id, eventId }, version).catch(explain);
  }

  async addPartner(eventId: string, input: PartnerInput): Promise<PartnerView> {
    const id = await this.partners.insert({ eventId, ...input }).catch(explain);
    return this.queries.partner(eventId, id);
  }

  async removePartner(eventId: string, id: string, version: number): Promise<void> {
    await this.partners.remove({ id, eventId }, version).catch(explain);
  }

  private async checkVenue(eventId: string, venueId: string | null | undefined): Promise<void> {
    if (!venueId) return;
    const known = await this.db.one('SELECT 1 FROM venues WHERE id = $1 AND event_id = $2', [
      venueId,
      eventId,
    ]);
    if (!known)
      throw eventProblems.venueUnknown({
        detail: 'Choose a venue of this event.',
        errors: [{ pointer: '/venueId', code: 'unknown', message: 'is not a venue of this event' }],
      });
  }
}

function explain(error: unknown): never {
  if (isSqlError(error, sqlState.uniqueViolation))
    throw eventProblems.nameTaken('Choose another name, or change the one that is there.');
  if (isSqlError(error, sqlState.foreignKeyViolation, 'partners_organisation_fkey')) {
    throw eventProblems.organisationUnknown({
      detail: 'Make the organisation first.',
      errors: [{ pointer: '/organisationId', code: 'unknown', message: 'does not exist' }],
    });
  }
  if (isSqlError(error, sqlState.foreignKeyViolation))
    throw eventProblems.roomInUse('Take it out of the programme first.');
  throw error;
}
