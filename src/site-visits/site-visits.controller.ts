import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../access/event-scope';
import { definePermission, organisers } from '../access/roles';
import { IfMatch } from '../platform/http/concurrency';
import { IdParam, Operation } from '../platform/http/operation';
import { pageOf, type Page } from '../platform/http/page';
import { currentPrincipal } from '../platform/http/request-context';
import { SiteVisitChanges, SiteVisitInput, SiteVisitQuery } from './site-visit.input';
import { SiteVisitView } from './site-visit.view';
import { SiteVisitsQueries } from './site-visits.queries';
import { SiteVisitsService } from './site-visits.service';

const changeVisits = definePermission('site_visits.change', [...organisers, 'visit_coordinator']);
const announced = {
  public: 'what can be visited is announced with the event; contacts and exclusions are shown to staff only',
};

@ApiTags('Site visits')
@Controller('api/v1/events/:event/site-visits')
export class SiteVisitsController {
  constructor(
    private readonly siteVisits: SiteVisitsService,
    private readonly queries: SiteVisitsQueries,
  ) {}

  @Get()
  @Operation({ summary: 'Site visits of an event', access: announced, answer: pageOf(SiteVisitView) })
  async list(
    @CurrentEvent() event: EventScope,
    @Query() query: SiteVisitQuery,
  ): Promise<Page<SiteVisitView>> {
    return this.queries.list(event, query, currentPrincipal());
  }

  @Post()
  @Operation({
    summary: 'Add a site visit',
    access: changeVisits,
    answer: SiteVisitView,
    status: 201,
    fails: [409],
  })
  async add(@CurrentEvent() event: EventScope, @Body() body: SiteVisitInput): Promise<SiteVisitView> {
    return this.siteVisits.add(event, body);
  }

  @Get(':id')
  @Operation({ summary: 'One site visit', access: announced, answer: SiteVisitView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<SiteVisitView> {
    return this.queries.siteVisit(event, id, currentPrincipal());
  }

  @Patch(':id')
  @Operation({ summary: 'Change a site visit', access: changeVisits, answer: SiteVisitView })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: SiteVisitChanges,
  ): Promise<SiteVisitView> {
    return this.siteVisits.change(event, id, version, body);
  }

  @Delete(':id')
  @Operation({ summary: 'Remove a site visit that has no departures', access: changeVisits, fails: [409] })
  async remove(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.siteVisits.remove(event, id, version);
  }
}
