import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { hiddenFrom } from '../../events/events.queries';
import { pdf } from '../../platform/documents/pdf';
import { RecentFiles } from '../../platform/documents/recent-files';
import { isKnown } from '../../platform/http/concurrency';
import { attachment } from '../../platform/http/file-answer';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal } from '../../platform/http/request-context';
import { greetingProblems } from '../greeting.errors';
import { publishedPdf } from './published.document';
import { publishedFragment } from './published.page';
import { PublishedFileQuery } from './publication.input';
import { PublishedGreetingView, type PublishedTextView } from './publication.view';
import { PublishedQueries, type PublishedGreeting } from './published.queries';

/** Raised when what is answered looks different though it says the same. */
const look = 1;

/** How many bytes of files are kept for those who ask next. */
const keptBytes = 16 * 1024 * 1024;

const access = {
  public:
    'messages are for everybody once their embargo has ended; before, and in a draft event, they do not exist',
};

/** Messages of greetings as the public reads them. */
@ApiTags('Messages of greetings')
@Controller('api/v1/events/:event/greetings/published')
export class PublishedController {
  private readonly recent = new RecentFiles(keptBytes);

  constructor(private readonly queries: PublishedQueries) {}

  @Get()
  @Operation({
    summary: 'Messages whose embargo has ended, with summaries, texts, press lines and corrections',
    description: 'By the time of publication. Translations are here once they are approved.',
    access,
    answer: pageOf(PublishedGreetingView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @Query() query: PageQuery,
  ): Promise<Page<PublishedGreetingView>> {
    mustBeAnnounced(event);
    return this.queries.list(event.id, query);
  }

  @Get(':id.html')
  @Operation({
    summary: 'A message as a part of a page',
    description:
      'One `article` without scripts and styles, each text with its language and direction of writing; in one language, or in all of them.',
    access,
    answer: { mediaType: 'text/html', description: 'A part of a page.' },
    fails: [304, 404],
  })
  async html(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() { language }: PublishedFileQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const found = await this.read(event, id);
    const texts = language === undefined ? found.view.texts : [textIn(found, language)];
    if (known('html', found, language ?? null, request, reply)) return undefined;
    void reply
      .headers({
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
      })
      .type('text/html; charset=utf-8');
    return publishedFragment(found, texts, language ?? event.locales[0]!);
  }

  @Get(':id.pdf')
  @Operation({
    summary: 'A message to print, in one language',
    description:
      'With its press line, and with what was corrected at its end. Languages that are written from right to left are not printed.',
    access,
    answer: { mediaTypes: ['application/pdf'], description: 'A PDF.' },
    fails: [304, 404, 422],
  })
  async pdf(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() { language }: PublishedFileQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    const found = await this.read(event, id);
    const text = textIn(found, language ?? found.view.language);
    if (text.direction === 'rtl')
      throw greetingProblems.languageNotPrintable({
        detail: 'Take the part of a page (.html) instead; a browser prints it.',
        errors: [{ pointer: '?language', code: 'direction', message: 'is written from right to left' }],
      });
    const tag = tagOf('pdf', found, text.language);
    void reply.header(
      'content-disposition',
      attachment(`${text.title.slice(0, 120)} (${text.language}).pdf`),
    );
    if (known('pdf', found, text.language, request, reply)) return undefined;
    void reply.type('application/pdf');
    return this.recent.get(tag, () => buffer(pdf(publishedPdf(found, text))));
  }

  @Get(':id')
  @Operation({
    summary: 'One message whose embargo has ended',
    access,
    answer: PublishedGreetingView,
    fails: [304, 404],
  })
  async one(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PublishedGreetingView | undefined> {
    const found = await this.read(event, id);
    return known('json', found, null, request, reply) ? undefined : found.view;
  }

  private read(event: EventScope, id: string): Promise<PublishedGreeting> {
    mustBeAnnounced(event);
    return this.queries.one(event.id, id);
  }
}

function mustBeAnnounced(event: EventScope): void {
  if (hiddenFrom(event, currentPrincipal())) throw httpProblems.notFound('There is no such event.');
}

/** @throws 404 */
function textIn({ view }: PublishedGreeting, language: string): PublishedTextView {
  const text = view.texts.find((one) => one.language.toLowerCase() === language.toLowerCase());
  if (text) return text;
  const there = view.texts.map((one) => one.language).join(', ');
  throw httpProblems.notFound(`The message is not published in this language. It is in: ${there}.`);
}

/** A tag for all that an answer is made from. */
function tagOf(form: string, { row, view }: PublishedGreeting, language: string | null): string {
  return createHash('sha256')
    .update(
      JSON.stringify([
        look,
        form,
        language,
        view,
        row.event_title,
        row.event_titles,
        row.time_zone,
        row.city,
        row.cities,
      ]),
    )
    .digest('base64url')
    .slice(0, 27);
}

/** Caches may keep it and ask each time whether it still holds: a correction must be seen at once. */
function known(
  form: string,
  found: PublishedGreeting,
  language: string | null,
  request: FastifyRequest,
  reply: FastifyReply,
): boolean {
  void reply.header('cache-control', 'public, no-cache');
  return isKnown(tagOf(form, found, language), request, reply);
}
