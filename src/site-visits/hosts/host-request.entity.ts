import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** That a host was asked for its word on the people of a departure, and until when it is to give it. */
@Entity('host_requests')
export class HostRequest extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'site_visit_id' })
  siteVisitId!: string;

  @Column('uuid', { name: 'departure_id' })
  departureId!: string;

  @Column('text')
  state!: string;

  @Column({ type: 'timestamptz', name: 'answer_by', precision: 3 })
  answerBy!: Date;

  /** How many hours before that the host is reminded. */
  @Column('integer', { name: 'remind_hours' })
  remindHours!: number;
}
