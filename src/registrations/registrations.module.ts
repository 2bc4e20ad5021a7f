import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CommunicationsModule } from '../communications/communications.module';
import { PeopleModule } from '../people/people.module';
import { ProgrammeModule } from '../programme/programme.module';
import { ApprovalStepOfRegistration, DecisionNote } from './approvals/approval.entity';
import { DecisionNotesController } from './approvals/approvals.controller';
import { ApprovalsQueries } from './approvals/approvals.queries';
import { Approvals } from './approvals/approvals.service';
import { BadgesModule } from './badges/badges.module';
import { CategoriesController } from './categories/categories.controller';
import { CategoriesQueries } from './categories/categories.queries';
import { CategoriesService } from './categories/categories.service';
import { Category } from './categories/category.entity';
import { DelegationHost } from './delegation-host.service';
import { CheckInsModule } from './check-ins/check-ins.module';
import { CompanionLines } from './details/companion-lines.service';
import { ParticipantDetailsController } from './details/participant-details.controller';
import { ParticipantDetails } from './details/participant-details.entity';
import { ParticipantDetailsFacts } from './details/participant-details.facts';
import { ParticipantDetailsQueries } from './details/participant-details.queries';
import { ParticipantDetailsService } from './details/participant-details.service';
import { AnswersController, AnswerPurgesController } from './forms/answers.controller';
import { AnswerExtension, AnswerFile, AnswerPurge, FormAnswers } from './forms/answers.entity';
import { AnswersQueries } from './forms/answers.queries';
import { AnswersService } from './forms/answers.service';
import { FollowUpsAtDesk } from './forms/follow-ups-at-desk.service';
import { FollowUps } from './forms/follow-ups.service';
import { Form, FormCategory, FormVersion } from './forms/form.entity';
import { FormsController } from './forms/forms.controller';
import { FormsQueries } from './forms/forms.queries';
import { FormsService } from './forms/forms.service';
import { AnswerPurges } from './forms/purges.service';
import { ParticipantsController } from './participants/participants.controller';
import { ParticipantsQueries } from './participants/participants.queries';
import { Groups } from './quotas/groups.service';
import { HeldNominations } from './quotas/held-nominations.service';
import { Offers } from './quotas/offers.jobs';
import { Places } from './quotas/places.service';
import {
  Quota,
  QuotaCategory,
  QuotaDelegation,
  QuotaOption,
  RegistrationPlaces,
} from './quotas/quota.entity';
import { QuotasController } from './quotas/quotas.controller';
import { QuotasQueries } from './quotas/quotas.queries';
import { QuotasService } from './quotas/quotas.service';
import { RegistrationLinksController } from './registration-links.controller';
import { RegistrationLinks } from './registration-links.service';
import { RegistrationNotices } from './registration-notices.service';
import { RegistrationSteps } from './registration-steps.service';
import { Registration } from './registration.entity';
import { RegistrationLines } from './replacements/registration-lines.service';
import { ReplacementNotices } from './replacements/replacement-notices.service';
import { ReplacementSources } from './replacements/replacement-sources.service';
import { Replacement, ReplacementLine } from './replacements/replacement.entity';
import {
  ReplacementLineTransitionController,
  ReplacementsController,
} from './replacements/replacements.controller';
import { ReplacementFacts } from './replacements/replacements.facts';
import { ReplacementsQueries } from './replacements/replacements.queries';
import { Replacements } from './replacements/replacements.service';
import { SessionDuties } from './replacements/session-duties.service';
import { RegistrationsController, RegistrationTransitionController } from './registrations.controller';
import { RegistrationsEdition } from './registrations.edition';
import { RegistrationFacts } from './registrations.facts';
import { RegistrationJobs } from './registrations.jobs';
import { RegistrationSearchModule } from './search/registration-search.module';
import { RegistrationDeadlines } from './registration-deadlines.queries';
import { RegistrationsQueries } from './registrations.queries';
import { RegistrationsService } from './registrations.service';
import { BulkRegistrations } from './sheets/bulk-registrations.service';
import { RegistrationsExport } from './sheets/registrations-export.service';
import { RegistrationsImport } from './sheets/registrations-import.service';
import { RegistrationsExportsController, RegistrationsImportsController } from './sheets/sheets.controller';
import { SheetsQueries } from './sheets/sheets.queries';
import { Commitments } from './sign-ups/commitments.service';
import { SeatAdmission } from './sign-ups/seat-admission.service';
import { Seats } from './sign-ups/seats.service';
import { SessionSeats } from './sign-ups/session-seats.entity';
import { SignUpNotices } from './sign-ups/sign-up-notices.service';
import { SignUpSteps } from './sign-ups/sign-up-steps.service';
import { SignUp } from './sign-ups/sign-up.entity';
import {
  SessionSignUpsController,
  SignUpsController,
  SignUpTransitionController,
} from './sign-ups/sign-ups.controller';
import { SignUpFacts } from './sign-ups/sign-ups.facts';
import { SignUpJobs } from './sign-ups/sign-ups.jobs';
import { SignUpsQueries } from './sign-ups/sign-ups.queries';
import { SignUpsService } from './sign-ups/sign-ups.service';
import { Transfers } from './transfers/transfers.service';
import { AccessZone, ZoneGrant } from './zones/zone.entity';
import { RegistrationZonesController, ZonesController } from './zones/zones.controller';
import { ZonesQueries } from './zones/zones.queries';
import { ZonesService } from './zones/zones.service';
import { TravelController, TravellersController } from './travel/travel.controller';
import { TravelPlan } from './travel/travel-plan.entity';
import { TravelQueries } from './travel/travel.queries';
import { TravelService } from './travel/travel.service';
import { WatchListModule } from './watch-list/watch-list.module';
import { RegistrationTasks } from './registration.tasks';
import { FormerHolders } from './transfers/former-holders.service';
import { OwnMessagesController } from './own-messages.controller';

/**
 * Who takes part: categories with their forms and quotas, registrations with their waiting list, check-in, and sign-ups
 * for sessions that need seats.
 * Owns: categories, forms with their versions, categories and answers, the proof of their removal, quotas with their lists,
 * registrations with their steps of approval, the notes about them and the places they hold, session_seats, sign_ups,
 * replacements with their lines, access_zones, zone_grants, participant_details, travel_plans; badges,
 * check-in, search and the watch list have modules of their own within it.
 * Tells `registration.changed`, `registration.transferred` and `sign-up.changed`; hears `event.changed` (a cancelled event calls its registrations
 * off), `programme.released` (seats are what the release says), `registration.changed` (one that ends gives its seats on), `sign-up.changed` and
 * `session-role.changed` (what had to be redone for somebody who came instead has been).
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([
      Category,
      Form,
      FormVersion,
      FormCategory,
      FormAnswers,
      AnswerFile,
      AnswerExtension,
      AnswerPurge,
      Quota,
      QuotaCategory,
      QuotaDelegation,
      QuotaOption,
      RegistrationPlaces,
      Registration,
      ApprovalStepOfRegistration,
      DecisionNote,
      SessionSeats,
      SignUp,
      Replacement,
      ReplacementLine,
      AccessZone,
      ZoneGrant,
      ParticipantDetails,
      TravelPlan,
    ]),
    PeopleModule,
    CommunicationsModule,
    ProgrammeModule,
    BadgesModule,
    CheckInsModule,
    RegistrationSearchModule,
    WatchListModule,
  ],
  controllers: [
    OwnMessagesController,
    CategoriesController,
    FormsController,
    AnswersController,
    AnswerPurgesController,
    QuotasController,
    RegistrationsImportsController,
    RegistrationsExportsController,
    RegistrationsController,
    RegistrationTransitionController,
    DecisionNotesController,
    ReplacementsController,
    ReplacementLineTransitionController,
    ZonesController,
    RegistrationZonesController,
    ParticipantDetailsController,
    TravelController,
    TravellersController,
    ParticipantsController,
    RegistrationLinksController,
    SessionSignUpsController,
    SignUpsController,
    SignUpTransitionController,
  ],
  providers: [
    RegistrationTasks,
    FormerHolders,
    DelegationHost,
    CategoriesService,
    CategoriesQueries,
    FormsService,
    FormsQueries,
    AnswersService,
    AnswersQueries,
    FollowUps,
    FollowUpsAtDesk,
    AnswerPurges,
    QuotasService,
    QuotasQueries,
    Places,
    Groups,
    HeldNominations,
    Offers,
    Approvals,
    ApprovalsQueries,
    Transfers,
    ReplacementSources,
    ReplacementNotices,
    ReplacementsQueries,
    Replacements,
    RegistrationLines,
    SessionDuties,
    ReplacementFacts,
    ZonesService,
    ZonesQueries,
    ParticipantDetailsService,
    ParticipantDetailsQueries,
    ParticipantDetailsFacts,
    CompanionLines,
    ParticipantsQueries,
    RegistrationsService,
    RegistrationSteps,
    RegistrationNotices,
    RegistrationLinks,
    RegistrationsQueries,
    RegistrationDeadlines,
    TravelService,
    TravelQueries,
    RegistrationJobs,
    RegistrationFacts,
    RegistrationsEdition,
    BulkRegistrations,
    RegistrationsImport,
    RegistrationsExport,
    SheetsQueries,
    Seats,
    Commitments,
    SignUpsService,
    SignUpSteps,
    SignUpNotices,
    SignUpsQueries,
    SignUpJobs,
    SignUpFacts,
    SeatAdmission,
  ],
  exports: [
    DelegationHost,
    RegistrationsService,
    RegistrationsQueries,
    RegistrationDeadlines,
    TravelQueries,
    CategoriesQueries,
    AnswersQueries,
    SignUpsQueries,
    Seats,
    Commitments,
    ReplacementSources,
    Replacements,
    ReplacementsQueries,
    Approvals,
    ParticipantDetailsService,
    BadgesModule,
    CheckInsModule,
  ],
})
export class RegistrationsModule {}
