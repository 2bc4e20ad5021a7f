import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** A document of a session of the draft: a stored file with what people have to know of it. */
@Entity('session_documents')
export class SessionDocument extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'session_id' })
  sessionId!: string;

  @Column('uuid', { name: 'file_id' })
  fileId!: string;

  @Column('text')
  title!: string;

  @Column('jsonb')
  titles!: Record<string, string>;

  /** The language in which it is written. */
  @Column('text', { nullable: true })
  language!: string | null;

  /** Who can fetch it once it is released. */
  @Column('text')
  audience!: string;

  @Column('integer')
  position!: number;
}

/** A file that a release names, and that is kept for as long as the release is there. */
@Entity('release_files')
export class ReleaseFile {
  @PrimaryColumn('uuid', { name: 'release_id' })
  releaseId!: string;

  @PrimaryColumn('uuid', { name: 'file_id' })
  fileId!: string;
}
