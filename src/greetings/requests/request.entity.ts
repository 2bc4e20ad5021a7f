import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A contact of the author's organisation through whom the author is asked. */
@Entity('greeting_contacts')
export class GreetingContact {
  @PrimaryColumn('uuid', { name: 'greeting_id' })
  greetingId!: string;

  @PrimaryColumn('uuid', { name: 'contact_id' })
  contactId!: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}

/** One rung of the ladder of reminders of one request. */
@Entity('greeting_reminders')
export class GreetingReminder {
  @PrimaryColumn('uuid', { name: 'greeting_id' })
  greetingId!: string;

  /** From the deadline on; negative before it. */
  @PrimaryColumn('integer', { name: 'offset_hours' })
  offsetHours!: number;

  @PrimaryColumn('text')
  audience!: string;

  /** When it was last done. It is due again when the deadline moves so that its instant lies after that. */
  @Column({ type: 'timestamptz', name: 'done_at', precision: 3, nullable: true })
  doneAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}
