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
import { IdentityData } from './identity/identity-data.service';
import { IdentityErasures } from './identity/identity-erasures.service';
import { IdentityOfLink } from './identity/identity-of-link.service';
import { IdentityNotices } from './identity/identity-notices.service';
import { IdentityRequests } from './identity/identity-requests.service';
import {
  IdentityErasuresController,
  OwnIdentityController,
  VisitIdentityController,
} from './identity/identity.controller';
import { IdentityFacts } from './identity/identity.facts';
import { IdentityQueries } from './identity/identity.queries';
import { IdentityErasure, IdentityLook, IdentityRecord, IdentityRequest } from './identity/identity.entity';
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
import { HostManifests } from './manifests/host-manifests.service';
import { ManifestFiles } from './manifests/manifest-files.service';
import { ManifestNotices } from './manifests/manifest-notices.service';
import {
  Manifest,
  ManifestDownload,
  ManifestFormOfVisit,
  ManifestLine,
  ManifestOverride,
} from './manifests/manifest.entity';
import { DepartureManifestsController, VisitManifestsController } from './manifests/manifests.controller';
import { ManifestFacts } from './manifests/manifests.facts';
import { ManifestsQueries } from './manifests/manifests.queries';
import { ManifestsService } from './manifests/manifests.service';
import { SiteVisit } from './site-visit.entity';
import { SiteVisitsController } from './site-visits.controller';
import { SiteVisitsEdition } from './site-visits.edition';
import { SiteVisitFacts } from './site-visits.facts';
import { SiteVisitsQueries } from './site-visits.queries';
import { SiteVisitsService } from './site-visits.service';
import { VisitsOfOrganisations } from './visits-of-organisations.service';

/**
 * Visits to companies and laboratories, the groups that go there, and who goes with them.
 * Owns: site_visits, departures, kept_seats, bookings, wish_rules, wish_lists, wishes, allocations, allocation_results,
 * identity_requests, identity_records, identity_looks, identity_erasures,
 * manifest_forms, manifests, manifest_lines, manifest_overrides, manifest_downloads. Tells
 * `departure.changed`, `departure.moved` and `booking.changed`; hears `event.changed` (a cancelled event cancels its
 * departures), `registration.changed` (one that ends gives its places on) and its own `booking.changed` (what had to be redone
 * for somebody who came instead has been). What is on a list that a host has is followed by `booking.changed`, `departure.moved`,
 * `departure.changed`, `registration.transferred`, `person.changed` and `visit-identity.changed`, which it tells too.
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
      IdentityRequest,
      IdentityRecord,
      IdentityLook,
      IdentityErasure,
      ManifestFormOfVisit,
      Manifest,
      ManifestLine,
      ManifestOverride,
      ManifestDownload,
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
    DepartureManifestsController,
    VisitManifestsController,
    DepartureBookingsController,
    BookingsController,
    BookingTransitionController,
    OwnIdentityController,
    VisitIdentityController,
    IdentityErasuresController,
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
    IdentityData,
    IdentityErasures,
    IdentityNotices,
    IdentityRequests,
    IdentityQueries,
    IdentityOfLink,
    IdentityFacts,
    ManifestsService,
    ManifestsQueries,
    ManifestNotices,
    ManifestFiles,
    ManifestFacts,
    HostManifests,
    SiteVisitFacts,
    SiteVisitsEdition,
    VisitsOfOrganisations,
  ],
  exports: [SiteVisitsQueries, DeparturesQueries, BookingsQueries, IdentityOfLink, HostManifests],
})
export class SiteVisitsModule {}
