import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { IdParam, Operation } from '../../platform/http/operation';
import { currentPrincipal } from '../../platform/http/request-context';
import { nameMembers, own, readDocuments } from '../delegations.permissions';
import { SeatMoveInput } from './seat.input';
import { DelegationPlacesView } from './seat.view';
import { SeatsQueries } from './seats.queries';
import { Seats } from './seats.service';

/** The places of a delegation: the open account, and moves between its categories. */
@ApiTags('Delegations')
@Controller('api/v1/events/:event/delegations/:id')
export class SeatsController {
  constructor(
    private readonly seats: Seats,
    private readonly queries: SeatsQueries,
  ) {}

  @Get('places')
  @Operation({
    summary: 'The account of the places of a delegation',
    description:
      'By category: how many there are, who has taken them, how many wait for the focal point, and what quotas of the event hold for its nominations.',
    access: readDocuments,
    own,
    answer: DelegationPlacesView,
  })
  async places(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<DelegationPlacesView> {
    return this.queries.places(event.id, id);
  }

  @Post('seat-moves')
  @Operation({
    summary: 'Move places of a delegation from one category to another',
    description:
      'All its places together stay as many; no category gets fewer than its members have taken. For the focal point where the delegation says so (`movesSeats`) and while it may nominate.',
    access: nameMembers,
    own,
    answer: DelegationPlacesView,
    status: 200,
    fails: [409],
  })
  async move(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Body() body: SeatMoveInput,
  ): Promise<DelegationPlacesView> {
    return this.seats.move(event.id, id, body, currentPrincipal());
  }
}
