import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';
import type { MissingPolicy, PointKind } from './admission.rules';

/** To what one checks in: the event, a day of it, a session, or a door. */
@Entity('check_in_points')
export class CheckInPoint extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  kind!: PointKind;

  /** The one point that stands for a scan which names none. */
  @Column('boolean', { name: 'is_default', default: false })
  isDefault!: boolean;

  /** The session of the released programme, for a point of the kind `session`. */
  @Column('uuid', { name: 'session_id', nullable: true })
  sessionId!: string | null;

  @Column('text')
  title!: string;

  @Column('jsonb', { default: {} })
  titles!: Record<string, string>;

  /** Categories that are let in; none: all. */
  @Column('uuid', { name: 'category_ids', array: true, default: [] })
  categoryIds!: string[];

  /** The zone at whose door it is: only those are let in who may go there now. */
  @Column('uuid', { name: 'zone_id', nullable: true })
  zoneId!: string | null;

  /** Whether somebody who left may come in again. */
  @Column('boolean')
  reentry!: boolean;

  /** Whether it is recorded that people leave. */
  @Column('boolean', { name: 'records_out' })
  recordsOut!: boolean;

  /** What happens to those of whom something is missing. */
  @Column('text')
  missing!: MissingPolicy;

  @Column({ type: 'timestamptz', name: 'opens_at', precision: 3, nullable: true })
  opensAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'closes_at', precision: 3, nullable: true })
  closesAt!: Date | null;

  @Column('integer', { name: 'opens_minutes_before' })
  opensMinutesBefore!: number;

  @Column('integer', { name: 'closes_minutes_after' })
  closesMinutesAfter!: number;
}
