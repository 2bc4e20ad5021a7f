import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../access/event-scope';
import { IfMatch } from '../platform/http/concurrency';
import { IdParam, Operation } from '../platform/http/operation';
import { pageOf, type Page } from '../platform/http/page';
import { BufferChanges, BufferInput, BufferQuery, PlaceQuery } from './buffer.input';
import { BufferView, PlaceView } from './buffer.view';
import { BuffersQueries } from './buffers.queries';
import { BuffersService } from './buffers.service';
import { changeVenues, readVenues } from './venues.controller';

@ApiTags('Venues and rooms')
@Controller('api/v1/events/:event/places')
export class PlacesController {
  constructor(private readonly queries: BuffersQueries) {}

  @Get()
  @Operation({
    summary: 'Everything that one can be at: rooms, venues and site visits',
    access: readVenues,
    answer: pageOf(PlaceView),
  })
  async list(@CurrentEvent() event: EventScope, @Query() query: PlaceQuery): Promise<Page<PlaceView>> {
    return this.queries.places(event.id, query);
  }
}

@ApiTags('Venues and rooms')
@Controller('api/v1/events/:event/buffers')
export class BuffersController {
  constructor(
    private readonly buffers: BuffersService,
    private readonly queries: BuffersQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'How long it takes from one place to another, as far as that was entered',
    access: readVenues,
    answer: pageOf(BufferView),
  })
  async list(@CurrentEvent() event: EventScope, @Query() query: BufferQuery): Promise<Page<BufferView>> {
    return this.queries.buffers(event.id, query);
  }

  @Post()
  @Operation({
    summary: 'Say how long it takes from one place to another',
    description:
      'What is asked first is the buffer of the pair itself, then one between a room and the venue of the other, then one between their venues, then `bufferMinutes` of the event.',
    access: changeVenues,
    answer: BufferView,
    status: 201,
    fails: [409],
  })
  async add(@CurrentEvent() event: EventScope, @Body() body: BufferInput): Promise<BufferView> {
    return this.buffers.add(event.id, body);
  }

  @Get(':id')
  @Operation({ summary: 'One buffer', access: readVenues, answer: BufferView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<BufferView> {
    return this.queries.buffer(event.id, id);
  }

  @Patch(':id')
  @Operation({ summary: 'Change a buffer', access: changeVenues, answer: BufferView })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: BufferChanges,
  ): Promise<BufferView> {
    return this.buffers.change(event.id, id, version, body);
  }

  @Delete(':id')
  @Operation({ summary: 'Remove a buffer', access: changeVenues })
  async remove(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.buffers.remove(event.id, id, version);
  }
}
