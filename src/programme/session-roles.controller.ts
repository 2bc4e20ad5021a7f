import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../access/event-scope';
import { IdParam, Operation } from '../platform/http/operation';
import { pageOf, type Page } from '../platform/http/page';
import { transitionController } from '../platform/workflow/transition-routes';
import { RoleQuery } from './session.input';
import { RoleView } from './session-role.view';
import { sessionRoleWorkflow } from './session-role.workflow';
import { readProgramme } from './sessions.controller';
import { SessionsQueries } from './sessions.queries';

/** Who was asked for what, and has answered: over all sessions of an event. */
@ApiTags('Programme')
@Controller('api/v1/events/:event/session-roles')
export class SessionRolesController {
  constructor(private readonly queries: SessionsQueries) {}

  @Get()
  @Operation({
    summary: 'Roles of persons in sessions, the replaced ones too',
    access: readProgramme,
    answer: pageOf(RoleView),
  })
  async list(@CurrentEvent() event: EventScope, @Query() query: RoleQuery): Promise<Page<RoleView>> {
    return this.queries.roles(event.id, query);
  }

  @Get(':id')
  @Operation({ summary: 'One role of a person in a session', access: readProgramme, answer: RoleView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<RoleView> {
    return this.queries.role(event.id, id);
  }
}

export const SessionRoleTransitionController = transitionController({
  workflow: sessionRoleWorkflow,
  path: 'api/v1/events/:event/session-roles/:id',
  tag: 'Programme',
  view: RoleView,
  read: readProgramme,
});
