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
import { calendarEntries } from './programme.calendar';
import { PlanningQueries } from './planning.queries';
import { programmeProblems } from './programme.errors';
import { ProgrammeQueries } from './programme.queries';
import { conflictsOf } from './programme.rules';
import { CalendarQuery, ChangesQuery, ProgrammeQuery, ReleaseInput } from './release.input';
import {
  DraftChangesView,
  ProgrammeView,
  ReleaseChangesView,
  ReleaseView,
  toProgrammeView,
  toReleaseView,
  toSessionChangeViews,
  type ReleaseRow,
} from './release.view';
import { changesBetween, digestOf } from './release.rules';
import { releaseWorkflow } from './release.workflow';
import { ReleasesService } from './releases.service';
import { ConflictsView, toConflictsView } from './session.view';
import { audiencesOf, withDocumentsFor } from './session-document.rules';
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
    description:
      'The ETag is the number of the release. Staff can ask for older ones with `release`. Documents are named to those who can fetch them.',
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
    const audiences = audiencesOf(currentPrincipal());
    // The public one has the plain number; others are answered more, and what they got is not for the public.
    const tag = audiences.length === 1 ? `"${release.number}"` : `"${release.number}-${audiences.at(-1)}"`;
    void reply.headers({ etag: tag, vary: 'authorization' });
    if (request.headers['if-none-match']?.split(',').some((one) => one.trim() === tag)) {
      void reply.status(304);
      return undefined;
    }
    return toProgrammeView(release, withDocumentsFor(audiences, await this.queries.items(release.id)));
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
    private readonly planning: PlanningQueries,
  ) {}

  @Get('conflicts')
  @Operation({
    summary: 'What is wrong with the draft',
    access: readProgramme,
    answer: ConflictsView,
  })
  async conflicts(@CurrentEvent() event: EventScope): Promise<ConflictsView> {
    return toConflictsView(conflictsOf(await this.planning.load(event.id)));
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
    description:
      'Refused while the draft has hard conflicts (they are listed in `conflicts` of the problem), and when nothing is different from what people see.',
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
    summary: 'What is different since the release that people saw before, or since any other',
    access: readProgramme,
    answer: ReleaseChangesView,
  })
  async changes(
    @CurrentEvent() event: EventScope,
    @Param('id') id: string,
    @Query() query: ChangesQuery,
  ): Promise<ReleaseChangesView> {
    const release = await this.queries.release(event.id, readRelease(id));
    const since =
      query.since === undefined
        ? release.follows_id && { id: release.follows_id, number: release.follows! }
        : await this.queries.release(event.id, query.since);
    const before = since ? await this.queries.items(since.id) : [];
    return {
      release: release.number,
      since: since ? since.number : null,
      items: toSessionChangeViews(
        changesBetween(before, await this.queries.items(release.id)),
        await this.queries.attendeesBetween(event.id, since ? since.number : 0, release.number),
      ),
    };
  }

  @Get('changes')
  @Operation({
    summary: 'What a release of the draft would change now, and whom that concerns',
    access: readProgramme,
    answer: DraftChangesView,
  })
  async draftChanges(@CurrentEvent() event: EventScope): Promise<DraftChangesView> {
    const { seen, items, changes, attendees } = await this.releases.compareDraft(event.id);
    return {
      since: seen?.number ?? null,
      digest: digestOf(items),
      items: toSessionChangeViews(changes, attendees),
    };
  }
}

export const ReleaseTransitionController = transitionController({
  workflow: releaseWorkflow,
  path: 'api/v1/events/:event/programme/releases/:id',
  tag: 'Programme',
  view: ReleaseView,
  read: readProgramme,
});
