import { Body, Controller, Get, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { allStaff, definePermission } from '../../access/roles';
import { Clock } from '../../platform/clock';
import { spreadsheetMediaType } from '../../platform/documents/spreadsheet';
import { answerFile, attachment } from '../../platform/http/file-answer';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { MayBeUploaded, type UploadedFile } from '../../platform/http/uploaded-file';
import { Exports } from '../../platform/imports/exports.service';
import { ExportView, ImportView } from '../../platform/imports/import.view';
import { Imports } from '../../platform/imports/imports.service';
import { JobView, toJobView } from '../../platform/jobs/job-run.view';
import { sheetMediaTypes } from '../../platform/sheets/sheet-writer';
import { StoredFiles } from '../../platform/storage/stored-files';
import { isRegistrar, registrars } from '../registration.workflow';
import { columnsOf } from './sheet.columns';
import { RegistrationsExportInput, RegistrationsImportInput, TemplateQuery } from './sheets.input';
import { SheetsQueries } from './sheets.queries';
import { sheetWords } from './sheets.words';
import { template } from './template';

const importRegistrations = definePermission('registrations.import', registrars);
const exportRegistrations = definePermission('registrations.export', allStaff);

const kind = 'registrations';

@ApiTags('Registrations')
@Controller('api/v1/events/:event/registrations/imports')
export class RegistrationsImportsController {
  constructor(
    private readonly imports: Imports,
    private readonly queries: SheetsQueries,
    private readonly files: StoredFiles,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Operation({
    summary: 'Sheets that were sent, the newest first',
    access: importRegistrations,
    answer: pageOf(ImportView),
  })
  async list(@CurrentEvent() event: EventScope, @Query() query: PageQuery): Promise<Page<ImportView>> {
    return this.imports.list(kind, event.id, query);
  }

  @Post()
  @Operation({
    summary: 'Register the people of a sheet, or change their registrations',
    description:
      'A rehearsal unless `dryRun` is false. A row is known by its external id: the first time it makes a registration, later it changes that one, and a sheet that is sent again changes nothing. A code in the column Code names a registration that is there. What the sheet has no column for stays as it is; an empty cell takes away. New registrations are handed in as by staff, in the order of the rows: they get places, wait, or are reviewed as the category says. Mails go out only with `notify`. The job has the counts (`created`, `updated`, `unchanged`, `refused`, and `withheld` for good rows that were not written because others were refused), the rows at fault as the file counts them, and where the refused rows are, each with its reason.',
    access: importRegistrations,
    upload: { kinds: ['xlsx', 'table'], orJson: true },
    answer: JobView,
    status: 202,
    fails: [422],
  })
  async begin(
    @CurrentEvent() event: EventScope,
    @Body() body: RegistrationsImportInput,
    @MayBeUploaded() file: UploadedFile | undefined,
  ): Promise<JobView> {
    const {
      rows,
      dryRun = true,
      mode = 'all_or_nothing',
      unknownColumns = 'refuse',
      language = 'en',
      ...own
    } = body;
    const run = await this.imports.begin(kind, {
      eventId: event.id,
      principal: currentPrincipal(),
      options: { ...own, dryRun, mode, unknownColumns, language },
      file,
      rows,
    });
    return toJobView(run);
  }

  @Get('template.xlsx')
  @Operation({
    summary: 'An empty sheet with the columns that an import reads, and the values that some of them take',
    access: importRegistrations,
    answer: { mediaTypes: [spreadsheetMediaType], description: 'A workbook.' },
  })
  async template(
    @CurrentEvent() event: EventScope,
    @Query() query: TemplateQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { language = 'en' } = query;
    const { categories, locales, title, timeZone } = await this.queries.event(event.id);
    const bytes = await template(
      { title, at: this.clock.now(), timeZone },
      columnsOf(categories, locales[0]!, { manager: true }),
      categories,
      locales,
      language,
    );
    void reply.header('cache-control', 'private, no-store');
    return new StreamableFile(bytes, {
      type: spreadsheetMediaType,
      disposition: attachment(`${sheetWords(language).registrations}.xlsx`),
      length: bytes.length,
    });
  }

  @Get(':id/refused-rows.xlsx')
  @Operation({
    summary: 'The rows that were refused, each with the reason: to be corrected, and sent again',
    access: importRegistrations,
    answer: { mediaTypes: [spreadsheetMediaType], description: 'A workbook.' },
    fails: [304, 404, 410],
  })
  async refused(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | undefined> {
    return answerFile(this.files, await this.imports.refusedRows(kind, event.id, id), request, reply);
  }
}

@ApiTags('Registrations')
@Controller('api/v1/events/:event/registrations/exports')
export class RegistrationsExportsController {
  constructor(
    private readonly exports: Exports,
    private readonly files: StoredFiles,
  ) {}

  @Get()
  @Operation({
    summary: 'Who took registrations out, and when, the newest first',
    access: importRegistrations,
    answer: pageOf(ExportView),
  })
  async list(@CurrentEvent() event: EventScope, @Query() query: PageQuery): Promise<Page<ExportView>> {
    return this.exports.list(kind, event.id, query);
  }

  @Post()
  @Operation({
    summary: 'Make a sheet of the registrations, in the filter and order of the list',
    description:
      'The columns are those that an import reads, so a sheet that was taken out can be changed and sent back. Dates of birth, and what only managers are asked, are in it only for those who decide about registrations. The file is kept for a day; that it was made stays on record.',
    access: exportRegistrations,
    answer: JobView,
    status: 202,
    fails: [422],
  })
  async begin(@CurrentEvent() event: EventScope, @Body() body: RegistrationsExportInput): Promise<JobView> {
    const { format, language = 'en', ...asked } = body;
    const principal = currentPrincipal();
    const run = await this.exports.begin(
      kind,
      { eventId: event.id, principal, options: { ...asked, language } },
      { format, confidential: isRegistrar(principal) },
    );
    return toJobView(run);
  }

  @Get(':id/file')
  @Operation({
    summary: 'The sheet that was made',
    description: 'For whoever had it made, and for those who decide about registrations.',
    access: exportRegistrations,
    answer: { mediaTypes: Object.values(sheetMediaTypes), description: 'A workbook, or CSV in UTF-8.' },
    fails: [304, 404, 410],
  })
  async file(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | undefined> {
    const principal = currentPrincipal();
    const facts = await this.exports.file(kind, event.id, id, principal, { seesAll: isRegistrar(principal) });
    return answerFile(this.files, facts, request, reply);
  }
}
