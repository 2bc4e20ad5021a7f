import { Body, Controller, Get, Post, Put, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission, organisers } from '../../access/roles';
import { IfMatch } from '../../platform/http/concurrency';
import { attachment } from '../../platform/http/file-answer';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, PageQuery, type Page } from '../../platform/http/page';
import { ManifestFiles, manifestMediaType, type ManifestFile } from './manifest-files.service';
import { ManifestFileQuery, ManifestFormInput, ManifestQuery } from './manifest.input';
import {
  HostListView,
  ManifestDownloadView,
  ManifestFormView,
  ManifestView,
  ManifestWithLinesView,
} from './manifest.view';
import { ManifestsQueries } from './manifests.queries';
import { ManifestsService } from './manifests.service';

const coordinators = [...organisers, 'visit_coordinator'] as const;
const readManifests = definePermission('manifests.read', coordinators);
const changeManifests = definePermission('manifests.change', coordinators);
const readOwnManifests = definePermission('manifests.read-own', [...coordinators, 'host_contact']);
const readCoachLists = definePermission('manifests.read-coach-lists', [...coordinators, 'transport_marshal']);

/** A host's link reaches the one visit that it is for. */
const own = { kind: 'site_visit', param: 'id' };

const pdfAnswer = { mediaTypes: [manifestMediaType.pdf], description: 'A PDF.' };
const xlsxAnswer = { mediaTypes: [manifestMediaType.xlsx], description: 'A workbook (XLSX).' };
const logged = 'Bears the name of whoever fetches it; that they did is put on record.';

/** Sends a file that is for its reader only, and never the same one twice. */
export function sendManifest({ name, bytes, mediaType }: ManifestFile, reply: FastifyReply): StreamableFile {
  void reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  return new StreamableFile(bytes, {
    type: mediaType,
    disposition: attachment(name),
    length: bytes.length,
  });
}

/** What the host of a departure was told, and what it has. */
@ApiTags('Manifests')
@Controller('api/v1/events/:event/departures/:id')
export class DepartureManifestsController {
  constructor(
    private readonly manifests: ManifestsService,
    private readonly queries: ManifestsQueries,
    private readonly files: ManifestFiles,
  ) {}

  @Get('manifests')
  @Operation({
    summary: 'The list that went to the host, and what amended it, the oldest first',
    access: readManifests,
    answer: pageOf(ManifestView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @Query() query: ManifestQuery,
  ): Promise<Page<ManifestView>> {
    return this.queries.list(event.id, { departureId }, query);
  }

  @Post('manifests')
  @Operation({
    summary: 'Send the host at once what is otherwise than on its list',
    description:
      'Makes the next amendment without waiting for more changes; where nothing is otherwise, none is made. Answers what the host has.',
    access: changeManifests,
    answer: HostListView,
    status: 200,
    fails: [409],
  })
  async amend(@CurrentEvent() event: EventScope, @IdParam('id') departureId: string): Promise<HostListView> {
    return this.manifests.amendNow(event, departureId);
  }

  @Get('manifests/current')
  @Operation({
    summary: 'What the host has: the list with all that amended it',
    access: readManifests,
    answer: HostListView,
    fails: [409],
  })
  async current(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
  ): Promise<HostListView> {
    return this.queries.hostHas(event.id, departureId);
  }

  @Get('manifests/downloads')
  @Operation({
    summary: 'Who fetched files of a departure’s lists, the last first',
    access: readManifests,
    answer: pageOf(ManifestDownloadView),
  })
  async downloads(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @Query() query: PageQuery,
  ): Promise<Page<ManifestDownloadView>> {
    return this.queries.downloads(event.id, { departureId }, query);
  }

  @Get('manifests/:manifest.pdf')
  @Operation({
    summary: 'A manifest to print',
    description: logged,
    access: readManifests,
    answer: pdfAnswer,
    fails: [404, 409, 422],
  })
  async pdf(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @IdParam('manifest') id: string,
    @Query() { language }: ManifestFileQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const row = await this.queries.row(event.id, id, { departureId });
    return sendManifest(await this.files.fetch(event, row, 'manifest', 'pdf', language), reply);
  }

  @Get('manifests/:manifest.xlsx')
  @Operation({
    summary: 'A manifest as a workbook',
    description: logged,
    access: readManifests,
    answer: xlsxAnswer,
    fails: [404, 409, 422],
  })
  async xlsx(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @IdParam('manifest') id: string,
    @Query() { language }: ManifestFileQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const row = await this.queries.row(event.id, id, { departureId });
    return sendManifest(await this.files.fetch(event, row, 'manifest', 'xlsx', language), reply);
  }

  @Get('manifests/:manifest')
  @Operation({
    summary: 'One manifest with its lines',
    access: readManifests,
    answer: ManifestWithLinesView,
  })
  async one(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @IdParam('manifest') id: string,
  ): Promise<ManifestWithLinesView> {
    return this.queries.manifest(event.id, id, { departureId });
  }

  @Get('manifests/:manifest/downloads')
  @Operation({
    summary: 'Who fetched files of a manifest, the last first',
    access: readManifests,
    answer: pageOf(ManifestDownloadView),
  })
  async downloadsOf(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @IdParam('manifest') manifestId: string,
    @Query() query: PageQuery,
  ): Promise<Page<ManifestDownloadView>> {
    return this.queries.downloads(event.id, { departureId, manifestId }, query);
  }

  @Post('manifests/:manifest/deliveries')
  @Operation({
    summary: 'Send a manifest to whoever is the contact at the host now',
    description: 'For a contact who was named later. Nobody gets the same manifest twice.',
    access: changeManifests,
    answer: ManifestWithLinesView,
    status: 200,
    fails: [409],
  })
  async deliver(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @IdParam('manifest') id: string,
  ): Promise<ManifestWithLinesView> {
    await this.manifests.deliver(event, departureId, id);
    return this.queries.manifest(event.id, id, { departureId });
  }

  @Get('coach-list.pdf')
  @Operation({
    summary: 'Who boards, for the driver and the marshal, to print',
    description: `As the host was last told; without identity data. ${logged}`,
    access: readCoachLists,
    answer: pdfAnswer,
    fails: [404, 409, 422],
  })
  async coachPdf(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @Query() { language }: ManifestFileQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const row = await this.queries.last(event.id, departureId);
    return sendManifest(await this.files.fetch(event, row, 'coach_list', 'pdf', language), reply);
  }

  @Get('coach-list.xlsx')
  @Operation({
    summary: 'Who boards, for the driver and the marshal, as a workbook',
    description: `As the host was last told; without identity data. ${logged}`,
    access: readCoachLists,
    answer: xlsxAnswer,
    fails: [404, 409, 422],
  })
  async coachXlsx(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @Query() { language }: ManifestFileQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const row = await this.queries.last(event.id, departureId);
    return sendManifest(await this.files.fetch(event, row, 'coach_list', 'xlsx', language), reply);
  }
}

/** How a host wants its lists, and those that it got; its contact comes with a link. */
@ApiTags('Manifests')
@Controller('api/v1/events/:event/site-visits/:id')
export class VisitManifestsController {
  constructor(
    private readonly manifests: ManifestsService,
    private readonly queries: ManifestsQueries,
    private readonly files: ManifestFiles,
  ) {}

  @Get('manifest-form')
  @Operation({
    summary: 'How the host of a visit wants the lists of those who come',
    access: readManifests,
    answer: ManifestFormView,
  })
  async form(
    @CurrentEvent() event: EventScope,
    @IdParam('id') siteVisitId: string,
  ): Promise<ManifestFormView> {
    return this.queries.form(event, siteVisitId);
  }

  @Put('manifest-form')
  @Operation({
    summary: 'Set how the host of a visit wants the lists of those who come',
    description:
      'Holds for lists that are frozen from now on. A list that is frozen keeps its form, and so does what amends it.',
    access: changeManifests,
    answer: ManifestFormView,
  })
  async setForm(
    @CurrentEvent() event: EventScope,
    @IdParam('id') siteVisitId: string,
    @IfMatch() version: number,
    @Body() body: ManifestFormInput,
  ): Promise<ManifestFormView> {
    return this.manifests.setForm(event, siteVisitId, version, body);
  }

  @Get('manifests')
  @Operation({
    summary: 'Lists of all departures of a visit and what amended them, the oldest first',
    access: readOwnManifests,
    own,
    answer: pageOf(ManifestView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('id') siteVisitId: string,
    @Query() query: ManifestQuery,
  ): Promise<Page<ManifestView>> {
    return this.queries.list(event.id, { siteVisitId }, query);
  }

  @Get('manifests/:manifest.pdf')
  @Operation({
    summary: 'A manifest of a visit to print',
    description: logged,
    access: readOwnManifests,
    own,
    answer: pdfAnswer,
    fails: [404, 409, 422],
  })
  async pdf(
    @CurrentEvent() event: EventScope,
    @IdParam('id') siteVisitId: string,
    @IdParam('manifest') id: string,
    @Query() { language }: ManifestFileQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const row = await this.queries.row(event.id, id, { siteVisitId });
    return sendManifest(await this.files.fetch(event, row, 'manifest', 'pdf', language), reply);
  }

  @Get('manifests/:manifest.xlsx')
  @Operation({
    summary: 'A manifest of a visit as a workbook',
    description: logged,
    access: readOwnManifests,
    own,
    answer: xlsxAnswer,
    fails: [404, 409, 422],
  })
  async xlsx(
    @CurrentEvent() event: EventScope,
    @IdParam('id') siteVisitId: string,
    @IdParam('manifest') id: string,
    @Query() { language }: ManifestFileQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const row = await this.queries.row(event.id, id, { siteVisitId });
    return sendManifest(await this.files.fetch(event, row, 'manifest', 'xlsx', language), reply);
  }

  @Get('manifests/:manifest/list.pdf')
  @Operation({
    summary: 'The whole list as it stands after a manifest, to print',
    description: logged,
    access: readOwnManifests,
    own,
    answer: pdfAnswer,
    fails: [404, 409, 422],
  })
  async wholePdf(
    @CurrentEvent() event: EventScope,
    @IdParam('id') siteVisitId: string,
    @IdParam('manifest') id: string,
    @Query() { language }: ManifestFileQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const row = await this.queries.row(event.id, id, { siteVisitId });
    return sendManifest(await this.files.fetch(event, row, 'whole_list', 'pdf', language), reply);
  }

  @Get('manifests/:manifest/list.xlsx')
  @Operation({
    summary: 'The whole list as it stands after a manifest, as a workbook',
    description: logged,
    access: readOwnManifests,
    own,
    answer: xlsxAnswer,
    fails: [404, 409, 422],
  })
  async wholeXlsx(
    @CurrentEvent() event: EventScope,
    @IdParam('id') siteVisitId: string,
    @IdParam('manifest') id: string,
    @Query() { language }: ManifestFileQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const row = await this.queries.row(event.id, id, { siteVisitId });
    return sendManifest(await this.files.fetch(event, row, 'whole_list', 'xlsx', language), reply);
  }

  @Get('manifests/:manifest')
  @Operation({
    summary: 'One manifest of a visit with its lines',
    access: readOwnManifests,
    own,
    answer: ManifestWithLinesView,
  })
  async one(
    @CurrentEvent() event: EventScope,
    @IdParam('id') siteVisitId: string,
    @IdParam('manifest') id: string,
  ): Promise<ManifestWithLinesView> {
    return this.queries.manifest(event.id, id, { siteVisitId });
  }
}
