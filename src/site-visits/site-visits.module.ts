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
import { BookingsService } from './bookings/bookings.service';
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
import { SiteVisit } from './site-visit.entity';
import { SiteVisitsController } from './site-visits.controller';
import { SiteVisitsEdition } from './site-visits.edition';
import { SiteVisitFacts } from './site-visits.facts';
import { SiteVisitsQueries } from './site-visits.queries';
import { SiteVisitsService } from './site-visits.service';
import { VisitsOfOrganisations } from './visits-of-organisations.service';

/**
 * Visits to companies and laboratories, the groups that go there, and who goes with them.
 * Owns: site_visits, departures, bookings. Tells `departure.changed`, `departure.moved` and `booking.changed`; hears
 * `event.changed` (a cancelled event cancels its departures) and `registration.changed` (one that ends gives its places on) and
 * `registration.transferred` (hosts look at the other person anew).
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([SiteVisit, Departure, Booking]),
    CommunicationsModule,
    PeopleModule,
    ProgrammeModule,
    RegistrationsModule,
  ],
  controllers: [
    SiteVisitsController,
    SiteVisitDeparturesController,
    DeparturesController,
    DepartureTransitionController,
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
    BookingsService,
    BookingSteps,
    BookingNotices,
    BookingsQueries,
    BookingJobs,
    VisitEngagements,
    SiteVisitFacts,
    SiteVisitsEdition,
    VisitsOfOrganisations,
  ],
  exports: [SiteVisitsQueries, DeparturesQueries, BookingsQueries],
})
export class SiteVisitsModule {}
