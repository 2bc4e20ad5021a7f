import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BadgesModule } from '../badges/badges.module';
import { RegistrationSearchModule } from '../search/registration-search.module';
import { AdmissionQueries } from './admission.queries';
import { AdmissionRules } from './admission-rules.service';
import { Batches } from './batches.service';
import { CheckIn, CheckInRefusal } from './check-in.entity';
import { CheckInPoint } from './check-in-point.entity';
import { CheckInKeysController, CheckInPointsController } from './check-in-points.controller';
import { CheckInPointsQueries } from './check-in-points.queries';
import { CheckInPointsService } from './check-in-points.service';
import { CheckInRefusalsController, CheckInsController } from './check-ins.controller';
import { CheckInsEdition } from './check-ins.edition';
import { CheckInsQueries } from './check-ins.queries';
import { CheckInsService } from './check-ins.service';
import { DeskFacts } from './desk-facts.service';
import { EntryBlock } from './entry-block.entity';
import { EntryBlockController, EntryBlocksController } from './entry-blocks.controller';
import { EntryBlocks } from './entry-blocks.service';
import { Gate } from './gate.service';
import { OfflineLists } from './offline-lists.service';
import { Refusals } from './refusals.service';
import { Sightings } from './sightings.service';

/**
 * The part of registrations that opens doors: points, scans, and people who are kept out. It asks those who register with `AdmissionRules`
 * who may not come in, and shows the desk what those tell who register with `DeskFacts`.
 * Owns: check_in_points, check_ins, check_in_refusals, entry_blocks.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([CheckInPoint, CheckIn, CheckInRefusal, EntryBlock]),
    BadgesModule,
    RegistrationSearchModule,
  ],
  controllers: [
    CheckInPointsController,
    CheckInKeysController,
    CheckInsController,
    CheckInRefusalsController,
    EntryBlockController,
    EntryBlocksController,
  ],
  providers: [
    AdmissionRules,
    AdmissionQueries,
    DeskFacts,
    CheckInPointsService,
    CheckInPointsQueries,
    Gate,
    CheckInsService,
    CheckInsQueries,
    Sightings,
    Refusals,
    Batches,
    OfflineLists,
    EntryBlocks,
    CheckInsEdition,
  ],
  exports: [AdmissionRules, DeskFacts],
})
export class CheckInsModule {}
