import { Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../access/event-scope';
import { definePermission } from '../access/roles';
import { IdParam, Operation } from '../platform/http/operation';
import { pageOf, type Page } from '../platform/http/page';
import { transitionController } from '../platform/workflow/transition-routes';
import { MessageListQuery } from './message.input';
import { MessageDetailView, MessageView } from './message.view';
import { messageWorkflow } from './message.workflow';
import { MessageQueries } from './messages.queries';
import { Messages } from './messages.service';

const readMessages = definePermission('messages.read', ['owner', 'organiser', 'communications', 'auditor']);
const sendAgain = definePermission('messages.send-again', ['owner', 'organiser', 'communications']);

@ApiTags('Messages')
@Controller('api/v1/events/:event/messages')
export class MessagesController {
  constructor(
    private readonly queries: MessageQueries,
    private readonly messages: Messages,
  ) {}

  @Get()
  @Operation({
    summary: 'Who was told what, newest first',
    access: readMessages,
    answer: pageOf(MessageView),
  })
  list(@CurrentEvent() event: EventScope, @Query() query: MessageListQuery): Promise<Page<MessageView>> {
    return this.queries.list(event.id, query);
  }

  @Get(':id')
  @Operation({ summary: 'One message, with what it says', access: readMessages, answer: MessageDetailView })
  read(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<MessageDetailView> {
    return this.queries.detail(event.id, id);
  }

  @Post(':id/resend')
  @Operation({
    summary: 'Send somebody again what they were sent',
    description:
      'A message of its own, with what is true now, to the address that the person has now. One that failed or came back counts as seen to.',
    access: sendAgain,
    answer: MessageView,
    status: 201,
    fails: [409],
  })
  resend(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<MessageView> {
    return this.messages.resend(event.id, id);
  }
}

export const MessageTransitionsController = transitionController({
  workflow: messageWorkflow,
  path: 'api/v1/events/:event/messages/:id',
  tag: 'Messages',
  view: MessageView,
  read: readMessages,
});
