import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CONFIG, type Config } from '../platform/config';
import { Database } from '../platform/database/database';
import { Composer } from './composer.service';
import { Delivery } from './delivery.service';
import { HoldsController } from './holds/holds.controller';
import { Holds } from './holds/holds.service';
import { MessageHold } from './holds/message-hold.entity';
import { OutboxQueries } from './holds/outbox.queries';
import { Ledger } from './ledger.service';
import { MailTransport, MailboxTransport, SmtpTransport } from './mail-transport';
import { MailboxMail } from './mailbox/mailbox-mail.entity';
import { MailboxController } from './mailbox/mailbox.controller';
import { MailboxQueries } from './mailbox/mailbox.queries';
import { Message } from './message.entity';
import { MessageTransitionsController, MessagesController } from './messages.controller';
import { MessageQueries } from './messages.queries';
import { Messages } from './messages.service';
import { Notices } from './notices.service';
import { ResendRules } from './resend-rules.service';
import { MessageTasks } from './message.tasks';

/**
 * Tells people things: notices become messages, messages become mails.
 *
 * Owns the tables `messages` (the ledger), `message_holds` (what of it is held back) and `mailbox_mails` (the built-in mailbox,
 * when there is no mail server).
 * Tells no facts and hears none: every module sends its own notices.
 */
@Module({
  imports: [TypeOrmModule.forFeature([Message, MessageHold, MailboxMail]), DiscoveryModule],
  controllers: [MessagesController, MessageTransitionsController, HoldsController, MailboxController],
  providers: [
    MessageTasks,
    Composer,
    Delivery,
    Holds,
    Ledger,
    Messages,
    MessageQueries,
    MailboxQueries,
    Notices,
    OutboxQueries,
    ResendRules,
    {
      provide: MailTransport,
      inject: [CONFIG, Database],
      useFactory: ({ smtpUrl }: Config, db: Database): MailTransport =>
        smtpUrl === undefined ? new MailboxTransport(db) : new SmtpTransport(smtpUrl),
    },
  ],
  exports: [Composer, Holds, Notices, MessageQueries, OutboxQueries, ResendRules],
})
export class CommunicationsModule {}
