import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';
import type { MailTopic } from './mail-topics.words';

/** By which way somebody has chosen. */
export const choosingWays = ['one_click', 'page', 'link'] as const;
export type ChoosingWay = (typeof choosingWays)[number];

/** What somebody does not want to read in an event. */
@Entity('mail_preferences')
export class MailPreference extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  /** Who it is: `person:`, `registration:` or `address:`, and an id. */
  @Column('text')
  holder!: string;

  /** Topics that are refused. */
  @Column('text', { array: true })
  refused!: MailTopic[];

  /** How it was said last. */
  @Column('text')
  way!: ChoosingWay;
}
