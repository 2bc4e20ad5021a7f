import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../access/event-scope';
import { allStaff, definePermission } from '../access/roles';
import { IfMatch } from '../platform/http/concurrency';
import { IdParam, Operation } from '../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../platform/http/page';
import { PartnerInput, RoomChanges, RoomInput, VenueChanges, VenueInput } from './venue.input';
import { PartnerView, RoomView, VenueView } from './venue.view';
import { VenuesQueries } from './venues.queries';
import { VenuesService } from './venues.service';

export const readVenues = definePermission('venues.read', allStaff);
export const changeVenues = definePermission('venues.change', ['owner', 'organiser', 'programme']);

@ApiTags('Venues and rooms')
@Controller('api/v1/events/:event/venues')
export class VenuesController {
  constructor(
    private readonly venues: VenuesService,
    private readonly queries: VenuesQueries,
  ) {}

  @Get()
  @Operation({ summary: 'Venues of an event', access: readVenues, answer: pageOf(VenueView) })
  async list(@CurrentEvent() event: EventScope, @Query() query: PageQuery): Promise<Page<VenueView>> {
    return this.queries.venues(event.id, query);
  }

  @Post()
  @Operation({ summary: 'Add a venue', access: changeVenues, answer: VenueView, status: 201, fails: [409] })
  async add(@CurrentEvent() event: EventScope, @Body() body: VenueInput): Promise<VenueView> {
    return this.venues.addVenue(event.id, body);
  }

  @Get(':id')
  @Operation({ summary: 'One venue', access: readVenues, answer: VenueView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<VenueView> {
    return this.queries.venue(event.id, id);
  }

  @Patch(':id')
  @Operation({ summary: 'Change a venue', access: changeVenues, answer: VenueView })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: VenueChanges,
  ): Promise<VenueView> {
    return this.venues.changeVenue(event.id, id, version, body);
  }

  @Delete(':id')
  @Operation({ summary: 'Remove a venue that has no rooms', access: changeVenues, fails: [409] })
  async remove(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.venues.removeVenue(event.id, id, version);
  }
}

@ApiTags('Venues and rooms')
@Controller('api/v1/events/:event/rooms')
export class RoomsController {
  constructor(
    private readonly venues: VenuesService,
    private readonly queries: VenuesQueries,
  ) {}

  @Get()
  @Operation({ summary: 'Rooms of an event', access: readVenues, answer: pageOf(RoomView) })
  async list(@CurrentEvent() event: EventScope, @Query() query: PageQuery): Promise<Page<RoomView>> {
    return this.queries.rooms(event.id, query);
  }

  @Post()
  @Operation({ summary: 'Add a room', access: changeVenues, answer: RoomView, status: 201, fails: [409] })
  async add(@CurrentEvent() event: EventScope, @Body() body: RoomInput): Promise<RoomView> {
    return this.venues.addRoom(event.id, body);
  }

  @Get(':id')
  @Operation({ summary: 'One room', access: readVenues, answer: RoomView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<RoomView> {
    return this.queries.room(event.id, id);
  }

  @Patch(':id')
  @Operation({ summary: 'Change a room', access: changeVenues, answer: RoomView })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: RoomChanges,
  ): Promise<RoomView> {
    return this.venues.changeRoom(event.id, id, version, body);
  }

  @Delete(':id')
  @Operation({ summary: 'Remove a room in which nothing takes place', access: changeVenues, fails: [409] })
  async remove(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.venues.removeRoom(event.id, id, version);
  }
}

@ApiTags('Events')
@Controller('api/v1/events/:event/partners')
export class PartnersController {
  constructor(
    private readonly venues: VenuesService,
    private readonly queries: VenuesQueries,
  ) {}

  @Get()
  @Operation({ summary: 'Partners of an event', access: readVenues, answer: pageOf(PartnerView) })
  async list(@CurrentEvent() event: EventScope, @Query() query: PageQuery): Promise<Page<PartnerView>> {
    return this.queries.partners(event.id, query);
  }

  @Post()
  @Operation({
    summary: 'Give an organisation a part in the event',
    access: changeVenues,
    answer: PartnerView,
    status: 201,
    fails: [409],
  })
  async add(@CurrentEvent() event: EventScope, @Body() body: PartnerInput): Promise<PartnerView> {
    return this.venues.addPartner(event.id, body);
  }

  @Get(':id')
  @Operation({ summary: 'One partner', access: readVenues, answer: PartnerView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<PartnerView> {
    return this.queries.partner(event.id, id);
  }

  @Delete(':id')
  @Operation({ summary: 'Take the part from an organisation', access: changeVenues })
  async remove(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.venues.removePartner(event.id, id, version);
  }
}
