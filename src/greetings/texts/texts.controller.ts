import {
  Body,
  Controller,
  Get,
  Patch,
  Post,
  Put,
  Query,
  Req,
  Res,
  type StreamableFile,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission } from '../../access/roles';
import { textFileKinds } from '../../platform/extraction/text-extraction.service';
import { IfMatch } from '../../platform/http/concurrency';
import { answerFile } from '../../platform/http/file-answer';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, PageQuery, type Page } from '../../platform/http/page';
import { MayBeUploaded, type UploadedFile } from '../../platform/http/uploaded-file';
import { fileKinds } from '../../platform/storage/file-kinds';
import { StoredFiles } from '../../platform/storage/stored-files';
import { transitionController } from '../../platform/workflow/transition-routes';
import { textCircle, translatorRole } from '../greeting.circle';
import { GreetingsQueries } from '../greetings.queries';
import { TranslationInput } from '../greeting.input';
import { changeGreetings, readGreetingHistory, readGreetings } from '../greeting.permissions';
import { HandIn } from './hand-in.service';
import { Remarks } from './remarks.service';
import {
  GreetingRemarkChanges,
  GreetingRemarkInput,
  GreetingTextInput,
  GreetingTextQuery,
  TextChangesQuery,
  TranslationPeopleInput,
  TranslationTextInput,
} from './text.input';
import { GreetingRemarkView, GreetingTextItemView, GreetingTextView, TextChangesView } from './text.view';
import { TextsQueries } from './texts.queries';
import { TranslationView } from './translation.view';
import { translationWorkflow } from './translation.workflow';
import { Translations } from './translations.service';

/** Whoever sees texts under embargo; translators those for which they are named. */
const readTexts = definePermission('greetings.texts.read', [...textCircle, translatorRole]);
const handInTranslations = definePermission('greetings.translations.hand-in', [
  ...textCircle,
  translatorRole,
]);
const remarkOnTexts = definePermission('greetings.remarks', textCircle);

const upload = { kinds: textFileKinds, orJson: true } as const;

const anyFile = {
  mediaTypes: textFileKinds.map((kind) => fileKinds[kind].mediaType),
  description: 'The file as it came in, to be saved under its name.',
};

/** Versions of the texts of a message: who handed in what, when, and what changed. */
@ApiTags('Messages of greetings')
@Controller('api/v1/events/:event/greetings/:greeting/texts')
export class GreetingTextsController {
  constructor(
    private readonly handIn: HandIn,
    private readonly queries: TextsQueries,
    private readonly files: StoredFiles,
  ) {}

  @Get()
  @Operation({
    summary: 'Versions of the texts of a message, the newest first; without their words',
    access: readTexts,
    answer: pageOf(GreetingTextItemView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('greeting') greetingId: string,
    @Query() query: GreetingTextQuery,
  ): Promise<Page<GreetingTextItemView>> {
    return this.queries.list(event.id, greetingId, query);
  }

  @Post()
  @Operation({
    summary: 'Hand in the original, or a new version of it, as a file or typed',
    description:
      'Does the transition `receive`. The words of a Word or PDF file are read out of it. A file with macros, one that is protected, and a PDF of scanned pages are refused. What was cleared has to be cleared anew.',
    access: changeGreetings,
    upload,
    answer: GreetingTextItemView,
    status: 201,
    fails: [409],
  })
  async add(
    @CurrentEvent() event: EventScope,
    @IdParam('greeting') greetingId: string,
    @MayBeUploaded() file: UploadedFile | undefined,
    @Body() body: GreetingTextInput,
  ): Promise<GreetingTextItemView> {
    return this.queries.receipt(await this.handIn.original(event.id, greetingId, body, file));
  }

  @Get(':id')
  @Operation({ summary: 'One version with its words', access: readTexts, answer: GreetingTextView })
  async one(
    @CurrentEvent() event: EventScope,
    @IdParam('greeting') greetingId: string,
    @IdParam('id') id: string,
  ): Promise<GreetingTextView> {
    return this.queries.text(event.id, greetingId, id);
  }

  @Get(':id/changes')
  @Operation({
    summary: 'What changed in a version, paragraph by paragraph and word by word',
    access: readTexts,
    answer: TextChangesView,
    fails: [422],
  })
  async changes(
    @CurrentEvent() event: EventScope,
    @IdParam('greeting') greetingId: string,
    @IdParam('id') id: string,
    @Query() { against }: TextChangesQuery,
  ): Promise<TextChangesView> {
    return this.queries.changes(event.id, greetingId, id, against);
  }

  @Get(':id/file')
  @Operation({
    summary: 'The file out of which a version was read',
    access: readTexts,
    answer: anyFile,
    fails: [304],
  })
  async file(
    @CurrentEvent() event: EventScope,
    @IdParam('greeting') greetingId: string,
    @IdParam('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | undefined> {
    const fileId = await this.queries.fileId(event.id, greetingId, id);
    return answerFile(this.files, await this.files.facts(fileId), request, reply);
  }
}

/** What is said about texts until they are cleared. */
@ApiTags('Messages of greetings')
@Controller('api/v1/events/:event/greetings/:greeting/remarks')
export class GreetingRemarksController {
  constructor(
    private readonly remarks: Remarks,
    private readonly queries: TextsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'What was said about the texts of a message, in its order',
    access: remarkOnTexts,
    answer: pageOf(GreetingRemarkView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('greeting') greetingId: string,
    @Query() query: PageQuery,
  ): Promise<Page<GreetingRemarkView>> {
    return this.queries.remarks(event.id, greetingId, query);
  }

  @Post()
  @Operation({
    summary: 'Say something about a version; the message is not cleared before it is settled',
    access: remarkOnTexts,
    answer: GreetingRemarkView,
    status: 201,
    fails: [409],
  })
  async add(
    @CurrentEvent() event: EventScope,
    @IdParam('greeting') greetingId: string,
    @Body() body: GreetingRemarkInput,
  ): Promise<GreetingRemarkView> {
    return this.remarks.add(event.id, greetingId, body);
  }

  @Get(':id')
  @Operation({ summary: 'One remark', access: remarkOnTexts, answer: GreetingRemarkView })
  async one(
    @CurrentEvent() event: EventScope,
    @IdParam('greeting') greetingId: string,
    @IdParam('id') id: string,
  ): Promise<GreetingRemarkView> {
    return this.queries.remark(event.id, greetingId, id);
  }

  @Patch(':id')
  @Operation({
    summary: 'Note that a remark has been dealt with, or has not after all',
    access: remarkOnTexts,
    answer: GreetingRemarkView,
  })
  async settle(
    @CurrentEvent() event: EventScope,
    @IdParam('greeting') greetingId: string,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() { settled }: GreetingRemarkChanges,
  ): Promise<GreetingRemarkView> {
    return this.remarks.settle(event.id, greetingId, id, version, settled);
  }
}

@ApiTags('Messages of greetings')
@Controller('api/v1/events/:event/greetings/:greeting/translations')
export class TranslationsController {
  constructor(
    private readonly translations: Translations,
    private readonly handIn: HandIn,
    private readonly queries: GreetingsQueries,
    private readonly texts: TextsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Translations of a message, by language',
    access: readGreetings,
    answer: pageOf(TranslationView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('greeting') greetingId: string,
    @Query() query: PageQuery,
  ): Promise<Page<TranslationView>> {
    return this.queries.translations(event.id, greetingId, query);
  }

  @Post()
  @Operation({
    summary: 'Ask for a further translation',
    access: changeGreetings,
    answer: TranslationView,
    status: 201,
    fails: [409],
  })
  async add(
    @CurrentEvent() event: EventScope,
    @IdParam('greeting') greetingId: string,
    @Body() body: TranslationInput,
  ): Promise<TranslationView> {
    return this.translations.add(event.id, greetingId, body.language);
  }

  @Get(':id')
  @Operation({ summary: 'One translation', access: readGreetings, answer: TranslationView })
  async one(
    @CurrentEvent() event: EventScope,
    @IdParam('greeting') greetingId: string,
    @IdParam('id') id: string,
  ): Promise<TranslationView> {
    return this.queries.shownTranslation(event.id, id, greetingId);
  }

  @Put(':id/people')
  @Operation({
    summary: 'Name who translates and who checks',
    access: changeGreetings,
    answer: TranslationView,
  })
  async assign(
    @CurrentEvent() event: EventScope,
    @IdParam('greeting') greetingId: string,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: TranslationPeopleInput,
  ): Promise<TranslationView> {
    return this.translations.assign(event.id, greetingId, id, version, body);
  }

  @Post(':id/texts')
  @Operation({
    summary: 'Hand in a translation, or a new version of it, as a file or typed',
    description: 'Does the transition `draft`. Files are taken as for the original.',
    access: handInTranslations,
    upload,
    answer: GreetingTextItemView,
    status: 201,
    fails: [409],
  })
  async addText(
    @CurrentEvent() event: EventScope,
    @IdParam('greeting') greetingId: string,
    @IdParam('id') id: string,
    @MayBeUploaded() file: UploadedFile | undefined,
    @Body() body: TranslationTextInput,
  ): Promise<GreetingTextItemView> {
    await this.queries.shownTranslation(event.id, id, greetingId);
    return this.texts.receipt(await this.handIn.translation(event.id, id, body, file));
  }
}

export const TranslationTransitionController = transitionController({
  workflow: translationWorkflow,
  path: 'api/v1/events/:event/greetings/:greeting/translations/:id',
  tag: 'Messages of greetings',
  view: TranslationView,
  read: readGreetings,
  readHistory: readGreetingHistory,
});
