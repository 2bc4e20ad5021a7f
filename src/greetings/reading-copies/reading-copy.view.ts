import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { readingParts } from '../readings/reading-conflict.view';
import { holderKinds } from './reading-copy.input';

export class HandoutView {
  @TextField({ description: 'To whom it was handed out.', example: 'Baurzhan Imandosov' })
  to!: string;

  @InstantField({ description: 'When.' })
  at!: string;
}

/** A reading copy; never its text. */
export class ReadingCopyView {
  @IdField({ description: 'Id of the copy.' })
  id!: string;

  @IntegerField({ description: 'Its number among all copies of the message.', example: 1 })
  number!: number;

  @LanguageField({ description: 'Language of its text.' })
  language!: string;

  @IntegerField({ description: 'Version of its text.', example: 1 })
  version!: number;

  @EnumField(holderKinds, { description: 'As what somebody has it.', name: 'ReadingCopyHolder' })
  holderKind!: string;

  @TextField({ description: 'Who has it.', example: 'Baurzhan Imandosov' })
  holder!: string;

  @BooleanField({
    description: 'Whether another version is to be read now, or none: it must not be read any more.',
    example: false,
  })
  superseded!: boolean;

  @InstantField({ description: 'When it was made.' })
  createdAt!: string;

  @ObjectField(() => HandoutView, { description: 'Each time that it was handed out.', list: true })
  handouts!: HandoutView[];
}

export interface ReadingCopyRow extends Record<string, unknown> {
  id: string;
  number: number;
  language: string;
  text_key: string;
  text_version: number;
  holder_kind: string;
  holder_name: string;
  created_at: Date;
  handouts: { to: string; at: string }[];
}

export class InterpreterView {
  @IdField({ description: 'The person.' })
  personId!: string;

  @TextField({ description: 'Their name.', example: 'Anna Petrova' })
  name!: string;
}

export class InterpretersView {
  @IdField({ description: 'The message.' })
  greetingId!: string;

  @IntegerField({ description: 'Version of the message; the ETag.', example: 3 })
  version!: number;

  @BooleanField({ description: 'Whether interpreters get the text in advance.' })
  inAdvance!: boolean;

  @TextField({
    description: 'Who has recorded that the author allows it.',
    nullable: true,
    example: 'Anna Petrova',
  })
  allowedBy!: string | null;

  @ObjectField(() => InterpreterView, {
    description:
      'Who interprets; none: everybody of the category `interpreter` whom the organisers entered, without those of delegations.',
    list: true,
  })
  persons!: InterpreterView[];
}

export class OwnCopyView {
  @LanguageField({ description: 'Language of the text.' })
  language!: string;

  @IntegerField({ description: 'Version of the text.', example: 1 })
  version!: number;

  @BooleanField({ description: 'Whether these are the author’s own words.' })
  authentic!: boolean;

  @TextField({
    description: 'Path of the PDF.',
    example:
      '/api/v1/events/infoforum-2019/greetings/0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11/reading-copy.pdf?language=en',
  })
  href!: string;
}

/** What somebody has to do with a message: to read it, to stand in, or to interpret it. */
export class OwnReadingView {
  @IdField({ description: 'The message.' })
  greetingId!: string;

  @EnumField([...readingParts, 'interpreter'], { description: 'As what.', name: 'OwnReadingPart' })
  part!: string;

  @EnumField(['asked', 'accepted', 'declined', 'cancelled'], {
    description: 'What was answered; null for deputies who are not asked, and for interpreters.',
    name: 'ReaderState',
    nullable: true,
  })
  state!: string | null;

  @BooleanField({ description: 'Whether an answer, or another one, is taken now.' })
  canAnswer!: boolean;

  @TextField({ description: 'Whose message it is.', example: 'Vladimir Norov' })
  author!: string;

  @TextField({ description: 'Post of the author.', example: 'Secretary-General', max: 300 })
  authorTitle!: string;

  @TextField({ description: 'The session.', nullable: true, max: 500, example: 'Opening ceremony' })
  session!: string | null;

  @InstantField({ description: 'When the session begins.', nullable: true })
  startsAt!: string | null;

  @InstantField({
    description: 'When it ends.',
    nullable: true,
    example: '2019-10-21T10:00:00+08:00',
  })
  endsAt!: string | null;

  @IntegerField({ description: 'Place in the order of reading.', nullable: true, example: 1 })
  position!: number | null;

  @ObjectField(() => OwnCopyView, {
    description: 'Reading copies that this person may fetch now.',
    list: true,
  })
  copies!: OwnCopyView[];
}

export class OwnReadingsView {
  @ObjectField(() => OwnReadingView, {
    description: 'What the holder of the link has to do with messages, in the order of time.',
    list: true,
  })
  items!: OwnReadingView[];
}
