import { Body, Controller, Get, Header, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentEvent, type EventScope } from '../access/event-scope';
import { definePermission } from '../access/roles';
import { hiddenFrom } from '../events/events.queries';
import { calendarFile } from '../platform/documents/calendar';
import { Operation, readId } from '../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../platform/http/page';
import { httpProblems } from '../platform/http/problem';
import { currentPrincipal } from '../platform/http/request-context';
import { inLanguage } from '../platform/text';
import { transitionController } from '../platform/workflow/transition-routes';
import { ConflictQuery } from './conflict.input';
import { ConflictsView } from './conflict.view';
import { ConflictsQueries } from './conflicts.queries';
import { calendarEntries } from './programme.calendar';
import { programmeProblems } from './programme.errors';
import { ProgrammeQueries } from './programme.queries';
import { CalendarQuery, ProgrammeQuery, ReleaseInput } from './release.input';
import {
  ProgrammeView,
  ReleaseChangesView,
  ReleaseView,
  toProgrammeView,
  toReleaseChangesView,
  toReleaseView,
  type ReleaseRow,
} from './release.view';
import { releaseWorkflow } from './release.workflow';
import { ReleasesService } from './releases.service';
import { readProgramme } from './sessions.controller';

const releaseProgramme = definePermission('programme.release', ['owner', 'organiser', 'programme']);

const announced = { public: 'the newest release of an announced event is for everybody' };

/** A release in a path: its number, or its id. */
function readRelease(value: string): number | string {
  return /^[1-9]\d{0,8}$/.test(value) ? Number(value) : readId(value);
}

/** What everybody sees of the programme. */
@ApiTags('Programme')
@Controller('api/v1/events/:event')
export class ProgrammeController {
  constructor(private readonly queries: ProgrammeQueries) {}

  @Get('programme')
  @Operation({
    summary: 'The programme as it was last released',
    description: 'The ETag is the number of the release. Staff can ask for older ones with `release`.',
    access: announced,
    answer: ProgrammeView,
    fails: [304, 403],
  })
  async programme(
    @CurrentEvent() event: EventScope,
    @Query() query: ProgrammeQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProgrammeView | undefined> {
    const release =
      query.release === undefined ? await this.seen(event) : await this.older(event, query.release);
    const tag = `"${release.number}"`;
    void reply.header('etag', tag);
    if (request.headers['if-none-match']?.split(',').some((one) => one.trim() === tag)) {
      void reply.status(304);
      return undefined;
    }
    return toProgrammeView(release, await this.queries.items(release.id));
  }

  @Get('programme.ics')
  @Header('content-type', 'text/calendar; charset=utf-8')
  @Operation({
    summary: 'The programme as it was last released, as a calendar file',
    description: 'Each session keeps its UID; its SEQUENCE rises when what a calendar shows of it changes.',
    access: announced,
    answer: { mediaType: 'text/calendar', description: 'A calendar file (RFC 5545).' },
  })
  async calendar(@CurrentEvent() event: EventScope, @Query() query: CalendarQuery): Promise<string> {
    const release = await this.seen(event);
    const language = query.language ?? event.locales[0]!;
    return calendarFile({
      method: 'PUBLISH',
      name: inLanguage(event.title, event.titles, language),
      timeZone: release.time_zone,
      entries: calendarEntries(await this.queries.items(release.id), language),
    });
  }

  /** The release that everybody sees. */
  private async seen(event: EventScope): Promise<ReleaseRow> {
    if (hiddenFrom(event, currentPrincipal())) throw httpProblems.notFound('There is no such event.');
    const release = await this.queries.current(event.id);
    if (!release) throw programmeProblems.programmeNotReleased('Come back when it has been announced.');
    return release;
  }

  private async older(event: EventScope, number: number): Promise<ReleaseRow> {
    const principal = currentPrincipal();
    if (hiddenFrom(event, principal)) throw httpProblems.notFound('There is no such event.');
    const isStaff = principal.administrator || (principal.kind === 'staff' && principal.roles.length > 0);
    if (!isStaff) {
      if (principal.kind === 'anonymous')
        throw httpProblems.notSignedIn('Releases by number are for staff; leave "release" out.');
      throw httpProblems.notAllowed('Releases by number are for staff; leave "release" out.');
    }
    return this.queries.release(event.id, number);
  }
}

/** What staff do with the programme. */
@ApiTags('Programme')
@Controller('api/v1/events/:event/programme')
export class ReleasesController {
  constructor(
    private readonly releases: ReleasesService,
    private readonly queries: ProgrammeQueries,
    private readonly conflictsQueries: ConflictsQueries,
  ) {}

  @Get('conflicts')
  @Operation({
    summary: 'What is wrong with the draft, and ways out of it',
    description: 'Hard conflicts block a release. The counts are of the whole draft, whatever is asked for.',
    access: readProgramme,
    answer: ConflictsView,
  })
  async conflicts(@CurrentEvent() event: EventScope, @Query() query: ConflictQuery): Promise<ConflictsView> {
    return this.conflictsQueries.list(event.id, query);
  }

  @Get('releases')
  @Operation({
    summary: 'Releases of the programme, the newest first',
    access: readProgramme,
    answer: pageOf(ReleaseView),
  })
  async list(@CurrentEvent() event: EventScope, @Query() query: PageQuery): Promise<Page<ReleaseView>> {
    return this.queries.releases(event.id, query);
  }

  @Post('releases')
  @Operation({
    summary: 'Release the draft',
    description: 'Refused while the draft has hard conflicts; they are listed in `conflicts` of the problem.',
    access: releaseProgramme,
    answer: ReleaseView,
    status: 201,
    fails: [409],
  })
  async release(@CurrentEvent() event: EventScope, @Body() body: ReleaseInput): Promise<ReleaseView> {
    return this.releases.release(event.id, body, currentPrincipal());
  }

  @Get('releases/:id')
  @Operation({
    summary: 'One release, by its number or id',
    access: readProgramme,
    answer: ReleaseView,
  })
  async one(@CurrentEvent() event: EventScope, @Param('id') id: string): Promise<ReleaseView> {
    return toReleaseView(await this.queries.release(event.id, readRelease(id)));
  }

  @Get('releases/:id/changes')
  @Operation({
    summary: 'What is different since the release that people saw before',
    access: readProgramme,
    answer: ReleaseChangesView,
  })
  async changes(@CurrentEvent() event: EventScope, @Param('id') id: string): Promise<ReleaseChangesView> {
    const release = await this.queries.release(event.id, readRelease(id));
    const before = release.follows_id === null ? [] : await this.queries.items(release.follows_id);
    return toReleaseChangesView(
      release.number,
      release.follows,
      before,
      await this.queries.items(release.id),
    );
  }
}

export const ReleaseTransitionController = transitionController({
  workflow: releaseWorkflow,
  path: 'api/v1/events/:event/programme/releases/:id',
  tag: 'Programme',
  view: ReleaseView,
  read: readProgramme,
});
