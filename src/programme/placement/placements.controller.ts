import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { JobView, toJobView } from '../../platform/jobs/job-run.view';
import { Jobs } from '../../platform/jobs/jobs';
import { transitionController } from '../../platform/workflow/transition-routes';
import { changeProgramme, readProgramme } from '../sessions/sessions.controller';
import { PlacementInput, PlacementQuery } from './placement.input';
import { PlacementView } from './placement.view';
import { placementWorkflow } from './placement.workflow';
import { PlacementsQueries } from './placements.queries';
import { PlacementsService } from './placements.service';

/** Places for sessions that have none: proposed by a solver, looked at, taken over or not. */
@ApiTags('Programme')
@Controller('api/v1/events/:event/programme/placements')
export class PlacementsController {
  constructor(
    private readonly placements: PlacementsService,
    private readonly queries: PlacementsQueries,
    private readonly jobs: Jobs,
  ) {}

  @Get()
  @Operation({
    summary: 'Proposals for sessions without a place, the newest first',
    access: readProgramme,
    answer: pageOf(PlacementView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @Query() query: PlacementQuery,
  ): Promise<Page<PlacementView>> {
    return this.queries.list(event.id, query);
  }

  @Post()
  @Operation({
    summary: 'Find a time and a room for sessions that have none',
    description:
      'Works on the draft as it is now and changes nothing; the `result` of the job names the proposal. Take it over with the transition `apply`.',
    access: changeProgramme,
    answer: JobView,
    status: 202,
    fails: [409],
  })
  async ask(@CurrentEvent() event: EventScope, @Body() body: PlacementInput): Promise<JobView> {
    const { jobId } = await this.placements.begin(event, body, currentPrincipal());
    return toJobView((await this.jobs.run(jobId))!);
  }

  @Get(':id')
  @Operation({ summary: 'One proposal, with reasons', access: readProgramme, answer: PlacementView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<PlacementView> {
    return this.queries.placement(event.id, id);
  }
}

export const PlacementTransitionController = transitionController({
  workflow: placementWorkflow,
  path: 'api/v1/events/:event/programme/placements/:id',
  tag: 'Programme',
  view: PlacementView,
  read: readProgramme,
});
