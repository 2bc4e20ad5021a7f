import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EventsModule } from '../../events/events.module';
import { RegistrationsModule } from '../../registrations/registrations.module';
import { DelegationsModule } from '../delegations.module';
import { ContentsQueries } from './contents.queries';
import {
  DocumentSettings,
  OfficialDocument,
  OfficialDocumentFile,
  ParticipantTexts,
} from './official-document.entity';
import {
  DelegationPapersController,
  OfficialDocumentsController,
  OfficialDocumentTransitionController,
  ParticipantTextsController,
} from './official-documents.controller';
import { OfficialDocumentsQueries } from './official-documents.queries';
import { OfficialDocuments } from './official-documents.service';
import { PaperLines } from './paper-lines.service';
import { PapersFacts } from './papers.facts';
import { ParticipantTextsService } from './participant-texts.service';
import { Rendering } from './rendering.service';

/**
 * What protocol issues: lists of participants and what amends them, letters, table signs, the order of flags.
 * Owns: official_documents, official_document_files, document_settings, participant_texts. Tells and hears
 * `official-document.changed` (what had to be issued for somebody who came instead has been).
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([OfficialDocument, OfficialDocumentFile, DocumentSettings, ParticipantTexts]),
    EventsModule,
    DelegationsModule,
    RegistrationsModule,
  ],
  controllers: [
    OfficialDocumentsController,
    OfficialDocumentTransitionController,
    DelegationPapersController,
    ParticipantTextsController,
  ],
  providers: [
    OfficialDocuments,
    OfficialDocumentsQueries,
    ContentsQueries,
    Rendering,
    ParticipantTextsService,
    PaperLines,
    PapersFacts,
  ],
})
export class PapersModule {}
