import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CommunicationsModule } from '../communications/communications.module';
import { PeopleModule } from '../people/people.module';
import { ProgrammeModule } from '../programme/programme.module';
import { RegistrationsModule } from '../registrations/registrations.module';
import { DeliveriesController } from './delivery/deliveries.controller';
import { DeliveriesQueries } from './delivery/deliveries.queries';
import { Deliveries } from './delivery/deliveries.service';
import { GreetingDeliveredText, GreetingDelivery } from './delivery/delivery.entity';
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
import { ClearedTexts } from './publication/cleared-texts.queries';
import { GreetingCorrection } from './publication/correction.entity';
import { PublicationsController } from './publication/publications.controller';
import { Publications } from './publication/publications.service';
import { PublishedController } from './publication/published.controller';
import { PublishedQueries } from './publication/published.queries';
import { Readers } from './readings/readers.service';
import { ReadingLines } from './readings/reading-lines.service';
import { Readings } from './readings/readings.service';
import { Translations } from './texts/translations.service';
import { ThanksController, ThanksTemplatesController } from './thanks/thanks.controller';
import { GreetingThanks, GreetingThanksTemplate } from './thanks/thanks.entity';
import { ThanksQueries } from './thanks/thanks.queries';
import { Thanks } from './thanks/thanks.service';

/**
 * Messages of greetings: asked for, received, translated, cleared, read and published; under embargo until then.
 * Owns: greetings, greeting_translations, greeting_deliveries, greeting_delivered_texts, greeting_corrections, greeting_thanks,
 * greeting_thanks_templates. Tells `greeting.changed`; hears `event.changed`.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([
      Greeting,
      GreetingTranslation,
      GreetingDelivery,
      GreetingDeliveredText,
      GreetingCorrection,
      GreetingThanks,
      GreetingThanksTemplate,
    ]),
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
    PublishedController,
    PublicationsController,
    DeliveriesController,
    ThanksTemplatesController,
    ThanksController,
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
    ClearedTexts,
    Deliveries,
    DeliveriesQueries,
    Publications,
    PublishedQueries,
    Thanks,
    ThanksQueries,
  ],
  exports: [GreetingsQueries],
})
export class GreetingsModule {}
