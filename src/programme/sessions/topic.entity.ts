import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** What sessions of an event are about; a track. */
@Entity('topics')
export class Topic extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  title!: string;

  @Column('jsonb')
  titles!: Record<string, string>;

  @Column('integer')
  position!: number;
}
