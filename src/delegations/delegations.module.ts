import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CommunicationsModule } from '../communications/communications.module';
import { PeopleModule } from '../people/people.module';
import { RegistrationsModule } from '../registrations/registrations.module';
import { ApplicationNotices } from './applications/application-notices.service';
import { ApplicationsController, DelegationChoicesController } from './applications/applications.controller';
import { ApplicationsQueries } from './applications/applications.queries';
import { Applications } from './applications/applications.service';
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
import { DelegationDeadlines } from './delegation-deadlines.queries';
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
import { LetterLine } from './letters/letter-line.entity';
import {
  DelegationAccreditationController,
  LetterLinesController,
  LetterLineTransitionController,
  LettersController,
} from './letters/letters.controller';
import { LettersFacts } from './letters/letters.facts';
import { LettersQueries } from './letters/letters.queries';
import { Letters } from './letters/letters.service';
import { Members } from './members.service';
import { PrecedenceController } from './precedence/precedence.controller';
import { PrecedenceFreeze, PrecedenceRuleSet } from './precedence/precedence.entity';
import { PrecedenceQueries } from './precedence/precedence.queries';
import { PrecedenceService } from './precedence/precedence.service';
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

import { SeatsController } from './seats/seats.controller';
import { SeatsQueries } from './seats/seats.queries';
import { Seats } from './seats/seats.service';
import { TakenSeats } from './seats/taken-seats.service';
import { DelegationTasks } from './delegation.tasks';

/**
 * Organisations at an event: invited, nominating within their quota, handing in what is asked of them, accredited; and
 * their order of precedence. Owns: delegations, delegation_quotas, delegation_members, invitations, double_nominations,
 * requirements, requirement_documents, letter_lines, precedence_rule_sets, precedence_freezes. Tells `delegation.changed`; hears
 * `event.changed`, `registration.changed`, `person.changed`, its own `requirement.changed` and `quota.nominations-held-shortly`; takes those in who name a
 * delegation when they register.
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
      LetterLine,
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
    DelegationChoicesController,
    ApplicationsController,
    SeatsController,
    LettersController,
    LetterLinesController,
    LetterLineTransitionController,
    DelegationAccreditationController,
    DelegationsController,
    MemberDecisionsController,
    MemberReplacementsController,
    DelegationReplacementsController,
    MembersController,
    DelegationTransitionController,
  ],
  providers: [
    DelegationTasks,
    DelegationsService,
    DelegationsQueries,
    DelegationDeadlines,
    Members,
    FocalPoints,
    FocalPointLinks,
    DoubleNominations,
    MissingQueries,
    Applications,
    ApplicationsQueries,
    ApplicationNotices,
    Seats,
    TakenSeats,
    SeatsQueries,
    Invitations,
    InvitationsQueries,
    InvitationAnswers,
    DelegationReminders,
    RequirementsService,
    RequirementsQueries,
    RequirementDocuments,
    RequirementLines,
    RequirementNotices,
    LettersQueries,
    Letters,
    LettersFacts,
    DelegationJobs,
    DelegationsFacts,
    DelegationsEdition,
    DelegationsAtDesk,
    DelegationsOfOrganisations,
    PrecedenceService,
    PrecedenceQueries,
    DelegationsOnBadges,
  ],
  exports: [DelegationsQueries, DelegationDeadlines, PrecedenceQueries, PrecedenceService],
})
export class DelegationsModule {}
