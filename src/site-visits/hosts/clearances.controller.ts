import { Body, Controller, Get, Header, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission } from '../../access/roles';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { ClearanceQuery, DepartureClearanceQuery, HostAnswerInput } from './clearance.input';
import {
  ClearanceInFullView,
  ClearanceView,
  DepartureClearanceView,
  HostAnswersView,
} from './clearance.view';
import { ClearancesQueries } from './clearances.queries';
import { ClearancesService } from './clearances.service';
import { visitCoordinators } from './host-request.workflow';

const seeTasks = definePermission('clearances.tasks', visitCoordinators);
const decide = definePermission('clearances.decide', [...visitCoordinators, 'host_contact']);
const own = { kind: 'site_visit', param: 'id' };

/** Whom a host receives: for the host by its link, and for those who arrange visits. */
@ApiTags('Clearance')
@Controller('api/v1/events/:event/site-visits/:id/clearances')
export class ClearancesController {
  constructor(
    private readonly clearances: ClearancesService,
    private readonly queries: ClearancesQueries,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'People with a place on a visit, with what the host has decided about them',
    description:
      'With what the rules of the host say of each. Nothing follows from that by itself: a person decides.',
    access: decide,
    own,
    answer: pageOf(ClearanceView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('id') siteVisitId: string,
    @Query() query: ClearanceQuery,
  ): Promise<Page<ClearanceView>> {
    return this.queries.list(event.id, siteVisitId, query);
  }

  @Post('answers')
  @Operation({
    summary: 'Answer about some people of a visit, or about everybody undecided on a departure',
    description:
      'All of them or nobody. Sent again, it changes nothing. By the host with its link, or by a coordinator on its behalf, which is recorded. What is said of a refusal, nobody else reads.',
    access: decide,
    own,
    answer: HostAnswersView,
    status: 200,
    fails: [409],
  })
  async answer(
    @CurrentEvent() event: EventScope,
    @IdParam('id') siteVisitId: string,
    @Body() body: HostAnswerInput,
  ): Promise<HostAnswersView> {
    return this.clearances.answer(event, siteVisitId, body);
  }

  @Get(':booking')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Somebody with a place on a visit, with all that was said of them',
    access: decide,
    own,
    answer: ClearanceInFullView,
  })
  async one(
    @CurrentEvent() event: EventScope,
    @IdParam('id') siteVisitId: string,
    @IdParam('booking') bookingId: string,
  ): Promise<ClearanceInFullView> {
    return this.queries.one(event.id, siteVisitId, bookingId);
  }
}

/** What waits for hosts over all visits: the list of tasks of those who arrange them. */
@ApiTags('Clearance')
@Controller('api/v1/events/:event/clearances')
export class ClearanceTasksController {
  constructor(private readonly queries: ClearancesQueries) {}

  @Get()
  @Operation({
    summary: 'Departures on which people wait for the word of the host, those first whose time ends first',
    access: seeTasks,
    answer: pageOf(DepartureClearanceView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @Query() query: DepartureClearanceQuery,
  ): Promise<Page<DepartureClearanceView>> {
    return this.queries.departures(event, query);
  }
}
