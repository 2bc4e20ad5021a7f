import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Organisation } from './organisation.entity';
import { OrganisationsController } from './organisations.controller';
import { PeopleService } from './people.service';
import { Person } from './person.entity';

/** Persons and organisations. Owns: persons, organisations. Tells and hears no facts. */
@Module({
  imports: [TypeOrmModule.forFeature([Person, Organisation])],
  controllers: [OrganisationsController],
  providers: [PeopleService],
  exports: [PeopleService],
})
export class PeopleModule {}
