import { Body, Controller, Get, Inject, Post, Query, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { readMailAddress } from '../communications/mime';
import { EventsQueries } from '../events/events.queries';
import { ReadingCopiesQueries } from '../greetings/reading-copies/reading-copies.queries';
import { Readers } from '../greetings/readings/readers.service';
import { ReadingLinks } from '../greetings/readings/reading-links.service';
import { CONFIG, type Config } from '../platform/config';
import { EnumField, IdField } from '../platform/http/fields';
import { Operation } from '../platform/http/operation';
import { httpProblems, Problem } from '../platform/http/problem';
import { currentPrincipal } from '../platform/http/request-context';
import { html, LinkQuery } from './link-form';
import { PageFilter } from './page.filter';
import { asPage } from './page';
import { readingPage } from './reading.page';

class ReadingAnswerForm extends LinkQuery {
  @IdField({ description: 'The message.' })
  greetingId!: string;

  @EnumField(['accept', 'decline'], { description: 'The answer.', example: 'accept' })
  answer!: 'accept' | 'decline';
}

/** What readers, deputies and interpreters of messages of greetings see and answer, by the link that is theirs. */
@ApiExcludeController()
@Controller('reading')
@UseFilters(PageFilter)
export class ReadingPageController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly events: EventsQueries,
    private readonly readings: ReadingCopiesQueries,
    private readonly readers: Readers,
    private readonly links: ReadingLinks,
  ) {}

  @Get()
  @Operation({ summary: 'What a person has to read, with their copies', access: 'signed-in', answer: html })
  async reading(
    @Query() { token }: LinkQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { eventId, locale } = await this.scope();
    const event = await this.events.find(eventId);
    if (!event) throw httpProblems.notFound('Open the link in your mail.');
    const items = await this.readings.own(event, currentPrincipal(), locale);
    const contact = readMailAddress(this.config.mailFrom).address;
    return asPage(reply, readingPage(event, items, { locale, token, contact }), 'self');
  }

  /** What is not possible any more is not done: the page then shows how things stand. */
  @Post()
  @Operation({
    summary: 'Whether the person reads a message; the page then shows it',
    access: 'signed-in',
    answer: html,
  })
  async answer(
    @Body() { token, greetingId, answer }: ReadingAnswerForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { eventId } = await this.scope();
    await this.readers
      .answer(eventId, greetingId, { accepted: answer === 'accept' }, currentPrincipal())
      .catch((error: unknown) => {
        if (!(error instanceof Problem) || error.status !== 409) throw error;
      });
    void reply
      .status(303)
      .headers({ location: `/reading?token=${encodeURIComponent(token)}`, 'cache-control': 'no-store' });
  }

  private async scope(): Promise<{ eventId: string; locale: string }> {
    const scope = await this.links.scopeOf(currentPrincipal());
    if (!scope) throw httpProblems.notFound('Open the link in your mail.');
    return scope;
  }
}
