import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PrecedenceRules } from './precedence.rules';

/** One version of the rules of precedence of an event; never changed, the last one is in force. */
@Entity('precedence_rule_sets')
export class PrecedenceRuleSet {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  /** From 1 in its event: the version, and the ETag. */
  @Column('integer')
  number!: number;

  @Column('jsonb')
  rules!: PrecedenceRules;

  @Column('text', { name: 'changed_by' })
  changedBy!: string;

  @Column('text', { name: 'changed_by_name' })
  changedByName!: string;

  @Column({ type: 'timestamptz', name: 'changed_at', precision: 3 })
  changedAt!: Date;
}

/** An order of precedence as it was when it was used; never changed. */
@Entity('precedence_freezes')
export class PrecedenceFreeze {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  /** From 1 in its event. */
  @Column('integer')
  number!: number;

  @Column('text')
  purpose!: string;

  @Column('text', { nullable: true })
  title!: string | null;

  /** Version of the rules, 0 when the event had none of its own. */
  @Column('integer', { name: 'rules_version' })
  rulesVersion!: number;

  /** The alphabet that was asked for instead of that of the rules. */
  @Column('text', { name: 'asked_order', nullable: true })
  askedOrder!: string | null;

  /** The rules that applied, with that alphabet. */
  @Column('jsonb')
  rules!: PrecedenceRules;

  @Column('jsonb')
  lines!: object[];

  @Column('text', { name: 'frozen_by' })
  frozenBy!: string;

  @Column('text', { name: 'frozen_by_name' })
  frozenByName!: string;

  @Column({ type: 'timestamptz', name: 'frozen_at', precision: 3 })
  frozenAt!: Date;
}
