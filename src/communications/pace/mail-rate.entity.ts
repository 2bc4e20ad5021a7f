import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far the places in time of a sender or of a recipient's domain are taken. */
@Entity('mail_rates')
export class MailRate {
  /** `sender`, or `domain:` and a domain. */
  @PrimaryColumn('text')
  key!: string;

  /** The first place that is free. */
  @Column({ type: 'timestamptz', name: 'next_at' })
  nextAt!: Date;
}
