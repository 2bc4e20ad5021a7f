import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** Somebody whom a delegation nominated, and who is registered for the event already: for protocol to decide. */
@Entity('double_nominations')
export class DoubleNomination extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  state!: string;

  /** The delegation that nominated. */
  @Column('uuid', { name: 'delegation_id' })
  delegationId!: string;

  /** The registration that was there. */
  @Column('uuid', { name: 'registration_id' })
  registrationId!: string;

  @Column('uuid', { name: 'category_id' })
  categoryId!: string;

  @Column('text')
  part!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'nominated_by' })
  nominatedBy!: string;

  /** Whether that is the person, who named the delegation when they registered. */
  @Column('boolean', { name: 'by_person', default: false })
  byPerson!: boolean;
}
