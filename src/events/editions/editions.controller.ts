import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { Operation } from '../../platform/http/operation';
import { currentPrincipal } from '../../platform/http/request-context';
import { changeEvents, createEvents } from '../events.controller';
import { Copies } from './copies.service';
import { EventCopyInput, RescheduleInput, ReschedulePreviewInput } from './edition.input';
import {
  EventCopyProposalView,
  EventCopyReportView,
  EventCopyView,
  RescheduledEventView,
  RescheduleReportView,
} from './edition.view';
import { Rescheduling } from './rescheduling.service';

@ApiTags('Editions')
@Controller('api/v1/events/:event/copies')
export class CopiesController {
  constructor(private readonly copies: Copies) {}

  @Get('proposal')
  @Operation({
    summary: 'What the next edition is like unless said otherwise, and the parts that can be taken over',
    access: createEvents,
    answer: EventCopyProposalView,
  })
  async proposal(@CurrentEvent() event: EventScope): Promise<EventCopyProposalView> {
    return this.copies.proposal(event.id);
  }

  @Post('preview')
  @Operation({
    summary: 'See what a copy would be, without making it',
    description: 'Does what the copy does, and takes it back; refuses what the copy would refuse.',
    access: createEvents,
    answer: EventCopyReportView,
  })
  async preview(
    @CurrentEvent() event: EventScope,
    @Body() body: EventCopyInput,
  ): Promise<EventCopyReportView> {
    return this.copies.preview(event.id, body, currentPrincipal());
  }

  @Post()
  @Operation({
    summary: 'Make the next edition from this one, as a draft',
    description:
      'Times stay at the clock of the place. Registrations, documents, bookings, texts, releases and messages are never taken over.',
    access: createEvents,
    answer: EventCopyView,
    status: 201,
  })
  async make(@CurrentEvent() event: EventScope, @Body() body: EventCopyInput): Promise<EventCopyView> {
    return this.copies.copy(event.id, body, currentPrincipal());
  }
}

@ApiTags('Editions')
@Controller('api/v1/events/:event/reschedule')
export class RescheduleController {
  constructor(private readonly rescheduling: Rescheduling) {}

  @Post('preview')
  @Operation({
    summary: 'See what other days would move, without moving it',
    description: 'Does what rescheduling does, and takes it back; refuses what it would refuse.',
    access: changeEvents,
    answer: RescheduleReportView,
  })
  async preview(
    @CurrentEvent() event: EventScope,
    @Body() body: ReschedulePreviewInput,
  ): Promise<RescheduleReportView> {
    return this.rescheduling.preview(event.id, body);
  }

  @Post()
  @Operation({
    summary: 'Postpone the event or bring it forward, with all that has a time',
    description:
      'Sessions of the draft, departures that still take bookings, registration and deadlines move by as many days and stay at the clock of the place. What was released stays as it is until the next release.',
    access: changeEvents,
    answer: RescheduledEventView,
  })
  async reschedule(
    @CurrentEvent() event: EventScope,
    @Body() body: RescheduleInput,
  ): Promise<RescheduledEventView> {
    return this.rescheduling.reschedule(event.id, body);
  }
}
