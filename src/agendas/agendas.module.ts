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
import { AgendaFeed } from './feeds/agenda-feed.entity';
import { AgendaFeedsController, FollowedAgendasController } from './feeds/agenda-feeds.controller';
import { AgendaFeedsQueries } from './feeds/agenda-feeds.queries';
import { AgendaFeeds } from './feeds/agenda-feeds.service';

/**
 * One person's programme with their deadlines, made from what programme, registrations, delegations, visits and greetings
 * know, as data, mail, PDF and calendar; an agenda is worked out whenever it is looked at. Owns: agenda_feeds, the addresses
 * at which calendars follow agendas. Hears no facts.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([AgendaFeed]),
    CommunicationsModule,
    ProgrammeModule,
    RegistrationsModule,
    DelegationsModule,
    SiteVisitsModule,
    GreetingsModule,
  ],
  controllers: [AgendasController, AgendaFeedsController, FollowedAgendasController],
  providers: [AgendasQueries, AgendasService, AgendaLines, AgendaFeeds, AgendaFeedsQueries],
  exports: [AgendasQueries, AgendasService, AgendaFeeds],
})
export class AgendasModule {}
