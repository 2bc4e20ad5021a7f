import { Body, Controller, Get, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { alwaysInFull, IfMatch } from '../../platform/http/concurrency';
import { Operation } from '../../platform/http/operation';
import { currentPrincipal } from '../../platform/http/request-context';
import { sendNotices } from '../agendas.permissions';
import { AgendaChangesNow, AgendaChangesSettings } from './agenda-changes.input';
import { AgendaChangesQueries } from './agenda-changes.queries';
import { AcceptedJobView, AgendaChangesView } from './agenda-changes.view';
import { AgendaWatches } from './agenda-watch.service';

@ApiTags('Communications')
@Controller('api/v1/events/:event/agenda-changes')
export class AgendaChangesController {
  constructor(
    private readonly watches: AgendaWatches,
    private readonly queries: AgendaChangesQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'What people would be told of changes on their agendas, and when',
    description:
      'Compares the agendas as they were told last with what is true now. Whoever was never told their agenda is not told of changes either.',
    access: sendNotices,
    answer: AgendaChangesView,
  })
  async changes(@CurrentEvent() event: EventScope): Promise<AgendaChangesView> {
    return alwaysInFull(await this.queries.changesOf(event));
  }

  @Patch()
  @Operation({
    summary: 'Set how people are told of changes on their agendas, or hold the notices',
    access: sendNotices,
    answer: AgendaChangesView,
  })
  async change(
    @CurrentEvent() event: EventScope,
    @IfMatch() version: number,
    @Body() body: AgendaChangesSettings,
  ): Promise<AgendaChangesView> {
    await this.watches.change(event.id, version, body);
    return this.queries.changesOf(event);
  }

  @Post('notices')
  @Operation({
    summary: 'Tell people at once what changed on their agendas',
    description:
      'Also while notices are held or switched off. Done again, it tells nobody what they were told. Whoever is about to get another mail about their agenda is left for after that.',
    access: sendNotices,
    answer: AcceptedJobView,
    status: 202,
    fails: [409],
  })
  async tell(
    @CurrentEvent() event: EventScope,
    @Body() { registrationIds }: AgendaChangesNow,
  ): Promise<AcceptedJobView> {
    return { id: await this.watches.tellAtOnce(event, registrationIds, currentPrincipal()) };
  }
}
