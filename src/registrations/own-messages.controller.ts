import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../access/event-scope';
import { definePermission, organisers } from '../access/roles';
import { OwnMessageView, toOwnMessageView } from '../communications/message.view';
import { MessageQueries } from '../communications/messages.queries';
import { IdParam, Operation } from '../platform/http/operation';
import { pageOf, PageQuery, type Page } from '../platform/http/page';
import { httpProblems } from '../platform/http/problem';
import { RegistrationsQueries } from './registrations.queries';

const readOwnMessages = definePermission('messages.own', [
  ...organisers,
  'communications',
  'registration_desk',
  'participant',
]);

@ApiTags('Registrations')
@Controller('api/v1/events/:event/registrations/:id/messages')
export class OwnMessagesController {
  constructor(
    private readonly registrations: RegistrationsQueries,
    private readonly messages: MessageQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'What the person was told, newest first',
    description: 'Of whoever has the registration now; what an earlier person was told is not shown.',
    access: readOwnMessages,
    own: { kind: 'registration', param: 'id' },
    answer: pageOf(OwnMessageView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: PageQuery,
  ): Promise<Page<OwnMessageView>> {
    const holder = await this.registrations.holder(id);
    if (holder?.eventId !== event.id) throw httpProblems.notFound('There is no such registration here.');
    const page = await this.messages.list(event.id, {
      ...query,
      registrationId: id,
      personId: holder.personId,
    });
    return { ...page, items: page.items.map(toOwnMessageView) };
  }
}
