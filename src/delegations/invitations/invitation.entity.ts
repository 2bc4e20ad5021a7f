import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { InvitationAddressee } from './invitation.view';
import type { InvitationDocument } from './invitation.words';

/** An invitation as it was sent: the database refuses to change it. */
@Entity('invitations')
export class Invitation {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'delegation_id' })
  delegationId!: string;

  /** Counts the invitations of the delegation. */
  @Column('integer')
  number!: number;

  @Column('text')
  kind!: string;

  @Column('text')
  language!: string;

  @Column('text')
  reference!: string;

  @Column({ type: 'timestamptz', name: 'answer_by', precision: 3, nullable: true })
  answerBy!: Date | null;

  @Column('jsonb')
  document!: InvitationDocument;

  @Column('jsonb')
  addressees!: InvitationAddressee[];

  /** Of all that it says and of whom it goes to, without the day: what makes two invitations the same. */
  @Column('text')
  digest!: string;

  @Column('text', { name: 'sent_by' })
  sentBy!: string;

  @Column('text', { name: 'sent_by_name' })
  sentByName!: string;

  @Column({ type: 'timestamptz', name: 'sent_at', precision: 3 })
  sentAt!: Date;
}
