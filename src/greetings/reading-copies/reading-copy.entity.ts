import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A reading copy that was handed out: one version of a text, in one language, to one holder, under its own number. */
@Entity('reading_copies')
export class ReadingCopy {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'greeting_id' })
  greetingId!: string;

  /** From 1 among all copies of the message. */
  @Column('integer')
  number!: number;

  @Column('text')
  language!: string;

  /** Tells versions of the text apart; a copy whose key is not that of the cleared text is superseded. */
  @Column('text', { name: 'text_key' })
  textKey!: string;

  @Column('integer', { name: 'text_version' })
  textVersion!: number;

  /** `person:` or `user:` with its id. */
  @Column('text')
  holder!: string;

  @Column('text', { name: 'holder_kind' })
  holderKind!: string;

  @Column('text', { name: 'holder_name' })
  holderName!: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}

/** One time that a copy was handed out; never changed. */
@Entity('reading_copy_handouts')
export class ReadingCopyHandout {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'copy_id' })
  copyId!: string;

  @Column('text', { name: 'to_kind' })
  toKind!: string;

  @Column('text', { name: 'to_id' })
  toId!: string;

  @Column('text', { name: 'to_name' })
  toName!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;
}

/** Somebody who interprets a message and may have its text in advance. */
@Entity('greeting_interpreters')
export class GreetingInterpreter {
  @PrimaryColumn('uuid', { name: 'greeting_id' })
  greetingId!: string;

  @PrimaryColumn('uuid', { name: 'person_id' })
  personId!: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}
