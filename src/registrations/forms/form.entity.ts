import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';
import type { FieldGroup, FormField, FormPurpose } from './form.rules';

/** What people of some categories are asked; its version is the number of the questionnaire in force. */
@Entity('forms')
export class Form extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  purpose!: FormPurpose;

  @Column('text', { nullable: true })
  title!: string | null;

  @Column('jsonb', { default: {} })
  titles!: Record<string, string>;

  @Column('jsonb')
  fields!: FormField[];

  @Column('jsonb', { default: [] })
  groups!: FieldGroup[];

  /** From when on a follow-up form is asked. */
  @Column({ type: 'timestamptz', name: 'opens_at', precision: 3, nullable: true })
  opensAt!: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  deadline!: Date | null;

  /** When those who have a place were told of a follow-up form; null when that is still to be done. */
  @Column({ type: 'timestamptz', name: 'announced_at', precision: 3, nullable: true })
  announcedAt!: Date | null;
}

/** A questionnaire as it once was in force. */
@Entity('form_versions')
export class FormVersion {
  @PrimaryColumn('uuid', { name: 'form_id' })
  formId!: string;

  @PrimaryColumn('integer')
  number!: number;

  @Column('jsonb')
  fields!: FormField[];

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}

/** Whose people are asked. A category has one form for registration, and any number of follow-up forms. */
@Entity('form_categories')
export class FormCategory {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @PrimaryColumn('uuid', { name: 'form_id' })
  formId!: string;

  @PrimaryColumn('uuid', { name: 'category_id' })
  categoryId!: string;

  /** That of the form. */
  @Column('text')
  purpose!: FormPurpose;
}
