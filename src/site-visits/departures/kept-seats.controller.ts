import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { allStaff, definePermission } from '../../access/roles';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { transitionController } from '../../platform/workflow/transition-routes';
import { KeptSeatsInput, KeptSeatsQuery } from './kept-seats.input';
import { KeptSeatsService } from './kept-seats.service';
import { KeptSeatsView } from './kept-seats.view';
import { keepers, keptSeatsWorkflow } from './kept-seats.workflow';

const readKept = definePermission('kept_seats.read', allStaff);
const keepSeats = definePermission('kept_seats.keep', keepers);

@ApiTags('Departures')
@Controller('api/v1/events/:event/departures/:id/kept-seats')
export class KeptSeatsController {
  constructor(private readonly kept: KeptSeatsService) {}

  @Get()
  @Operation({
    summary: 'Seats of a departure that are kept for some',
    access: readKept,
    answer: pageOf(KeptSeatsView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @Query() query: KeptSeatsQuery,
  ): Promise<Page<KeptSeatsView>> {
    return this.kept.list(event.id, departureId, query);
  }

  @Post()
  @Operation({
    summary: 'Keep seats for a delegation or a category until an instant',
    description: 'The transition `release` lets them go earlier.',
    access: keepSeats,
    answer: KeptSeatsView,
    status: 201,
    fails: [409],
  })
  async keep(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @Body() body: KeptSeatsInput,
  ): Promise<KeptSeatsView> {
    return this.kept.keep(event, departureId, body);
  }
}

@ApiTags('Departures')
@Controller('api/v1/events/:event/kept-seats')
export class KeptSeatsByIdController {
  constructor(private readonly kept: KeptSeatsService) {}

  @Get(':id')
  @Operation({ summary: 'Seats that are kept for some', access: readKept, answer: KeptSeatsView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<KeptSeatsView> {
    return this.kept.one(event.id, id);
  }
}

export const KeptSeatsTransitionController = transitionController({
  workflow: keptSeatsWorkflow,
  path: 'api/v1/events/:event/kept-seats/:id',
  tag: 'Departures',
  view: KeptSeatsView,
  read: readKept,
});
