import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** The programme as it was published, numbered within its event. */
@Entity('releases')
export class Release extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  state!: string;

  @Column('integer')
  number!: number;

  /** The release that people saw before this one, and see again if this one is withdrawn. */
  @Column('uuid', { name: 'follows_id', nullable: true })
  followsId!: string | null;

  @Column('text', { nullable: true })
  comment!: string | null;

  @Column('integer', { name: 'hard_conflicts' })
  hardConflicts!: number;

  @Column('text', { name: 'override_reason', nullable: true })
  overrideReason!: string | null;

  @Column('text', { name: 'time_zone' })
  timeZone!: string;

  @Column({ type: 'timestamptz', name: 'released_at', precision: 3 })
  releasedAt!: Date;

  /** How often its instants were worked out again, because the rules of its time zone had changed. */
  @Column('integer', { name: 'times_revised' })
  timesRevised!: number;
}

/** A session as it stood in a release. */
@Entity('release_sessions')
export class ReleaseSession {
  @PrimaryColumn('uuid', { name: 'release_id' })
  releaseId!: string;

  @PrimaryColumn('uuid', { name: 'session_id' })
  sessionId!: string;

  @Column('text')
  title!: string;

  @Column('jsonb')
  titles!: Record<string, string>;

  @Column('text')
  kind!: string;

  @Column('uuid', { name: 'room_id', nullable: true })
  roomId!: string | null;

  @Column('text', { name: 'room_name', nullable: true })
  roomName!: string | null;

  @Column({ type: 'timestamptz', name: 'starts_at', precision: 3 })
  startsAt!: Date;

  @Column({ type: 'timestamptz', name: 'ends_at', precision: 3 })
  endsAt!: Date;

  @Column('jsonb')
  topics!: object[];

  @Column('text', { array: true })
  languages!: string[];

  @Column('integer', { nullable: true })
  capacity!: number | null;

  @Column('text', { nullable: true })
  abstract!: string | null;

  @Column('jsonb')
  abstracts!: Record<string, string>;

  @Column('text', { name: 'authentic_language', nullable: true })
  authenticLanguage!: string | null;

  @Column('text', { name: 'floor_languages', array: true })
  floorLanguages!: string[];

  @Column('uuid', { name: 'category_ids', array: true })
  categoryIds!: string[];

  @Column('jsonb')
  items!: object[];

  @Column('jsonb')
  documents!: object[];

  /** What the release says: the time on the wall. The instants follow from it and from the rules of the time zone. */
  @Column({ type: 'timestamp', name: 'local_starts_at', precision: 3 })
  localStartsAt!: Date;

  @Column({ type: 'timestamp', name: 'local_ends_at', precision: 3 })
  localEndsAt!: Date;

  /** Whether it shares its room with another at the same time, because somebody with the right to do so said so. */
  @Column('boolean')
  overridden!: boolean;

  /** How often what a calendar shows of it has changed since it was first released (RFC 5546). */
  @Column('integer')
  sequence!: number;

  /** When it last changed so. */
  @Column({ type: 'timestamptz', name: 'changed_at', precision: 3 })
  changedAt!: Date;
}

/** What a person did in a session, under the name that they had then. */
@Entity('release_roles')
export class ReleaseRole {
  @PrimaryColumn('uuid', { name: 'release_id' })
  releaseId!: string;

  @PrimaryColumn('uuid', { name: 'role_id' })
  roleId!: string;

  @Column('uuid', { name: 'session_id' })
  sessionId!: string;

  /** The item of the session in which it was. */
  @Column('uuid', { name: 'item_id', nullable: true })
  itemId!: string | null;

  @Column('uuid', { name: 'person_id' })
  personId!: string;

  @Column('text')
  role!: string;

  @Column('integer')
  position!: number;

  @Column('text', { name: 'display_name' })
  displayName!: string;
}

/** Somebody whom a change of a release concerned without a role in it: who had a place, who reads a message there. */
@Entity('release_attendees')
export class ReleaseAttendee {
  @PrimaryColumn('uuid', { name: 'release_id' })
  releaseId!: string;

  @PrimaryColumn('uuid', { name: 'session_id' })
  sessionId!: string;

  @PrimaryColumn('uuid', { name: 'person_id' })
  personId!: string;

  @PrimaryColumn('text', { name: 'attends_as' })
  attendsAs!: string;

  @Column('text', { name: 'display_name' })
  displayName!: string;
}
