import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../platform/database/base.entity';

/** An item of the draft of the programme. Without a room or a time it is not placed yet. */
@Entity('programme_sessions')
export class ProgrammeSession extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  title!: string;

  @Column('jsonb')
  titles!: Record<string, string>;

  @Column('text')
  kind!: string;

  @Column('uuid', { name: 'room_id', nullable: true })
  roomId!: string | null;

  @Column({ type: 'timestamptz', name: 'starts_at', precision: 3, nullable: true })
  startsAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'ends_at', precision: 3, nullable: true })
  endsAt!: Date | null;

  @Column('text', { array: true })
  languages!: string[];

  /** How many can attend, when places must be booked. */
  @Column('integer', { nullable: true })
  capacity!: number | null;
}

/** A topic of a session, in the order in which they are named. */
@Entity('session_topics')
export class SessionTopic {
  @PrimaryColumn('uuid', { name: 'session_id' })
  sessionId!: string;

  @PrimaryColumn('uuid', { name: 'topic_id' })
  topicId!: string;

  @Column('integer')
  position!: number;
}

/** What a person does in a session. */
@Entity('session_roles')
export class SessionRole {
  @PrimaryColumn('uuid', { name: 'session_id' })
  sessionId!: string;

  @PrimaryColumn('uuid', { name: 'person_id' })
  personId!: string;

  @PrimaryColumn('text')
  role!: string;

  @Column('integer')
  position!: number;
}
