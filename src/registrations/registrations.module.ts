import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CommunicationsModule } from '../communications/communications.module';
import { PeopleModule } from '../people/people.module';
import { CategoriesController, FormsController, QuotasController } from './categories.controller';
import { CategoriesQueries } from './categories.queries';
import { CategoriesService } from './categories.service';
import { Category, Form, FormVersion, Quota } from './category.entity';
import { CheckIn } from './check-ins/check-in.entity';
import { CheckInsController } from './check-ins/check-ins.controller';
import { CheckInsQueries } from './check-ins/check-ins.queries';
import { CheckInsService } from './check-ins/check-ins.service';
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
 * Owns: categories, forms, form_versions, quotas, registrations, check_ins.
 * Tells `registration.changed`; hears `event.changed` and calls registrations off when the event is cancelled.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([Category, Form, FormVersion, Quota, Registration, CheckIn]),
    PeopleModule,
    CommunicationsModule,
  ],
  controllers: [
    CategoriesController,
    FormsController,
    QuotasController,
    RegistrationsController,
    RegistrationTransitionController,
    CheckInsController,
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
    CheckInsService,
    CheckInsQueries,
  ],
  exports: [RegistrationsService, RegistrationsQueries, CategoriesQueries],
})
export class RegistrationsModule {}
