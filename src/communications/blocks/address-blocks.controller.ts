import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission, organisers } from '../../access/roles';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { transitionController } from '../../platform/workflow/transition-routes';
import { AddressBlockInput, AddressBlockQuery } from './address-block.input';
import { AddressBlockView } from './address-block.view';
import { addressBlockWorkflow } from './address-block.workflow';
import { AddressBlocksQueries } from './address-blocks.queries';
import { AddressBlocks } from './address-blocks.service';

const readBlocks = definePermission('address-blocks.read', [...organisers, 'communications', 'auditor']);
const changeBlocks = definePermission('address-blocks.change', [...organisers, 'communications']);

/** Addresses that may not be written to in an event. */
@ApiTags('Messages')
@Controller('api/v1/events/:event/address-blocks')
export class AddressBlocksController {
  constructor(
    private readonly blocks: AddressBlocks,
    private readonly queries: AddressBlocksQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Addresses that may not be written to, and why, newest first',
    access: readBlocks,
    answer: pageOf(AddressBlockView),
  })
  list(
    @CurrentEvent() event: EventScope,
    @Query() query: AddressBlockQuery,
  ): Promise<Page<AddressBlockView>> {
    return this.queries.list(event.id, query);
  }

  @Post()
  @Operation({
    summary: 'Block an address',
    description: 'Messages to it are withheld from now on, and stand in the list of what did not arrive.',
    access: changeBlocks,
    answer: AddressBlockView,
    status: 201,
    fails: [409],
  })
  add(@CurrentEvent() event: EventScope, @Body() body: AddressBlockInput): Promise<AddressBlockView> {
    return this.blocks.add(event.id, body);
  }

  @Get(':id')
  @Operation({ summary: 'One block', access: readBlocks, answer: AddressBlockView })
  one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<AddressBlockView> {
    return this.queries.one(event.id, id);
  }
}

export const AddressBlockTransitionsController = transitionController({
  workflow: addressBlockWorkflow,
  path: 'api/v1/events/:event/address-blocks/:id',
  tag: 'Messages',
  view: AddressBlockView,
  read: readBlocks,
});
