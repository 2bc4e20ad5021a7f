import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RegistrationSearch } from './registration-search';
import { RegistrationSearchRow } from './registration-search.entity';

/** Finding registrations, for their list and for the desk. Owns: registration_search, which the database itself writes. */
@Module({
  imports: [TypeOrmModule.forFeature([RegistrationSearchRow])],
  providers: [RegistrationSearch],
  exports: [RegistrationSearch],
})
export class RegistrationSearchModule {}
