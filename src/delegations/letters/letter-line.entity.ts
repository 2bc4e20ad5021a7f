import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** A name in a letter of a delegation, as staff read it there, and the member that it is. */
@Entity('letter_lines')
export class LetterLine extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  state!: string;

  @Column('uuid', { name: 'delegation_id' })
  delegationId!: string;

  /** The document that was handed in. */
  @Column('uuid', { name: 'document_id' })
  documentId!: string;

  /** Place in the letter, from 1. */
  @Column('integer')
  position!: number;

  /** As in the letter, in any script. */
  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  post!: string | null;

  /** Part in the delegation that the letter gives. */
  @Column('text', { nullable: true })
  part!: string | null;

  /** The member that it is. */
  @Column('uuid', { name: 'registration_id', nullable: true })
  registrationId!: string | null;

  /** Digest of the names that the member had then. */
  @Column('text', { name: 'matched_name', nullable: true })
  matchedName!: string | null;

  /** Why the two were proposed to be one; null when an officer knew better. */
  @Column('text', { nullable: true })
  how!: string | null;

  @Column('integer', { nullable: true })
  score!: number | null;

  @Column('text', { name: 'matched_by', nullable: true })
  matchedBy!: string | null;

  @Column({ type: 'timestamptz', name: 'matched_at', precision: 3, nullable: true })
  matchedAt!: Date | null;

  /** Members who are not the one in the letter, as somebody said. */
  @Column('uuid', { array: true, default: [] })
  parted!: string[];
}
