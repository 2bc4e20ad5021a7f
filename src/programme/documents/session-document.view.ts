import {
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { documentAudiences } from './session-document.rules';

export interface SessionDocumentRow extends Record<string, unknown> {
  id: string;
  version: number;
  session_id: string;
  file_id: string;
  title: string;
  titles: Record<string, string>;
  language: string | null;
  audience: string;
  position: number;
  created_at: Date;
  name: string;
  media_type: string;
  size: number;
  sha256: string;
}

/** A document of a session of the draft. */
export class SessionDocumentView {
  @IdField({ description: 'Id of the document; the same in every release.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @IdField({ description: 'The session.' })
  sessionId!: string;

  @TextField({ description: 'Title in the first language of the event.', example: 'Presentation' })
  title!: string;

  @TextsField({ description: 'Title in further languages.' })
  titles!: Record<string, string>;

  @LanguageField({ description: 'The language in which it is written.', nullable: true })
  language!: string | null;

  @EnumField(documentAudiences, {
    description: 'Who can fetch it once it is released.',
    name: 'DocumentAudience',
  })
  audience!: string;

  @IntegerField({ description: 'Place in the order of documents.', example: 1 })
  position!: number;

  @TextField({ description: 'Name of the file.', example: 'presentation.pdf' })
  name!: string;

  @TextField({ description: 'Media type of the file, by its content.', example: 'application/pdf' })
  mediaType!: string;

  @IntegerField({ description: 'Size of the file, in bytes.', example: 482_113 })
  size!: number;

  @TextField({
    description: 'SHA-256 of the file, in hexadecimal.',
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  })
  sha256!: string;

  @InstantField({ description: 'When it was uploaded.' })
  createdAt!: string;
}

export function toSessionDocumentView(row: SessionDocumentRow): SessionDocumentView {
  return {
    id: row.id,
    version: row.version,
    sessionId: row.session_id,
    title: row.title,
    titles: row.titles,
    language: row.language,
    audience: row.audience,
    position: row.position,
    name: row.name,
    mediaType: row.media_type,
    size: row.size,
    sha256: row.sha256,
    createdAt: row.created_at.toISOString(),
  };
}
