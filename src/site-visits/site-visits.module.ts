import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CommunicationsModule } from '../communications/communications.module';
import { PeopleModule } from '../people/people.module';
import { ProgrammeModule } from '../programme/programme.module';
import { RegistrationsModule } from '../registrations/registrations.module';
import { BookingNotices } from './bookings/booking-notices.service';
import { BookingSteps } from './bookings/booking-steps.service';
import { Booking } from './bookings/booking.entity';
import {
  BookingTransitionController,
  BookingsController,
  DepartureBookingsController,
} from './bookings/bookings.controller';
import { BookingJobs } from './bookings/bookings.jobs';
import { BookingsQueries } from './bookings/bookings.queries';
import { BookingCounter } from './bookings/booking-counter.service';
import { BookingsService } from './bookings/bookings.service';
import { VisitLines } from './bookings/visit-lines.service';
import { VisitEngagements } from './bookings/visit-engagements.service';
import { Departure } from './departures/departure.entity';
import {
  DepartureTransitionController,
  DeparturesController,
  SiteVisitDeparturesController,
} from './departures/departures.controller';
import { DeparturesAtDesk } from './departures/departures-at-desk.service';
import { DeparturesQueries } from './departures/departures.queries';
import { DeparturesService } from './departures/departures.service';
import { WishesController } from './wishes/wishes.controller';
import { CircumstancesQueries } from './wishes/circumstances.queries';
import { Wish, WishList, WishRules } from './wishes/wish-list.entity';
import { WishesQueries } from './wishes/wishes.queries';
import { WishesService } from './wishes/wishes.service';
import { AllocationNotices } from './allocations/allocation-notices.service';
import { AllocationsController, AllocationTransitionController } from './allocations/allocations.controller';
import { AllocationsQueries } from './allocations/allocations.queries';
import { AllocationsService } from './allocations/allocations.service';
import { Allocation, AllocationResult } from './allocations/allocation.entity';
import {
  KeptSeatsByIdController,
  KeptSeatsController,
  KeptSeatsTransitionController,
} from './departures/kept-seats.controller';
import { KeptSeatsService } from './departures/kept-seats.service';
import { KeptSeats } from './departures/kept-seats.entity';
import { SiteVisit } from './site-visit.entity';
import { SiteVisitsController } from './site-visits.controller';
import { SiteVisitsEdition } from './site-visits.edition';
import { SiteVisitFacts } from './site-visits.facts';
import { SiteVisitsQueries } from './site-visits.queries';
import { SiteVisitsService } from './site-visits.service';
import { VisitsOfOrganisations } from './visits-of-organisations.service';

/**
 * Visits to companies and laboratories, the groups that go there, and who goes with them.
 * Owns: site_visits, departures, kept_seats, bookings, wish_rules, wish_lists, wishes, allocations, allocation_results. Tells
 * `departure.changed`, `departure.moved` and `booking.changed`; hears `event.changed` (a cancelled event cancels its
 * departures), `registration.changed` (one that ends gives its places on) and its own `booking.changed` (what had to be redone
 * for somebody who came instead has been).
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([
      SiteVisit,
      Departure,
      KeptSeats,
      Booking,
      WishRules,
      WishList,
      Wish,
      Allocation,
      AllocationResult,
    ]),
    CommunicationsModule,
    PeopleModule,
    ProgrammeModule,
    RegistrationsModule,
  ],
  controllers: [
    // Before the visits: "wishes" is no id.
    WishesController,
    AllocationsController,
    AllocationTransitionController,
    SiteVisitsController,
    SiteVisitDeparturesController,
    DeparturesController,
    DepartureTransitionController,
    KeptSeatsController,
    KeptSeatsByIdController,
    KeptSeatsTransitionController,
    DepartureBookingsController,
    BookingsController,
    BookingTransitionController,
  ],
  providers: [
    SiteVisitsService,
    SiteVisitsQueries,
    DeparturesService,
    DeparturesQueries,
    DeparturesAtDesk,
    KeptSeatsService,
    BookingCounter,
    BookingsService,
    BookingSteps,
    BookingNotices,
    BookingsQueries,
    BookingJobs,
    VisitEngagements,
    VisitLines,
    CircumstancesQueries,
    WishesService,
    WishesQueries,
    AllocationsService,
    AllocationsQueries,
    AllocationNotices,
    SiteVisitFacts,
    SiteVisitsEdition,
    VisitsOfOrganisations,
  ],
  exports: [SiteVisitsQueries, DeparturesQueries, BookingsQueries],
})
export class SiteVisitsModule {}
