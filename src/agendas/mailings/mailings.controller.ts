import { Body, Controller, Get, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission, organisers } from '../../access/roles';
import { alwaysInFull, IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { transitionController } from '../../platform/workflow/transition-routes';
import {
  MailingChanges,
  MailingInput,
  MailingPreviewInput,
  MailingPreviewQuery,
  MailingQuery,
  MailingSettingsInput,
  NoticeInput,
} from './mailing.input';
import {
  AcceptedNoticeView,
  MailingDetailView,
  MailingPreviewView,
  MailingSettingsView,
  MailingView,
  OutboxView,
} from './mailing.view';
import { mailingStaff, mailingWorkflow } from './mailing.workflow';
import { MailingSamples } from './mailing-samples.service';
import { MailingsQueries } from './mailings.queries';
import { Mailings } from './mailings.service';

const sendNotices = definePermission('notices.send', mailingStaff);
const readMailings = definePermission('mailings.read', [...mailingStaff, 'auditor']);
const writeMailings = definePermission('mailings.write', mailingStaff);
const setMailings = definePermission('mailings.settings', organisers);
const readOutbox = definePermission('outbox.read', [...mailingStaff, 'auditor']);

@ApiTags('Communications')
@Controller('api/v1/events/:event/notices')
export class NoticesController {
  constructor(private readonly mailings: Mailings) {}

  @Post()
  @Operation({
    summary: 'Send an audience their agendas',
    description:
      'Makes a mailing that begins at once, unless the event wants a second person to see it. To see first to how many it would go, and in which words, ask for a preview of mailings.',
    access: sendNotices,
    answer: AcceptedNoticeView,
    status: 202,
  })
  async send(@CurrentEvent() event: EventScope, @Body() body: NoticeInput): Promise<AcceptedNoticeView> {
    return this.mailings.sendAgendas(event, body);
  }
}

@ApiTags('Communications')
@Controller('api/v1/events/:event/mailings')
export class MailingsController {
  constructor(
    private readonly mailings: Mailings,
    private readonly queries: MailingsQueries,
    private readonly samples: MailingSamples,
  ) {}

  @Get()
  @Operation({ summary: 'Mailings, the last ones first', access: readMailings, answer: pageOf(MailingView) })
  async list(@CurrentEvent() event: EventScope, @Query() query: MailingQuery): Promise<Page<MailingView>> {
    return alwaysInFull(await this.queries.list(event.id, query));
  }

  @Post()
  @Operation({
    summary: 'Begin a mailing: agendas, or an announcement, to an audience',
    description: 'As a draft. `submit` hands it in; it then begins, or waits for a second person.',
    access: writeMailings,
    answer: MailingView,
    status: 201,
  })
  async create(@CurrentEvent() event: EventScope, @Body() body: MailingInput): Promise<MailingView> {
    return this.mailings.create(event, body);
  }

  @Post('preview')
  @Operation({
    summary: 'To how many something would go, who is left out, and samples in full',
    description: 'Nothing is written. Links of the reader’s own are not in samples.',
    access: writeMailings,
    answer: MailingPreviewView,
    status: 200,
  })
  async previewed(
    @CurrentEvent() event: EventScope,
    @Body() { sampleIds, ...body }: MailingPreviewInput,
  ): Promise<MailingPreviewView> {
    const by = currentPrincipal();
    return this.samples.preview(event, await this.mailings.read(event, body, by), by, sampleIds);
  }

  @Get('settings')
  @Operation({
    summary: 'Which mailings wait for a second person',
    access: readMailings,
    answer: MailingSettingsView,
  })
  async settings(@CurrentEvent() event: EventScope): Promise<MailingSettingsView> {
    return this.queries.settings(event.id);
  }

  @Put('settings')
  @Operation({
    summary: 'Say which mailings wait for a second person',
    access: setMailings,
    answer: MailingSettingsView,
  })
  async set(
    @CurrentEvent() event: EventScope,
    @IfMatch() version: number,
    @Body() body: MailingSettingsInput,
  ): Promise<MailingSettingsView> {
    return this.mailings.set(event.id, version, body);
  }

  @Get(':id')
  @Operation({
    summary: 'One mailing, with how far it is and what became of its messages',
    access: readMailings,
    answer: MailingDetailView,
  })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<MailingDetailView> {
    return alwaysInFull(await this.queries.detail(event.id, id));
  }

  @Patch(':id')
  @Operation({
    summary: 'Change a mailing that is a draft',
    access: writeMailings,
    answer: MailingView,
    fails: [409],
  })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: MailingChanges,
  ): Promise<MailingView> {
    return this.mailings.change(event, id, version, body);
  }

  @Get(':id/preview')
  @Operation({
    summary: 'To how many a mailing goes as things are now, who is left out, and samples in full',
    access: readMailings,
    answer: MailingPreviewView,
  })
  async preview(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() { sampleIds }: MailingPreviewQuery,
  ): Promise<MailingPreviewView> {
    const row = await this.queries.row(event.id, id);
    return this.samples.preview(event, row, currentPrincipal(), sampleIds);
  }
}

export const MailingTransitionController = transitionController({
  workflow: mailingWorkflow,
  path: 'api/v1/events/:event/mailings/:id',
  tag: 'Communications',
  view: MailingView,
  read: readMailings,
});

@ApiTags('Messages')
@Controller('api/v1/events/:event/outbox')
export class OutboxController {
  constructor(private readonly queries: MailingsQueries) {}

  @Get()
  @Operation({
    summary: 'What is about to go out: mailings that are not over, and messages by kind',
    access: readOutbox,
    answer: OutboxView,
  })
  async outbox(@CurrentEvent() event: EventScope): Promise<OutboxView> {
    return this.queries.outboxOf(event.id);
  }
}
