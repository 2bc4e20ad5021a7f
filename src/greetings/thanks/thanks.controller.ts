import {
  Body,
  Controller,
  Delete,
  Get,
  Injectable,
  Param,
  Post,
  Put,
  Query,
  Res,
  type PipeTransform,
} from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission } from '../../access/roles';
import { IfMatch } from '../../platform/http/concurrency';
import { attachment } from '../../platform/http/file-answer';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { pressLanguages, type PressLanguage } from '../greeting.rules';
import { textCircle } from '../greeting.circle';
import { ThanksInput, ThanksPreviewQuery, ThanksTemplateInput } from './thanks.input';
import { ThanksQueries } from './thanks.queries';
import type { ThanksLetter } from './thanks.rules';
import { fileName, Thanks } from './thanks.service';
import { GreetingThanksView, ThanksTemplateView } from './thanks.view';

const thank = definePermission('greetings.thank', textCircle);

const pdfAnswer = { mediaTypes: ['application/pdf'], description: 'A PDF.' };

@Injectable()
class LanguagePipe implements PipeTransform<string, PressLanguage> {
  transform(value: string): PressLanguage {
    const known = pressLanguages.find((language) => language === value);
    if (known) return known;
    throw httpProblems.notFound(`Letters are written in: ${pressLanguages.join(', ')}.`);
  }
}

const languageParam = ApiParam({
  name: 'language',
  enum: pressLanguages,
  description: 'Language of the letter.',
});

/** The words in which an event thanks authors. */
@ApiTags('Messages of greetings')
@Controller('api/v1/events/:event/greetings/thanks-templates')
export class ThanksTemplatesController {
  constructor(
    private readonly thanks: Thanks,
    private readonly queries: ThanksQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'The words of letters of thanks, in each language',
    access: thank,
    answer: pageOf(ThanksTemplateView),
  })
  async list(@CurrentEvent() event: EventScope): Promise<Page<ThanksTemplateView>> {
    return { items: await this.queries.templates(event.id), nextCursor: null };
  }

  @Get(':language')
  @languageParam
  @Operation({
    summary: 'The words of letters of thanks in a language',
    access: thank,
    answer: ThanksTemplateView,
    fails: [404],
  })
  async one(
    @CurrentEvent() event: EventScope,
    @Param('language', LanguagePipe) language: PressLanguage,
  ): Promise<ThanksTemplateView> {
    return this.queries.template(event.id, language);
  }

  @Put(':language')
  @languageParam
  @Operation({
    summary: 'Give the event words of its own',
    description:
      'While it has none, the version to give is 0. The next edition takes them over with the authors.',
    access: thank,
    answer: ThanksTemplateView,
    fails: [404],
  })
  async set(
    @CurrentEvent() event: EventScope,
    @Param('language', LanguagePipe) language: PressLanguage,
    @IfMatch() version: number,
    @Body() body: ThanksTemplateInput,
  ): Promise<ThanksTemplateView> {
    return this.thanks.setTemplate(event.id, language, version, body);
  }

  @Delete(':language')
  @languageParam
  @Operation({ summary: 'Go back to the words of the program', access: thank, fails: [404] })
  async remove(
    @CurrentEvent() event: EventScope,
    @Param('language', LanguagePipe) language: PressLanguage,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.thanks.removeTemplate(event.id, language, version);
  }
}

/** Letters of thanks to authors. */
@ApiTags('Messages of greetings')
@Controller('api/v1/events/:event/greetings/:id')
export class ThanksController {
  constructor(
    private readonly thanks: Thanks,
    private readonly queries: ThanksQueries,
  ) {}

  @Post('thanks')
  @Operation({
    summary: 'Thank the author: a letter that is kept, and goes to the contact by mail',
    description:
      'Once for each message, when it has been delivered. Messages that wait for it: `thanked=false` in their list.',
    access: thank,
    answer: GreetingThanksView,
    status: 201,
    fails: [409],
  })
  async send(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Body() body: ThanksInput,
  ): Promise<GreetingThanksView> {
    return this.thanks.send(event.id, id, body);
  }

  @Get('thanks')
  @Operation({
    summary: 'The letter of thanks that was sent',
    access: thank,
    answer: GreetingThanksView,
    fails: [404],
  })
  async letter(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<GreetingThanksView> {
    return this.queries.letter(event.id, id);
  }

  @Get('thanks.pdf')
  @Operation({
    summary: 'The letter of thanks that was sent, to print',
    access: thank,
    answer: pdfAnswer,
    fails: [404],
  })
  async file(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    return asFile(reply, await this.thanks.file(event.id, id));
  }

  @Get('thanks/preview.pdf')
  @Operation({
    summary: 'What the letter of thanks would be if it were sent now',
    access: thank,
    answer: pdfAnswer,
    fails: [404, 409],
  })
  async preview(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: ThanksPreviewQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    return asFile(reply, await this.thanks.preview(event.id, id, query));
  }
}

function asFile(
  reply: FastifyReply,
  { letter, bytes }: { readonly letter: ThanksLetter; readonly bytes: Buffer },
): Buffer {
  void reply
    .headers({ 'cache-control': 'no-store', 'content-disposition': attachment(fileName(letter)) })
    .type('application/pdf');
  return bytes;
}
