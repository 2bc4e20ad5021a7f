import { Controller, Get, Inject, Query, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AgendasQueries } from '../agendas/agendas.queries';
import { EventsQueries } from '../events/events.queries';
import { CONFIG, type Config } from '../platform/config';
import { TextField } from '../platform/http/fields';
import { Operation } from '../platform/http/operation';
import { httpProblems } from '../platform/http/problem';
import { anonymousPrincipal, currentPrincipal } from '../platform/http/request-context';
import { agendaPage } from './agenda.page';
import { frontPage } from './front.page';
import { PageFilter } from './page.filter';
import { asPage, pageStyle } from './page';

const html = { mediaType: 'text/html', description: 'A page.' };

class LinkQuery {
  @TextField({ description: 'Token of the person’s own link.', max: 300, example: 'pl.…' })
  token!: string;
}

/** What a browser sees: pages outside of the base path of the API, without scripts. */
@ApiExcludeController()
@Controller()
@UseFilters(PageFilter)
export class PagesController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly agendas: AgendasQueries,
    private readonly events: EventsQueries,
  ) {}

  @Get()
  @Operation({ summary: 'The first page', access: { public: 'it shows what is announced' }, answer: html })
  async front(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { items } = await this.events.list({ limit: 20 }, anonymousPrincipal);
    return asPage(
      reply,
      frontPage(items, this.config.smtpUrl === undefined && this.config.nodeEnv !== 'production'),
    );
  }

  @Get('agenda')
  @Operation({ summary: 'A person’s own agenda', access: 'signed-in', answer: html })
  async agenda(
    @Query() { token }: LinkQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { subject } = currentPrincipal();
    if (subject?.kind !== 'registration') throw httpProblems.notFound('Open the link in your mail.');
    const agenda = await this.agendas.agendaOfLink(subject.id);
    const calendar = `/api/v1/events/${agenda.event.slug}/registrations/${subject.id}/agenda.ics?token=${encodeURIComponent(token)}`;
    return asPage(reply, agendaPage(agenda, calendar));
  }

  @Get('pages.css')
  @Operation({
    summary: 'The style sheet of the pages',
    access: { public: 'it is a style sheet' },
    answer: { mediaType: 'text/css', description: 'The style sheet.' },
  })
  style(@Res({ passthrough: true }) reply: FastifyReply): string {
    void reply.header('cache-control', 'public, max-age=300').type('text/css; charset=utf-8');
    return pageStyle;
  }
}
