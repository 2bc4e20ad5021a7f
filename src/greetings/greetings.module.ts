import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CommunicationsModule } from '../communications/communications.module';
import { DelegationsModule } from '../delegations/delegations.module';
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
import { ClearedTexts } from './reading-copies/cleared-texts.queries';
import { ReadingCopies } from './reading-copies/reading-copies.service';
import { ReadingCopiesController } from './reading-copies/reading-copies.controller';
import { ReadingCopiesFacts } from './reading-copies/reading-copies.facts';
import { ReadingCopiesQueries } from './reading-copies/reading-copies.queries';
import { GreetingInterpreter, ReadingCopy, ReadingCopyHandout } from './reading-copies/reading-copy.entity';
import { ReadingCopyHolders } from './reading-copies/reading-copy-holders.service';
import { ReadingCopyNotices } from './reading-copies/reading-copy-notices.service';
import { Readers } from './readings/readers.service';
import { ReadersAtWork } from './readings/readers-at-work.service';
import { ReadingConflicts } from './readings/reading-conflicts.service';
import { ReadingLines } from './readings/reading-lines.service';
import { ReadingLinks } from './readings/reading-links.service';
import { ReadingNotices } from './readings/reading-notices.service';
import { ReadingOrder } from './readings/reading-order.entity';
import { ReadingOrders } from './readings/reading-orders.service';
import { ReadingOrdersController } from './readings/reading-orders.controller';
import { ReadingOrdersQueries } from './readings/reading-orders.queries';
import { ReadingPlaces } from './readings/reading-places.service';
import { Readings } from './readings/readings.service';
import { ReadingsFacts } from './readings/readings.facts';
import { Translations } from './texts/translations.service';

/**
 * Messages of greetings: asked for, received, translated, cleared, read and published; under embargo until then.
 * Owns: greetings, greeting_translations, greeting_interpreters, reading_orders, reading_copies, reading_copy_handouts.
 * Tells `greeting.changed`; hears `event.changed`, `registration.changed`, `registration.transferred`, `booking.changed`,
 * `departure.moved`, `programme.released` and its own.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([
      Greeting,
      GreetingTranslation,
      GreetingInterpreter,
      ReadingCopy,
      ReadingCopyHandout,
      ReadingOrder,
    ]),
    CommunicationsModule,
    DelegationsModule,
    PeopleModule,
    ProgrammeModule,
    RegistrationsModule,
  ],
  controllers: [
    ReadingOrdersController,
    ReadingCopiesController,
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
    ReadersAtWork,
    ReadingConflicts,
    ReadingLinks,
    ReadingNotices,
    ReadingPlaces,
    ReadingsFacts,
    ReadingOrders,
    ReadingOrdersQueries,
    ClearedTexts,
    ReadingCopies,
    ReadingCopiesFacts,
    ReadingCopiesQueries,
    ReadingCopyHolders,
    ReadingCopyNotices,
  ],
  exports: [GreetingsQueries, ReadingCopiesQueries],
})
export class GreetingsModule {}
