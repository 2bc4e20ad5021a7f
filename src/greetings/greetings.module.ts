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
import { Greeting } from './greeting.entity';
import { GreetingNotices } from './greeting-notices.service';
import { GreetingsController, GreetingTransitionController } from './greetings.controller';
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
import { ContactAnswers } from './requests/contact-answers.service';
import { GreetingLadder } from './requests/greeting-ladder.service';
import { GreetingContact, GreetingReminder } from './requests/request.entity';
import { GreetingProposalsController, GreetingRequestsController } from './requests/requests.controller';
import { RequestsQueries } from './requests/requests.queries';
import { Requests } from './requests/requests.service';
import { HandIn } from './texts/hand-in.service';
import { Remarks } from './texts/remarks.service';
import { GreetingRemark, GreetingText, GreetingTranslation } from './texts/text.entity';
import { TextVersions } from './texts/text-versions.service';
import {
  GreetingRemarksController,
  GreetingTextsController,
  TranslationsController,
  TranslationTransitionController,
} from './texts/texts.controller';
import { TextsQueries } from './texts/texts.queries';
import { Translations } from './texts/translations.service';
import { ThanksController, ThanksTemplatesController } from './thanks/thanks.controller';
import { GreetingThanks, GreetingThanksTemplate } from './thanks/thanks.entity';
import { ThanksQueries } from './thanks/thanks.queries';
import { Thanks } from './thanks/thanks.service';

/**
 * Messages of greetings: asked for, received, translated, cleared, read and published; under embargo until then.
 * Owns: greetings, greeting_translations, greeting_texts, greeting_remarks, greeting_contacts, greeting_reminders,
 * greeting_deliveries, greeting_delivered_texts, greeting_corrections, greeting_thanks, greeting_thanks_templates. Tells `greeting.changed`; hears `event.changed`.
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
      GreetingText,
      GreetingRemark,
      GreetingContact,
      GreetingReminder,
    ]),
    CommunicationsModule,
    PeopleModule,
    ProgrammeModule,
    RegistrationsModule,
  ],
  controllers: [
    GreetingProposalsController,
    GreetingsController,
    GreetingRequestsController,
    GreetingTextsController,
    GreetingRemarksController,
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
    TextVersions,
    TextsQueries,
    HandIn,
    Remarks,
    Requests,
    RequestsQueries,
    GreetingLadder,
    ContactAnswers,
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
  exports: [GreetingsQueries, ContactAnswers],
})
export class GreetingsModule {}
