import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { ListedParticipantView } from './participant.view';
import { ParticipantsQueries } from './participants.queries';

@ApiTags('Participants')
@Controller('api/v1/events/:event/participants')
export class ParticipantsController {
  constructor(private readonly queries: ParticipantsQueries) {}

  @Get()
  @Operation({
    summary: 'Who takes part, as far as they let others see it',
    description:
      'Without a role in the event those who are `public`; with the link of a confirmed registration, with that of a delegation, and as staff also those who show themselves to `participants`.',
    access: { public: 'people who want to be seen by everybody are' },
    answer: pageOf(ListedParticipantView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @Query() query: PageQuery,
  ): Promise<Page<ListedParticipantView>> {
    return this.queries.listed(event, currentPrincipal(), query);
  }
}
