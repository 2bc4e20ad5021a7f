import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ProgrammeModule } from '../../programme/programme.module';
import { BadgePrint, BadgeRevocation, PrintedBadge } from './badge.entity';
import { BadgePrints } from './badge-prints.service';
import { BadgeTokens } from './badge-tokens.service';
import { BadgePrintsController, BadgesController } from './badges.controller';
import { BadgesQueries } from './badges.queries';
import { BadgesService } from './badges.service';
import { DelegationNamesOnBadges } from './delegation-names.service';

/**
 * Badges: what stands on them, how they are printed, what is signed in them, and those that are lost. What a delegation is
 * called it asks with `DelegationNamesOnBadges`.
 * Owns: badge_prints, printed_badges, badge_revocations.
 */
@Module({
  imports: [TypeOrmModule.forFeature([BadgePrint, PrintedBadge, BadgeRevocation]), ProgrammeModule],
  controllers: [BadgesController, BadgePrintsController],
  providers: [BadgeTokens, BadgesService, BadgesQueries, BadgePrints, DelegationNamesOnBadges],
  exports: [BadgeTokens, BadgesService, BadgePrints, DelegationNamesOnBadges],
})
export class BadgesModule {}
