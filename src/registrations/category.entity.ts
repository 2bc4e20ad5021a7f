import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../platform/database/base.entity';

/** A kind of participant at an event. */
@Entity('categories')
export class Category extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  code!: string;

  @Column('text')
  title!: string;

  @Column('jsonb', { default: {} })
  titles!: Record<string, string>;

  @Column('text')
  approval!: 'automatic' | 'review';

  @Column('boolean', { name: 'self_registration' })
  selfRegistration!: boolean;

  @Column('text', { name: 'badge_colour', nullable: true })
  badgeColour!: string | null;
}
