import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EventScopes } from '../access/event-scope';
import { PeopleModule } from '../people/people.module';
import { Copies } from './editions/copies.service';
import { EditionParts } from './editions/edition-parts.service';
import { CopiesController, RescheduleController } from './editions/editions.controller';
import { EventsEdition } from './editions/events.edition';
import { Rescheduling } from './editions/rescheduling.service';
import { BuffersController, PlacesController } from './buffers.controller';
import { BuffersQueries } from './buffers.queries';
import { BuffersService } from './buffers.service';
import { Event, Series } from './event.entity';
import { EventTransitionController, EventsController, SeriesController } from './events.controller';
import { EventsOfOrganisations } from './events-of-organisations.service';
import { EventsQueries } from './events.queries';
import { EventsService } from './events.service';
import { Buffer, Partner, Room, Venue } from './venue.entity';
import { PartnersController, RoomsController, VenuesController } from './venues.controller';
import { TaskSources } from './tasks/task-sources.service';
import { TasksController } from './tasks/tasks.controller';
import { TasksQueries } from './tasks/tasks.queries';
import { UnfinishedWorkController } from './tasks/unfinished-work.controller';
import { UnfinishedWork } from './tasks/unfinished-work.service';
import { VenuesQueries } from './venues.queries';
import { VenuesService } from './venues.service';

/**
 * Series and events, their venues, rooms and partners; the next edition from the last, other days for an event, each
 * with the parts that modules above have registered; finds the event for the guard.
 * Owns: series, events, venues, rooms, partners, buffers. Tells `event.changed` and `event.rescheduled`; hears nothing.
 */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Series, Event, Venue, Room, Partner, Buffer]), PeopleModule],
  controllers: [
    EventsController,
    SeriesController,
    EventTransitionController,
    CopiesController,
    RescheduleController,
    VenuesController,
    RoomsController,
    PartnersController,
    PlacesController,
    BuffersController,
    TasksController,
    UnfinishedWorkController,
  ],
  providers: [
    EventsService,
    EventsQueries,
    VenuesService,
    VenuesQueries,
    EditionParts,
    EventsEdition,
    Copies,
    Rescheduling,
    BuffersService,
    BuffersQueries,
    EventsOfOrganisations,
    TaskSources,
    TasksQueries,
    UnfinishedWork,
    { provide: EventScopes, useExisting: EventsQueries },
  ],
  exports: [EventsService, EventsQueries, VenuesQueries, EditionParts, EventScopes, TaskSources],
})
export class EventsModule {}
