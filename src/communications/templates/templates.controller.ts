import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission, organisers } from '../../access/roles';
import { IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { MailLanguage } from '../words';
import {
  TemplateChanges,
  TemplateDraftInput,
  TemplateInput,
  TemplateListQuery,
  TemplatePlaceholdersQuery,
  TemplatePreviewInput,
  TemplateRestoreInput,
} from './template.input';
import { TemplatePreviews, type PreviewOptions } from './template-previews.service';
import { TemplateTests } from './template-tests.service';
import {
  NoticeKindsView,
  TemplatePlaceholdersView,
  TemplatePreviewView,
  TemplateTestView,
  TemplateVersionView,
  TemplateView,
} from './template.view';
import { TemplatesQueries, type StoredVersion } from './templates.queries';
import { Templates } from './templates.service';

const readTemplates = definePermission('templates.read', [...organisers, 'communications', 'auditor']);
const changeTemplates = definePermission('templates.change', [...organisers, 'communications']);

const optionsOf = (input: { registrationId?: string; language?: string }): PreviewOptions => ({
  registrationId: input.registrationId,
  language: input.language as MailLanguage | undefined,
});

/** A version is told by its number; what is no number names nothing. */
function readNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw httpProblems.notFound('This template has no such version.');
  return Number(text);
}

@ApiTags('Communications')
@Controller('api/v1/events/:event/templates')
export class TemplatesController {
  constructor(
    private readonly templates: Templates,
    private readonly queries: TemplatesQueries,
    private readonly previews: TemplatePreviews,
    private readonly tests: TemplateTests,
  ) {}

  @Get()
  @Operation({
    summary: 'Words of the event’s own for its mails, by name',
    access: readTemplates,
    answer: pageOf(TemplateView),
  })
  list(@CurrentEvent() event: EventScope, @Query() query: TemplateListQuery): Promise<Page<TemplateView>> {
    return this.queries.list(event, query);
  }

  @Get('kinds')
  @Operation({
    summary: 'Every kind of notice, and which have words of the event’s own',
    access: readTemplates,
    answer: NoticeKindsView,
  })
  kinds(@CurrentEvent() event: EventScope): Promise<NoticeKindsView> {
    return this.previews.kinds(event.id);
  }

  @Get('placeholders')
  @Operation({
    summary: 'What words can name, and what can be done with values',
    access: readTemplates,
    answer: TemplatePlaceholdersView,
    fails: [422],
  })
  placeholders(
    @CurrentEvent() event: EventScope,
    @Query() { kind }: TemplatePlaceholdersQuery,
  ): TemplatePlaceholdersView {
    return this.previews.writtenWith(event, kind ?? null);
  }

  @Post()
  @Operation({
    summary: 'Write words for a kind of notice, or a template that is used by its name',
    description:
      'Everything that cannot be used is refused, with its place: `errors` has field, language, line and column; `places` the same for programs.',
    access: changeTemplates,
    answer: TemplateView,
    status: 201,
    fails: [409, 422],
  })
  add(@CurrentEvent() event: EventScope, @Body() body: TemplateInput): Promise<TemplateView> {
    return this.templates.add(event, body);
  }

  @Post('preview')
  @Operation({
    summary: 'Show words that are not saved yet, with the data of somebody',
    access: readTemplates,
    answer: TemplatePreviewView,
    fails: [422],
  })
  previewDraft(
    @CurrentEvent() event: EventScope,
    @Body() body: TemplateDraftInput,
  ): Promise<TemplatePreviewView> {
    const { kind = null, subject, body: texts } = body;
    return this.previews.preview(event, { kind, subject, body: texts }, optionsOf(body));
  }

  @Get(':id')
  @Operation({ summary: 'One template, as it is now', access: readTemplates, answer: TemplateView })
  one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<TemplateView> {
    return this.queries.template(event, id);
  }

  @Patch(':id')
  @Operation({
    summary: 'Save a new version of a template',
    access: changeTemplates,
    answer: TemplateView,
    fails: [409, 422],
  })
  change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: TemplateChanges,
  ): Promise<TemplateView> {
    return this.templates.change(event, id, version, body);
  }

  @Delete(':id')
  @Operation({
    summary: 'Take a template out of use: the program’s own words are used again',
    access: changeTemplates,
  })
  async remove(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.templates.remove(event, id, version);
  }

  @Get(':id/versions')
  @Operation({
    summary: 'What a template said when, newest first',
    access: readTemplates,
    answer: pageOf(TemplateVersionView),
  })
  versions(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: PageQuery,
  ): Promise<Page<TemplateVersionView>> {
    return this.queries.versions(event, id, query);
  }

  @Get(':id/versions/:number')
  @Operation({ summary: 'One version of a template', access: readTemplates, answer: TemplateVersionView })
  version(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Param('number') number: string,
  ): Promise<TemplateVersionView> {
    return this.queries.version(event.id, id, readNumber(number));
  }

  @Post(':id/versions/:number/restore')
  @Operation({
    summary: 'Use the words of an earlier version again, as a new version',
    access: changeTemplates,
    answer: TemplateView,
    fails: [409, 422],
  })
  restore(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Param('number') number: string,
    @IfMatch() version: number,
    @Body() { comment }: TemplateRestoreInput,
  ): Promise<TemplateView> {
    return this.templates.restore(event, id, version, readNumber(number), comment);
  }

  @Post(':id/preview')
  @Operation({
    summary: 'Show a template with the data of somebody',
    access: readTemplates,
    answer: TemplatePreviewView,
    fails: [422],
  })
  async preview(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Body() body: TemplatePreviewInput,
  ): Promise<TemplatePreviewView> {
    return this.previews.preview(event, await this.stored(event, id, body.version), optionsOf(body));
  }

  @Post(':id/test')
  @Operation({
    summary: 'Send a template to yourself',
    description: 'It goes to the address of the caller’s account and nowhere else, at most 30 times an hour.',
    access: changeTemplates,
    answer: TemplateTestView,
    status: 202,
    fails: [422, 429],
  })
  async test(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Body() body: TemplatePreviewInput,
  ): Promise<TemplateTestView> {
    return this.tests.send(event, await this.stored(event, id, body.version), optionsOf(body));
  }

  private async stored(event: EventScope, id: string, number?: number): Promise<StoredVersion> {
    const { kind, ...newest } = await this.queries.template(event, id);
    const version = number === undefined ? undefined : await this.queries.version(event.id, id, number);
    const { name, subject, body } = version ?? newest;
    const versionId = version?.id ?? newest.versionId;
    return { id: versionId, templateId: id, eventId: event.id, kind, name, subject, body };
  }
}
