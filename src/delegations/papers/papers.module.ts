import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EventsModule } from '../../events/events.module';
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
import { ParticipantTextsService } from './participant-texts.service';
import { Rendering } from './rendering.service';

/**
 * What protocol issues: lists of participants and what amends them, letters, table signs, the order of flags.
 * Owns: official_documents, official_document_files, document_settings, participant_texts.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([OfficialDocument, OfficialDocumentFile, DocumentSettings, ParticipantTexts]),
    EventsModule,
    DelegationsModule,
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
  ],
})
export class PapersModule {}
