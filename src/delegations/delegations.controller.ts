import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../access/event-scope';
import { IfMatch } from '../platform/http/concurrency';
import { IdParam, Operation } from '../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../platform/http/page';
import { currentPrincipal } from '../platform/http/request-context';
import { transitionController } from '../platform/workflow/transition-routes';
import { DelegationReplacementQuery } from '../registrations/replacements/replacement.input';
import { ReplacementSummaryView, ReplacementView } from '../registrations/replacements/replacement.view';
import { ReplacementsQueries } from '../registrations/replacements/replacements.queries';
import {
  DelegationChanges,
  DelegationInput,
  DelegationQuery,
  MemberDecisionInput,
  MemberInput,
  ReplacementInput,
} from './delegation.input';
import { DelegationView, MemberView } from './delegation.view';
import { delegationWorkflow } from './delegation.workflow';
import {
  changeDelegations,
  decideOnMembers,
  nameMembers,
  own,
  readDelegations,
} from './delegations.permissions';
import { DelegationsQueries } from './delegations.queries';
import { DelegationsService } from './delegations.service';
import { Members } from './members.service';

@ApiTags('Delegations')
@Controller('api/v1/events/:event/delegations')
export class DelegationsController {
  constructor(
    private readonly delegations: DelegationsService,
    private readonly queries: DelegationsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Delegations, by organisation',
    access: readDelegations,
    answer: pageOf(DelegationView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @Query() query: DelegationQuery,
  ): Promise<Page<DelegationView>> {
    return this.queries.list(event.id, query);
  }

  @Post()
  @Operation({
    summary: 'Enter a delegation; the invitation is sent on its own',
    access: changeDelegations,
    answer: DelegationView,
    status: 201,
    fails: [409],
  })
  async create(@CurrentEvent() event: EventScope, @Body() body: DelegationInput): Promise<DelegationView> {
    return this.delegations.create(event.id, body);
  }

  @Get(':id')
  @Operation({ summary: 'One delegation', access: readDelegations, own, answer: DelegationView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<DelegationView> {
    return this.queries.delegation(event.id, id);
  }

  @Patch(':id')
  @Operation({
    summary: 'Change a delegation',
    access: changeDelegations,
    answer: DelegationView,
    fails: [409],
  })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: DelegationChanges,
  ): Promise<DelegationView> {
    return this.delegations.change(event.id, id, version, body);
  }

  @Delete(':id')
  @Operation({
    summary: 'Remove a delegation that never had a member',
    access: changeDelegations,
    fails: [409],
  })
  async remove(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.delegations.remove(event.id, id, version);
  }
}

@ApiTags('Delegations')
@Controller('api/v1/events/:event/delegations/:id/members')
export class MembersController {
  constructor(
    private readonly members: Members,
    private readonly queries: DelegationsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Members of a delegation, by name',
    access: readDelegations,
    own,
    answer: pageOf(MemberView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: PageQuery,
  ): Promise<Page<MemberView>> {
    return this.queries.members(event.id, id, query);
  }

  @Post()
  @Operation({
    summary: 'Nominate a member',
    access: nameMembers,
    own,
    answer: MemberView,
    status: 201,
    fails: [409],
  })
  async add(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Body() body: MemberInput,
  ): Promise<MemberView> {
    return this.members.add(event.id, id, body, currentPrincipal());
  }

  @Get(':registration')
  @Operation({ summary: 'One member', access: readDelegations, own, answer: MemberView })
  async one(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('registration') registrationId: string,
  ): Promise<MemberView> {
    return this.queries.member(event.id, id, registrationId);
  }

  @Delete(':registration')
  @Operation({
    summary: 'Take a member out: the registration is called off and the place is free again',
    access: nameMembers,
    own,
    fails: [409],
  })
  async remove(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('registration') registrationId: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.members.remove(event.id, id, registrationId, version, currentPrincipal());
  }
}

@ApiTags('Delegations')
@Controller('api/v1/events/:event/delegations/:id/members/:registration/decisions')
export class MemberDecisionsController {
  constructor(private readonly members: Members) {}

  @Post()
  @Operation({
    summary: 'Decide about a member, where a step of approval is for the focal point',
    description:
      'For the focal point, at the step that waits for `focal_point`; staff decide with the transitions of the registration. A refusal needs a reason, which the person is told.',
    access: decideOnMembers,
    own,
    answer: MemberView,
    status: 200,
    fails: [409],
  })
  async decide(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('registration') registrationId: string,
    @Body() body: MemberDecisionInput,
  ): Promise<MemberView> {
    return this.members.decide(event.id, id, registrationId, body);
  }
}

@ApiTags('Delegations')
@Controller('api/v1/events/:event/delegations/:id/replacements')
export class DelegationReplacementsController {
  constructor(
    private readonly delegations: DelegationsQueries,
    private readonly replacements: ReplacementsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Replacements within a delegation, the latest first',
    access: readDelegations,
    own,
    answer: pageOf(ReplacementSummaryView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: DelegationReplacementQuery,
  ): Promise<Page<ReplacementSummaryView>> {
    await this.delegations.delegation(event.id, id);
    return this.replacements.list(event.id, { ...query, delegationId: id });
  }

  @Get(':replacement')
  @Operation({
    summary: 'A replacement within a delegation: what has to be redone, line by line',
    access: readDelegations,
    own,
    answer: ReplacementView,
  })
  async one(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('replacement') replacementId: string,
  ): Promise<ReplacementView> {
    return this.replacements.replacement(event.id, replacementId, { delegationId: id });
  }
}

@ApiTags('Delegations')
@Controller('api/v1/events/:event/delegations/:id/members/:registration/replacement')
export class MemberReplacementsController {
  constructor(private readonly members: Members) {}

  @Post()
  @Operation({
    summary: 'Put another person in the place of a member',
    description:
      'The place, the category and the part in the delegation stay. What was only begun is begun anew; a registration that was handed in passes to the other person as the rules of its category say, is approved again, and its documents are asked for again. What has to be redone, and who was told, is in the replacement that `replacementId` of the answer names. `If-Match` is the ETag of the member who is replaced.',
    access: nameMembers,
    own,
    answer: MemberView,
    status: 200,
    fails: [409],
  })
  async replace(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('registration') registrationId: string,
    @IfMatch() version: number,
    @Body() body: ReplacementInput,
  ): Promise<MemberView> {
    return this.members.replace(event.id, id, registrationId, version, body, currentPrincipal());
  }
}

export const DelegationTransitionController = transitionController({
  workflow: delegationWorkflow,
  path: 'api/v1/events/:event/delegations/:id',
  tag: 'Delegations',
  view: DelegationView,
  read: readDelegations,
  own,
  // What was missing and why that did not matter is for staff.
  concealed: { steps: [], reasonsOf: ['accredit'] },
});
