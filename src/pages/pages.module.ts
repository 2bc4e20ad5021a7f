import { Module } from '@nestjs/common';
import { AgendasModule } from '../agendas/agendas.module';
import { GreetingsModule } from '../greetings/greetings.module';
import { ProgrammeModule } from '../programme/programme.module';
import { PagesController } from './pages.controller';

/** Pages in a browser. Owns no table; hears and tells nothing. */
@Module({ imports: [AgendasModule, GreetingsModule, ProgrammeModule], controllers: [PagesController] })
export class PagesModule {}
