import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** The record of a shift: who moved a part of a day by how much, and whom that concerned. */
@Entity('programme_shifts')
export class ProgrammeShift extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  /** Sessions that began from then on were moved. */
  @Column({ type: 'timestamptz', name: 'starts_from', precision: 3 })
  startsFrom!: Date;

  /** And before this. */
  @Column({ type: 'timestamptz', name: 'starts_until', precision: 3 })
  startsUntil!: Date;

  @Column('integer')
  minutes!: number;

  /** Only sessions in these rooms; null for all of them and those without a room. */
  @Column('uuid', { name: 'room_ids', array: true, nullable: true })
  roomIds!: string[] | null;

  @Column('uuid', { name: 'session_ids', array: true })
  sessionIds!: string[];

  @Column('integer')
  people!: number;

  @Column('boolean')
  everybody!: boolean;

  @Column('text', { nullable: true })
  comment!: string | null;

  @Column('text', { name: 'actor_kind' })
  actorKind!: string;

  @Column('text', { name: 'actor_id' })
  actorId!: string;

  @Column('text', { name: 'actor_name' })
  actorName!: string;
}
