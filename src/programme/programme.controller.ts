import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentEvent, type EventScope } from '../access/event-scope';
import { definePermission } from '../access/roles';
import { isKnown } from '../platform/http/concurrency';
import { Operation, readId } from '../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../platform/http/page';
import { currentPrincipal } from '../platform/http/request-context';
import { transitionController } from '../platform/workflow/transition-routes';
import { ConflictQuery } from './planning/conflict.input';
import { ConflictsView } from './planning/conflict.view';
import { ConflictsQueries } from './planning/conflicts.queries';
import { ProgrammeQueries } from './programme.queries';
import { ChangesQuery, ProgrammeQuery, ReleaseInput } from './releases/release.input';
import { DraftChangesView, ReleaseChangesView, toSessionChangeViews } from './releases/release-changes.view';
import { ReleaseView, toReleaseView } from './releases/release.view';
import { ProgrammeView, toProgrammeView } from './releases/released-programme.view';
import { changesBetween, digestOf } from './releases/release.rules';
import { releaseWorkflow } from './releases/release.workflow';
import { ReleasesService } from './releases/releases.service';
import { audiencesOf, withDocumentsFor } from './documents/session-document.rules';
import { readProgramme } from './sessions/sessions.controller';
import { announced, VisibleReleases } from './releases/visible-releases.queries';

const releaseProgramme = definePermission('programme.release', ['owner', 'organiser', 'programme']);

/** A release in a path: its number, or its id. */
function readRelease(value: string): number | string {
  return /^[1-9]\d{0,8}$/.test(value) ? Number(value) : readId(value);
}

/** What everybody sees of the programme. */
@ApiTags('Programme')
@Controller('api/v1/events/:event')
export class ProgrammeController {
  constructor(
    private readonly visible: VisibleReleases,
    private readonly queries: ProgrammeQueries,
  ) {}

  @Get('programme')
  @Operation({
    summary: 'The programme as it was last released',
    description:
      'The ETag is the number of the release, and changes also when the rules of its time zone do. Staff can ask for older ones with `release`. Documents are named to those who can fetch them.',
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
    const release = await this.visible.of(event, query.release);
    const audiences = audiencesOf(currentPrincipal());
    // The public one has the plain number; others are answered more, and what they got is not for the public.
    const revised = release.times_revised === 0 ? '' : `.${release.times_revised}`;
    const told = audiences.length === 1 ? '' : `-${audiences.at(-1)}`;
    const tag = `${release.number}${revised}${told}`;
    void reply.header('vary', 'authorization');
    if (isKnown(tag, request, reply)) return undefined;
    return toProgrammeView(release, withDocumentsFor(audiences, await this.queries.items(release.id)));
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
