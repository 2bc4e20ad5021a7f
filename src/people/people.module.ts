import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OrganisationMerges } from './organisation-merges.service';
import { OrganisationRecord } from './organisation-record.service';
import { OrganisationReferences } from './organisation-references.service';
import { Organisation, OrganisationContact, OrganisationMerge } from './organisation.entity';
import {
  OrganisationContactsController,
  OrganisationMergesController,
  OrganisationsController,
} from './organisations.controller';
import { OrganisationsQueries } from './organisations.queries';
import { OrganisationsService } from './organisations.service';
import { PeopleService } from './people.service';
import { EventPerson, Person } from './person.entity';
import { PersonsController } from './persons.controller';

/**
 * Persons and organisations: with whom one deals, from one edition to the next. Modules above register what refers to
 * organisations and what organisations do at events.
 * Owns: persons, event_persons, organisations, organisation_contacts, organisation_merges. Tells `person.changed`.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([Person, EventPerson, Organisation, OrganisationContact, OrganisationMerge]),
  ],
  controllers: [
    OrganisationsController,
    OrganisationContactsController,
    OrganisationMergesController,
    PersonsController,
  ],
  providers: [
    PeopleService,
    OrganisationsService,
    OrganisationsQueries,
    OrganisationMerges,
    OrganisationRecord,
    OrganisationReferences,
  ],
  exports: [PeopleService, OrganisationsQueries, OrganisationRecord, OrganisationReferences],
})
export class PeopleModule {}
