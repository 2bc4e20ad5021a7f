import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission, organisers } from '../../access/roles';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { DelayInput } from './delay.input';
import { DelayPlanView, DelayView } from './delay.view';
import { DelaysQueries } from './delays.queries';
import { DelaysService } from './delays.service';

const coordinators = [...organisers, 'visit_coordinator'] as const;

const announceDelays = definePermission('delays.change', coordinators);
const readDelays = definePermission('delays.read', [...coordinators, 'transport_marshal', 'programme']);

@ApiTags('Departures')
@Controller('api/v1/events/:event/departures/:id/late')
export class DelaysController {
  constructor(
    private readonly delays: DelaysService,
    private readonly queries: DelaysQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'When a departure was announced to be late, the last time first',
    access: readDelays,
    answer: pageOf(DelayView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @Query() query: PageQuery,
  ): Promise<Page<DelayView>> {
    return this.queries.list(event.id, departureId, query);
  }

  @Post()
  @Operation({
    summary: 'Say that a departure goes late',
    description:
      'Its times move, in calendars too, and those of departures that wait for it, if `cascade` says so. Each of its people gets one message with the new times and with what begins before they are back, the way included. Visit coordinators, programme staff and whoever chairs a session that somebody may miss get one list. Nobody loses a place.',
    access: announceDelays,
    answer: DelayView,
    status: 201,
    fails: [409],
  })
  async announce(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @Body() body: DelayInput,
  ): Promise<DelayView> {
    return this.delays.announce(event, departureId, body);
  }

  @Post('preview')
  @Operation({
    summary: 'What would follow if a departure went late',
    description: 'It is done and taken back: nothing has changed afterwards, and nobody was told.',
    access: announceDelays,
    answer: DelayPlanView,
    fails: [409],
  })
  async preview(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @Body() body: DelayInput,
  ): Promise<DelayPlanView> {
    return this.delays.preview(event, departureId, body);
  }

  @Get(':delayId')
  @Operation({
    summary: 'One announcement that a departure goes late',
    access: readDelays,
    answer: DelayView,
  })
  async one(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @IdParam('delayId') id: string,
  ): Promise<DelayView> {
    return this.queries.delay(event.id, departureId, id);
  }
}
