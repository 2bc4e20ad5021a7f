import { Body, Controller, Delete, Get, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { allStaff, definePermission } from '../../access/roles';
import { IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import {
  SessionChanges,
  SessionInput,
  SessionQuery,
  SessionRolesInput,
  TopicChanges,
  TopicInput,
} from './session.input';
import { SessionView, TopicView } from './session.view';
import { SessionsQueries } from './sessions.queries';
import { SessionsService } from './sessions.service';
import { TopicsService } from './topics.service';

export const readProgramme = definePermission('programme.read', allStaff);
export const changeProgramme = definePermission('programme.change', ['owner', 'organiser', 'programme']);

@ApiTags('Programme')
@Controller('api/v1/events/:event/topics')
export class TopicsController {
  constructor(
    private readonly topics: TopicsService,
    private readonly queries: SessionsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Topics of an event, in their order',
    access: readProgramme,
    answer: pageOf(TopicView),
  })
  async list(@CurrentEvent() event: EventScope, @Query() query: PageQuery): Promise<Page<TopicView>> {
    return this.queries.topics(event.id, query);
  }

  @Post()
  @Operation({
    summary: 'Add a topic',
    access: changeProgramme,
    answer: TopicView,
    status: 201,
    fails: [409],
  })
  async add(@CurrentEvent() event: EventScope, @Body() body: TopicInput): Promise<TopicView> {
    return this.topics.add(event.id, body);
  }

  @Get(':id')
  @Operation({ summary: 'One topic', access: readProgramme, answer: TopicView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<TopicView> {
    return this.queries.topic(event.id, id);
  }

  @Patch(':id')
  @Operation({ summary: 'Change a topic', access: changeProgramme, answer: TopicView })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: TopicChanges,
  ): Promise<TopicView> {
    return this.topics.change(event.id, id, version, body);
  }

  @Delete(':id')
  @Operation({ summary: 'Remove a topic that no session has', access: changeProgramme, fails: [409] })
  async remove(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.topics.remove(event.id, id, version);
  }
}

@ApiTags('Programme')
@Controller('api/v1/events/:event/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly queries: SessionsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Sessions of the draft, in the order of time',
    access: readProgramme,
    answer: pageOf(SessionView),
  })
  async list(@CurrentEvent() event: EventScope, @Query() query: SessionQuery): Promise<Page<SessionView>> {
    return this.queries.sessions(event.id, query);
  }

  @Post()
  @Operation({
    summary: 'Add a session to the draft',
    description: 'Conflicts with other sessions are allowed in the draft; see `programme/conflicts`.',
    access: changeProgramme,
    answer: SessionView,
    status: 201,
  })
  async add(@CurrentEvent() event: EventScope, @Body() body: SessionInput): Promise<SessionView> {
    return this.sessions.add(event, body);
  }

  @Get(':id')
  @Operation({ summary: 'One session of the draft', access: readProgramme, answer: SessionView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<SessionView> {
    return this.queries.session(event.id, id);
  }

  @Patch(':id')
  @Operation({ summary: 'Change a session of the draft', access: changeProgramme, answer: SessionView })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: SessionChanges,
  ): Promise<SessionView> {
    return this.sessions.change(event, id, version, body);
  }

  @Put(':id/roles')
  @Operation({
    summary: 'Say who does what in a session, as a whole',
    access: changeProgramme,
    answer: SessionView,
  })
  async replaceRoles(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: SessionRolesInput,
  ): Promise<SessionView> {
    return this.sessions.change(event, id, version, body);
  }

  @Delete(':id')
  @Operation({
    summary: 'Take a session out of the draft; the next release cancels it',
    access: changeProgramme,
    fails: [409],
  })
  async remove(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.sessions.remove(event.id, id, version);
  }
}
