import { Module } from '@nestjs/common';
import { CommunicationsModule } from '../communications/communications.module';
import { GreetingsModule } from '../greetings/greetings.module';
import { ProgrammeModule } from '../programme/programme.module';
import { RegistrationsModule } from '../registrations/registrations.module';
import { SiteVisitsModule } from '../site-visits/site-visits.module';
import { AgendaLines } from './agenda-lines.service';
import { AgendasController } from './agendas.controller';
import { AgendasQueries } from './agendas.queries';
import { AgendasService } from './agendas.service';

/**
 * One person's programme, made from what programme, sign-ups, visits and greetings know, as data, mail and calendar file.
 * Owns no table: an agenda is worked out whenever it is looked at. Hears no facts.
 */
@Module({
  imports: [CommunicationsModule, ProgrammeModule, RegistrationsModule, SiteVisitsModule, GreetingsModule],
  controllers: [AgendasController],
  providers: [AgendasQueries, AgendasService, AgendaLines],
  exports: [AgendasQueries, AgendasService],
})
export class AgendasModule {}
