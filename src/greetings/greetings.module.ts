import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CommunicationsModule } from '../communications/communications.module';
import { DelegationsModule } from '../delegations/delegations.module';
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
import { GreetingDeadlines } from './greeting-deadlines.queries';
import { GreetingsQueries } from './greetings.queries';
import { GreetingsService } from './greetings.service';
import { GreetingCorrection } from './publication/correction.entity';
import { PublicationsController } from './publication/publications.controller';
import { Publications } from './publication/publications.service';
import { PublishedController } from './publication/published.controller';
import { PublishedQueries } from './publication/published.queries';
import { ClearedTexts } from './texts/cleared-texts.queries';
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
import { TranslationNotices } from './texts/translation-notices.service';
import { TranslationsFacts } from './texts/translations.facts';
import { Translations } from './texts/translations.service';
import { ThanksController, ThanksTemplatesController } from './thanks/thanks.controller';
import { GreetingThanks, GreetingThanksTemplate } from './thanks/thanks.entity';
import { ThanksQueries } from './thanks/thanks.queries';
import { Thanks } from './thanks/thanks.service';
import { GreetingTasks } from './greeting.tasks';

/**
 * Messages of greetings: asked for, received, translated, cleared, read and published; under embargo until then.
 * Owns: greetings, greeting_translations, greeting_texts, greeting_remarks, greeting_contacts, greeting_reminders,
 * greeting_deliveries, greeting_delivered_texts, greeting_corrections, greeting_thanks, greeting_thanks_templates,
 * greeting_interpreters, reading_orders, reading_copies, reading_copy_handouts. Tells `greeting.changed`; hears `event.changed`,
 * `registration.changed`, `registration.transferred`, `booking.changed`, `departure.moved`, `programme.released` and its own.
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
      GreetingInterpreter,
      ReadingCopy,
      ReadingCopyHandout,
      ReadingOrder,
      GreetingText,
      GreetingRemark,
      GreetingContact,
      GreetingReminder,
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
    GreetingTasks,
    GreetingsService,
    GreetingsQueries,
    GreetingDeadlines,
    Translations,
    TranslationNotices,
    TranslationsFacts,
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
    ReadersAtWork,
    ReadingConflicts,
    ReadingLinks,
    ReadingNotices,
    ReadingPlaces,
    ReadingsFacts,
    ReadingOrders,
    ReadingOrdersQueries,
    ReadingCopies,
    ReadingCopiesFacts,
    ReadingCopiesQueries,
    ReadingCopyHolders,
    ReadingCopyNotices,
  ],
  exports: [GreetingsQueries, GreetingDeadlines, ContactAnswers, ReadingCopiesQueries, Readers, ReadingLinks],
})
export class GreetingsModule {}
