import { Body, Controller, Get, Header, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { allStaff, definePermission, organisers } from '../../access/roles';
import { IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal } from '../../platform/http/request-context';
import { transitionController } from '../../platform/workflow/transition-routes';
import { HeadcountsQueries } from '../headcounts/headcounts.queries';
import { DepartureChanges, DepartureInput, DepartureQuery, EventDepartureQuery } from './departure.input';
import { DepartureView, HeadcountView } from './departure.view';
import { departureWorkflow } from './departure.workflow';
import { DeparturesQueries } from './departures.queries';
import { DeparturesService } from './departures.service';

const readDepartureRecord = definePermission('departures.record', allStaff);
const changeDepartures = definePermission('departures.change', [...organisers, 'visit_coordinator']);
const announced = { public: 'when groups leave is announced with the event' };

@ApiTags('Departures')
@Controller('api/v1/events/:event/site-visits/:id/departures')
export class SiteVisitDeparturesController {
  constructor(
    private readonly departures: DeparturesService,
    private readonly queries: DeparturesQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Departures of a site visit, by start',
    access: announced,
    answer: pageOf(DepartureView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('id') siteVisitId: string,
    @Query() query: DepartureQuery,
  ): Promise<Page<DepartureView>> {
    return this.queries.list(event, { ...query, siteVisitId }, currentPrincipal());
  }

  @Post()
  @Operation({
    summary: 'Plan a departure',
    access: changeDepartures,
    answer: DepartureView,
    status: 201,
  })
  async add(
    @CurrentEvent() event: EventScope,
    @IdParam('id') siteVisitId: string,
    @Body() body: DepartureInput,
  ): Promise<DepartureView> {
    return this.departures.add(event, siteVisitId, body);
  }

  @Get(':departureId')
  @Header('cache-control', 'no-store')
  @Operation({ summary: 'One departure of a site visit', access: announced, answer: DepartureView })
  async one(
    @CurrentEvent() event: EventScope,
    @IdParam('id') siteVisitId: string,
    @IdParam('departureId') id: string,
  ): Promise<DepartureView> {
    const departure = await this.queries.departure(event, id, currentPrincipal());
    if (departure.siteVisitId !== siteVisitId)
      throw httpProblems.notFound('There is no such departure of this site visit.');
    return departure;
  }
}

@ApiTags('Departures')
@Controller('api/v1/events/:event/departures')
export class DeparturesController {
  constructor(
    private readonly departures: DeparturesService,
    private readonly queries: DeparturesQueries,
    private readonly headcounts: HeadcountsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Departures of an event, by start',
    access: announced,
    answer: pageOf(DepartureView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @Query() query: EventDepartureQuery,
  ): Promise<Page<DepartureView>> {
    return this.queries.list(event, query, currentPrincipal());
  }

  // Not to be kept by browsers: places are taken without a new version.
  @Get(':id')
  @Header('cache-control', 'no-store')
  @Operation({ summary: 'One departure', access: announced, answer: DepartureView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<DepartureView> {
    return this.queries.departure(event, id, currentPrincipal());
  }

  @Patch(':id')
  @Operation({
    summary: 'Change or move a departure',
    access: changeDepartures,
    answer: DepartureView,
    fails: [409],
  })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: DepartureChanges,
  ): Promise<DepartureView> {
    return this.departures.change(event, id, version, body);
  }

  @Get(':id/headcounts')
  @Operation({
    summary: 'Who of a departure is on board, back or missing, now',
    access: readDepartureRecord,
    answer: HeadcountView,
  })
  async headcount(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<HeadcountView> {
    return this.headcounts.summary(event.id, id);
  }
}

export const DepartureTransitionController = transitionController({
  workflow: departureWorkflow,
  path: 'api/v1/events/:event/departures/:id',
  tag: 'Departures',
  view: DepartureView,
  read: readDepartureRecord,
});
