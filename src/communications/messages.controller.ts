import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../access/event-scope';
import { definePermission } from '../access/roles';
import { IdParam, Operation } from '../platform/http/operation';
import { pageOf, type Page } from '../platform/http/page';
import { transitionController } from '../platform/workflow/transition-routes';
import { MessageListQuery, UndeliveredQuery } from './message.input';
import { MessageDetailView, MessageView, UndeliveredView } from './message.view';
import { messageWorkflow } from './message.workflow';
import { MessageQueries } from './messages.queries';

const readMessages = definePermission('messages.read', ['owner', 'organiser', 'communications', 'auditor']);

@ApiTags('Messages')
@Controller('api/v1/events/:event/messages')
export class MessagesController {
  constructor(private readonly queries: MessageQueries) {}

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
}

/** What did not arrive and has to be seen to: the list of tasks of those who write to people. */
@ApiTags('Messages')
@Controller('api/v1/events/:event/undelivered')
export class UndeliveredController {
  constructor(private readonly queries: MessageQueries) {}

  @Get()
  @Operation({
    summary: 'Mails that did not arrive and wait for somebody, the oldest first',
    description:
      'Mails that came back, were refused or given up, or were withheld because the address may not be written to. Each leaves the list when it is tried again (`retry`), or set aside with a reason (`set_aside`): the transitions of the message.',
    access: readMessages,
    answer: pageOf(UndeliveredView),
  })
  list(@CurrentEvent() event: EventScope, @Query() query: UndeliveredQuery): Promise<Page<UndeliveredView>> {
    return this.queries.undelivered(event.id, query);
  }
}

export const MessageTransitionsController = transitionController({
  workflow: messageWorkflow,
  path: 'api/v1/events/:event/messages/:id',
  tag: 'Messages',
  view: MessageView,
  read: readMessages,
});
