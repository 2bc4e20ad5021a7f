import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission } from '../../access/roles';
import { textFileKinds } from '../../platform/extraction/text-extraction.service';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { MayBeUploaded, type UploadedFile } from '../../platform/http/uploaded-file';
import { textCircle } from '../greeting.circle';
import { changeGreetings } from '../greeting.permissions';
import { GreetingTextInput } from '../texts/text.input';
import { ContactAnswers } from './contact-answers.service';
import { GreetingAnswerInput, GreetingProposalsQuery } from './request.input';
import { GreetingProposalView, GreetingRequestView } from './request.view';
import { RequestsQueries } from './requests.queries';

const answerRequests = definePermission('greetings.answer', [...textCircle, 'greeting_contact']);
const own = { kind: 'greeting', param: 'id' } as const;

/** Whom to ask. */
@ApiTags('Messages of greetings')
@Controller('api/v1/events/:event/greetings/proposals')
export class GreetingProposalsController {
  constructor(private readonly queries: RequestsQueries) {}

  @Get()
  @Operation({
    summary: 'Authors of the last edition who were not asked for this one, with what came of it',
    access: changeGreetings,
    answer: pageOf(GreetingProposalView),
  })
  async proposals(
    @CurrentEvent() event: EventScope,
    @Query() query: GreetingProposalsQuery,
  ): Promise<Page<GreetingProposalView>> {
    return this.queries.proposals(event.id, query);
  }
}

/** What those do who were asked, by their link; and staff on their behalf. */
@ApiTags('Messages of greetings')
@Controller('api/v1/events/:event/greetings/:id/request')
export class GreetingRequestsController {
  constructor(
    private readonly answers: ContactAnswers,
    private readonly queries: RequestsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'What an author is asked for, as their contact sees it',
    access: answerRequests,
    own,
    answer: GreetingRequestView,
  })
  async request(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<GreetingRequestView> {
    return (await this.queries.request(id, undefined, event.id)).view;
  }

  @Post('answer')
  @Operation({
    summary: 'Promise the message, or decline',
    access: answerRequests,
    own,
    answer: GreetingRequestView,
    status: 200,
    fails: [409],
  })
  async answer(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Body() body: GreetingAnswerInput,
  ): Promise<GreetingRequestView> {
    return (await this.answers.answer(event.id, id, body, currentPrincipal())).view;
  }

  @Post('text')
  @Operation({
    summary: 'Hand in the text of the author, as a file or typed',
    description:
      'For the contact, with the link of the request, until protocol has cleared the text. The answer says what was read out of the file, and not its words.',
    access: answerRequests,
    own,
    upload: { kinds: textFileKinds, orJson: true },
    answer: GreetingRequestView,
    status: 200,
    fails: [409],
  })
  async take(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @MayBeUploaded() file: UploadedFile | undefined,
    @Body() body: GreetingTextInput,
  ): Promise<GreetingRequestView> {
    return (await this.answers.take(event.id, id, body, file, currentPrincipal())).view;
  }
}
