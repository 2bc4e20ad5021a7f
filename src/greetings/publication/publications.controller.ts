import { Body, Controller, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission } from '../../access/roles';
import { IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { GreetingView } from '../greeting.view';
import { textCircle } from '../greeting.circle';
import { EmbargoInput, GreetingCorrectionInput, SummariesInput } from './publication.input';
import { PublishedGreetingView } from './publication.view';
import { Publications } from './publications.service';

const setEmbargo = definePermission('greetings.embargo', textCircle);
/** What everybody reads is corrected by those who have cleared it. */
const correct = definePermission('greetings.correct', ['protocol']);

/** When messages become public, and what is put right in them afterwards. */
@ApiTags('Messages of greetings')
@Controller('api/v1/events/:event/greetings/:id')
export class PublicationsController {
  constructor(private readonly publications: Publications) {}

  @Put('embargo')
  @Operation({
    summary: 'Say until when a message is under embargo: until it has been delivered, or until an instant',
    description:
      'At that instant a message that is cleared is published by itself; one that is cleared later is published with its delivery. Once it is cleared the embargo can only be made longer; `lift_embargo` ends it sooner, with a reason and a second person.',
    access: setEmbargo,
    answer: GreetingView,
    fails: [409],
  })
  async embargo(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: EmbargoInput,
  ): Promise<GreetingView> {
    return this.publications.setEmbargo(event.id, id, version, body);
  }

  @Put('summaries')
  @Operation({
    summary: 'Keep what a message says in a few sentences, in the languages of the event',
    access: setEmbargo,
    answer: GreetingView,
    fails: [409],
  })
  async summaries(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: SummariesInput,
  ): Promise<GreetingView> {
    return this.publications.setSummaries(event.id, id, version, body);
  }

  @Post('corrections')
  @Operation({
    summary: 'Put a text or a summary right that everybody can read',
    description:
      'What stood there before stays readable, with the reason and the time. Answers what is public now.',
    access: correct,
    answer: PublishedGreetingView,
    status: 201,
    fails: [409],
  })
  async correction(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: GreetingCorrectionInput,
  ): Promise<PublishedGreetingView> {
    return this.publications.correct(event.id, id, version, body);
  }
}
