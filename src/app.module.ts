import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access/access.guard';
import { AgendasModule } from './agendas/agendas.module';
import { MailingsModule } from './agendas/mailings/mailings.module';
import { AccessModule } from './access/access.module';
import { CommunicationsModule } from './communications/communications.module';
import { DemonstrationModule } from './demonstration/demonstration.module';
import { DelegationsModule } from './delegations/delegations.module';
import { PapersModule } from './delegations/papers/papers.module';
import { EventsModule } from './events/events.module';
import { GreetingsModule } from './greetings/greetings.module';
import { PagesModule } from './pages/pages.module';
import { PeopleModule } from './people/people.module';
import { PlatformModule, type PlatformOptions } from './platform/platform.module';
import { ProgrammeModule } from './programme/programme.module';
import { RemindersModule } from './reminders/reminders.module';
import { RegistrationsModule } from './registrations/registrations.module';
import { SiteVisitsModule } from './site-visits/site-visits.module';

export type AppOptions = PlatformOptions;

/** The whole of Plenary, in import order: each module knows only those before it. */
@Module({})
export class AppModule {
  static forRoot(options: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.forRoot(options),
        AccessModule,
        PeopleModule,
        EventsModule,
        CommunicationsModule,
        ProgrammeModule,
        RegistrationsModule,
        DelegationsModule,
        PapersModule,
        SiteVisitsModule,
        GreetingsModule,
        AgendasModule,
        MailingsModule,
        RemindersModule,
        PagesModule,
        DemonstrationModule,
      ],
      // Here and not in `access`: the guard asks the events module, which stands above it, for the event.
      providers: [{ provide: APP_GUARD, useClass: AccessGuard }],
    };
  }
}
