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
import { AlternativesService } from './changes/alternatives.service';
import { ChangeNotices } from './changes/change-notices.service';
import { ChangeRecord } from './changes/change-record.service';
import { DepartureChange, DepartureChangePerson } from './changes/departure-change.entity';
import { AlternativesController, DepartureChangesController } from './changes/departure-changes.controller';
import { DepartureChangesService } from './changes/departure-changes.service';
import { DepartureGrip } from './changes/departure-grip.service';
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
import { FeedbackController } from './feedback/feedback.controller';
import { HostFeedback, VisitFeedback } from './feedback/feedback.entity';
import { FeedbackFacts } from './feedback/feedback.facts';
import { FeedbackQueries } from './feedback/feedback.queries';
import { FeedbackService } from './feedback/feedback.service';
import { VisitAnswers } from './feedback/visit-answers.service';
import { AttendanceQueries } from './reports/attendance.queries';
import { ReportsController } from './reports/reports.controller';
import { ReportsQueries } from './reports/reports.queries';
import {
  KeptSeatsByIdController,
  KeptSeatsController,
  KeptSeatsTransitionController,
} from './departures/kept-seats.controller';
import { KeptSeatsService } from './departures/kept-seats.service';
import { KeptSeats } from './departures/kept-seats.entity';
import { ClearanceFindings } from './hosts/clearance-findings.service';
import { ClearancesController, ClearanceTasksController } from './hosts/clearances.controller';
import { ClearancesQueries } from './hosts/clearances.queries';
import { ClearancesService } from './hosts/clearances.service';
import { HostAnswer } from './hosts/host-answer.entity';
import { HostAnswers } from './hosts/host-answers.service';
import { HostContact } from './hosts/host-contact.entity';
import { HostContacts } from './hosts/host-contacts.service';
import { HostNotices } from './hosts/host-notices.service';
import { HostRequest } from './hosts/host-request.entity';
import { HostRequests } from './hosts/host-requests.service';
import {
  HostRequestsController,
  HostRequestTransitionController,
  HostsController,
} from './hosts/hosts.controller';
import { HostsQueries } from './hosts/hosts.queries';
import { Hosts } from './hosts/hosts.service';
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
import { CoachRow } from './coaches/coach.entity';
import { CoachesController, CoachSeatController } from './coaches/coaches.controller';
import { CoachesQueries } from './coaches/coaches.queries';
import { CoachesService } from './coaches/coaches.service';
import { BoardFeed } from './headcounts/board-feed.service';
import { Departing } from './headcounts/departing.service';
import { DepartureLists } from './headcounts/departure-lists.service';
import { Headcount } from './headcounts/headcount.entity';
import { DepartureGuard, HeadcountsController } from './headcounts/headcounts.controller';
import { HeadcountJobs } from './headcounts/headcounts.jobs';
import { HeadcountsQueries } from './headcounts/headcounts.queries';
import { HeadcountsService } from './headcounts/headcounts.service';
import { DepartureDelay } from './delays/delay.entity';
import { DelayNotices } from './delays/delay-notices.service';
import { DelaysController } from './delays/delays.controller';
import { DelaysQueries } from './delays/delays.queries';
import { DelaysService } from './delays/delays.service';
import { SiteVisit } from './site-visit.entity';
import { SiteVisitsController } from './site-visits.controller';
import { SiteVisitsEdition } from './site-visits.edition';
import { SiteVisitFacts } from './site-visits.facts';
import { VisitDeadlines } from './visit-deadlines.queries';
import { SiteVisitsQueries } from './site-visits.queries';
import { SiteVisitsService } from './site-visits.service';
import { VisitsOfOrganisations } from './visits-of-organisations.service';
import { SiteVisitTasks } from './site-visit.tasks';

/**
 * Visits to companies and laboratories, the groups that go there, and who goes with them.
 * Owns: site_visits, departures, kept_seats, coaches, bookings, headcounts, departure_delays, wish_rules, wish_lists, wishes, allocations, allocation_results,
 * identity_requests, identity_records, identity_looks, identity_erasures, host_contacts, host_requests, host_answers,
 * manifest_forms, manifests, manifest_lines, manifest_overrides, manifest_downloads, departure_changes,
 * departure_change_people, visit_feedback, host_feedback. Tells `departure.changed`,
 * `departure.moved`, `booking.changed`, `host-request.changed` and `visit-identity.changed`; hears `event.changed` (a cancelled
 * event cancels its departures), its own `departure.changed` (one that closes seats its people on coaches), `registration.changed` (one that ends gives its places on) and its own `booking.changed`
 * (what had to be redone for somebody who came instead has been; a group with somebody undecided waits for its host again).
 * What is on a list that a host has is followed by `booking.changed`, `departure.moved`, `departure.changed`,
 * `registration.transferred`, `person.changed` and `visit-identity.changed`.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([
      SiteVisit,
      Departure,
      KeptSeats,
      CoachRow,
      Booking,
      Headcount,
      DepartureDelay,
      WishRules,
      WishList,
      Wish,
      Allocation,
      AllocationResult,
      IdentityRequest,
      IdentityRecord,
      IdentityLook,
      IdentityErasure,
      HostContact,
      HostRequest,
      HostAnswer,
      ManifestFormOfVisit,
      Manifest,
      ManifestLine,
      ManifestOverride,
      ManifestDownload,
      DepartureChange,
      DepartureChangePerson,
      VisitFeedback,
      HostFeedback,
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
    DepartureChangesController,
    AlternativesController,
    FeedbackController,
    ReportsController,
    CoachesController,
    CoachSeatController,
    HeadcountsController,
    DelaysController,
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

    HostsController,
    HostRequestsController,
    HostRequestTransitionController,
    ClearancesController,
    ClearanceTasksController,
  ],
  providers: [
    SiteVisitTasks,
    SiteVisitsService,
    SiteVisitsQueries,
    DeparturesService,
    DeparturesQueries,
    DeparturesAtDesk,
    KeptSeatsService,
    DepartureGrip,
    DepartureChangesService,
    AlternativesService,
    ChangeRecord,
    ChangeNotices,
    FeedbackService,
    FeedbackQueries,
    FeedbackFacts,
    VisitAnswers,
    AttendanceQueries,
    ReportsQueries,
    CoachesService,
    CoachesQueries,
    Departing,
    HeadcountsService,
    HeadcountsQueries,
    HeadcountJobs,
    DepartureLists,
    DepartureGuard,
    BoardFeed,
    DelaysService,
    DelaysQueries,
    DelayNotices,
    BookingCounter,
    BookingsService,
    BookingSteps,
    BookingNotices,
    BookingsQueries,
    BookingJobs,
    VisitEngagements,
    VisitLines,
    VisitDeadlines,
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
    Hosts,
    HostsQueries,
    HostContacts,
    HostRequests,
    HostNotices,
    HostAnswers,
    ClearancesService,
    ClearancesQueries,
    ClearanceFindings,
  ],
  exports: [
    SiteVisitsQueries,
    VisitDeadlines,
    DeparturesQueries,
    BookingsQueries,
    IdentityOfLink,
    HostManifests,
    VisitAnswers,
  ],
})
export class SiteVisitsModule {}
