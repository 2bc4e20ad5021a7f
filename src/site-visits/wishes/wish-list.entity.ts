import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** What holds for the wishes of an event. */
@Entity('wish_rules')
export class WishRules extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  /** Until when wishes can be made and changed; null without a deadline. */
  @Column({ type: 'timestamptz', name: 'closes_at', precision: 3, nullable: true })
  closesAt!: Date | null;

  @Column('integer', { name: 'most_wishes' })
  mostWishes!: number;

  /** Most visits for one person; null for no limit. */
  @Column('integer', { name: 'most_places', nullable: true })
  mostPlaces!: number | null;

  /** Whether whoever did not come to a visit comes after all others in the next allocation. */
  @Column('boolean', { name: 'no_shows_last', default: false })
  noShowsLast!: boolean;
}

/** The visits that one participant wishes for. */
@Entity('wish_lists')
export class WishList extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'registration_id' })
  registrationId!: string;

  /** Who changed it last. */
  @Column('text', { name: 'changed_by' })
  changedBy!: string;
}

/** One of them; the dearest has rank 1. */
@Entity('wishes')
export class Wish {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @PrimaryColumn('uuid', { name: 'list_id' })
  listId!: string;

  @PrimaryColumn('uuid', { name: 'site_visit_id' })
  siteVisitId!: string;

  @Column('integer')
  rank!: number;
}
