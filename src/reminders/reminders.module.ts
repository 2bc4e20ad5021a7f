import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AgendasModule } from '../agendas/agendas.module';
import { CommunicationsModule } from '../communications/communications.module';
import { ProgrammeModule } from '../programme/programme.module';
import { RegistrationsModule } from '../registrations/registrations.module';
import { SiteVisitsModule } from '../site-visits/site-visits.module';
import { ReminderOccurrence, ReminderRule } from './reminder.entity';
import { RemindersEdition } from './reminders.edition';
import { RemindersFacts } from './reminders.facts';
import { ReminderRulesController } from './reminders.controller';
import { ReminderRulesService } from './reminder-rules.service';
import { RemindersQueries } from './reminders.queries';
import { RemindersService } from './reminders.service';

/**
 * Rules by which people are reminded: before or after what, by how much, whom, in which words.
 * Owns: reminder_rules, reminder_occurrences. Hears `programme.released` and `departure.moved`; what is due is asked of the
 * data.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([ReminderRule, ReminderOccurrence]),
    AgendasModule,
    CommunicationsModule,
    ProgrammeModule,
    RegistrationsModule,
    SiteVisitsModule,
  ],
  controllers: [ReminderRulesController],
  providers: [ReminderRulesService, RemindersQueries, RemindersService, RemindersEdition, RemindersFacts],
  exports: [],
})
export class RemindersModule {}
