import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { ConflictView, listedConflicts } from './conflict.view';

export class ShiftedSessionView {
  @IdField({ description: 'Id of the session.' })
  id!: string;

  @TextField({ description: 'Title in the first language of the event.', example: 'Digital customs' })
  title!: string;

  @TextsField({ description: 'Title in further languages.' })
  titles!: Record<string, string>;

  @IdField({ description: 'Its room.', nullable: true })
  roomId!: string | null;

  @TextField({ description: 'Name of the room.', nullable: true, example: 'Main Hall' })
  room!: string | null;

  @InstantField({ description: 'When it begins before the shift.' })
  startedAt!: string;

  @InstantField({ description: 'When it ends before the shift.', example: '2019-10-21T10:30:00+08:00' })
  endedAt!: string;

  @InstantField({ description: 'When it begins after the shift.', example: '2019-10-21T09:30:00+08:00' })
  startsAt!: string;

  @InstantField({ description: 'When it ends after the shift.', example: '2019-10-21T11:00:00+08:00' })
  endsAt!: string;
}

export class ShiftPreviewView {
  @InstantField({ description: 'Sessions that begin from then on are moved.' })
  from!: string;

  @InstantField({
    description: 'Sessions that begin before that are moved.',
    example: '2019-10-22T00:00:00+08:00',
  })
  until!: string;

  @IntegerField({ description: 'By how many minutes.', min: -720, max: 720, example: 30 })
  minutes!: number;

  @IdField({
    description: 'Only these rooms; null for all, and for sessions without one.',
    list: true,
    nullable: true,
  })
  roomIds!: string[] | null;

  @ObjectField(() => ShiftedSessionView, {
    description: 'The sessions that move, in the order of time.',
    list: true,
  })
  sessions!: ShiftedSessionView[];

  @ObjectField(() => ConflictView, {
    description: `Conflicts that are there after it and were not before; at most ${listedConflicts}.`,
    list: true,
  })
  appearing!: ConflictView[];

  @ObjectField(() => ConflictView, {
    description: `Conflicts that are there before it and not after; at most ${listedConflicts}, without ways out.`,
    list: true,
  })
  vanishing!: ConflictView[];

  @IntegerField({
    description: 'How many people have a part or a seat in a session that moves.',
    example: 42,
  })
  people!: number;

  @BooleanField({
    description: 'Whether a session that moves is open to all, so that it concerns every participant.',
    example: false,
  })
  everybody!: boolean;

  @TextField({
    description: 'What was seen, in short; send it with the shift, so that nothing else is done.',
    example: 'q2b0h7n6i5kEo1mTnYwXwB4iVw7Q8g5W0cS1p3r9ZkM',
  })
  digest!: string;
}

export class ShiftDoneView extends ShiftPreviewView {
  @IdField({ description: 'Id of its record.' })
  id!: string;
}

/** What is on record about a shift. */
export class ShiftView {
  @IdField({ description: 'Id of the record.' })
  id!: string;

  @InstantField({ description: 'Sessions that began from then on were moved.' })
  from!: string;

  @InstantField({
    description: 'Sessions that began before that were moved.',
    example: '2019-10-22T00:00:00+08:00',
  })
  until!: string;

  @IntegerField({ description: 'By how many minutes.', min: -720, max: 720, example: 30 })
  minutes!: number;

  @IdField({
    description: 'Only these rooms; null for all, and for sessions without one.',
    list: true,
    nullable: true,
  })
  roomIds!: string[] | null;

  @IdField({ description: 'The sessions that moved; some may be gone by now.', list: 10_000 })
  sessionIds!: string[];

  @IntegerField({ description: 'How many people had a part or a seat in one of them.', example: 42 })
  people!: number;

  @BooleanField({ description: 'Whether one of them was open to all.', example: false })
  everybody!: boolean;

  @TextField({ description: 'Why.', nullable: true, multiline: true, example: 'The opening took longer.' })
  comment!: string | null;

  @TextField({ description: 'Name of who did it.', example: 'Li Na' })
  by!: string;

  @EnumField(['staff', 'link', 'anonymous', 'system'], {
    description: 'What kind of caller that was.',
    name: 'ActorKind',
  })
  byKind!: string;

  @InstantField({ description: 'When it was done.' })
  at!: string;
}

export interface ShiftRow extends Record<string, unknown> {
  id: string;
  starts_from: Date;
  starts_until: Date;
  minutes: number;
  room_ids: string[] | null;
  session_ids: string[];
  people: number;
  everybody: boolean;
  comment: string | null;
  actor_kind: string;
  actor_name: string;
  created_at: Date;
}

export function toShiftView(row: ShiftRow): ShiftView {
  return {
    id: row.id,
    from: row.starts_from.toISOString(),
    until: row.starts_until.toISOString(),
    minutes: row.minutes,
    roomIds: row.room_ids,
    sessionIds: row.session_ids,
    people: row.people,
    everybody: row.everybody,
    comment: row.comment,
    by: row.actor_name,
    byKind: row.actor_kind,
    at: row.created_at.toISOString(),
  };
}
