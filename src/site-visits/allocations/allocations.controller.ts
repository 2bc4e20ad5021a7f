import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { allStaff, definePermission } from '../../access/roles';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { JobView, toJobView } from '../../platform/jobs/job-run.view';
import { Jobs } from '../../platform/jobs/jobs';
import { transitionController } from '../../platform/workflow/transition-routes';
import { assertMaySee } from '../bookings/booking.rules';
import { AllocationInput, AllocationQuery, AllocationResultQuery, RerunInput } from './allocation.input';
import { AllocationResultView, AllocationView } from './allocation.view';
import { allocationWorkflow, allocators } from './allocation.workflow';
import { AllocationsQueries } from './allocations.queries';
import { AllocationsService } from './allocations.service';

const readAllocations = definePermission('allocations.read', allStaff);
const allocate = definePermission('allocations.run', allocators);

/** Wishes turned into places, all at once: worked out by a solver, looked at, pinned, accepted or not. */
@ApiTags('Allocations')
@Controller('api/v1/events/:event/site-visits')
export class AllocationsController {
  constructor(
    private readonly allocations: AllocationsService,
    private readonly queries: AllocationsQueries,
    private readonly jobs: Jobs,
  ) {}

  @Get('allocations')
  @Operation({
    summary: 'Allocations, the newest first',
    access: readAllocations,
    answer: pageOf(AllocationView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @Query() query: AllocationQuery,
  ): Promise<Page<AllocationView>> {
    return this.queries.list(event.id, query);
  }

  @Post('allocations')
  @Operation({
    summary: 'Share places out among all who wish for them',
    description:
      'Works on the wishes as they are now, books nothing and tells nobody; the `result` of the job names the allocation. Accept it with the transition `accept`.',
    access: allocate,
    answer: JobView,
    status: 202,
    fails: [409],
  })
  async ask(@CurrentEvent() event: EventScope, @Body() body: AllocationInput): Promise<JobView> {
    const { jobId } = await this.allocations.begin(event, body, currentPrincipal());
    return toJobView((await this.jobs.run(jobId))!);
  }

  @Get('allocations/:id')
  @Operation({
    summary: 'One allocation: what was asked, and how good the answer is',
    access: readAllocations,
    answer: AllocationView,
  })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<AllocationView> {
    return this.queries.allocation(event.id, id);
  }

  @Post('allocations/:id/rerun')
  @Operation({
    summary: 'Share out again, with other pins or on the wishes as they are now',
    description:
      'Draws the same lots. The new allocation is compared with this one: `changed=true` in its results lists who gets something else.',
    access: allocate,
    answer: JobView,
    status: 202,
    fails: [409],
  })
  async again(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Body() body: RerunInput,
  ): Promise<JobView> {
    const { jobId } = await this.allocations.again(event, id, body, currentPrincipal());
    return toJobView((await this.jobs.run(jobId))!);
  }

  @Get('allocations/:id/results')
  @Operation({
    summary: 'What each person gets in an allocation, by name, and why not more',
    access: readAllocations,
    answer: pageOf(AllocationResultView),
  })
  async results(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: AllocationResultQuery,
  ): Promise<Page<AllocationResultView>> {
    return this.queries.results(event.id, id, query);
  }

  @Get('wishes/:registrationId/outcome')
  @Operation({
    summary: 'What became of the wishes of a participant, and why',
    description: 'Of the allocation that was accepted last. Staff see everybody’s, participants their own.',
    access: 'signed-in',
    answer: AllocationResultView,
  })
  async outcome(
    @CurrentEvent() event: EventScope,
    @IdParam('registrationId') registrationId: string,
  ): Promise<AllocationResultView> {
    assertMaySee(currentPrincipal(), registrationId);
    return this.queries.outcome(event.id, registrationId);
  }
}

export const AllocationTransitionController = transitionController({
  workflow: allocationWorkflow,
  path: 'api/v1/events/:event/site-visits/allocations/:id',
  tag: 'Allocations',
  view: AllocationView,
  read: readAllocations,
});
