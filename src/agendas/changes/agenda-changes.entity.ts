import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ChangeLine, EntryContent } from './agenda-entry.rules';

/** Somebody who was told their agenda, and is told from then on what changes on it. */
@Entity('told_agendas')
export class ToldAgenda {
  @PrimaryColumn('uuid', { name: 'registration_id' })
  registrationId!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  /** Whose calendar it is; the registration may have passed to somebody else since. */
  @Column('uuid', { name: 'person_id' })
  personId!: string;

  /** When they were told last of anything on it. */
  @Column({ type: 'timestamptz', name: 'told_at', precision: 3 })
  toldAt!: Date;
}

/** What calendars show of a thing, once for all who see it alike. Never changed, never removed. */
@Entity('agenda_contents')
export class AgendaContent {
  @PrimaryColumn('uuid', { name: 'event_id' })
  eventId!: string;

  @PrimaryColumn('uuid')
  fingerprint!: string;

  @Column('jsonb')
  content!: EntryContent;
}

/** What one person was last told of one thing: how it stands in their calendar. */
@Entity('agenda_entries')
export class AgendaEntry {
  @PrimaryColumn('uuid', { name: 'registration_id' })
  registrationId!: string;

  @PrimaryColumn('text')
  uid!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  /** Of what kind the thing is, as on an agenda. */
  @Column('text')
  kind!: string;

  @Column('text', { name: 'subject_id' })
  subjectId!: string;

  /** Language in which they were told. */
  @Column('text')
  locale!: string;

  /** Rises with every change of the row; the database refuses others. */
  @Column('integer')
  sequence!: number;

  @Column('uuid')
  fingerprint!: string;

  @Column({ type: 'timestamptz', name: 'starts_at', precision: 3 })
  startsAt!: Date;

  @Column('boolean')
  cancelled!: boolean;

  /** The message or the change by which they were told. */
  @Column('uuid', { name: 'told_by' })
  toldBy!: string;

  @Column({ type: 'timestamptz', name: 'told_at', precision: 3 })
  toldAt!: Date;
}

/** What one change notice says to one person. */
@Entity('agenda_changes')
export class AgendaChange {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'registration_id' })
  registrationId!: string;

  @Column('uuid', { name: 'person_id' })
  personId!: string;

  @Column('jsonb')
  lines!: ChangeLine[];

  @Column({ type: 'timestamptz', name: 'told_at', precision: 3 })
  toldAt!: Date;
}

/** How an event tells of changes, and since when there are some of which nobody was told. */
@Entity('agenda_watches')
export class AgendaWatch {
  @PrimaryColumn('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('integer')
  version!: number;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 })
  updatedAt!: Date;

  @Column('boolean')
  enabled!: boolean;

  /** How long nothing must have changed before people are told, in minutes. */
  @Column('integer', { name: 'quiet_minutes' })
  quietMinutes!: number;

  /** Whether somebody keeps the notices back. */
  @Column('boolean')
  held!: boolean;

  @Column({ type: 'timestamptz', name: 'first_changed_at', precision: 3, nullable: true })
  firstChangedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'last_changed_at', precision: 3, nullable: true })
  lastChangedAt!: Date | null;
}
