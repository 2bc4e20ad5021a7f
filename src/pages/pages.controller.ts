import { Body, Controller, Get, Inject, Post, Query, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AgendasQueries } from '../agendas/agendas.queries';
import { AgendaFeeds } from '../agendas/feeds/agenda-feeds.service';
import { readMailAddress } from '../communications/mime';
import { EventsQueries } from '../events/events.queries';
import { CONFIG, type Config } from '../platform/config';
import { ReadingCopiesQueries } from '../greetings/reading-copies/reading-copies.queries';
import { EnumField, isTimeZone, TextField } from '../platform/http/fields';
import { Operation } from '../platform/http/operation';
import { httpProblems } from '../platform/http/problem';
import { anonymousPrincipal, currentPrincipal, type Principal } from '../platform/http/request-context';
import { SessionRoleAnswers } from '../programme/roles/session-role-answers.service';
import { agendaPage } from './agenda.page';
import { ownReadings } from './reading-parts';
import { frontPage } from './front.page';
import { html, LinkQuery, Typed } from './link-form';
import { PageFilter } from './page.filter';
import { asPage, pageStyle } from './page';
import { longestReason, rolePage } from './role.page';

class RoleAnswerForm extends LinkQuery {
  @EnumField(['accept', 'decline'], { description: 'The answer.', example: 'accept' })
  answer!: 'accept' | 'decline';

  @Typed(longestReason)
  @TextField({
    description: 'Why, if the person wants to say so.',
    optional: true,
    min: 0,
    max: longestReason,
    multiline: true,
    example: '',
  })
  comment?: string;
}

class AgendaPageQuery extends LinkQuery {
  @TextField({
    description: 'Time zone of the person (IANA).',
    optional: true,
    min: 0,
    max: 100,
    example: 'Europe/Moscow',
  })
  timeZone?: string;
}

class AgendaFeedForm extends LinkQuery {
  @EnumField(['make', 'stop'], {
    description: 'Make an address, or stop the one that there is.',
    example: 'make',
  })
  step!: 'make' | 'stop';
}

/** What a browser sees: pages outside of the base path of the API, without scripts. */
@ApiExcludeController()
@Controller()
@UseFilters(PageFilter)
export class PagesController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly agendas: AgendasQueries,
    private readonly feeds: AgendaFeeds,
    private readonly events: EventsQueries,
    private readonly roles: SessionRoleAnswers,
    private readonly readings: ReadingCopiesQueries,
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
    @Query() { token, timeZone }: AgendaPageQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const id = registrationOf(currentPrincipal());
    // Whoever lengthens the address by a zone that there is not still wants to see the agenda.
    const ownZone = isTimeZone(timeZone) ? timeZone : undefined;
    const agenda = await this.agendas.agendaOfLink(id, { timeZone: ownZone });
    const { webcalUrl } = await this.feeds.of(agenda.event.id, id, currentPrincipal());
    const files = `/api/v1/events/${agenda.event.slug}/registrations/${id}`;
    const signed = `token=${encodeURIComponent(token)}`;
    const zone = ownZone === undefined ? '' : `&timeZone=${encodeURIComponent(ownZone)}`;
    const own = await this.readings.own(agenda.event, currentPrincipal(), agenda.owner.locale);
    return asPage(
      reply,
      agendaPage(
        agenda,
        {
          token,
          calendarUrl: `${files}/agenda.ics?${signed}`,
          pdfUrl: `${files}/agenda.pdf?${signed}${zone}`,
          webcalUrl,
        },
        ownReadings(own, token),
      ),
      'self',
    );
  }

  /** The token comes in the form, as with roles: whatever follows links on its own makes and stops nothing. */
  @Post('agenda/feed')
  @Operation({
    summary: 'Make or stop the address for one’s calendar; the page then shows it',
    access: 'signed-in',
    answer: html,
  })
  async changeFeed(
    @Body() { token, step }: AgendaFeedForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const principal = currentPrincipal();
    const id = registrationOf(principal);
    const { event } = await this.agendas.agendaOfLink(id);
    if (step === 'make') await this.feeds.renew(event.id, id);
    else await this.feeds.stop(event.id, id, principal.name);
    void reply
      .status(303)
      .headers({ location: `/agenda?token=${encodeURIComponent(token)}`, 'cache-control': 'no-store' });
  }

  @Get('role')
  @Operation({ summary: 'What a person is asked to do in a session', access: 'signed-in', answer: html })
  async role(
    @Query() { token }: LinkQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const principal = currentPrincipal();
    const request = await this.roles.ofLink(principal);
    const { eventId, state, locale } = request.role;
    const event = await this.events.find(eventId);
    // Whoever has declined has nothing to read by this link.
    const isGood = event !== undefined && ['asked', 'accepted'].includes(state);
    const own = isGood ? await this.readings.own(event, principal, locale) : [];
    const contact = readMailAddress(this.config.mailFrom).address;
    return asPage(reply, rolePage(request, token, contact, ownReadings(own, token)), 'self');
  }

  /** The token comes in the form, not in the address: whatever follows links on its own answers nothing. */
  @Post('role')
  @Operation({ summary: 'The person’s answer; the page then shows it', access: 'signed-in', answer: html })
  async answerRole(
    @Body() { token, answer, comment }: RoleAnswerForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.roles.answer(currentPrincipal(), answer, comment || undefined);
    void reply
      .status(303)
      .headers({ location: `/role?token=${encodeURIComponent(token)}`, 'cache-control': 'no-store' });
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

/** The registration to which a person's own link leads. @throws 404 for any other link */
function registrationOf({ subject }: Principal): string {
  if (subject?.kind !== 'registration') throw httpProblems.notFound('Open the link in your mail.');
  return subject.id;
}
