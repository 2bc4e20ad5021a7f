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
import { hiddenFrom } from '../../events/events.queries';
import { IfMatch } from '../../platform/http/concurrency';
import { answerFile } from '../../platform/http/file-answer';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal } from '../../platform/http/request-context';
import { Uploaded, type UploadedFile } from '../../platform/http/uploaded-file';
import { fileKinds } from '../../platform/storage/file-kinds';
import { StoredFiles } from '../../platform/storage/stored-files';
import { SessionDocumentChanges, SessionDocumentInput, SessionDocumentQuery } from './session-document.input';
import { audiencesOf, documentKinds } from './session-document.rules';
import { SessionDocumentView } from './session-document.view';
import { SessionDocumentsQueries } from './session-documents.queries';
import { SessionDocumentsService } from './session-documents.service';
import { changeProgramme, readProgramme } from '../sessions/sessions.controller';

const anyFile = {
  mediaTypes: documentKinds.map((kind) => fileKinds[kind].mediaType),
  description: 'The file, to be saved under its name. The ETag stands for its content.',
};

/** Documents of the sessions of the draft, for staff. */
@ApiTags('Programme')
@Controller('api/v1/events/:event/sessions/:id/documents')
export class SessionDocumentsController {
  constructor(
    private readonly documents: SessionDocumentsService,
    private readonly queries: SessionDocumentsQueries,
    private readonly files: StoredFiles,
  ) {}

  @Get()
  @Operation({
    summary: 'Documents of a session of the draft, in their order',
    access: readProgramme,
    answer: pageOf(SessionDocumentView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: SessionDocumentQuery,
  ): Promise<Page<SessionDocumentView>> {
    return this.queries.list(event.id, id, query);
  }

  @Post()
  @Operation({
    summary: 'Add a document to a session of the draft',
    description:
      'A form with one file. Others see the document when it is released. What the file is its content says: one that is not what its name claims is refused, as are macros.',
    access: changeProgramme,
    upload: { kinds: documentKinds },
    answer: SessionDocumentView,
    status: 201,
  })
  async add(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Uploaded() file: UploadedFile,
    @Body() body: SessionDocumentInput,
  ): Promise<SessionDocumentView> {
    return this.documents.add(event.id, id, file, body);
  }

  @Get(':documentId')
  @Operation({
    summary: 'One document of a session of the draft',
    access: readProgramme,
    answer: SessionDocumentView,
  })
  async one(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('documentId') documentId: string,
  ): Promise<SessionDocumentView> {
    return this.queries.document(event.id, id, documentId);
  }

  @Patch(':documentId')
  @Operation({
    summary: 'Change what is said of a document of the draft',
    description: 'The file stays the same: for another one add a document and remove this one.',
    access: changeProgramme,
    answer: SessionDocumentView,
  })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('documentId') documentId: string,
    @IfMatch() version: number,
    @Body() body: SessionDocumentChanges,
  ): Promise<SessionDocumentView> {
    return this.documents.change(event.id, id, documentId, version, body);
  }

  @Delete(':documentId')
  @Operation({
    summary: 'Take a document out of the draft; the next release does not have it',
    access: changeProgramme,
  })
  async remove(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('documentId') documentId: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.documents.remove(event.id, id, documentId, version);
  }

  @Get(':documentId/file')
  @Operation({
    summary: 'The file of a document of the draft',
    access: readProgramme,
    answer: anyFile,
    fails: [304],
  })
  async file(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('documentId') documentId: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | undefined> {
    const fileId = await this.queries.fileId(event.id, id, documentId);
    return answerFile(this.files, await this.files.facts(fileId), request, reply);
  }
}

/** Documents as they were released. */
@ApiTags('Programme')
@Controller('api/v1/events/:event/programme/documents')
export class ReleasedDocumentsController {
  constructor(
    private readonly queries: SessionDocumentsQueries,
    private readonly files: StoredFiles,
  ) {}

  @Get(':documentId')
  @Operation({
    summary: 'The file of a document that the newest release names',
    description:
      'For those whom its `audience` names. A document for others, or of an older release, is answered like one that does not exist.',
    access: { public: 'documents for everybody are part of the programme; others need a link or an account' },
    answer: anyFile,
    fails: [304],
  })
  async file(
    @CurrentEvent() event: EventScope,
    @IdParam('documentId') documentId: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | undefined> {
    const principal = currentPrincipal();
    if (hiddenFrom(event, principal)) throw httpProblems.notFound('There is no such event.');
    const document = await this.queries.released(event.id, documentId);
    if (!document || !(audiencesOf(principal) as readonly string[]).includes(document.audience))
      throw httpProblems.notFound('There is no such document in the programme.');
    return answerFile(this.files, await this.files.facts(document.fileId), request, reply);
  }
}
