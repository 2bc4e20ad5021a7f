import { Body, Controller, Get, Post, Put, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission, organisers } from '../../access/roles';
import { IfMatch } from '../../platform/http/concurrency';
import { answerFile, attachment } from '../../platform/http/file-answer';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { StoredFiles } from '../../platform/storage/stored-files';
import { transitionController } from '../../platform/workflow/transition-routes';
import { delegationStaff } from '../delegation.workflow';
import { listDifferences, type ParticipantList } from './content.rules';
import { ContentsQueries } from './contents.queries';
import { documentProblems } from './official-document.errors';
import {
  DocumentDifferencesQuery,
  DocumentFileQuery,
  DocumentSettingsInput,
  MembersOrderInput,
  OfficialDocumentInput,
  OfficialDocumentQuery,
  ParticipantTextsChanges,
  VerificationQuery,
  type DocumentFormat,
} from './official-document.input';
import {
  DocumentSettingsView,
  ListDifferencesView,
  MembersOrderView,
  OfficialDocumentView,
  ParticipantTextsView,
  IssuedListsView,
  VerificationView,
  type OfficialDocumentRow,
} from './official-document.view';
import { officialDocumentWorkflow } from './official-document.workflow';
import { OfficialDocumentsQueries } from './official-documents.queries';
import { OfficialDocuments } from './official-documents.service';
import { ParticipantTextsService } from './participant-texts.service';
import { mediaTypeOf, Rendering } from './rendering.service';

const readDocuments = definePermission('documents.read', [...delegationStaff, 'auditor']);
const makeDocuments = definePermission('documents.make', delegationStaff);
const setDocuments = definePermission('documents.settings', organisers);
const readReleased = definePermission('documents.read-released', [
  ...delegationStaff,
  'auditor',
  'focal_point',
]);
const translate = definePermission('participants.translate', [...delegationStaff, 'registration_desk']);
const translateOwn = definePermission('delegations.translate', [...delegationStaff, 'focal_point']);
const orderMembers = definePermission('delegations.order-members', [...delegationStaff, 'focal_point']);

/** A focal point's link reaches the one delegation that it is for. */
const own = { kind: 'delegation', param: 'id' };

const pdfAnswer = { mediaTypes: [mediaTypeOf.pdf], description: 'A PDF.' };
const xlsxAnswer = { mediaTypes: [mediaTypeOf.xlsx], description: 'A workbook (XLSX).' };

/** Sends files of documents: stored ones as they were released, those of drafts as they are now. */
abstract class SendsFiles {
  constructor(
    protected readonly queries: OfficialDocumentsQueries,
    private readonly rendering: Rendering,
    private readonly files: StoredFiles,
  ) {}

  protected async send(
    event: EventScope,
    row: OfficialDocumentRow,
    format: DocumentFormat,
    language: string | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<StreamableFile | undefined> {
    const file = await this.rendering.file(event, row, format, language);
    if ('fileId' in file) return answerFile(this.files, await this.files.facts(file.fileId), request, reply);
    void reply.header('cache-control', 'no-store');
    return new StreamableFile(file.bytes, {
      type: mediaTypeOf[format],
      disposition: attachment(file.name),
      length: file.bytes.length,
    });
  }
}

@ApiTags('Documents')
@Controller('api/v1/events/:event/documents')
export class OfficialDocumentsController extends SendsFiles {
  constructor(
    private readonly documents: OfficialDocuments,
    private readonly contents: ContentsQueries,
    queries: OfficialDocumentsQueries,
    rendering: Rendering,
    files: StoredFiles,
  ) {
    super(queries, rendering, files);
  }

  @Get()
  @Operation({
    summary: 'Official documents, the last ones first',
    access: readDocuments,
    answer: pageOf(OfficialDocumentView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @Query() query: OfficialDocumentQuery,
  ): Promise<Page<OfficialDocumentView>> {
    return this.queries.list(event.id, query);
  }

  @Post()
  @Operation({
    summary: 'Begin a document: a list of participants, what amends one, a letter, table signs, flags',
    description:
      'A draft shows what is known now. When it is prepared it gets its number, what it says is fixed, and its files are made; then it is released.',
    access: makeDocuments,
    answer: OfficialDocumentView,
    status: 201,
    fails: [409],
  })
  async create(
    @CurrentEvent() event: EventScope,
    @Body() body: OfficialDocumentInput,
  ): Promise<OfficialDocumentView> {
    return this.documents.create(event, body);
  }

  @Get('settings')
  @Operation({
    summary: 'How the event issues documents',
    access: readDocuments,
    answer: DocumentSettingsView,
  })
  async settings(@CurrentEvent() event: EventScope): Promise<DocumentSettingsView> {
    return this.queries.settings(event.id);
  }

  @Put('settings')
  @Operation({
    summary: 'Say how the event issues documents: with one key or two, and who signs',
    access: setDocuments,
    answer: DocumentSettingsView,
  })
  async set(
    @CurrentEvent() event: EventScope,
    @IfMatch() version: number,
    @Body() body: DocumentSettingsInput,
  ): Promise<DocumentSettingsView> {
    return this.documents.set(event.id, version, body);
  }

  @Get('verification')
  @Operation({
    summary: 'Whether a letter is valid',
    description: 'By the number and the code that it says. Nothing else is told.',
    access: { public: 'A consulate holds the letter in its hands and has no account.' },
    answer: VerificationView,
  })
  async verify(
    @CurrentEvent() event: EventScope,
    @Query() { number, code }: VerificationQuery,
  ): Promise<VerificationView> {
    return { valid: await this.documents.isValid(event, number, code) };
  }

  @Get(':id.pdf')
  @Operation({
    summary: 'A document to print',
    description: 'Once it is prepared always the same bytes; a draft shows what is known now.',
    access: readDocuments,
    answer: pdfAnswer,
    fails: [304, 404, 409, 422],
  })
  async pdf(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() { language }: DocumentFileQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | undefined> {
    return this.send(event, await this.queries.row(event.id, id), 'pdf', language, request, reply);
  }

  @Get(':id.xlsx')
  @Operation({
    summary: 'A list, what amends one, or the flags as a workbook',
    access: readDocuments,
    answer: xlsxAnswer,
    fails: [304, 404, 409, 422],
  })
  async xlsx(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() { language }: DocumentFileQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | undefined> {
    return this.send(event, await this.queries.row(event.id, id), 'xlsx', language, request, reply);
  }

  @Get(':id')
  @Operation({ summary: 'One document', access: readDocuments, answer: OfficialDocumentView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<OfficialDocumentView> {
    return this.queries.document(event.id, id);
  }

  @Get(':id/differences')
  @Operation({
    summary: 'How a list differs from a later one, or from who takes part now',
    description: 'Who only stands elsewhere in the order is not among the differences.',
    access: readDocuments,
    answer: ListDifferencesView,
    fails: [409, 422],
  })
  async differences(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: DocumentDifferencesQuery,
  ): Promise<ListDifferencesView> {
    const row = await this.queries.row(event.id, id);
    const before = listIn(row);
    const language = query.language ?? row.languages[0]!;
    const now =
      query.with === undefined
        ? (
            await this.contents.list(
              event,
              { ...row, kind: row.kind === 'corrigendum' ? 'final_list' : row.kind },
              this.contents.orderNow(event),
            )
          ).list
        : listIn(await this.queries.row(event.id, query.with.toLowerCase()));
    for (const list of [before, now])
      if (!(language in list.orders)) {
        const message = `must be a language of both lists`;
        throw documentProblems.documentLanguageMissing({
          detail: `?language ${message}.`,
          errors: [{ pointer: '?language', code: 'language', message }],
        });
      }
    const { participants, headings } = listDifferences(before, now, language);
    return {
      language,
      participants: participants.map(({ registrationId, change, fields, before: was, now: is }) => ({
        registrationId,
        change,
        fields: [...fields],
        before: was && toLineView(was),
        now: is && toLineView(is),
      })),
      headings: [...headings],
    };
  }
}

type LineWithSection = NonNullable<ReturnType<typeof listDifferences>['participants'][number]['now']>;

const toLineView = ({ section, formOfAddress, name, beside, part, post, organisation }: LineWithSection) => ({
  section,
  formOfAddress,
  name,
  beside,
  part,
  post,
  organisation,
});

/** @throws 409 for what is no list, or says nothing yet */
function listIn({ content }: OfficialDocumentRow): ParticipantList {
  if (content?.kind === 'list' || content?.kind === 'corrigendum') return content.list;
  throw documentProblems.documentNothingToSay('Only lists that were prepared can be compared.');
}

export const OfficialDocumentTransitionController = transitionController({
  workflow: officialDocumentWorkflow,
  path: 'api/v1/events/:event/documents/:id',
  tag: 'Documents',
  view: OfficialDocumentView,
  read: readDocuments,
});

/** What focal points do for the list of participants, and see of it. */
@ApiTags('Documents')
@Controller('api/v1/events/:event/delegations/:id')
export class DelegationPapersController extends SendsFiles {
  constructor(
    private readonly texts: ParticipantTextsService,
    queries: OfficialDocumentsQueries,
    rendering: Rendering,
    files: StoredFiles,
  ) {
    super(queries, rendering, files);
  }

  @Get('official-documents')
  @Operation({
    summary: 'The final list of participants and what amends it, for the focal points of delegations',
    access: readReleased,
    own,
    answer: IssuedListsView,
  })
  async released(@CurrentEvent() event: EventScope, @IdParam('id') _id: string): Promise<IssuedListsView> {
    return { items: await this.queries.released(event.id) };
  }

  @Get('official-documents/:document.pdf')
  @Operation({
    summary: 'The final list of participants, or what amends it, to print',
    access: readReleased,
    own,
    answer: pdfAnswer,
    fails: [304, 404, 422],
  })
  async pdf(
    @CurrentEvent() event: EventScope,
    @IdParam('document') documentId: string,
    @Query() { language }: DocumentFileQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | undefined> {
    return this.send(event, await this.inForce(event, documentId), 'pdf', language, request, reply);
  }

  @Get('official-documents/:document.xlsx')
  @Operation({
    summary: 'The same as a workbook',
    access: readReleased,
    own,
    answer: xlsxAnswer,
    fails: [304, 404, 422],
  })
  async xlsx(
    @CurrentEvent() event: EventScope,
    @IdParam('document') documentId: string,
    @Query() { language }: DocumentFileQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | undefined> {
    return this.send(event, await this.inForce(event, documentId), 'xlsx', language, request, reply);
  }

  @Get('member-order')
  @Operation({
    summary: 'Members by part and seniority',
    access: orderMembers,
    own,
    answer: MembersOrderView,
  })
  async order(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<MembersOrderView> {
    return this.texts.order(event.id, id);
  }

  @Put('member-order')
  @Operation({
    summary: 'Put the members in order by seniority',
    description: 'In lists the head stands first, then members by part, then by this order, then by name.',
    access: orderMembers,
    own,
    answer: MembersOrderView,
  })
  async setOrder(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Body() { memberIds }: MembersOrderInput,
  ): Promise<MembersOrderView> {
    return this.texts.setOrder(event.id, id, memberIds);
  }

  @Get('members/:registration/texts')
  @Operation({
    summary: 'How a member stands in documents of other languages',
    access: translateOwn,
    own,
    answer: ParticipantTextsView,
  })
  async textsOf(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('registration') registrationId: string,
  ): Promise<ParticipantTextsView> {
    return this.texts.read(event.id, registrationId, id);
  }

  @Put('members/:registration/texts')
  @Operation({
    summary: 'Say how a member stands in documents of other languages',
    access: translateOwn,
    own,
    answer: ParticipantTextsView,
  })
  async setTexts(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('registration') registrationId: string,
    @Body() { texts }: ParticipantTextsChanges,
  ): Promise<ParticipantTextsView> {
    return this.texts.write(event.id, registrationId, texts, id);
  }

  /** What is not in force is not there for those who come with a link. */
  private async inForce(event: EventScope, id: string): Promise<OfficialDocumentRow> {
    const row = await this.queries.row(event.id, id);
    if (row.state === 'released' && (row.kind === 'final_list' || row.kind === 'corrigendum')) return row;
    throw httpProblems.notFound('There is no such document in this event.');
  }
}

/** The same for those who belong to no delegation. */
@ApiTags('Documents')
@Controller('api/v1/events/:event/registrations/:id/texts')
export class ParticipantTextsController {
  constructor(private readonly texts: ParticipantTextsService) {}

  @Get()
  @Operation({
    summary: 'How somebody stands in documents of other languages',
    access: translate,
    answer: ParticipantTextsView,
  })
  async read(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<ParticipantTextsView> {
    return this.texts.read(event.id, id);
  }

  @Put()
  @Operation({
    summary: 'Say how somebody stands in documents of other languages',
    access: translate,
    answer: ParticipantTextsView,
  })
  async write(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Body() { texts }: ParticipantTextsChanges,
  ): Promise<ParticipantTextsView> {
    return this.texts.write(event.id, id, texts);
  }
}
