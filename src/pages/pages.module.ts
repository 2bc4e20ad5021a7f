import { Module } from '@nestjs/common';
import { AgendasModule } from '../agendas/agendas.module';
import { CommunicationsModule } from '../communications/communications.module';
import { GreetingsModule } from '../greetings/greetings.module';
import { ProgrammeModule } from '../programme/programme.module';
import { SiteVisitsModule } from '../site-visits/site-visits.module';
import { GreetingPageController } from './greeting.controller';
import { MailPreferencesController } from './mail-preferences.controller';
import { PagesController } from './pages.controller';
import { ReadingPageController } from './reading.controller';
import { SignInController } from './sign-in.controller';
import { VisitDataController } from './visit-data.controller';
import { VisitsPagesController } from './visits.controller';

/** Pages in a browser. Owns no table; hears and tells nothing. */
@Module({
  imports: [AgendasModule, CommunicationsModule, GreetingsModule, ProgrammeModule, SiteVisitsModule],
  controllers: [
    PagesController,
    VisitDataController,
    VisitsPagesController,
    GreetingPageController,
    MailPreferencesController,
    ReadingPageController,
    SignInController,
  ],
})
export class PagesModule {}
