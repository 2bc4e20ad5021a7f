import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission, organisers } from '../../access/roles';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { MessageHoldInput, MessageHoldQuery, OutboxGroupQuery } from './message-hold.input';
import { MessageHoldView, OutboxGroupView } from './message-hold.view';
import { Holds } from './holds.service';
import { OutboxQueries } from './outbox.queries';

const readOutbox = definePermission('outbox.groups', [...organisers, 'communications', 'auditor']);
const holdMessages = definePermission('outbox.hold', [...organisers, 'communications']);

@ApiTags('Messages')
@Controller('api/v1/events/:event/outbox')
export class HoldsController {
  constructor(
    private readonly holds: Holds,
    private readonly queries: OutboxQueries,
  ) {}

  @Get('groups')
  @Operation({
    summary: 'Messages that are about to go out, by kind and cause',
    description:
      'Groups change their place while they go out; a list that is read on meanwhile may miss some.',
    access: readOutbox,
    answer: pageOf(OutboxGroupView),
  })
  groups(
    @CurrentEvent() event: EventScope,
    @Query() query: OutboxGroupQuery,
  ): Promise<Page<OutboxGroupView>> {
    return this.queries.groups(event.id, query);
  }

  @Get('holds')
  @Operation({
    summary: 'What is or was held back, the last hold first',
    access: readOutbox,
    answer: pageOf(MessageHoldView),
  })
  list(@CurrentEvent() event: EventScope, @Query() query: MessageHoldQuery): Promise<Page<MessageHoldView>> {
    return this.queries.holds(event.id, query);
  }

  @Post('holds')
  @Operation({
    summary: 'Hold back messages of a kind or a cause',
    description:
      'Those that wait, and those that are written later, stay where they are until the hold is lifted. A message that is being sent already goes out.',
    access: holdMessages,
    answer: MessageHoldView,
    status: 201,
    fails: [409],
  })
  place(@CurrentEvent() event: EventScope, @Body() body: MessageHoldInput): Promise<MessageHoldView> {
    return this.holds.place(event.id, body);
  }

  @Delete('holds/:id')
  @Operation({
    summary: 'Lift a hold: what it kept goes out, unless another hold keeps it',
    access: holdMessages,
    fails: [409],
  })
  lift(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<void> {
    return this.holds.lift(event.id, id);
  }
}
