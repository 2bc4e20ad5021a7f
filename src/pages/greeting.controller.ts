import { Body, Controller, Get, Inject, Post, Query, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { readMailAddress } from '../communications/mime';
import { ContactAnswers } from '../greetings/requests/contact-answers.service';
import { longestText } from '../greetings/texts/text.rules';
import { CONFIG, type Config } from '../platform/config';
import { textFileKinds } from '../platform/extraction/text-extraction.service';
import { EnumField, LanguageField, TextField } from '../platform/http/fields';
import { Operation } from '../platform/http/operation';
import { Problem } from '../platform/http/problem';
import { currentPrincipal } from '../platform/http/request-context';
import { FileField, Uploaded, type UploadedFile } from '../platform/http/uploaded-file';
import { greetingPage } from './greeting.page';
import { html, LinkQuery, Typed } from './link-form';
import { PageFilter } from './page.filter';
import { asPage } from './page';
import { longestReason } from './role.page';

class GreetingAnswerForm extends LinkQuery {
  @EnumField(['promise', 'decline', 'text'], { description: 'The answer.', example: 'promise' })
  answer!: 'promise' | 'decline' | 'text';

  @Typed(longestReason)
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

  @Typed()
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

/** What the contact of an organisation sees and answers when its head is asked for a message of greetings. */
@ApiExcludeController()
@Controller()
@UseFilters(PageFilter)
export class GreetingPageController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly greetings: ContactAnswers,
  ) {}

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
}
