import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** A seat in a session, or a place in the line for one. */
@Entity('sign_ups')
export class SignUp extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'session_id' })
  sessionId!: string;

  @Column('uuid', { name: 'registration_id' })
  registrationId!: string;

  @Column('text')
  state!: string;

  /** Number that was drawn on arrival; the line is ordered by it, and who waits again has it again. */
  @Column('integer', { name: 'queue_number', nullable: true })
  queueNumber!: number | null;

  /** Start and end of the session, moved with it. */
  @Column('tstzrange')
  during!: string;
}
