import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** Somebody at the host of a site visit, beside the one who stands on the visit itself. */
@Entity('host_contacts')
export class HostContact extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'site_visit_id' })
  siteVisitId!: string;

  @Column('text')
  name!: string;

  @Column('text')
  email!: string;

  @Column('text', { nullable: true })
  post!: string | null;

  /** Language in which they are written to. */
  @Column('text')
  locale!: string;
}
