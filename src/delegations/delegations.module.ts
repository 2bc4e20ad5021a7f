import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CommunicationsModule } from '../communications/communications.module';
import { PeopleModule } from '../people/people.module';
import { RegistrationsModule } from '../registrations/registrations.module';
import { Delegation, DelegationMember, DelegationQuota } from './delegation.entity';
import {
  DelegationsController,
  DelegationTransitionController,
  MembersController,
  MemberDecisionsController,
} from './delegations.controller';
import { DelegationsAtDesk } from './delegations-at-desk.service';
import { DelegationsOfOrganisations } from './delegations-of-organisations.service';
import { DelegationsOnBadges } from './delegations-on-badges.service';
import { DelegationsEdition } from './delegations.edition';
import { DelegationsFacts } from './delegations.facts';
import { DelegationJobs } from './delegations.jobs';
import { DelegationsQueries } from './delegations.queries';
import { DelegationsService } from './delegations.service';
import { Invitations } from './invitations.service';
import { Members } from './members.service';
import { PrecedenceController } from './precedence.controller';
import { PrecedenceFreeze, PrecedenceRuleSet } from './precedence.entity';
import { PrecedenceQueries } from './precedence.queries';
import { PrecedenceService } from './precedence.service';

/**
 * Organisations at an event: invited, nominating within their quota, accredited; and their order of precedence.
 * Owns: delegations, delegation_quotas, delegation_members, precedence_rule_sets, precedence_freezes. Tells `delegation.changed`; hears `event.changed` and
 * `registration.changed`.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([
      Delegation,
      DelegationQuota,
      DelegationMember,
      PrecedenceRuleSet,
      PrecedenceFreeze,
    ]),
    CommunicationsModule,
    PeopleModule,
    RegistrationsModule,
  ],
  controllers: [
    PrecedenceController,
    DelegationsController,
    MemberDecisionsController,
    MembersController,
    DelegationTransitionController,
  ],
  providers: [
    DelegationsService,
    DelegationsQueries,
    Members,
    Invitations,
    DelegationJobs,
    DelegationsFacts,
    DelegationsEdition,
    DelegationsAtDesk,
    DelegationsOfOrganisations,
    PrecedenceService,
    PrecedenceQueries,
    DelegationsOnBadges,
  ],
  exports: [DelegationsQueries, PrecedenceQueries, PrecedenceService],
})
export class DelegationsModule {}
