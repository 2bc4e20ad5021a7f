import { Module } from '@nestjs/common';
import { AgendasModule } from '../agendas/agendas.module';
import { ProgrammeModule } from '../programme/programme.module';
import { SiteVisitsModule } from '../site-visits/site-visits.module';
import { PagesController } from './pages.controller';
import { VisitDataController } from './visit-data.controller';

/** Pages in a browser. Owns no table; hears and tells nothing. */
@Module({
  imports: [AgendasModule, ProgrammeModule, SiteVisitsModule],
  controllers: [PagesController, VisitDataController],
})
export class PagesModule {}
