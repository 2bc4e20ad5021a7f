import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { allStaff, definePermission } from '../../access/roles';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { transitionController } from '../../platform/workflow/transition-routes';
import { RoleQuery } from '../sessions/session.input';
import { SessionRoleAnswers } from './session-role-answers.service';
import { RoleRequestView, RoleView } from './session-role.view';
import { sessionRoleWorkflow } from './session-role.workflow';
import { readProgramme } from '../sessions/sessions.controller';
import { SessionsQueries } from '../sessions/sessions.queries';

/** The persons themselves see what they are asked for; what staff write to each other about it stays among staff. */
const answerRole = definePermission('session_role.answer', [...allStaff, 'speaker']);

/** The link of somebody who is asked reaches the one role that it is for. */
const own = { kind: 'session_role', param: 'id' } as const;

/** Who was asked for what, and has answered: over all sessions of an event. */
@ApiTags('Programme')
@Controller('api/v1/events/:event/session-roles')
export class SessionRolesController {
  constructor(
    private readonly queries: SessionsQueries,
    private readonly answers: SessionRoleAnswers,
  ) {}

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

  @Get(':id/request')
  @Operation({
    summary: 'What somebody is asked to do, as that person sees it',
    access: answerRole,
    own,
    answer: RoleRequestView,
  })
  async request(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<RoleRequestView> {
    return this.answers.request(event.id, id, currentPrincipal());
  }
}

export const SessionRoleTransitionController = transitionController({
  workflow: sessionRoleWorkflow,
  path: 'api/v1/events/:event/session-roles/:id',
  tag: 'Programme',
  view: RoleView,
  read: answerRole,
  readHistory: readProgramme,
  own,
});
