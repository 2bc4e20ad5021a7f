import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';
import type { FormField } from './form.rules';

/** What people of a category are asked; its version is the number of the questionnaire in force. */
@Entity('forms')
export class Form extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'category_id' })
  categoryId!: string;

  @Column('jsonb')
  fields!: FormField[];
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
