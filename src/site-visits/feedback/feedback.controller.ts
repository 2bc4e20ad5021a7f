import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { allStaff, definePermission, organisers } from '../../access/roles';
import { IdParam, Operation } from '../../platform/http/operation';
import { FeedbackInput, HostFeedbackInput, OwnFeedbackQuery } from './feedback.input';
import { FeedbackQueries } from './feedback.queries';
import { assertOwn, FeedbackService } from './feedback.service';
import { DepartureFeedbackView, HostVisitsView, OwnFeedbackListView } from './feedback.view';

const readFeedback = definePermission('visit_feedback.read', allStaff);
const hostFeedback = definePermission('visit_feedback.host', [
  'host_contact',
  ...organisers,
  'visit_coordinator',
]);
const ofLink = { kind: 'site_visit', param: 'id' };

/** What participants say of visits on which they were. */
@ApiTags('Site visits')
@Controller('api/v1/events/:event')
export class FeedbackController {
  constructor(
    private readonly feedback: FeedbackService,
    private readonly queries: FeedbackQueries,
  ) {}

  @Get('visit-feedback')
  @Operation({
    summary: 'The visits on which a participant was, with what they said',
    description: 'By the link of the participant only: not even staff read who said what.',
    access: 'signed-in',
    answer: OwnFeedbackListView,
  })
  async own(
    @CurrentEvent() event: EventScope,
    @Query() { registrationId }: OwnFeedbackQuery,
  ): Promise<OwnFeedbackListView> {
    assertOwn(registrationId);
    return this.queries.own(event.id, registrationId);
  }

  @Put('bookings/:id/feedback')
  @Operation({
    summary: 'Say how a visit was, or say it otherwise',
    description: 'By the link of the participant only, from the return of the group until it closes.',
    access: 'signed-in',
    answer: OwnFeedbackListView,
    fails: [409],
  })
  async say(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Body() body: FeedbackInput,
  ): Promise<OwnFeedbackListView> {
    return this.feedback.say(event, id, body);
  }

  @Get('departures/:id/feedback')
  @Operation({
    summary: 'What the host and those who went said of a departure',
    description: 'Nobody who went is named.',
    access: readFeedback,
    answer: DepartureFeedbackView,
  })
  async ofDeparture(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
  ): Promise<DepartureFeedbackView> {
    return this.queries.ofDeparture(event.id, id);
  }

  @Get('site-visits/:id/feedback')
  @Operation({
    summary: 'The groups that were at a host, with what was said of them',
    description:
      'Also by the link of the host. What those who went said is shown once five of them have answered.',
    access: hostFeedback,
    own: ofLink,
    answer: HostVisitsView,
  })
  async ofHost(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<HostVisitsView> {
    return this.queries.ofHost(event.id, id);
  }

  @Put('site-visits/:id/feedback/:departureId')
  @Operation({
    summary: 'Say as the host how a visit went, or say it otherwise',
    description:
      'By the link of the host, or by a coordinator who was told; from the return of the group until it closes.',
    access: hostFeedback,
    own: ofLink,
    answer: HostVisitsView,
    fails: [409],
  })
  async sayAsHost(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('departureId') departureId: string,
    @Body() body: HostFeedbackInput,
  ): Promise<HostVisitsView> {
    return this.feedback.sayAsHost(event, id, departureId, body);
  }
}
