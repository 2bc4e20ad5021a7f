import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What somebody answered to a follow-up form. What they answered when they registered stands with the registration. */
@Entity('form_answers')
export class FormAnswers {
  @PrimaryColumn('uuid', { name: 'registration_id' })
  registrationId!: string;

  @PrimaryColumn('uuid', { name: 'form_id' })
  formId!: string;

  /** The version that was answered. */
  @Column('integer', { name: 'form_version' })
  formVersion!: number;

  @Column('jsonb')
  answers!: Record<string, unknown>;

  /** Whether nothing is missing that must be answered at any time. */
  @Column('boolean')
  complete!: boolean;

  /** Questions whose answers were removed because the time for which they are kept is over. */
  @Column('text', { array: true, default: [] })
  purged!: string[];

  @Column('integer', { default: 1 })
  version!: number;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 })
  updatedAt!: Date;
}

/** A file that is the answer to a question; its id stands in the answers too. */
@Entity('answer_files')
export class AnswerFile {
  @PrimaryColumn('uuid', { name: 'registration_id' })
  registrationId!: string;

  @PrimaryColumn('uuid', { name: 'form_id' })
  formId!: string;

  @PrimaryColumn('text')
  question!: string;

  @Column('uuid', { name: 'file_id' })
  fileId!: string;
}

/** Until when one person can change more than others can: the answers of a group, or what hangs on a form's deadline. */
@Entity('answer_extensions')
export class AnswerExtension {
  @PrimaryColumn('uuid', { name: 'registration_id' })
  registrationId!: string;

  /** Key of a group, or id of a form. */
  @PrimaryColumn('text', { name: 'group_key' })
  groupKey!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  until!: Date;

  @Column('text')
  reason!: string;

  @Column('text', { name: 'by_name' })
  byName!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;
}

/** Proof that answers to a question were removed when their time was over, and how many; not what they were. */
@Entity('answer_purges')
export class AnswerPurge {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'form_id' })
  formId!: string;

  /** The version under which they were given. */
  @Column('integer', { name: 'form_version' })
  formVersion!: number;

  @Column('text')
  question!: string;

  /** When their time was over. */
  @Column({ type: 'timestamptz', name: 'due_at', precision: 3 })
  dueAt!: Date;

  @Column('integer')
  count!: number;

  /** Whether none is left. */
  @Column('boolean')
  done!: boolean;

  /** When the last of them was removed. */
  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;
}
