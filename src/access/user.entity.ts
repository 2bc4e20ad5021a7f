import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../platform/database/base.entity';

/** Somebody who works with the system: staff of a secretariat. Delegates have no account; they come with links. */
@Entity('users')
export class User extends BaseEntity {
  @Column('text')
  email!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'password_hash', nullable: true })
  passwordHash!: string | null;

  @Column('boolean')
  administrator!: boolean;

  @Column({ type: 'timestamptz', name: 'disabled_at', precision: 3, nullable: true })
  disabledAt!: Date | null;
}

/** A role that a user has in an event. */
@Entity('staff_roles')
export class StaffRoleRow {
  @PrimaryColumn('uuid', { name: 'event_id' })
  eventId!: string;

  @PrimaryColumn('uuid', { name: 'user_id' })
  userId!: string;

  @PrimaryColumn('text')
  role!: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}

/** A sign-in that lasts: the digests of its two tokens. */
@Entity('sessions')
export class Session {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @Column('text', { name: 'access_digest' })
  accessDigest!: string;

  @Column('text', { name: 'refresh_digest' })
  refreshDigest!: string;

  @Column({ type: 'timestamptz', name: 'access_expires_at', precision: 3 })
  accessExpiresAt!: Date;

  @Column({ type: 'timestamptz', name: 'refresh_expires_at', precision: 3 })
  refreshExpiresAt!: Date;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}

/** A link for one person outside to one thing. The secret is not stored: it is the signature of the id. */
@Entity('access_links')
export class AccessLink {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  kind!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'subject_id' })
  subjectId!: string;

  @Column('text')
  name!: string;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt!: Date;

  /** Who of several has it, such as their address; empty where a thing has one link only. */
  @Column('text', { default: '' })
  holder!: string;

  @Column({ type: 'timestamptz', name: 'revoked_at', precision: 3, nullable: true })
  revokedAt!: Date | null;

  /** Who made it worthless; null where that followed from something else. */
  @Column('text', { name: 'revoked_by_name', nullable: true })
  revokedByName!: string | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}
