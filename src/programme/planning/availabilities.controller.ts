import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { AvailabilitiesQueries } from './availabilities.queries';
import { AvailabilitiesService } from './availabilities.service';
import { AvailabilityChanges, AvailabilityInput, AvailabilityQuery } from './availability.input';
import { AvailabilityView } from './availability.view';
import { changeProgramme, readProgramme } from '../sessions/sessions.controller';

@ApiTags('Programme')
@Controller('api/v1/events/:event/availabilities')
export class AvailabilitiesController {
  constructor(
    private readonly availabilities: AvailabilitiesService,
    private readonly queries: AvailabilitiesQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Times in which persons and rooms can be planned with, in the order of time',
    description: 'Whoever has none is always there.',
    access: readProgramme,
    answer: pageOf(AvailabilityView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @Query() query: AvailabilityQuery,
  ): Promise<Page<AvailabilityView>> {
    return this.queries.list(event.id, query);
  }

  @Post()
  @Operation({
    summary: 'Say when a person or a room can be planned with',
    description:
      'From a day before the event to a day after it. Times of one person or room that touch count as one.',
    access: changeProgramme,
    answer: AvailabilityView,
    status: 201,
  })
  async add(@CurrentEvent() event: EventScope, @Body() body: AvailabilityInput): Promise<AvailabilityView> {
    return this.availabilities.add(event, body);
  }

  @Get(':id')
  @Operation({ summary: 'One time of availability', access: readProgramme, answer: AvailabilityView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<AvailabilityView> {
    return this.queries.one(event.id, id);
  }

  @Patch(':id')
  @Operation({ summary: 'Change a time of availability', access: changeProgramme, answer: AvailabilityView })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: AvailabilityChanges,
  ): Promise<AvailabilityView> {
    return this.availabilities.change(event, id, version, body);
  }

  @Delete(':id')
  @Operation({ summary: 'Remove a time of availability', access: changeProgramme })
  async remove(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.availabilities.remove(event.id, id, version);
  }
}
