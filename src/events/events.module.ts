import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EventScopes } from '../access/event-scope';
import { BuffersController, PlacesController } from './buffers.controller';
import { BuffersQueries } from './buffers.queries';
import { BuffersService } from './buffers.service';
import { Event, Series } from './event.entity';
import { EventTransitionController, EventsController, SeriesController } from './events.controller';
import { EventsQueries } from './events.queries';
import { EventsService } from './events.service';
import { Buffer, Partner, Room, Venue } from './venue.entity';
import { PartnersController, RoomsController, VenuesController } from './venues.controller';
import { VenuesQueries } from './venues.queries';
import { VenuesService } from './venues.service';

/**
 * Series and events, their venues, rooms and partners; finds the event for the guard.
 * Owns: series, events, venues, rooms, partners, buffers. Tells `event.changed`; hears nothing.
 */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Series, Event, Venue, Room, Partner, Buffer])],
  controllers: [
    EventsController,
    SeriesController,
    EventTransitionController,
    VenuesController,
    RoomsController,
    PartnersController,
    PlacesController,
    BuffersController,
  ],
  providers: [
    EventsService,
    EventsQueries,
    VenuesService,
    VenuesQueries,
    BuffersService,
    BuffersQueries,
    { provide: EventScopes, useExisting: EventsQueries },
  ],
  exports: [EventsService, EventsQueries, VenuesQueries, EventScopes],
})
export class EventsModule {}
