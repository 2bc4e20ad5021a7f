import { Body, Controller, Delete, Get, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission, organisers } from '../../access/roles';
import { IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { CoachChanges, CoachInput, CoachSeatInput, SeatingInput } from './coach.input';
import { CoachDetailView, CoachSeatView, SeatingView } from './coach.view';
import { CoachesQueries } from './coaches.queries';
import { CoachesService } from './coaches.service';

const coordinators = [...organisers, 'visit_coordinator'] as const;

const readCoaches = definePermission('coaches.read', [
  ...coordinators,
  'transport_marshal',
  'registration_desk',
]);
const changeCoaches = definePermission('coaches.change', coordinators);

@ApiTags('Coaches')
@Controller('api/v1/events/:event/departures/:id/coaches')
export class CoachesController {
  constructor(
    private readonly coaches: CoachesService,
    private readonly queries: CoachesQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Coaches of a departure, with who drives and who counts',
    access: readCoaches,
    answer: pageOf(CoachDetailView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @Query() query: PageQuery,
  ): Promise<Page<CoachDetailView>> {
    return this.queries.list(event.id, departureId, query);
  }

  @Post()
  @Operation({
    summary: 'Add a coach to a departure',
    description:
      'The seats of the departure follow: the least of what the host receives and all coaches hold.',
    access: changeCoaches,
    answer: CoachDetailView,
    status: 201,
    fails: [409],
  })
  async add(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @Body() body: CoachInput,
  ): Promise<CoachDetailView> {
    return this.coaches.add(event, departureId, body);
  }

  @Post('seating')
  @Operation({
    summary: 'Give everybody a seat on a coach',
    description:
      'Delegations together where one coach holds them, and nobody without a seat while there is one. Those who have a seat keep it, unless `afresh` is true; who was put on a coach by hand stays there. The same is done by itself when booking closes.',
    access: changeCoaches,
    answer: SeatingView,
    fails: [409],
  })
  async seat(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @Body() { afresh = false }: SeatingInput,
  ): Promise<SeatingView> {
    return this.coaches.seat(event, departureId, afresh);
  }

  @Get(':coachId')
  @Operation({ summary: 'One coach', access: readCoaches, answer: CoachDetailView })
  async one(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @IdParam('coachId') id: string,
  ): Promise<CoachDetailView> {
    return this.queries.coach(event.id, departureId, id);
  }

  @Patch(':coachId')
  @Operation({
    summary: 'Change a coach: another plate, another driver, who counts heads',
    access: changeCoaches,
    answer: CoachDetailView,
    fails: [409],
  })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @IdParam('coachId') id: string,
    @IfMatch() version: number,
    @Body() body: CoachChanges,
  ): Promise<CoachDetailView> {
    return this.coaches.change(event, departureId, id, version, body);
  }

  @Delete(':coachId')
  @Operation({
    summary: 'Take a coach away',
    description: 'Those who sat on it keep their place on the departure, and have to be seated again.',
    access: changeCoaches,
    fails: [409],
  })
  async remove(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @IdParam('coachId') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.coaches.remove(event, departureId, id, version);
  }
}

@ApiTags('Coaches')
@Controller('api/v1/events/:event/departures/:id/bookings/:bookingId/coach')
export class CoachSeatController {
  constructor(private readonly coaches: CoachesService) {}

  @Put()
  @Operation({
    summary: 'Put somebody on a coach by hand, or take them off',
    access: changeCoaches,
    answer: CoachSeatView,
    fails: [409],
  })
  async place(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @IdParam('bookingId') bookingId: string,
    @Body() { coachId }: CoachSeatInput,
  ): Promise<CoachSeatView> {
    return this.coaches.place(event, departureId, bookingId, coachId);
  }
}
