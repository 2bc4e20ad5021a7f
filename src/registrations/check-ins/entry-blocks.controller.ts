import { Body, Controller, Delete, Get, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission, organisers } from '../../access/roles';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { EntryBlockInput } from './entry-block.input';
import { EntryBlockView } from './entry-block.view';
import { EntryBlocks } from './entry-blocks.service';

const keepOut = definePermission('entry-blocks.change', [...organisers, 'protocol']);

@ApiTags('Badges')
@Controller('api/v1/events/:event/registrations/:id/entry-block')
export class EntryBlockController {
  constructor(private readonly blocks: EntryBlocks) {}

  @Get()
  @Operation({ summary: 'Why somebody is kept out', access: keepOut, answer: EntryBlockView })
  async block(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<EntryBlockView> {
    return this.blocks.blockOf(event.id, id);
  }

  @Put()
  @Operation({
    summary: 'Keep somebody out',
    description: 'From now on scans are refused with `blocked`. The registration stays as it is.',
    access: keepOut,
    answer: EntryBlockView,
  })
  async keepOut(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Body() body: EntryBlockInput,
  ): Promise<EntryBlockView> {
    return this.blocks.block(event.id, id, body.reason, currentPrincipal());
  }

  @Delete()
  @Operation({ summary: 'Let somebody in again', access: keepOut })
  async letIn(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<void> {
    await this.blocks.unblock(event.id, id, currentPrincipal());
  }
}

@ApiTags('Badges')
@Controller('api/v1/events/:event/entry-blocks')
export class EntryBlocksController {
  constructor(private readonly blocks: EntryBlocks) {}

  @Get()
  @Operation({
    summary: 'Everybody whom an officer keeps out of an event',
    access: keepOut,
    answer: pageOf(EntryBlockView),
  })
  async list(@CurrentEvent() event: EventScope, @Query() query: PageQuery): Promise<Page<EntryBlockView>> {
    return this.blocks.blocked(event.id, query);
  }
}
