import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission, organisers } from '../../access/roles';
import { IdParam, Operation } from '../../platform/http/operation';
import { currentPrincipal } from '../../platform/http/request-context';
import { UnfinishedWorkView } from './unfinished-work.view';
import { UnfinishedWork } from './unfinished-work.service';

const seeToWork = definePermission('unfinished-work.see-to', organisers);

@ApiTags('Tasks')
@Controller('api/v1/events/:event/unfinished-work/:id')
export class UnfinishedWorkController {
  constructor(private readonly work: UnfinishedWork) {}

  @Get()
  @Operation({
    summary: 'Work for the event that the program gave up',
    access: seeToWork,
    answer: UnfinishedWorkView,
  })
  one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<UnfinishedWorkView> {
    return this.work.one(event.id, id, currentPrincipal());
  }

  @Post('retry')
  @Operation({
    summary: 'Have it tried again, as often as the first time',
    access: seeToWork,
    status: 202,
  })
  async retry(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<void> {
    await this.work.retry(event.id, id);
  }
}
