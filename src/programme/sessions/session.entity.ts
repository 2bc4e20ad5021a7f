import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

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

  @Column('text', { nullable: true })
  abstract!: string | null;

  @Column('jsonb')
  abstracts!: Record<string, string>;

  /** The language in which title and abstract are authentic; the others are translations of it. */
  @Column('text', { name: 'authentic_language', nullable: true })
  authenticLanguage!: string | null;

  /** Languages that are spoken on the floor; the others that are promised are interpreted. */
  @Column('text', { name: 'floor_languages', array: true })
  floorLanguages!: string[];

  /** How many are expected to come. */
  @Column('integer', { nullable: true })
  expected!: number | null;

  @Column('text', { array: true })
  equipment!: string[];

  /** How long it is to last, while it has no time. */
  @Column('integer', { name: 'duration_minutes', nullable: true })
  durationMinutes!: number | null;

  /** What the clock on the wall shows when it begins; kept by the database. */
  @Column({ type: 'timestamp', name: 'local_starts_at', precision: 3, nullable: true })
  localStartsAt!: Date | null;

  @Column({ type: 'timestamp', name: 'local_ends_at', precision: 3, nullable: true })
  localEndsAt!: Date | null;
}

/** A category of participants that may attend a session; without any, everybody may. */
@Entity('session_categories')
export class SessionCategory {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @PrimaryColumn('uuid', { name: 'session_id' })
  sessionId!: string;

  @PrimaryColumn('uuid', { name: 'category_id' })
  categoryId!: string;
}

/** A part of a session with a title and speakers of its own: a talk of a panel, a point of an agenda. */
@Entity('session_items')
export class SessionItem {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'session_id' })
  sessionId!: string;

  @Column('integer')
  position!: number;

  @Column('text')
  title!: string;

  @Column('jsonb')
  titles!: Record<string, string>;

  @Column('text', { nullable: true })
  abstract!: string | null;

  @Column('jsonb')
  abstracts!: Record<string, string>;

  @Column('text', { name: 'authentic_language', nullable: true })
  authenticLanguage!: string | null;

  @Column('integer', { name: 'duration_minutes', nullable: true })
  durationMinutes!: number | null;
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

/** What a person does in a session or in one of its items: asked for, accepted, declined, or replaced by somebody. */
@Entity('session_roles')
export class SessionRole extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'session_id' })
  sessionId!: string;

  @Column('uuid', { name: 'item_id', nullable: true })
  itemId!: string | null;

  @Column('uuid', { name: 'person_id' })
  personId!: string;

  @Column('text')
  role!: string;

  @Column('integer')
  position!: number;

  @Column('text')
  state!: string;

  /** The role of whom this person replaces. */
  @Column('uuid', { name: 'replaces_id', nullable: true })
  replacesId!: string | null;
}
