import { Controller, Get, Header, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { buffer } from 'node:stream/consumers';
import { CurrentEvent, type EventScope } from '../access/event-scope';
import { definePermission, organisers } from '../access/roles';
import { Clock } from '../platform/clock';
import { pdf } from '../platform/documents/pdf';
import { LanguageField, TextField, TimeZoneField } from '../platform/http/fields';
import { IdParam, Operation } from '../platform/http/operation';
import { currentPrincipal } from '../platform/http/request-context';
import { agendaDocument } from './agenda.document';
import { AgendaView, toAgendaView } from './agenda.view';
import { AgendasQueries } from './agendas.queries';

const readAgendas = definePermission('agendas.read', [
  ...organisers,
  'programme',
  'protocol',
  'registration_desk',
  'visit_coordinator',
  'communications',
  'participant',
]);

class AgendaQuery {
  @LanguageField({ description: 'Language of the agenda; without it, that of the person.', optional: true })
  locale?: string;

  @TextField({ description: 'Token of the person’s own link.', optional: true, max: 300, example: 'pl.…' })
  token?: string;
}

class AgendaInZoneQuery extends AgendaQuery {
  @TimeZoneField({
    description: 'Time zone of the person (IANA); the agenda then names both, and the event’s comes first.',
    optional: true,
    example: 'Europe/Moscow',
  })
  timeZone?: string;
}

const own = { kind: 'registration', param: 'id' };

@ApiTags('Agendas')
@Controller('api/v1/events/:event/registrations/:id')
export class AgendasController {
  constructor(
    private readonly agendas: AgendasQueries,
    private readonly clock: Clock,
  ) {}

  @Get('agenda')
  @Operation({ summary: 'A person’s own agenda', access: readAgendas, own, answer: AgendaView })
  async agenda(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: AgendaInZoneQuery,
  ): Promise<AgendaView> {
    return toAgendaView(await this.agendas.shown(event, id, currentPrincipal(), query));
  }

  @Get('agenda.pdf')
  @Operation({
    summary: 'A person’s own agenda to print',
    access: readAgendas,
    own,
    answer: { mediaTypes: ['application/pdf'], description: 'A PDF.' },
  })
  async print(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: AgendaInZoneQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const agenda = await this.agendas.shown(event, id, currentPrincipal(), query);
    void reply
      .type('application/pdf')
      .headers({ 'content-disposition': 'attachment; filename="agenda.pdf"', 'cache-control': 'no-store' });
    return buffer(pdf(agendaDocument(agenda, this.clock.now())));
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
    return this.agendas.calendar(await this.agendas.shown(event, id, currentPrincipal(), { locale }));
  }
}
