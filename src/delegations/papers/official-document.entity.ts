import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';
import type { Content } from './content.rules';

/** A list, a letter, signs or flags; once released it says for ever what it said. */
@Entity('official_documents')
export class OfficialDocument extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  state!: string;

  @Column('text')
  kind!: string;

  /** BCP 47; there is a file in each of them. */
  @Column('text', { array: true })
  languages!: string[];

  /** Whether all languages have the order of the rules, or each that of its own alphabet. */
  @Column('text')
  alphabet!: string;

  /** Categories that follow the delegations in a list, in this order; all of them when null. */
  @Column('uuid', { name: 'category_ids', array: true, nullable: true })
  categoryIds!: string[] | null;

  /** To whom a letter is addressed. */
  @Column('text', { nullable: true })
  addressee!: string | null;

  /** Whom a letter is about. */
  @Column('uuid', { name: 'registration_id', nullable: true })
  registrationId!: string | null;

  /** The final list that a corrigendum amends. */
  @Column('uuid', { name: 'amends_id', nullable: true })
  amendsId!: string | null;

  /** From 1 in its kind; of a corrigendum, in the list that it amends. Given when it is prepared. */
  @Column('integer', { nullable: true })
  number!: number | null;

  /** All that its files say, as it was when it was prepared. */
  @Column('jsonb', { nullable: true })
  content!: Content | null;

  /** The frozen orders that it uses, by language. */
  @Column('jsonb')
  freezes!: Record<string, string>;

  /** Whether somebody else than who prepared it had to release it. */
  @Column('boolean', { name: 'two_keys' })
  twoKeys!: boolean;

  @Column('text', { name: 'prepared_by', nullable: true })
  preparedBy!: string | null;

  @Column('text', { name: 'prepared_by_name', nullable: true })
  preparedByName!: string | null;

  @Column({ type: 'timestamptz', name: 'prepared_at', precision: 3, nullable: true })
  preparedAt!: Date | null;

  @Column('text', { name: 'released_by', nullable: true })
  releasedBy!: string | null;

  @Column('text', { name: 'released_by_name', nullable: true })
  releasedByName!: string | null;

  @Column({ type: 'timestamptz', name: 'released_at', precision: 3, nullable: true })
  releasedAt!: Date | null;
}

/** A file of a document in one language. */
@Entity('official_document_files')
export class OfficialDocumentFile {
  @PrimaryColumn('uuid', { name: 'document_id' })
  documentId!: string;

  @PrimaryColumn('text')
  language!: string;

  @PrimaryColumn('text')
  format!: string;

  @Column('uuid', { name: 'file_id' })
  fileId!: string;
}

/** How an event issues its documents: whether two officers are needed, and who signs. */
@Entity('document_settings')
export class DocumentSettings {
  @PrimaryColumn('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('integer')
  version!: number;

  @Column('boolean', { name: 'two_keys' })
  twoKeys!: boolean;

  @Column('text', { nullable: true })
  issuer!: string | null;

  @Column('jsonb')
  issuers!: Record<string, string>;

  @Column('text', { nullable: true })
  signatory!: string | null;

  @Column('jsonb')
  signatories!: Record<string, string>;

  @Column('text', { name: 'signatory_post', nullable: true })
  signatoryPost!: string | null;

  @Column('jsonb', { name: 'signatory_posts' })
  signatoryPosts!: Record<string, string>;
}

/** How somebody stands in documents of a language; what is not said there is taken from the person. */
@Entity('participant_texts')
export class ParticipantTexts {
  @PrimaryColumn('uuid', { name: 'registration_id' })
  registrationId!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @PrimaryColumn('text')
  language!: string;

  @Column('text', { nullable: true })
  name!: string | null;

  @Column('text', { name: 'form_of_address', nullable: true })
  formOfAddress!: string | null;

  @Column('text', { nullable: true })
  post!: string | null;

  @Column('text', { nullable: true })
  organisation!: string | null;
}
