import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../access/event-scope';
import { allStaff, definePermission, organisers } from '../access/roles';
import { IfMatch } from '../platform/http/concurrency';
import { IdParam, Operation } from '../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../platform/http/page';
import { httpProblems } from '../platform/http/problem';
import { currentPrincipal } from '../platform/http/request-context';
import { transitionController } from '../platform/workflow/transition-routes';
import { EventChanges, EventInput, EventQuery, SeriesInput } from './event.input';
import { EventView, SeriesView } from './event.view';
import { eventWorkflow } from './event.workflow';
import { EventsQueries, hiddenFrom } from './events.queries';
import { EventsService } from './events.service';

/** Nobody has these by a role in an event: only administrators make events and series. */
export const createEvents = definePermission('events.create', []);
export const changeEvents = definePermission('events.change', organisers);
const readEventRecord = definePermission('events.record', allStaff);

@ApiTags('Events')
@Controller('api/v1/events')
export class EventsController {
  constructor(
    private readonly events: EventsService,
    private readonly queries: EventsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Events, the newest first',
    access: { public: 'announced events are for everybody; drafts are shown to their staff only' },
    answer: pageOf(EventView),
  })
  async list(@Query() query: EventQuery): Promise<Page<EventView>> {
    return this.queries.list(query, currentPrincipal());
  }

  @Post()
  @Operation({
    summary: 'Make an event, as a draft',
    access: createEvents,
    answer: EventView,
    status: 201,
    fails: [409],
  })
  async create(@Body() body: EventInput): Promise<EventView> {
    return this.events.create(body, currentPrincipal());
  }

  @Get(':event')
  @Operation({
    summary: 'One event',
    access: { public: 'announced events are for everybody; drafts are shown to their staff only' },
    answer: EventView,
  })
  async one(@CurrentEvent() event: EventScope): Promise<EventView> {
    if (hiddenFrom(event, currentPrincipal())) throw httpProblems.notFound('There is no such event.');
    return this.queries.event(event.id);
  }

  @Patch(':event')
  @Operation({ summary: 'Change an event', access: changeEvents, answer: EventView })
  async change(
    @CurrentEvent() event: EventScope,
    @IfMatch() version: number,
    @Body() body: EventChanges,
  ): Promise<EventView> {
    return this.events.change(event.id, version, body);
  }
}

@ApiTags('Events')
@Controller('api/v1/series')
export class SeriesController {
  constructor(
    private readonly events: EventsService,
    private readonly queries: EventsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Series of events',
    access: { public: 'the names of series are announced with their events' },
    answer: pageOf(SeriesView),
  })
  async list(@Query() query: PageQuery): Promise<Page<SeriesView>> {
    return this.queries.seriesList(query);
  }

  @Post()
  @Operation({
    summary: 'Make a series',
    access: createEvents,
    answer: SeriesView,
    status: 201,
    fails: [409],
  })
  async create(@Body() body: SeriesInput): Promise<SeriesView> {
    return this.events.createSeries(body);
  }

  @Get(':id')
  @Operation({
    summary: 'One series',
    access: { public: 'the names of series are announced with their events' },
    answer: SeriesView,
  })
  async one(@IdParam('id') id: string): Promise<SeriesView> {
    return this.queries.series(id);
  }
}

export const EventTransitionController = transitionController({
  workflow: eventWorkflow,
  path: 'api/v1/events/:event',
  tag: 'Events',
  view: EventView,
  read: readEventRecord,
});
