import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission } from '../../access/roles';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { transitionController } from '../../platform/workflow/transition-routes';
import { ReplacementQuery } from './replacement.input';
import { ReplacementLineView, ReplacementSummaryView, ReplacementView } from './replacement.view';
import { replacementLineWorkflow, replacementStaff } from './replacement.workflow';
import { ReplacementsQueries } from './replacements.queries';

const readReplacements = definePermission('replacements.read', [...replacementStaff, 'auditor']);

/** Who came in whose place, what has to be redone because of it, and who was told. */
@ApiTags('Registrations')
@Controller('api/v1/events/:event/replacements')
export class ReplacementsController {
  constructor(private readonly queries: ReplacementsQueries) {}

  @Get()
  @Operation({
    summary: 'Replacements at an event, the latest first',
    access: readReplacements,
    answer: pageOf(ReplacementSummaryView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @Query() query: ReplacementQuery,
  ): Promise<Page<ReplacementSummaryView>> {
    return this.queries.list(event.id, query);
  }

  @Get(':id')
  @Operation({
    summary: 'A replacement: what has to be redone, line by line, and who was told',
    access: readReplacements,
    answer: ReplacementView,
  })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<ReplacementView> {
    return this.queries.replacement(event.id, id);
  }
}

export const ReplacementLineTransitionController = transitionController({
  workflow: replacementLineWorkflow,
  path: 'api/v1/events/:event/replacement-lines/:id',
  tag: 'Registrations',
  view: ReplacementLineView,
  read: readReplacements,
});
