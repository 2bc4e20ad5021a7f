import { Body, Controller, Get, Inject, Post, Query, Res, StreamableFile, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import type { FastifyReply } from 'fastify';
import { AgendasQueries } from '../agendas/agendas.queries';
import { readMailAddress } from '../communications/mime';
import { mailLanguages, type MailLanguage } from '../communications/words';
import { EventsQueries } from '../events/events.queries';
import { CONFIG, type Config } from '../platform/config';
import { attachment } from '../platform/http/file-answer';
import { EnumField, IdField, TextField } from '../platform/http/fields';
import { Operation } from '../platform/http/operation';
import { httpProblems } from '../platform/http/problem';
import { anonymousPrincipal, currentPrincipal } from '../platform/http/request-context';
import { SessionRoleAnswers } from '../programme/roles/session-role-answers.service';
import { HostManifests } from '../site-visits/manifests/host-manifests.service';
import { VisitAnswers } from '../site-visits/feedback/visit-answers.service';
import { agendaPage } from './agenda.page';
import { frontPage } from './front.page';
import { manifestsPage } from './manifests.page';
import { PageFilter } from './page.filter';
import { asPage, pageStyle } from './page';
import { longestReason, rolePage } from './role.page';
import { longestRemark, visitsPage } from './visits.page';

const html = { mediaType: 'text/html', description: 'A page.' };

class LinkQuery {
  @TextField({ description: 'Token of the person’s own link.', max: 300, example: 'pl.…' })
  token!: string;
}

/** What somebody typed into a form, without what it may not contain: who pasted it cannot see such marks. */
const withoutMarks = (text: string, most: number): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .slice(0, most);

class RoleAnswerForm extends LinkQuery {
  @EnumField(['accept', 'decline'], { description: 'The answer.', example: 'accept' })
  answer!: 'accept' | 'decline';

  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? withoutMarks(value, longestReason) : value,
  )
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

class ManifestForm extends LinkQuery {
  @IdField({ description: 'The manifest.' })
  manifest!: string;

  @EnumField(['manifest', 'whole'], { description: 'The manifest itself, or the whole list as of it.' })
  what!: 'manifest' | 'whole';

  @EnumField(['pdf', 'xlsx'], { description: 'Format.' })
  format!: 'pdf' | 'xlsx';

  @EnumField(mailLanguages, { description: 'Language.' })
  language!: MailLanguage;
}

class VisitsForm extends LinkQuery {
  @EnumField(['accept', 'decline', 'say', 'host'], { description: 'What is answered.', example: 'accept' })
  answer!: 'accept' | 'decline' | 'say' | 'host';

  @IdField({ description: 'The booking; for a host, the departure.' })
  id!: string;

  @EnumField(['1', '2', '3', '4', '5'], { description: 'How it was.', optional: true, example: '5' })
  rating?: string;

  @EnumField(['yes', 'no'], {
    description: 'Whether they would recommend it.',
    optional: true,
    example: 'yes',
  })
  recommends?: string;

  @TextField({ description: 'How many came.', optional: true, min: 0, max: 10, example: '38' })
  came?: string;

  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? withoutMarks(value, longestRemark) : value,
  )
  @TextField({
    description: 'What they say.',
    optional: true,
    min: 0,
    max: longestRemark,
    multiline: true,
    example: '',
  })
  remarks?: string;
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
    private readonly roles: SessionRoleAnswers,
    private readonly manifests: HostManifests,
    private readonly visits: VisitAnswers,
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

  @Get('role')
  @Operation({ summary: 'What a person is asked to do in a session', access: 'signed-in', answer: html })
  async role(
    @Query() { token }: LinkQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = await this.roles.ofLink(currentPrincipal());
    return asPage(reply, rolePage(request, token, readMailAddress(this.config.mailFrom).address), 'self');
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

  @Get('manifests')
  @Operation({ summary: 'The lists of those who visit a host', access: 'signed-in', answer: html })
  async lists(
    @Query() { token }: LinkQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const lists = await this.manifests.ofLink(currentPrincipal());
    return asPage(reply, manifestsPage(lists, token, readMailAddress(this.config.mailFrom).address), 'self');
  }

  /** Sent by a button: what follows links on its own fetches no list, and is not taken for the host. */
  @Post('manifests')
  @Operation({
    summary: 'A list for the host, as a file',
    access: 'signed-in',
    answer: { mediaTypes: ['application/pdf'], description: 'The file.' },
    status: 200,
  })
  async fetchList(
    @Body() { manifest, what, format, language }: ManifestForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { name, bytes, mediaType } = await this.manifests.fetch(currentPrincipal(), {
      manifestId: manifest,
      whole: what === 'whole',
      format,
      language,
    });
    void reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    return new StreamableFile(bytes, {
      type: mediaType,
      disposition: attachment(name),
      length: bytes.length,
    });
  }

  @Get('visits')
  @Operation({
    summary: 'What a participant or a host is asked about visits',
    access: 'signed-in',
    answer: html,
  })
  async askAboutVisits(
    @Query() { token }: LinkQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return asPage(reply, visitsPage(await this.visits.questions(currentPrincipal()), token), 'self');
  }

  /** The token comes in the form, not in the address: whatever follows links on its own answers nothing. */
  @Post('visits')
  @Operation({ summary: 'Their answer; the page then shows it', access: 'signed-in', answer: html })
  async answerAboutVisits(
    @Body() { token, answer, id, rating, recommends, came, remarks }: VisitsForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const principal = currentPrincipal();
    if (answer === 'accept' || answer === 'decline') await this.visits.answerOffer(principal, id, answer);
    else {
      if (rating === undefined) throw httpProblems.malformedRequest('Choose how it was, from 1 to 5.');
      const said = { rating: Number(rating), remarks: remarks?.trim() || null };
      if (answer === 'say')
        await this.visits.say(principal, id, {
          ...said,
          recommends: recommends === undefined ? null : recommends === 'yes',
        });
      else
        await this.visits.sayAsHost(principal, id, {
          ...said,
          came: came !== undefined && /^\d{1,4}$/.test(came) ? Number(came) : null,
        });
    }
    void reply
      .status(303)
      .headers({ location: `/visits?token=${encodeURIComponent(token)}`, 'cache-control': 'no-store' });
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
