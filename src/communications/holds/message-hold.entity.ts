import { Column, Entity, PrimaryColumn } from 'typeorm';

/** That messages of a kind, of a cause, or of both are not sent until the hold is lifted. */
@Entity('message_holds')
export class MessageHold {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text', { nullable: true })
  kind!: string | null;

  @Column('text', { nullable: true })
  cause!: string | null;

  /** `staff`, or what holds them as long as it is in some state: `mailing`. */
  @Column('text', { name: 'belongs_to' })
  belongsTo!: string;

  @Column('text')
  reason!: string;

  @Column('text', { name: 'placed_by_name' })
  placedByName!: string;

  @Column({ type: 'timestamptz', name: 'placed_at', precision: 3 })
  placedAt!: Date;

  @Column('text', { name: 'lifted_by_name', nullable: true })
  liftedByName!: string | null;

  @Column({ type: 'timestamptz', name: 'lifted_at', precision: 3, nullable: true })
  liftedAt!: Date | null;
}
