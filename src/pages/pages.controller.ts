import { Body, Controller, Get, Inject, Post, Query, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import type { FastifyReply } from 'fastify';
import { AgendasQueries } from '../agendas/agendas.queries';
import { readMailAddress } from '../communications/mime';
import { EventsQueries } from '../events/events.queries';
import { CONFIG, type Config } from '../platform/config';
import { ReadingCopiesQueries } from '../greetings/reading-copies/reading-copies.queries';
import { ContactAnswers } from '../greetings/requests/contact-answers.service';
import { longestText } from '../greetings/texts/text.rules';
import { textFileKinds } from '../platform/extraction/text-extraction.service';
import { FileField, Uploaded, type UploadedFile } from '../platform/http/uploaded-file';
import { EnumField, LanguageField, TextField } from '../platform/http/fields';
import { Operation } from '../platform/http/operation';
import { httpProblems, Problem } from '../platform/http/problem';
import { anonymousPrincipal, currentPrincipal } from '../platform/http/request-context';
import { SessionRoleAnswers } from '../programme/roles/session-role-answers.service';
import { agendaPage } from './agenda.page';
import { frontPage } from './front.page';
import { greetingPage } from './greeting.page';
import { PageFilter } from './page.filter';
import { asPage, pageStyle } from './page';
import { longestReason, rolePage } from './role.page';

const html = { mediaType: 'text/html', description: 'A page.' };

class LinkQuery {
  @TextField({ description: 'Token of the person’s own link.', max: 300, example: 'pl.…' })
  token!: string;
}

/** What somebody typed into a form, without what it may not contain: who pasted it cannot see such marks. */
const withoutMarks = (text: string): string =>
  text.replace(/\r\n?/g, '\n').replace(/(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069\ufeff]/gu, '');

const asReason = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? withoutMarks(value).slice(0, longestReason) : value;

class RoleAnswerForm extends LinkQuery {
  @EnumField(['accept', 'decline'], { description: 'The answer.', example: 'accept' })
  answer!: 'accept' | 'decline';

  @Transform(asReason)
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

class GreetingAnswerForm extends LinkQuery {
  @EnumField(['promise', 'decline', 'text'], { description: 'The answer.', example: 'promise' })
  answer!: 'promise' | 'decline' | 'text';

  @Transform(asReason)
  @TextField({
    description: 'Why there will be no message.',
    optional: true,
    min: 0,
    max: longestReason,
    multiline: true,
    example: '',
  })
  comment?: string;

  @LanguageField({ description: 'Language of the text.', optional: true })
  language?: string;

  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? withoutMarks(value) : value))
  @TextField({
    description: 'The text.',
    optional: true,
    min: 0,
    max: longestText,
    multiline: true,
    example: '',
  })
  text?: string;
}

class GreetingFileForm {
  @FileField({ description: 'The text as a Word or PDF file.' })
  file!: unknown;

  @LanguageField({ description: 'Language of the text.' })
  language!: string;
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
    private readonly greetings: ContactAnswers,
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
    @Query() { token }: LinkQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { subject } = currentPrincipal();
    if (subject?.kind !== 'registration') throw httpProblems.notFound('Open the link in your mail.');
    const agenda = await this.agendas.agendaOfLink(subject.id);
    const calendar = `/api/v1/events/${agenda.event.slug}/registrations/${subject.id}/agenda.ics?token=${encodeURIComponent(token)}`;
    const own = await this.readings.own(agenda.event, currentPrincipal(), agenda.owner.locale);
    const readings = own.map(({ author, copies }) => ({
      author,
      copies: copies.map(({ language, href }) => ({
        language,
        url: `${href}&token=${encodeURIComponent(token)}`,
      })),
    }));
    return asPage(
      reply,
      agendaPage(
        agenda,
        calendar,
        readings.filter(({ copies }) => copies.length > 0),
      ),
    );
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

  @Get('greeting')
  @Operation({ summary: 'What the head of an organisation is asked for', access: 'signed-in', answer: html })
  async greeting(
    @Query() { token }: LinkQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = await this.greetings.ofLink(currentPrincipal());
    return asPage(reply, greetingPage(request, token, readMailAddress(this.config.mailFrom).address), 'self');
  }

  /** What is not possible any more is not done: the page then shows how things stand. */
  @Post('greeting')
  @Operation({
    summary: 'The answer of the organisation; the page then shows it',
    access: 'signed-in',
    answer: html,
  })
  async answerGreeting(
    @Body() { token, answer, comment, language, text }: GreetingAnswerForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const principal = currentPrincipal();
    const { eventId, view } = await this.greetings.ofLink(principal);
    const reason = comment || undefined;
    const done =
      answer === 'text'
        ? this.greetings.take(
            eventId,
            view.id,
            { language: language ?? '', ...(text ? { text } : {}) },
            undefined,
            principal,
          )
        : this.greetings.answer(eventId, view.id, { answer, ...(reason ? { reason } : {}) }, principal);
    await done.catch((error: unknown) => {
      if (!(error instanceof Problem) || error.status !== 409) throw error;
    });
    void reply
      .status(303)
      .headers({ location: `/greeting?token=${encodeURIComponent(token)}`, 'cache-control': 'no-store' });
  }

  @Post('greeting/file')
  @Operation({
    summary: 'The text of the organisation as a file; the page then shows that it is here',
    access: 'signed-in',
    upload: { kinds: textFileKinds },
    answer: html,
  })
  async takeGreetingFile(
    @Query() { token }: LinkQuery,
    @Uploaded() file: UploadedFile,
    @Body() { language }: GreetingFileForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const principal = currentPrincipal();
    const { eventId, view } = await this.greetings.ofLink(principal);
    await this.greetings.take(eventId, view.id, { language }, file, principal);
    void reply
      .status(303)
      .headers({ location: `/greeting?token=${encodeURIComponent(token)}`, 'cache-control': 'no-store' });
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
