import { Body, Controller, Delete, Get, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../access/event-scope';
import { alwaysInFull, IfMatch } from '../platform/http/concurrency';
import { IdParam, Operation } from '../platform/http/operation';
import { pageOf, type Page } from '../platform/http/page';
import { currentPrincipal } from '../platform/http/request-context';
import { transitionController } from '../platform/workflow/transition-routes';
import {
  GreetingChanges,
  GreetingInput,
  GreetingQuery,
  ReaderAnswerInput,
  ReaderInput,
} from './greeting.input';
import { GreetingItemView, GreetingView, ReaderAnswerView } from './greeting.view';
import { changeGreetings, readGreetingHistory, readGreetings } from './greeting.permissions';
import { greetingWorkflow } from './greeting.workflow';
import { GreetingsQueries } from './greetings.queries';
import { GreetingsService } from './greetings.service';
import { Readers } from './readings/readers.service';

@ApiTags('Messages of greetings')
@Controller('api/v1/events/:event/greetings')
export class GreetingsController {
  constructor(
    private readonly greetings: GreetingsService,
    private readonly readers: Readers,
    private readonly queries: GreetingsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Messages of greetings, by author; without their texts',
    access: readGreetings,
    answer: pageOf(GreetingItemView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @Query() query: GreetingQuery,
  ): Promise<Page<GreetingItemView>> {
    return this.queries.list(event.id, query);
  }

  @Post()
  @Operation({
    summary: 'Ask an author for a message; the contact gets the request by mail',
    access: changeGreetings,
    answer: GreetingView,
    status: 201,
  })
  async create(@CurrentEvent() event: EventScope, @Body() body: GreetingInput): Promise<GreetingView> {
    return this.greetings.create(event.id, body);
  }

  @Get(':id')
  @Operation({
    summary: 'One message; its texts only for those who work on them',
    access: readGreetings,
    answer: GreetingView,
  })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<GreetingView> {
    // Whether it is overdue, and who its contacts are, changes without its version.
    return alwaysInFull(await this.queries.shown(event.id, id));
  }

  @Patch(':id')
  @Operation({
    summary: 'Change what is known of a message and how it is asked for; its text comes with `receive`',
    access: changeGreetings,
    answer: GreetingView,
    fails: [409],
  })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: GreetingChanges,
  ): Promise<GreetingView> {
    return this.greetings.change(event.id, id, version, body);
  }

  @Post(':id/request')
  @Operation({
    summary: 'Send the contact the request for the message, for the first time or again',
    access: changeGreetings,
    answer: GreetingView,
    fails: [409],
  })
  async request(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<GreetingView> {
    return this.greetings.request(event.id, id);
  }

  @Delete(':id')
  @Operation({
    summary: 'Remove a message that was entered by mistake',
    access: changeGreetings,
    fails: [409],
  })
  async remove(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.greetings.remove(event.id, id, version);
  }

  @Put(':id/reader')
  @Operation({
    summary: 'Ask somebody to read a message on its author’s behalf',
    access: changeGreetings,
    answer: GreetingView,
    fails: [409],
  })
  async askReader(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: ReaderInput,
  ): Promise<GreetingView> {
    return this.readers.ask(event.id, id, version, body);
  }

  @Post(':id/reader/answer')
  @Operation({
    summary: 'The reader, or the deputy who was asked, accepts or declines',
    description:
      'For the reader and the deputy, with the link of their own registration or role, and for staff who answer on their behalf. For anybody else the message does not exist. A reader who withdraws leaves the place in the order flagged; the deputy is asked at once and takes it over by accepting.',
    access: 'signed-in',
    answer: ReaderAnswerView,
    fails: [403, 404, 409],
  })
  async answerReader(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Body() body: ReaderAnswerInput,
  ): Promise<ReaderAnswerView> {
    return this.readers.answer(event.id, id, body, currentPrincipal());
  }
}

export const GreetingTransitionController = transitionController({
  workflow: greetingWorkflow,
  path: 'api/v1/events/:event/greetings/:id',
  tag: 'Messages of greetings',
  view: GreetingView,
  read: readGreetings,
  readHistory: readGreetingHistory,
});
