import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A file whose bytes are in the storage, under its id. The row is there before the bytes, and goes after them. */
@Entity('stored_files')
export class StoredFile {
  @PrimaryColumn('uuid')
  id!: string;

  /** The event to which it belongs, if any. */
  @Column('uuid', { name: 'event_id', nullable: true })
  eventId!: string | null;

  /** The name that it had where it comes from. */
  @Column('text')
  name!: string;

  /** By its content, not by what somebody said. */
  @Column('text', { name: 'media_type' })
  mediaType!: string;

  /** Length in bytes. */
  @Column('integer')
  size!: number;

  /** SHA-256 of its bytes, in hexadecimal. */
  @Column('text')
  sha256!: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;

  /** Id of the account or link that sent it. */
  @Column('text', { name: 'created_by' })
  createdBy!: string;

  /** When the transaction that refers to it was made; null until then. */
  @Column({ type: 'timestamptz', name: 'kept_at', precision: 3, nullable: true })
  keptAt!: Date | null;

  /** Since when nothing has been seen to refer to it. */
  @Column({ type: 'timestamptz', name: 'unused_since', precision: 3, nullable: true })
  unusedSince!: Date | null;

  /** Nobody may refer to it any more: its bytes are being removed. */
  @Column('boolean', { default: false })
  leaving!: boolean;
}
