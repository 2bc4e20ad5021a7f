import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CommunicationsModule } from '../communications/communications.module';
import { PeopleModule } from '../people/people.module';
import { ProgrammeModule } from '../programme/programme.module';
import { RegistrationsModule } from '../registrations/registrations.module';
import { Greeting, GreetingTranslation } from './greeting.entity';
import { GreetingNotices } from './greeting-notices.service';
import {
  GreetingsController,
  GreetingTransitionController,
  TranslationsController,
  TranslationTransitionController,
} from './greetings.controller';
import { GreetingsEdition } from './greetings.edition';
import { GreetingsOfOrganisations } from './greetings-of-organisations.service';
import { GreetingsFacts } from './greetings.facts';
import { GreetingsQueries } from './greetings.queries';
import { GreetingsService } from './greetings.service';
import { Readers } from './readings/readers.service';
import { ReadingLines } from './readings/reading-lines.service';
import { Readings } from './readings/readings.service';
import { Translations } from './texts/translations.service';

/**
 * Messages of greetings: asked for, received, translated, cleared, read and published; under embargo until then.
 * Owns: greetings, greeting_translations. Tells `greeting.changed`; hears `event.changed`.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([Greeting, GreetingTranslation]),
    CommunicationsModule,
    PeopleModule,
    ProgrammeModule,
    RegistrationsModule,
  ],
  controllers: [
    GreetingsController,
    TranslationsController,
    GreetingTransitionController,
    TranslationTransitionController,
  ],
  providers: [
    GreetingsService,
    GreetingsQueries,
    Translations,
    Readers,
    GreetingNotices,
    GreetingsFacts,
    GreetingsEdition,
    GreetingsOfOrganisations,
    Readings,
    ReadingLines,
  ],
  exports: [GreetingsQueries],
})
export class GreetingsModule {}
