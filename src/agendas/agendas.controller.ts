import { Body, Controller, Get, Header, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../access/event-scope';
import { definePermission, organisers } from '../access/roles';
import { LanguageField, TextField } from '../platform/http/fields';
import { IdParam, Operation } from '../platform/http/operation';
import { currentPrincipal } from '../platform/http/request-context';
import { AgendaView, toAgendaView } from './agenda.view';
import { AgendasQueries } from './agendas.queries';
import { AgendasService } from './agendas.service';
import { AcceptedJobView, NoticeInput } from './audience';

const readAgendas = definePermission('agendas.read', [
  ...organisers,
  'programme',
  'protocol',
  'registration_desk',
  'visit_coordinator',
  'communications',
  'participant',
]);
const sendNotices = definePermission('notices.send', [...organisers, 'communications']);

class AgendaQuery {
  @LanguageField({ description: 'Language of the agenda; without it, that of the person.', optional: true })
  locale?: string;

  @TextField({ description: 'Token of the person’s own link.', optional: true, max: 300, example: 'pl.…' })
  token?: string;
}

const own = { kind: 'registration', param: 'id' };

@ApiTags('Agendas')
@Controller('api/v1/events/:event/registrations/:id')
export class AgendasController {
  constructor(private readonly agendas: AgendasQueries) {}

  @Get('agenda')
  @Operation({ summary: 'A person’s own agenda', access: readAgendas, own, answer: AgendaView })
  async agenda(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() { locale }: AgendaQuery,
  ): Promise<AgendaView> {
    return toAgendaView(await this.agendas.shown(event, id, currentPrincipal(), locale));
  }

  @Get('agenda.ics')
  @Header('content-type', 'text/calendar; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="agenda.ics"')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'A person’s own agenda as a calendar file',
    access: readAgendas,
    own,
    answer: { mediaType: 'text/calendar', description: 'iCalendar (RFC 5545).' },
  })
  async calendar(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() { locale }: AgendaQuery,
  ): Promise<string> {
    return this.agendas.calendar(await this.agendas.shown(event, id, currentPrincipal(), locale), 'PUBLISH');
  }
}

@ApiTags('Communications')
@Controller('api/v1/events/:event/notices')
export class NoticesController {
  constructor(private readonly agendas: AgendasService) {}

  @Post()
  @Operation({
    summary: 'Send an audience their agendas',
    access: sendNotices,
    answer: AcceptedJobView,
    status: 202,
  })
  async send(@CurrentEvent() event: EventScope, @Body() body: NoticeInput): Promise<AcceptedJobView> {
    return { id: await this.agendas.begin(event, body.audience, currentPrincipal()) };
  }
}
