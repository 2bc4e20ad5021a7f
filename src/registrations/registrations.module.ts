import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CommunicationsModule } from '../communications/communications.module';
import { PeopleModule } from '../people/people.module';
import { CategoriesController } from './categories.controller';
import { CategoriesQueries } from './categories.queries';
import { CategoriesService } from './categories.service';
import { Category } from './category.entity';
import { CheckIn } from './check-in.entity';
import { CheckInsService } from './check-ins.service';
import { AnswersController, AnswerPurgesController } from './forms/answers.controller';
import { AnswerExtension, AnswerFile, AnswerPurge, FormAnswers } from './forms/answers.entity';
import { AnswersQueries } from './forms/answers.queries';
import { AnswersService } from './forms/answers.service';
import { FollowUps } from './forms/follow-ups.service';
import { Form, FormCategory, FormVersion } from './forms/form.entity';
import { FormsController } from './forms/forms.controller';
import { FormsQueries } from './forms/forms.queries';
import { FormsService } from './forms/forms.service';
import { AnswerPurges } from './forms/purges.service';
import { Groups } from './quotas/groups.service';
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
import {
  CheckInsController,
  RegistrationsController,
  RegistrationTransitionController,
} from './registrations.controller';
import { RegistrationsEdition } from './registrations.edition';
import { RegistrationFacts } from './registrations.facts';
import { RegistrationJobs } from './registrations.jobs';
import { RegistrationsQueries } from './registrations.queries';
import { RegistrationsService } from './registrations.service';

/**
 * Who takes part: categories with their forms and quotas, registrations with their waiting list, check-in.
 * Owns: categories, forms with their versions, categories and answers, the proof of their removal, quotas with their lists,
 * registrations and the places they hold, check_ins.
 * Tells `registration.changed`; hears `event.changed` and calls registrations off when the event is cancelled.
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
      CheckIn,
    ]),
    PeopleModule,
    CommunicationsModule,
  ],
  controllers: [
    CategoriesController,
    FormsController,
    AnswersController,
    AnswerPurgesController,
    QuotasController,
    RegistrationsController,
    RegistrationTransitionController,
    CheckInsController,
    RegistrationLinksController,
  ],
  providers: [
    CategoriesService,
    CategoriesQueries,
    FormsService,
    FormsQueries,
    AnswersService,
    AnswersQueries,
    FollowUps,
    AnswerPurges,
    QuotasService,
    QuotasQueries,
    Places,
    Groups,
    Offers,
    RegistrationsService,
    RegistrationSteps,
    RegistrationNotices,
    RegistrationLinks,
    RegistrationsQueries,
    RegistrationJobs,
    RegistrationFacts,
    CheckInsService,
    RegistrationsEdition,
  ],
  exports: [RegistrationsService, RegistrationsQueries, CategoriesQueries, AnswersQueries],
})
export class RegistrationsModule {}
