import { Body, Controller, Get, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Readable } from 'node:stream';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { pdf } from '../../platform/documents/pdf';
import { IfMatch } from '../../platform/http/concurrency';
import { attachment } from '../../platform/http/file-answer';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { changeGreetings } from '../greeting.permissions';
import { ReadingCopies } from './reading-copies.service';
import { ReadingCopiesQueries } from './reading-copies.queries';
import { readingCopyPdf } from './reading-copy.document';
import { InterpretersInput, ReadingCopiesQuery, ReadingCopyQuery } from './reading-copy.input';
import { InterpretersView, OwnReadingsView, ReadingCopyView } from './reading-copy.view';

@ApiTags('Messages of greetings')
@Controller('api/v1/events/:event/greetings')
export class ReadingCopiesController {
  constructor(
    private readonly copies: ReadingCopies,
    private readonly queries: ReadingCopiesQueries,
  ) {}

  @Get('own')
  @Operation({
    summary: 'What the holder of a link has to read, to stand in for or to interpret, with their copies',
    description:
      'For the link of a registration or of a part in the programme. For anybody else there is nothing here.',
    access: 'signed-in',
    answer: OwnReadingsView,
    fails: [404],
  })
  async own(@CurrentEvent() event: EventScope): Promise<OwnReadingsView> {
    return { items: await this.queries.own(event, currentPrincipal()) };
  }

  @Get(':id/reading-copy.pdf')
  @Operation({
    summary: 'The reading copy: large print, numbered, marked with embargo and version',
    description:
      'For whoever works on the texts, for the reader who has accepted, and for interpreters when the author allows it, each by their own link. For anybody else there is no such message. Each handing out is on record.',
    access: 'signed-in',
    answer: { mediaTypes: ['application/pdf'], description: 'A PDF.' },
    fails: [403, 404, 409],
  })
  async pdf(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() { language }: ReadingCopyQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Readable> {
    const content = await this.copies.handOut(event, id, language, currentPrincipal());
    void reply
      .type('application/pdf')
      .header('cache-control', 'no-store')
      .header('content-disposition', attachment(`reading-copy-${content.copy}-${content.language}.pdf`));
    return pdf(readingCopyPdf(content));
  }

  @Get(':id/reading-copies')
  @Operation({
    summary: 'Copies that were handed out: to whom, when, which version, and whether it still counts',
    access: changeGreetings,
    answer: pageOf(ReadingCopyView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: ReadingCopiesQuery,
  ): Promise<Page<ReadingCopyView>> {
    return this.queries.list(event.id, id, query);
  }

  @Get(':id/interpreters')
  @Operation({
    summary: 'Who interprets the message, and whether they get the text in advance',
    access: changeGreetings,
    answer: InterpretersView,
  })
  async interpreters(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
  ): Promise<InterpretersView> {
    return this.queries.interpreters(event.id, id);
  }

  @Put(':id/interpreters')
  @Operation({
    summary:
      'Say who interprets the message, and whether the author allows that they get the text in advance',
    access: changeGreetings,
    answer: InterpretersView,
  })
  async setInterpreters(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: InterpretersInput,
  ): Promise<InterpretersView> {
    return this.copies.setInterpreters(event.id, id, version, body, currentPrincipal());
  }
}
