import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CONFIG, type Config } from '../platform/config';
import { Database } from '../platform/database/database';
import { Addressees } from './addressees.service';
import { AddressBlock } from './blocks/address-block.entity';
import {
  AddressBlockTransitionsController,
  AddressBlocksController,
} from './blocks/address-blocks.controller';
import { AddressBlocksQueries } from './blocks/address-blocks.queries';
import { AddressBlocks } from './blocks/address-blocks.service';
import { BouncesController } from './bounces/bounces.controller';
import { Bounces } from './bounces/bounces.service';
import { MailBounce } from './bounces/mail-bounce.entity';
import { Composer } from './composer.service';
import { Delivery } from './delivery.service';
import { HoldsController } from './holds/holds.controller';
import { Holds } from './holds/holds.service';
import { MessageHold } from './holds/message-hold.entity';
import { OutboxQueries } from './holds/outbox.queries';
import { readSigningKey } from './dkim';
import { Ledger } from './ledger.service';
import { MailCalendars } from './mail-calendars.service';
import { MailTransport, MailboxTransport } from './mail-transport';
import { MailboxMail } from './mailbox/mailbox-mail.entity';
import { MailboxController } from './mailbox/mailbox.controller';
import { MailboxQueries } from './mailbox/mailbox.queries';
import { Message, MessageText } from './message.entity';
import { MessageTransitionsController, MessagesController } from './messages.controller';
import { MessageQueries } from './messages.queries';
import { Messages } from './messages.service';
import { Notices } from './notices.service';
import { MailPace } from './pace/mail-pace.service';
import { MailRate } from './pace/mail-rate.entity';
import { MailPreference } from './preferences/mail-preference.entity';
import { MailPreferences } from './preferences/mail-preferences.service';
import { SmtpTransport } from './smtp-transport';
import { ResendRules } from './resend-rules.service';
import { MessageTasks } from './message.tasks';
import { TemplatePreviews } from './templates/template-previews.service';
import { TemplateReaders } from './templates/template-readers.service';
import { TemplateRendering } from './templates/template-rendering.service';
import { TemplateTests } from './templates/template-tests.service';
import { MessageTemplate, MessageTemplateTest, MessageTemplateVersion } from './templates/template.entity';
import { TemplatesController } from './templates/templates.controller';
import { TemplatesQueries } from './templates/templates.queries';
import { Templates } from './templates/templates.service';

/**
 * Tells people things: notices become messages, messages become mails.
 *
 * Owns the tables `messages` and `message_texts` (the ledger), `mail_rates` (how fast mails go out), `mail_bounces` (reports of what did not
 * arrive), `address_blocks` (who may not be written to), `mail_preferences` (who does not want what), `message_holds` (what is held back),
 * `message_templates`, `message_template_versions` and `message_template_tests` (words of an event's own) and `mailbox_mails` (the
 * built-in mailbox, when there is no mail server).
 * Tells no facts and hears none: every module sends its own notices.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([
      Message,
      MessageText,
      MessageHold,
      MailRate,
      MailBounce,
      AddressBlock,
      MailPreference,
      MailboxMail,
      MessageTemplate,
      MessageTemplateVersion,
      MessageTemplateTest,
    ]),
    DiscoveryModule,
  ],
  controllers: [
    MessagesController,
    MessageTransitionsController,
    AddressBlocksController,
    AddressBlockTransitionsController,
    BouncesController,
    HoldsController,
    TemplatesController,
    MailboxController,
  ],
  providers: [
    Addressees,
    AddressBlocks,
    AddressBlocksQueries,
    Bounces,
    MessageTasks,
    Composer,
    Delivery,
    Holds,
    Ledger,
    MailCalendars,
    MailPace,
    MailPreferences,
    Messages,
    MessageQueries,
    MailboxQueries,
    Notices,
    OutboxQueries,
    ResendRules,
    Templates,
    TemplatesQueries,
    TemplatePreviews,
    TemplateReaders,
    TemplateRendering,
    TemplateTests,
    {
      provide: MailTransport,
      inject: [CONFIG, Database],
      useFactory: ({ smtpUrl, mail }: Config, db: Database): MailTransport => {
        const key = mail.dkim && readSigningKey(mail.dkim);
        return smtpUrl === undefined ? new MailboxTransport(db) : new SmtpTransport(smtpUrl, mail, key);
      },
    },
  ],
  exports: [
    Composer,
    Holds,
    MailCalendars,
    MailPreferences,
    Notices,
    MessageQueries,
    OutboxQueries,
    ResendRules,
    TemplateReaders,
    TemplateRendering,
    TemplatesQueries,
  ],
})
export class CommunicationsModule {}
