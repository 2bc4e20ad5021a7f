import {
  Body,
  Controller,
  Delete,
  Get,
  Patch,
  Post,
  Query,
  Req,
  Res,
  type StreamableFile,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { IfMatch } from '../../platform/http/concurrency';
import { answerFile } from '../../platform/http/file-answer';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { Uploaded, type UploadedFile } from '../../platform/http/uploaded-file';
import { fileKinds } from '../../platform/storage/file-kinds';
import { StoredFiles } from '../../platform/storage/stored-files';
import { transitionController } from '../../platform/workflow/transition-routes';
import { FileForm } from '../delegation.input';
import { changeDelegations, handInDocuments, own, readDocuments } from '../delegations.permissions';
import { RequirementDocuments } from './requirement-documents.service';
import { RequirementChanges, RequirementDocumentQuery, RequirementInput } from './requirement.input';
import { documentKinds } from './requirement.rules';
import { RequirementDocumentView, RequirementView } from './requirement.view';
import { requirementWorkflow } from './requirement.workflow';
import { RequirementsQueries } from './requirements.queries';
import { RequirementsService } from './requirements.service';

/** What delegations must hand in, for staff. */
@ApiTags('Delegations')
@Controller('api/v1/events/:event/requirements')
export class RequirementsController {
  constructor(
    private readonly requirements: RequirementsService,
    private readonly queries: RequirementsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'What delegations must hand in, by title',
    access: readDocuments,
    answer: pageOf(RequirementView),
  })
  async list(@CurrentEvent() event: EventScope, @Query() query: PageQuery): Promise<Page<RequirementView>> {
    return this.queries.list(event.id, query);
  }

  @Post()
  @Operation({
    summary: 'Ask delegations for a document, or for one of each of their members',
    description: 'Those who are there are asked at once, those who come later when they come.',
    access: changeDelegations,
    answer: RequirementView,
    status: 201,
  })
  async create(@CurrentEvent() event: EventScope, @Body() body: RequirementInput): Promise<RequirementView> {
    return this.requirements.create(event.id, body);
  }

  @Get(':requirement')
  @Operation({ summary: 'One requirement', access: readDocuments, answer: RequirementView })
  async one(@CurrentEvent() event: EventScope, @IdParam('requirement') id: string): Promise<RequirementView> {
    return this.queries.requirement(event.id, id);
  }

  @Patch(':requirement')
  @Operation({
    summary: 'Change a requirement; a deadline that is moved takes its reminder along',
    access: changeDelegations,
    answer: RequirementView,
  })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('requirement') id: string,
    @IfMatch() version: number,
    @Body() body: RequirementChanges,
  ): Promise<RequirementView> {
    return this.requirements.change(event.id, id, version, body);
  }

  @Delete(':requirement')
  @Operation({
    summary: 'Ask for it no more, while nobody has handed anything in',
    access: changeDelegations,
    fails: [409],
  })
  async remove(
    @CurrentEvent() event: EventScope,
    @IdParam('requirement') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.requirements.remove(event.id, id, version);
  }
}

/** Documents of all delegations, for those who decide about them. */
@ApiTags('Delegations')
@Controller('api/v1/events/:event/requirement-documents')
export class AllDocumentsController {
  constructor(private readonly queries: RequirementsQueries) {}

  @Get()
  @Operation({
    summary: 'Documents of all delegations: missing, handed in, accepted, refused',
    access: readDocuments,
    answer: pageOf(RequirementDocumentView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @Query() query: RequirementDocumentQuery,
  ): Promise<Page<RequirementDocumentView>> {
    return this.queries.documents(event.id, undefined, query);
  }

  @Get(':id')
  @Operation({ summary: 'One document', access: readDocuments, answer: RequirementDocumentView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<RequirementDocumentView> {
    return this.queries.document(event.id, id);
  }
}

/** Documents of one delegation, for its focal point too. */
@ApiTags('Delegations')
@Controller('api/v1/events/:event/delegations/:id/documents')
export class DelegationDocumentsController {
  constructor(
    private readonly documents: RequirementDocuments,
    private readonly queries: RequirementsQueries,
    private readonly files: StoredFiles,
  ) {}

  @Get()
  @Operation({
    summary: 'What a delegation must hand in, and has',
    access: readDocuments,
    own,
    answer: pageOf(RequirementDocumentView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: RequirementDocumentQuery,
  ): Promise<Page<RequirementDocumentView>> {
    return this.queries.documents(event.id, id, query);
  }

  @Get(':document')
  @Operation({
    summary: 'One document of a delegation',
    access: readDocuments,
    own,
    answer: RequirementDocumentView,
  })
  async one(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('document') documentId: string,
  ): Promise<RequirementDocumentView> {
    return this.queries.document(event.id, documentId, id);
  }

  @Post(':document/file')
  @Operation({
    summary: 'Hand a document in',
    description:
      'A form with one file: a PDF or a picture; a photo is a picture. In the place of one that was handed in or refused. What is accepted is not replaced.',
    access: handInDocuments,
    own,
    upload: { kinds: documentKinds },
    answer: RequirementDocumentView,
    status: 200,
    fails: [409],
  })
  async handIn(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('document') documentId: string,
    @Uploaded() file: UploadedFile,
    @Body() _form: FileForm,
  ): Promise<RequirementDocumentView> {
    return this.documents.handIn(event.id, id, documentId, file);
  }

  @Get(':document/file')
  @Operation({
    summary: 'The file of a document',
    description:
      'Each look at a passport page, a visa or a photo is recorded in the history of the document.',
    access: handInDocuments,
    own,
    answer: {
      mediaTypes: documentKinds.map((kind) => fileKinds[kind].mediaType),
      description: 'The file, to be saved under its name. The ETag stands for its content.',
    },
    fails: [304],
  })
  async file(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('document') documentId: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | undefined> {
    return answerFile(this.files, await this.documents.file(event.id, id, documentId), request, reply);
  }
}

/** For staff: a focal point hands in and sees by way of its delegation. */
export const RequirementTransitionController = transitionController({
  workflow: requirementWorkflow,
  path: 'api/v1/events/:event/requirement-documents/:id',
  tag: 'Delegations',
  view: RequirementDocumentView,
  read: readDocuments,
});
