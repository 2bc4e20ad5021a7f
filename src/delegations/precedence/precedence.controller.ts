import { Body, Controller, Get, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission } from '../../access/roles';
import { IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { delegationStaff } from '../delegation.workflow';
import { PrecedenceFreezeInput, PrecedenceQuery, PrecedenceRulesInput } from './precedence.input';
import { PrecedenceQueries } from './precedence.queries';
import { PrecedenceService } from './precedence.service';
import {
  PrecedenceDifferencesView,
  PrecedenceFreezeSummaryView,
  PrecedenceFreezeView,
  PrecedenceRulesView,
  PrecedenceView,
} from './precedence.view';

const readPrecedence = definePermission('precedence.read', [
  ...delegationStaff,
  'programme',
  'registration_desk',
  'visit_coordinator',
  'communications',
  'auditor',
]);
const changePrecedence = definePermission('precedence.change', delegationStaff);

@ApiTags('Precedence')
@Controller('api/v1/events/:event/delegations/precedence')
export class PrecedenceController {
  constructor(
    private readonly service: PrecedenceService,
    private readonly queries: PrecedenceQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Order of precedence, with the reason for each place',
    description:
      'By the rules of the event; without any, by rank class and the alphabet of its first language.',
    access: readPrecedence,
    answer: PrecedenceView,
  })
  async precedence(
    @CurrentEvent() event: EventScope,
    @Query() query: PrecedenceQuery,
  ): Promise<PrecedenceView> {
    return this.queries.precedence(event, query.order);
  }

  @Get('rules')
  @Operation({
    summary: 'The rules of precedence in force',
    access: readPrecedence,
    answer: PrecedenceRulesView,
  })
  async rules(@CurrentEvent() event: EventScope): Promise<PrecedenceRulesView> {
    return this.queries.rules(event);
  }

  @Put('rules')
  @Operation({
    summary: 'Set the rules of precedence, as a whole',
    description: 'The rules that were there before stay on record as an earlier version.',
    access: changePrecedence,
    answer: PrecedenceRulesView,
  })
  async setRules(
    @CurrentEvent() event: EventScope,
    @IfMatch() version: number,
    @Body() body: PrecedenceRulesInput,
  ): Promise<PrecedenceRulesView> {
    return this.service.setRules(event, version, body, currentPrincipal());
  }

  @Get('rules/versions')
  @Operation({
    summary: 'All versions of the rules, the last first',
    access: readPrecedence,
    answer: pageOf(PrecedenceRulesView),
  })
  async versions(
    @CurrentEvent() event: EventScope,
    @Query() query: PageQuery,
  ): Promise<Page<PrecedenceRulesView>> {
    return this.queries.versions(event.id, query);
  }

  @Get('freezes')
  @Operation({
    summary: 'Orders that were frozen, the last first',
    access: readPrecedence,
    answer: pageOf(PrecedenceFreezeSummaryView),
  })
  async freezes(
    @CurrentEvent() event: EventScope,
    @Query() query: PageQuery,
  ): Promise<Page<PrecedenceFreezeSummaryView>> {
    return this.queries.freezes(event.id, query);
  }

  @Post('freezes')
  @Operation({
    summary: 'Freeze the order as it is now, because something uses it',
    description:
      'Keeps the order with its rules, its reasons and all names under a number. It is never changed.',
    access: changePrecedence,
    answer: PrecedenceFreezeView,
    status: 201,
  })
  async freeze(
    @CurrentEvent() event: EventScope,
    @Body() body: PrecedenceFreezeInput,
  ): Promise<PrecedenceFreezeView> {
    return this.service.freeze(event, body, currentPrincipal());
  }

  @Get('freezes/:id')
  @Operation({ summary: 'An order that was frozen', access: readPrecedence, answer: PrecedenceFreezeView })
  async frozen(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<PrecedenceFreezeView> {
    return this.queries.freeze(event.id, id);
  }

  @Get('freezes/:id/differences')
  @Operation({
    summary: 'What is different now from an order that was frozen',
    access: readPrecedence,
    answer: PrecedenceDifferencesView,
  })
  async differences(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
  ): Promise<PrecedenceDifferencesView> {
    return this.queries.differences(event, id);
  }
}
