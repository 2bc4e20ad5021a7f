import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { allStaff, definePermission } from '../../access/roles';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { DecisionNoteView } from './approval.view';
import { ApprovalsQueries } from './approvals.queries';

const readNotes = definePermission('registrations.notes', allStaff);

/** What only those who decide may read. No link opens it. */
@ApiTags('Registrations')
@Controller('api/v1/events/:event/registrations/:id/notes')
export class DecisionNotesController {
  constructor(private readonly queries: ApprovalsQueries) {}

  @Get()
  @Operation({
    summary: 'What those who decide wrote for each other about a registration',
    description:
      'For those who decide about registrations, and those who have a say in one of its steps. The person never reads it.',
    access: readNotes,
    answer: pageOf(DecisionNoteView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: PageQuery,
  ): Promise<Page<DecisionNoteView>> {
    return this.queries.notes(event.id, id, currentPrincipal(), query);
  }
}
