import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CommunicationsModule } from '../communications/communications.module';
import { PeopleModule } from '../people/people.module';
import { CategoriesController, FormsController, QuotasController } from './categories.controller';
import { CategoriesQueries } from './categories.queries';
import { CategoriesService } from './categories.service';
import { Category, Form, FormVersion, Quota } from './category.entity';
import { AdmissionQueries } from './check-ins/admission.queries';
import { AdmissionRules } from './check-ins/admission-rules.service';
import { BadgeRevocation, EntryBlock } from './check-ins/badge.entity';
import { BadgeTokens } from './check-ins/badge-tokens.service';
import { BadgesController, EntryBlocksController } from './check-ins/badges.controller';
import { BadgesService } from './check-ins/badges.service';
import { Batches } from './check-ins/batches.service';
import { CheckIn, CheckInRefusal } from './check-ins/check-in.entity';
import { CheckInPoint } from './check-ins/check-in-point.entity';
import { CheckInKeysController, CheckInPointsController } from './check-ins/check-in-points.controller';
import { CheckInPointsQueries } from './check-ins/check-in-points.queries';
import { CheckInPointsService } from './check-ins/check-in-points.service';
import { CheckInRefusalsController, CheckInsController } from './check-ins/check-ins.controller';
import { CheckInsQueries } from './check-ins/check-ins.queries';
import { CheckInsService } from './check-ins/check-ins.service';
import { DeskFacts } from './check-ins/desk-facts.service';
import { Gate } from './check-ins/gate.service';
import { OfflineLists } from './check-ins/offline-lists.service';
import { Refusals } from './check-ins/refusals.service';
import { Sightings } from './check-ins/sightings.service';
import { Places } from './places.service';
import { RegistrationLinksController } from './registration-links.controller';
import { RegistrationLinks } from './registration-links.service';
import { RegistrationNotices } from './registration-notices.service';
import { RegistrationSteps } from './registration-steps.service';
import { Registration } from './registration.entity';
import { RegistrationsController, RegistrationTransitionController } from './registrations.controller';
import { RegistrationFacts } from './registrations.facts';
import { RegistrationJobs } from './registrations.jobs';
import { RegistrationsQueries } from './registrations.queries';
import { RegistrationsService } from './registrations.service';

/**
 * Who takes part: categories with their forms and quotas, registrations with their waiting list, check-in.
 * Owns: categories, forms, form_versions, quotas, registrations, check_in_points, check_ins, check_in_refusals,
 * badge_revocations, entry_blocks.
 * Tells `registration.changed`; hears `event.changed` and calls registrations off when the event is cancelled.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([
      Category,
      Form,
      FormVersion,
      Quota,
      Registration,
      CheckInPoint,
      CheckIn,
      CheckInRefusal,
      BadgeRevocation,
      EntryBlock,
    ]),
    PeopleModule,
    CommunicationsModule,
  ],
  controllers: [
    CategoriesController,
    FormsController,
    QuotasController,
    RegistrationsController,
    RegistrationTransitionController,
    CheckInPointsController,
    CheckInKeysController,
    CheckInsController,
    CheckInRefusalsController,
    BadgesController,
    EntryBlocksController,
    RegistrationLinksController,
  ],
  providers: [
    CategoriesService,
    CategoriesQueries,
    Places,
    RegistrationsService,
    RegistrationSteps,
    RegistrationNotices,
    RegistrationLinks,
    RegistrationsQueries,
    RegistrationJobs,
    RegistrationFacts,
    AdmissionRules,
    AdmissionQueries,
    DeskFacts,
    CheckInPointsService,
    CheckInPointsQueries,
    Gate,
    CheckInsService,
    CheckInsQueries,
    Sightings,
    Refusals,
    Batches,
    OfflineLists,
    BadgeTokens,
    BadgesService,
  ],
  exports: [
    RegistrationsService,
    RegistrationsQueries,
    CategoriesQueries,
    AdmissionRules,
    DeskFacts,
    BadgeTokens,
  ],
})
export class RegistrationsModule {}
