import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../access/event-scope';
import { allStaff, definePermission, organisers } from '../access/roles';
import { IfMatch } from '../platform/http/concurrency';
import { IdParam, Operation } from '../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../platform/http/page';
import { ReminderRuleChanges, ReminderRuleInput } from './reminder.input';
import { ReminderOccurrenceView, ReminderRuleView } from './reminder.view';
import { ReminderRulesService } from './reminder-rules.service';
import { RemindersQueries } from './reminders.queries';

const readReminders = definePermission('reminders.read', allStaff);
const changeReminders = definePermission('reminders.change', [...organisers, 'communications']);

@ApiTags('Communications')
@Controller('api/v1/events/:event/reminder-rules')
export class ReminderRulesController {
  constructor(
    private readonly rules: ReminderRulesService,
    private readonly queries: RemindersQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Reminder rules of an event',
    access: readReminders,
    answer: pageOf(ReminderRuleView),
  })
  async list(@CurrentEvent() event: EventScope, @Query() query: PageQuery): Promise<Page<ReminderRuleView>> {
    return this.queries.list(event.id, query);
  }

  @Post()
  @Operation({
    summary: 'Add a reminder rule',
    access: changeReminders,
    answer: ReminderRuleView,
    status: 201,
  })
  async add(@CurrentEvent() event: EventScope, @Body() body: ReminderRuleInput): Promise<ReminderRuleView> {
    return this.rules.add(event.id, body);
  }

  @Get(':id')
  @Operation({
    summary: 'One reminder rule, with when it is due',
    access: readReminders,
    answer: ReminderRuleView,
  })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<ReminderRuleView> {
    return this.queries.rule(event.id, id);
  }

  @Patch(':id')
  @Operation({ summary: 'Change a reminder rule', access: changeReminders, answer: ReminderRuleView })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: ReminderRuleChanges,
  ): Promise<ReminderRuleView> {
    return this.rules.change(event.id, id, version, body);
  }

  @Delete(':id')
  @Operation({ summary: 'Remove a reminder rule', access: changeReminders })
  async remove(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.rules.remove(event.id, id, version);
  }

  @Get(':id/occurrences')
  @Operation({
    summary: 'When a rule was due, and what became of it',
    access: readReminders,
    answer: pageOf(ReminderOccurrenceView),
  })
  async occurrences(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: PageQuery,
  ): Promise<Page<ReminderOccurrenceView>> {
    return this.queries.occurrences(event.id, id, query);
  }
}
