import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../platform/database/base.entity';

/** When whom to remind of what: an instant before or after an anchor, worked out anew whenever it is looked at. */
@Entity('reminder_rules')
export class ReminderRule extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  title!: string;

  @Column('text')
  anchor!: string;

  @Column('uuid', { name: 'anchor_id', nullable: true })
  anchorId!: string | null;

  /** Of a rule that is timed by deadlines: which; none means all. */
  @Column('text', { name: 'deadline_kinds', array: true })
  deadlineKinds!: string[];

  @Column('integer', { name: 'offset_minutes' })
  offsetMinutes!: number;

  @Column('integer', { name: 'lapses_after_minutes' })
  lapsesAfterMinutes!: number;

  @Column('jsonb')
  audience!: Record<string, string[]>;

  @Column('jsonb')
  texts!: Record<string, string>;

  /** In whose words it is, instead of its own. */
  @Column('uuid', { name: 'template_id', nullable: true })
  templateId!: string | null;

  /** Whether nobody is woken by it. */
  @Column('boolean', { name: 'by_day' })
  byDay!: boolean;

  @Column('boolean')
  active!: boolean;

  /** Since when it is timed as it is now and active; what would have been due before then is missed. */
  @Column({ type: 'timestamptz', name: 'in_force_since', precision: 3 })
  inForceSince!: Date;

  /** When somebody has to look whether it is due; null: as soon as the event is announced. */
  @Column({ type: 'timestamptz', name: 'next_look_at', precision: 3, nullable: true })
  nextLookAt!: Date | null;

  /** Until when it was looked at, for everybody. */
  @Column({ type: 'timestamptz', name: 'looked_through', precision: 3, nullable: true })
  lookedThrough!: Date | null;
}

/** One time that a rule was due, and what became of it. */
@Entity('reminder_occurrences')
export class ReminderOccurrence {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'rule_id' })
  ruleId!: string;

  /** What it was due for: the event, the session, the departure, or what is owed. */
  @Column('uuid', { name: 'subject_id' })
  subjectId!: string;

  @Column({ type: 'timestamptz', name: 'due_at', precision: 3 })
  dueAt!: Date;

  @Column('text')
  outcome!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;
}
