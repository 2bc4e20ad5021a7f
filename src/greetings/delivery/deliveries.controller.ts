import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission } from '../../access/roles';
import { IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { textCircle } from '../greeting.circle';
import { DeliveriesQueries } from './deliveries.queries';
import { Deliveries } from './deliveries.service';
import { DeliveredTextInput, DeliveryCorrectionInput } from './delivery.input';
import { DeliveredTextItemView, DeliveredTextView, GreetingDeliveryView } from './delivery.view';

/** Communications make their press releases of the record; the words as they were said are for the circle. */
const readDeliveries = definePermission('greetings.deliveries.read', [...textCircle, 'communications']);
const recordDeliveries = definePermission('greetings.deliveries.record', textCircle);

/** How messages were delivered. */
@ApiTags('Messages of greetings')
@Controller('api/v1/events/:event/greetings/:id')
export class DeliveriesController {
  constructor(
    private readonly deliveries: Deliveries,
    private readonly queries: DeliveriesQueries,
  ) {}

  @Get('deliveries')
  @Operation({
    summary:
      'The record of a delivery with its press lines, what holds first, then what was on record before',
    access: readDeliveries,
    answer: pageOf(GreetingDeliveryView),
    fails: [404],
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: PageQuery,
  ): Promise<Page<GreetingDeliveryView>> {
    return this.queries.list(event.id, id, query);
  }

  @Put('delivery')
  @Operation({
    summary: 'Put the record of a delivery right: who read it after all, where, when, how much of it',
    description:
      'Give the whole record as it must be. The former one stays on record with the reason, and where the message is public, everybody sees the correction.',
    access: recordDeliveries,
    answer: GreetingDeliveryView,
    fails: [409],
  })
  async correct(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: DeliveryCorrectionInput,
  ): Promise<GreetingDeliveryView> {
    return this.deliveries.correct(event.id, id, version, body);
  }

  @Get('delivered-texts')
  @Operation({
    summary: 'The words as they were said, beside those that had been cleared; the last ones first',
    access: recordDeliveries,
    answer: pageOf(DeliveredTextView),
    fails: [404],
  })
  async texts(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: PageQuery,
  ): Promise<Page<DeliveredTextView>> {
    return this.queries.texts(event.id, id, query);
  }

  @Put('delivered-texts/:language')
  @Operation({
    summary:
      'Keep the words as they were said in a language, where they were not those that had been cleared',
    description:
      'Handed in again, the former ones stay. What is published is the cleared text; correct that separately.',
    access: recordDeliveries,
    answer: DeliveredTextItemView,
    fails: [404, 409],
  })
  async keepText(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Param('language') language: string,
    @IfMatch() version: number,
    @Body() body: DeliveredTextInput,
  ): Promise<DeliveredTextItemView> {
    return this.deliveries.keepText(event.id, id, version, language, body);
  }
}
