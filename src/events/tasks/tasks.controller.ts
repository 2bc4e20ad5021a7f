import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { allStaff, definePermission } from '../../access/roles';
import { Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { TaskListQuery } from './task.input';
import { TaskView } from './task.view';
import { TasksQueries } from './tasks.queries';

const readTasks = definePermission('tasks.read', allStaff);

@ApiTags('Tasks')
@Controller('api/v1/events/:event/tasks')
export class TasksController {
  constructor(private readonly queries: TasksQueries) {}

  @Get()
  @Operation({
    summary: 'What waits for the caller, the oldest deadline first',
    description:
      'Each member of staff sees what their roles have to do: nominations, registrations, documents, translations, departures, mails that came back, work that the program gave up.',
    access: readTasks,
    answer: pageOf(TaskView),
  })
  list(@CurrentEvent() event: EventScope, @Query() query: TaskListQuery): Promise<Page<TaskView>> {
    return this.queries.list(event, currentPrincipal(), query);
  }
}
