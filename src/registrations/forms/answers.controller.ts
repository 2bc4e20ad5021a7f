import {
  Body,
  Controller,
  Delete,
  Get,
  Param,
  Post,
  Put,
  Query,
  Req,
  Res,
  type StreamableFile,
} from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission, organisers } from '../../access/roles';
import { alwaysInFull, IfMatch } from '../../platform/http/concurrency';
import { answerFile } from '../../platform/http/file-answer';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { Uploaded, type UploadedFile } from '../../platform/http/uploaded-file';
import { fileKinds } from '../../platform/storage/file-kinds';
import { StoredFiles } from '../../platform/storage/stored-files';
import { registrars } from '../registration.workflow';
import { AnswerFileInput, AnswersInput, ExtensionInput } from './answers.input';
import { AnswersQueries } from './answers.queries';
import { AnswersService } from './answers.service';
import {
  AnswerFileView,
  AnswerPurgeView,
  ConsentsView,
  ExtensionView,
  RegistrationFormsView,
  RegistrationFormView,
} from './answers.view';
import { answerFileKinds } from './form.rules';

const readAnswers = definePermission('answers.read', [...registrars, 'participant']);
const changeAnswers = definePermission('answers.change', [...registrars, 'participant']);
const extendAnswers = definePermission('answers.extend', registrars);
const readPurges = definePermission('answer-purges.read', [...organisers, 'protocol', 'auditor']);

const keyParam = ApiParam({ name: 'key', description: 'Key of the question.', example: 'passport' });
const groupParam = ApiParam({
  name: 'group',
  description: 'Key of a group of questions, or id of a form.',
  example: 'meals',
});

/** A participant's link opens the one registration that is theirs. */
const own = { kind: 'registration', param: 'id' } as const;

/** What one person is asked, and answers. */
@ApiTags('Registrations')
@Controller('api/v1/events/:event/registrations/:id')
export class AnswersController {
  constructor(
    private readonly answers: AnswersService,
    private readonly queries: AnswersQueries,
    private readonly files: StoredFiles,
  ) {}

  @Get('forms')
  @Operation({
    summary: 'All forms that concern a registration, with answers and what is missing',
    description:
      'The form with which one registers, and for those who have a place the follow-up forms of their category that have opened.',
    access: readAnswers,
    own,
    answer: RegistrationFormsView,
  })
  async list(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<RegistrationFormsView> {
    return this.queries.forms(event.id, id, currentPrincipal());
  }

  @Get('forms/:formId')
  @Operation({
    summary: 'One form that concerns a registration, with answers and what is missing',
    access: readAnswers,
    own,
    answer: RegistrationFormView,
  })
  async one(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('formId') formId: string,
  ): Promise<RegistrationFormView> {
    return alwaysInFull(await this.queries.form(event.id, id, formId, currentPrincipal()));
  }

  @Put('forms/:formId')
  @Operation({
    summary: 'Answer a form',
    description:
      'The person answers all that must be answered by now; staff may leave questions open. A choice takes its place, if its places are limited, or nothing is changed (409).',
    access: changeAnswers,
    own,
    answer: RegistrationFormView,
  })
  async answer(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('formId') formId: string,
    @IfMatch() version: number,
    @Body() { answers }: AnswersInput,
  ): Promise<RegistrationFormView> {
    return this.answers.answer(event.id, id, formId, version, answers, currentPrincipal());
  }

  @Get('consents')
  @Operation({
    summary: 'What the person is asked to consent to, and whether they do',
    description: 'Also consents to earlier versions of a form. Since when, the history says.',
    access: readAnswers,
    own,
    answer: ConsentsView,
  })
  async consents(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<ConsentsView> {
    return alwaysInFull(await this.queries.consents(event.id, id, currentPrincipal()));
  }

  @Delete('consents/:key')
  @keyParam
  @Operation({
    summary: 'Withdraw a consent',
    description:
      'At any time, also after the deadline of the form and where it asks for the consent: then it is shown as missing. Withdrawn twice, it stays withdrawn. A consent is given by answering the form.',
    access: changeAnswers,
    own,
  })
  async withdrawConsent(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Param('key') key: string,
  ): Promise<void> {
    await this.answers.withdrawConsent(event.id, id, key, currentPrincipal());
  }

  @Post('files/:key')
  @keyParam
  @Operation({
    summary: 'Upload a file as the answer to a question',
    description:
      'A form with one file, in place of the file that was there. `key` is that of the question, which says what it takes.',
    access: changeAnswers,
    own,
    upload: { kinds: answerFileKinds },
    answer: AnswerFileView,
  })
  async upload(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Param('key') key: string,
    @Uploaded() file: UploadedFile,
    @Body() _body: AnswerFileInput,
  ): Promise<AnswerFileView> {
    return this.answers.upload(event.id, id, key, file, currentPrincipal());
  }

  @Get('files/:key')
  @keyParam
  @Operation({
    summary: 'The file that answers a question',
    access: readAnswers,
    own,
    answer: {
      mediaTypes: answerFileKinds.map((kind) => fileKinds[kind].mediaType),
      description: 'The file, to be saved under its name. The ETag stands for its content.',
    },
    fails: [304],
  })
  async file(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Param('key') key: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | undefined> {
    const facts = await this.queries.file(event.id, id, key, currentPrincipal());
    return answerFile(this.files, facts, request, reply);
  }

  @Delete('files/:key')
  @keyParam
  @Operation({ summary: 'Take the file back that answers a question', access: changeAnswers, own })
  async removeFile(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Param('key') key: string,
  ): Promise<void> {
    await this.answers.removeFile(event.id, id, key, currentPrincipal());
  }

  @Put('extensions/:group')
  @groupParam
  @Operation({
    summary: 'Give one person more time to change answers',
    description:
      'For a group of questions by its key, or for what hangs on the deadline of a form by the id of the form. The later date counts.',
    access: extendAnswers,
    answer: ExtensionView,
  })
  async extend(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Param('group') group: string,
    @Body() body: ExtensionInput,
  ): Promise<ExtensionView> {
    return this.answers.extend(event.id, id, group, body, currentPrincipal());
  }

  @Delete('extensions/:group')
  @groupParam
  @Operation({ summary: 'Take more time back', access: extendAnswers })
  async withdraw(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Param('group') group: string,
  ): Promise<void> {
    await this.answers.withdraw(event.id, id, group);
  }
}

@ApiTags('Registration set-up')
@Controller('api/v1/events/:event/answer-purges')
export class AnswerPurgesController {
  constructor(private readonly queries: AnswersQueries) {}

  @Get()
  @Operation({
    summary: 'Answers that were removed because their time was over: how many, not which',
    access: readPurges,
    answer: pageOf(AnswerPurgeView),
  })
  async list(@CurrentEvent() event: EventScope, @Query() query: PageQuery): Promise<Page<AnswerPurgeView>> {
    return this.queries.purges(event.id, query);
  }
}
