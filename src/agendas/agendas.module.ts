import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CommunicationsModule } from '../communications/communications.module';
import { GreetingsModule } from '../greetings/greetings.module';
import { ProgrammeModule } from '../programme/programme.module';
import { RegistrationsModule } from '../registrations/registrations.module';
import { SiteVisitsModule } from '../site-visits/site-visits.module';
import { AgendaLines } from './agenda-lines.service';
import { AgendasController, NoticesController } from './agendas.controller';
import { AgendasQueries } from './agendas.queries';
import { AgendasService } from './agendas.service';
import { AgendaChangeNotices } from './changes/agenda-change-notices.service';
import { AgendaChangesController } from './changes/agenda-changes.controller';
import {
  AgendaChange,
  AgendaContent,
  AgendaEntry,
  AgendaWatch,
  ToldAgenda,
} from './changes/agenda-changes.entity';
import { AgendaChangesFacts } from './changes/agenda-changes.facts';
import { AgendaChangesQueries } from './changes/agenda-changes.queries';
import { AgendaChanges } from './changes/agenda-changes.service';
import { AgendaEntries } from './changes/agenda-entries.service';
import { AgendaWatches } from './changes/agenda-watch.service';
import { TellingMails } from './changes/telling-mails.service';
import { ToldCalendars } from './changes/told-calendars.service';

/**
 * One person's programme, made from what programme, sign-ups, visits and greetings know, as data, mail and calendar file, and
 * what changed on it since they were told.
 *
 * Owns no agenda: that is worked out whenever it is looked at. Owns what people were told of theirs: `told_agendas`,
 * `agenda_entries` and `agenda_contents`, `agenda_changes` and `agenda_watches`. Hears of every fact that may change an
 * agenda, and tells none.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([AgendaChange, AgendaContent, AgendaEntry, AgendaWatch, ToldAgenda]),
    CommunicationsModule,
    ProgrammeModule,
    RegistrationsModule,
    SiteVisitsModule,
    GreetingsModule,
  ],
  controllers: [AgendasController, NoticesController, AgendaChangesController],
  providers: [
    AgendasQueries,
    AgendasService,
    AgendaLines,
    AgendaEntries,
    AgendaChanges,
    AgendaChangeNotices,
    AgendaChangesFacts,
    AgendaChangesQueries,
    AgendaWatches,
    TellingMails,
    ToldCalendars,
  ],
  exports: [AgendasQueries, AgendasService],
})
export class AgendasModule {}
