import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RegistrationSearchModule } from '../registration-search.module';
import { AdmissionQueries } from './admission.queries';
import { AdmissionRules } from './admission-rules.service';
import { BadgeRevocation, EntryBlock } from './badge.entity';
import { BadgeTokens } from './badge-tokens.service';
import { BadgesController, EntryBlocksController } from './badges.controller';
import { BadgesService } from './badges.service';
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
import { Gate } from './gate.service';
import { OfflineLists } from './offline-lists.service';
import { Refusals } from './refusals.service';
import { Sightings } from './sightings.service';

/**
 * The part of registrations that opens doors: points, scans, badges. It asks those who register with `AdmissionRules`
 * who may not come in, and shows the desk what those tell who register with `DeskFacts`.
 * Owns: check_in_points, check_ins, check_in_refusals, badge_revocations, entry_blocks.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([CheckInPoint, CheckIn, CheckInRefusal, BadgeRevocation, EntryBlock]),
    RegistrationSearchModule,
  ],
  controllers: [
    CheckInPointsController,
    CheckInKeysController,
    CheckInsController,
    CheckInRefusalsController,
    BadgesController,
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
    BadgeTokens,
    BadgesService,
    CheckInsEdition,
  ],
  exports: [AdmissionRules, DeskFacts, BadgeTokens],
})
export class CheckInsModule {}
