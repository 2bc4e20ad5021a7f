import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  TextField,
} from '../../platform/http/fields';

export class MessageHoldView {
  @IdField({ description: 'Id of the hold.' })
  id!: string;

  @TextField({
    description: 'Kind of message that is held; null for every kind.',
    nullable: true,
    example: 'agendas.agenda',
  })
  kind!: string | null;

  @TextField({
    description: 'Cause whose messages are held; null for every cause.',
    nullable: true,
    example: '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11',
  })
  cause!: string | null;

  @EnumField(['staff', 'mailing'], {
    description: 'Whether staff placed it, or it belongs to a mailing that is paused or being withdrawn.',
    name: 'HoldOwner',
  })
  belongsTo!: string;

  @TextField({ description: 'Why.', example: 'The room of the opening may change today.' })
  reason!: string;

  @TextField({ description: 'Who placed it.', example: 'Li Na' })
  placedBy!: string;

  @InstantField({ description: 'When.' })
  placedAt!: string;

  @TextField({ description: 'Who lifted it; null while it is in force.', nullable: true, example: null })
  liftedBy!: string | null;

  @InstantField({
    description: 'When it was lifted; null while it is in force.',
    nullable: true,
    example: null,
  })
  liftedAt!: string | null;
}

/** What of one kind is about to go out. */
export class OutboxKindView {
  @TextField({ description: 'Kind of message.', example: 'agendas.agenda' })
  kind!: string;

  @IntegerField({ description: 'Messages that wait, held ones included.', example: 1200 })
  waiting!: number;

  @IntegerField({ description: 'Of these, messages that are held.', example: 0 })
  held!: number;

  @IntegerField({
    description: 'Messages that are being sent just now; they cannot be held any more.',
    example: 200,
  })
  underWay!: number;

  @IntegerField({ description: 'From how many causes they come.', example: 1 })
  causes!: number;

  @InstantField({ description: 'When the oldest of them was promised.' })
  oldestAt!: string;

  @InstantField({
    description: 'When the next of those is tried that wait for another attempt; null when none does.',
    nullable: true,
  })
  nextAttemptAt!: string | null;
}

/** Messages of one kind and one cause that are about to go out. */
export class OutboxGroupView {
  @TextField({ description: 'Kind of message.', example: 'agendas.agenda' })
  kind!: string;

  @TextField({ description: 'What makes them go out.', example: '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11' })
  cause!: string;

  @IntegerField({ description: 'Messages that wait, held ones included.', example: 1200 })
  waiting!: number;

  @BooleanField({ description: 'Whether they are held.', example: false })
  held!: boolean;

  @IntegerField({ description: 'Messages that are being sent just now.', example: 200 })
  underWay!: number;

  @InstantField({ description: 'When the oldest of them was promised.' })
  oldestAt!: string;

  @InstantField({
    description: 'When the next of them is tried again; null when none was tried.',
    nullable: true,
  })
  nextAttemptAt!: string | null;

  @IdField({ description: 'One of the messages; read it to see what it says.' })
  exampleId!: string;
}
