import { Module } from '@nestjs/common';
import { AgendasModule } from '../agendas/agendas.module';
import { ProgrammeModule } from '../programme/programme.module';
import { PagesController } from './pages.controller';

/** Pages in a browser. Owns no table; hears and tells nothing. */
@Module({ imports: [AgendasModule, ProgrammeModule], controllers: [PagesController] })
export class PagesModule {}
