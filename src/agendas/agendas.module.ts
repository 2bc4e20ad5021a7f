import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CommunicationsModule } from '../communications/communications.module';
import { DelegationsModule } from '../delegations/delegations.module';
import { GreetingsModule } from '../greetings/greetings.module';
import { ProgrammeModule } from '../programme/programme.module';
import { RegistrationsModule } from '../registrations/registrations.module';
import { SiteVisitsModule } from '../site-visits/site-visits.module';
import { AgendaLines } from './agenda-lines.service';
import { AgendasController } from './agendas.controller';
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
import { AgendaFeed } from './feeds/agenda-feed.entity';
import { AgendaFeedsController, FollowedAgendasController } from './feeds/agenda-feeds.controller';
import { AgendaFeedsQueries } from './feeds/agenda-feeds.queries';
import { AgendaFeeds } from './feeds/agenda-feeds.service';

/**
 * One person's programme with their deadlines, made from what programme, registrations, delegations, visits and greetings
 * know, as data, mail, PDF and calendar, and what changed on it since they were told.
 *
 * Owns no agenda: that is worked out whenever it is looked at. Owns what people were told of theirs: `told_agendas`,
 * `agenda_entries` and `agenda_contents`, `agenda_changes` and `agenda_watches`; and `agenda_feeds`, the
 * addresses at which calendars follow agendas. Hears of every fact that may change an
 * agenda, and tells none.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([AgendaChange, AgendaContent, AgendaEntry, AgendaFeed, AgendaWatch, ToldAgenda]),
    CommunicationsModule,
    ProgrammeModule,
    RegistrationsModule,
    DelegationsModule,
    SiteVisitsModule,
    GreetingsModule,
  ],
  controllers: [AgendasController, AgendaFeedsController, FollowedAgendasController, AgendaChangesController],
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
    AgendaFeeds,
    AgendaFeedsQueries,
  ],
  exports: [AgendasQueries, AgendasService, AgendaFeeds],
})
export class AgendasModule {}
