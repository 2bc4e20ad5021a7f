import {
  BooleanField,
  EnumField,
  IdField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { deliveryModes, interpretationModes } from '../greeting.rules';
import { greetingWorkflow } from '../greeting.workflow';
import { ReadingConflictView } from './reading-conflict.view';

export class PinnedView {
  @IntegerField({ description: 'The place, from 1.', example: 1 })
  position!: number;

  @TextField({ description: 'Why.', max: 500, example: 'The host state speaks first.' })
  reason!: string;

  @BooleanField({ description: 'Whether the place can be kept as things are.' })
  kept!: boolean;
}

export class OrderEntryView {
  @IntegerField({ description: 'Place in the order of reading.', example: 1 })
  position!: number;

  @IntegerField({ description: 'Place that precedence, and what was fixed by hand, give it.', example: 1 })
  proposedPosition!: number;

  @IdField({ description: 'The message.' })
  greetingId!: string;

  @TextField({ description: 'Whose message it is.', example: 'Vladimir Norov' })
  author!: string;

  @TextField({ description: 'Post of the author.', example: 'Secretary-General', max: 300 })
  authorTitle!: string;

  @EnumField(deliveryModes, { description: 'How it is delivered.', name: 'DeliveryMode' })
  mode!: string;

  @TextField({
    description: 'Who reads it on the author’s behalf, and has accepted to.',
    nullable: true,
    example: 'Baurzhan Imandosov',
  })
  reader!: string | null;

  @BooleanField({
    description: 'Whether its place is kept, and nobody has accepted to read it.',
    example: false,
  })
  readerMissing!: boolean;

  @ObjectField(() => ReadingConflictView, {
    description: 'What keeps the reader or the deputy from being there.',
    list: true,
  })
  conflicts!: ReadingConflictView[];

  @EnumField(Object.keys(greetingWorkflow.states), {
    description: 'Where it is in its life.',
    name: 'GreetingState',
  })
  state!: string;

  @LanguageField({ description: 'Language in which it is read.', nullable: true })
  language!: string | null;

  @IntegerField({ description: 'Estimated time, in seconds, interpretation included.', example: 150 })
  seconds!: number;

  @IntegerField({ description: 'Seconds from the beginning of the readings until this one.', example: 0 })
  startsAfterSeconds!: number;

  @ObjectField(() => PinnedView, { description: 'The place that was fixed by hand.', nullable: true })
  pinned!: PinnedView | null;

  @TextField({
    description: 'Why precedence puts it there.',
    max: 3000,
    example:
      'First. Rank class 1 (Heads of organisations), and within it “SCO” in English alphabetical order.',
  })
  explanation!: string;

  @TextsField({
    description: 'The same in English, Russian and Chinese.',
    example: { zh: '排在首位。以作者本人的等级为准。' },
  })
  explanations!: Record<string, string>;
}

export class OrderView {
  @IdField({ description: 'The session.' })
  sessionId!: string;

  @IntegerField({
    description: 'Raised when what is settled about the order changes; the ETag. 0 before that.',
    example: 0,
  })
  version!: number;

  @EnumField(interpretationModes, {
    description: 'How the session is interpreted: the time is estimated for this.',
    name: 'InterpretationMode',
  })
  interpretation!: string;

  @BooleanField({
    description:
      'Whether somebody has settled how it is interpreted; otherwise it follows from the languages of the session and the booths of its room.',
  })
  interpretationSettled!: boolean;

  @IntegerField({
    description: 'Version of the rules of precedence that the proposal follows; 0 when the event has none.',
    example: 1,
  })
  rulesVersion!: number;

  @BooleanField({
    description: 'Whether the messages stand as precedence, and what was fixed by hand, put them.',
  })
  asProposed!: boolean;

  @IntegerField({
    description: 'Length of the session, in seconds; null while it has no time.',
    nullable: true,
    example: 3600,
  })
  sessionSeconds!: number | null;

  @IntegerField({ description: 'All readings together, in seconds.', example: 150 })
  totalSeconds!: number;

  @BooleanField({ description: 'Whether the readings fit into the session.' })
  fits!: boolean;

  @IntegerField({
    description: 'By how many minutes, rounded up, they take longer than the session; 0 when they fit.',
    example: 0,
  })
  overMinutes!: number;

  @ObjectField(() => OrderEntryView, { description: 'The messages, by their place.', list: true })
  items!: OrderEntryView[];
}
