import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CommunicationsModule } from '../../communications/communications.module';
import { EventsModule } from '../../events/events.module';
import { GreetingsModule } from '../../greetings/greetings.module';
import { ProgrammeModule } from '../../programme/programme.module';
import { RegistrationsModule } from '../../registrations/registrations.module';
import { AgendasModule } from '../agendas.module';
import { AudienceQueries } from './audience.queries';
import { Mailing, MailingSettings } from './mailing.entity';
import { MailingSamples } from './mailing-samples.service';
import { MailingSending } from './mailing-sending.service';
import { MailingTasks } from './mailing.tasks';
import {
  MailingsController,
  MailingTransitionController,
  NoticesController,
  OutboxController,
} from './mailings.controller';
import { MailingsQueries } from './mailings.queries';
import { Mailings } from './mailings.service';

/**
 * What goes to an audience: agendas, announcements in the organisers' own words. Counted and looked at first, seen by a
 * second person where the event wants that, sent step by step, paused, resumed, called off.
 * Owns: mailings, mailing_settings. Hears no facts.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([Mailing, MailingSettings]),
    AgendasModule,
    CommunicationsModule,
    EventsModule,
    GreetingsModule,
    ProgrammeModule,
    RegistrationsModule,
  ],
  controllers: [NoticesController, MailingsController, MailingTransitionController, OutboxController],
  providers: [AudienceQueries, MailingSamples, MailingSending, Mailings, MailingsQueries, MailingTasks],
})
export class MailingsModule {}
