import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { hiddenFrom } from '../../events/events.queries';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal } from '../../platform/http/request-context';
import { decideOnMembers, own, readDocuments } from '../delegations.permissions';
import { ApplicationDecisionInput, ApplicationQuery } from './application.input';
import { ApplicationView, DelegationChoiceView } from './application.view';
import { ApplicationsQueries } from './applications.queries';
import { Applications } from './applications.service';

@ApiTags('Delegations')
@Controller('api/v1/events/:event/delegations/choices')
export class DelegationChoicesController {
  constructor(private readonly queries: ApplicationsQueries) {}

  @Get()
  @Operation({
    summary: 'Delegations that somebody who registers can name as theirs',
    description:
      'What their organisations are called, and nothing of what they do. None where focal points enter everybody.',
    access: { public: 'whoever registers must be able to say of which delegation they are' },
    answer: pageOf(DelegationChoiceView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @Query() query: PageQuery,
  ): Promise<Page<DelegationChoiceView>> {
    if (hiddenFrom(event, currentPrincipal())) throw httpProblems.notFound('There is no such event.');
    return this.queries.choices(event.id, query);
  }
}

/** People who wait for the focal point of a delegation. */
@ApiTags('Delegations')
@Controller('api/v1/events/:event/delegations/:id/applications')
export class ApplicationsController {
  constructor(
    private readonly applications: Applications,
    private readonly queries: ApplicationsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Those who have named this delegation, or wait for its focal point, by when they registered',
    description:
      'Whoever registered themselves takes no place of the delegation before its focal point has approved them.',
    access: readDocuments,
    own,
    answer: pageOf(ApplicationView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: ApplicationQuery,
  ): Promise<Page<ApplicationView>> {
    return this.queries.list(event.id, id, query);
  }

  @Get(':application')
  @Operation({ summary: 'One of them', access: readDocuments, own, answer: ApplicationView })
  async one(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('application') registrationId: string,
  ): Promise<ApplicationView> {
    return this.queries.application(event.id, id, registrationId);
  }

  @Post(':application/decisions')
  @Operation({
    summary: 'Approve or refuse somebody who waits for the focal point',
    description:
      'Approved, they are a member and take a place of the delegation, and go on to the next step of approval or to a place. Refused, they are told the reason. Staff may decide for the focal point; the record says so.',
    access: decideOnMembers,
    own,
    answer: ApplicationView,
    status: 200,
    fails: [409],
  })
  async decide(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('application') registrationId: string,
    @Body() body: ApplicationDecisionInput,
  ): Promise<ApplicationView> {
    return this.applications.decide(event.id, id, registrationId, body, currentPrincipal());
  }
}
