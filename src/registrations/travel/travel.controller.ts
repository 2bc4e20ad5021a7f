import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission } from '../../access/roles';
import { IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { registrars } from '../registration.workflow';
import { TravelInput, TravellerQuery } from './travel.input';
import { TravelQueries } from './travel.queries';
import { TravelService } from './travel.service';
import { TravellerView, TravelView } from './travel.view';

const whoMeetPeople = [...registrars, 'visit_coordinator', 'transport_marshal', 'communications'] as const;

const readTravel = definePermission('travel.read', [...whoMeetPeople, 'participant']);
const changeTravel = definePermission('travel.change', [...registrars, 'participant']);
const listTravellers = definePermission('travellers.read', whoMeetPeople);

const own = { kind: 'registration', param: 'id' };

@ApiTags('Registrations')
@Controller('api/v1/events/:event/registrations/:id/travel')
export class TravelController {
  constructor(
    private readonly travel: TravelService,
    private readonly queries: TravelQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'How somebody comes and leaves, as far as it is known',
    access: readTravel,
    own,
    answer: TravelView,
  })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<TravelView> {
    return this.queries.of(event.id, id);
  }

  @Put()
  @Operation({
    summary: 'Say how somebody comes and leaves: all of it; what is left out is not known',
    description: 'Both stand in the agenda of the person. If-Match is "0" the first time.',
    access: changeTravel,
    own,
    answer: TravelView,
    fails: [409],
  })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: TravelInput,
  ): Promise<TravelView> {
    return this.travel.change(event, id, version, body, currentPrincipal());
  }
}

/** Who is to be met, and who is to be taken to the airport. */
@ApiTags('Registrations')
@Controller('api/v1/events/:event/travellers')
export class TravellersController {
  constructor(private readonly queries: TravelQueries) {}

  @Get()
  @Operation({
    summary: 'Who arrives or leaves when, of those who have a place',
    access: listTravellers,
    answer: pageOf(TravellerView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @Query() query: TravellerQuery,
  ): Promise<Page<TravellerView>> {
    return this.queries.travellers(event.id, query);
  }
}
