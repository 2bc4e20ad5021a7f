import { Body, Controller, Get, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { IfMatch } from '../../platform/http/concurrency';
import { Operation } from '../../platform/http/operation';
import { changeGreetings, readGreetings } from '../greeting.permissions';
import { OrderApplyInput, OrderQuery, OrderSettingsInput } from './reading-order.input';
import { OrderView } from './reading-order.view';
import { ReadingOrdersQueries } from './reading-orders.queries';
import { ReadingOrders } from './reading-orders.service';

@ApiTags('Messages of greetings')
@Controller('api/v1/events/:event/greetings/order')
export class ReadingOrdersController {
  constructor(
    private readonly orders: ReadingOrders,
    private readonly queries: ReadingOrdersQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Order of reading of a session, with the order of precedence, and the time it takes',
    description:
      'Each message with the place that it has and the one that precedence proposes, explained. The time is estimated from the text in the language in which it is read; consecutive interpretation doubles it.',
    access: readGreetings,
    answer: OrderView,
  })
  async order(@CurrentEvent() event: EventScope, @Query() query: OrderQuery): Promise<OrderView> {
    return this.queries.order(event, query);
  }

  @Put()
  @Operation({
    summary: 'Settle how the session is interpreted, and which places are fixed by hand',
    description: 'No message moves by that; `apply` puts them in their places.',
    access: changeGreetings,
    answer: OrderView,
  })
  async settle(
    @CurrentEvent() event: EventScope,
    @IfMatch() version: number,
    @Body() body: OrderSettingsInput,
  ): Promise<OrderView> {
    return this.orders.settle(event, version, body);
  }

  @Post('apply')
  @Operation({
    summary: 'Put the messages of a session in the order that precedence proposes',
    access: changeGreetings,
    answer: OrderView,
    status: 200,
    fails: [409],
  })
  async apply(@CurrentEvent() event: EventScope, @Body() body: OrderApplyInput): Promise<OrderView> {
    return this.orders.apply(event, body);
  }
}
