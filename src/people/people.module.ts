import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Organisation } from './organisation.entity';
import { OrganisationsController } from './organisations.controller';
import { PeopleService } from './people.service';
import { EventPerson, Person } from './person.entity';
import { PersonsController } from './persons.controller';

/** Persons and organisations. Owns: persons, event_persons, organisations. Tells and hears no facts. */
@Module({
  imports: [TypeOrmModule.forFeature([Person, EventPerson, Organisation])],
  controllers: [OrganisationsController, PersonsController],
  providers: [PeopleService],
  exports: [PeopleService],
})
export class PeopleModule {}
