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
  DelegationReplacementsController,
  MemberReplacementsController,
} from './delegations.controller';
import { DelegationsAtDesk } from './delegations-at-desk.service';
import { DelegationsOfOrganisations } from './delegations-of-organisations.service';
import { DelegationsOnBadges } from './delegations-on-badges.service';
import { DelegationsEdition } from './delegations.edition';
import { DelegationsFacts } from './delegations.facts';
import { DelegationJobs } from './delegations.jobs';
import { DelegationsQueries } from './delegations.queries';
import { DelegationsService } from './delegations.service';
import { DoubleNomination } from './focal-points/double-nomination.entity';
import { DoubleNominations } from './focal-points/double-nominations.service';
import { FocalPointLinks } from './focal-points/focal-point-links.service';
import {
  DoubleNominationsController,
  DoubleNominationTransitionController,
  FocalPointsController,
} from './focal-points/focal-points.controller';
import { FocalPoints } from './focal-points/focal-points.service';
import { MissingQueries } from './focal-points/missing.queries';
import { InvitationAnswers } from './invitations/answers.service';
import { DelegationReminders } from './invitations/delegation-reminders.service';
import { Invitation } from './invitations/invitation.entity';
import { InvitationsController } from './invitations/invitations.controller';
import { InvitationsQueries } from './invitations/invitations.queries';
import { Invitations } from './invitations/invitations.service';
import { Members } from './members.service';
import { PrecedenceController } from './precedence.controller';
import { PrecedenceFreeze, PrecedenceRuleSet } from './precedence.entity';
import { PrecedenceQueries } from './precedence.queries';
import { PrecedenceService } from './precedence.service';
import { RequirementDocuments } from './requirements/requirement-documents.service';
import { RequirementNotices } from './requirements/requirement-notices.service';
import { Requirement, RequirementDocument } from './requirements/requirement.entity';
import {
  AllDocumentsController,
  DelegationDocumentsController,
  RequirementsController,
  RequirementTransitionController,
} from './requirements/requirements.controller';
import { RequirementLines } from './requirements/requirement-lines.service';
import { RequirementsQueries } from './requirements/requirements.queries';
import { RequirementsService } from './requirements/requirements.service';

/**
 * Organisations at an event: invited, nominating within their quota, handing in what is asked of them, accredited; and
 * their order of precedence. Owns: delegations, delegation_quotas, delegation_members, invitations, double_nominations,
 * requirements, requirement_documents, precedence_rule_sets, precedence_freezes. Tells `delegation.changed`; hears
 * `event.changed`, `registration.changed` and its own `requirement.changed`.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([
      Delegation,
      DelegationQuota,
      DelegationMember,
      PrecedenceRuleSet,
      PrecedenceFreeze,
      Invitation,
      DoubleNomination,
      Requirement,
      RequirementDocument,
    ]),
    CommunicationsModule,
    PeopleModule,
    RegistrationsModule,
  ],
  controllers: [
    PrecedenceController,
    InvitationsController,
    FocalPointsController,
    DoubleNominationsController,
    DoubleNominationTransitionController,
    RequirementsController,
    AllDocumentsController,
    DelegationDocumentsController,
    RequirementTransitionController,
    DelegationsController,
    MemberDecisionsController,
    MemberReplacementsController,
    DelegationReplacementsController,
    MembersController,
    DelegationTransitionController,
  ],
  providers: [
    DelegationsService,
    DelegationsQueries,
    Members,
    FocalPoints,
    FocalPointLinks,
    DoubleNominations,
    MissingQueries,
    Invitations,
    InvitationsQueries,
    InvitationAnswers,
    DelegationReminders,
    RequirementsService,
    RequirementsQueries,
    RequirementDocuments,
    RequirementLines,
    RequirementNotices,
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
