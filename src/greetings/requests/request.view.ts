import {
  BooleanField,
  EmailField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { deliveryExtents, deliveryModes } from '../greeting.rules';
import { AuthorView } from '../greeting.view';
import { greetingWorkflow } from '../greeting.workflow';

/** What is here of the author's text, without its words. */
export class HandedInTextView {
  @IntegerField({ description: 'Number of the version.', example: 1 })
  number!: number;

  @LanguageField({ description: 'Its language.' })
  language!: string;

  @IntegerField({ description: 'Words; characters where there are no spaces between words.', example: 320 })
  words!: number;

  @IntegerField({ description: 'Estimated time to read it aloud, in seconds.', example: 160 })
  readingSeconds!: number;

  @InstantField({ description: 'When it came in.' })
  at!: string;
}

/** What an author is asked for, as whoever was asked sees it by their link. */
export class GreetingRequestView {
  @IdField({ description: 'The message.' })
  id!: string;

  @EnumField(Object.keys(greetingWorkflow.states), {
    description: 'Where it is in its life.',
    name: 'GreetingState',
  })
  state!: string;

  @TextField({ description: 'Title of the event.', max: 400, example: 'Infoforum-China 2019' })
  event!: string;

  @TextField({ description: 'Who is asked for a message.', example: 'Vladimir Norov' })
  author!: string;

  @TextField({ description: 'Post of the author.', max: 300, example: 'Secretary-General' })
  authorTitle!: string;

  @TextField({ description: 'To whom it is addressed.', max: 300, example: 'the participants' })
  addressees!: string;

  @TextField({ description: 'On which occasion.', nullable: true, example: 'Opening ceremony' })
  occasion!: string | null;

  @LanguageField({ description: 'Languages of the event in which it will be.', list: true, example: ['en'] })
  languages!: string[];

  @IntegerField({ description: 'How long it may take to read, in minutes.', nullable: true, example: 3 })
  lengthMinutes!: number | null;

  @InstantField({ description: 'Until when the text is needed.', nullable: true })
  dueAt!: string | null;

  @BooleanField({ description: 'Whether it can be promised now.' })
  canPromise!: boolean;

  @BooleanField({ description: 'Whether it can be declined now.' })
  canDecline!: boolean;

  @BooleanField({ description: 'Whether a text, or a new version of it, can be handed in now.' })
  canHandIn!: boolean;

  @ObjectField(() => HandedInTextView, { description: 'The text that is here.', nullable: true })
  received!: HandedInTextView | null;
}

/** An author of the last edition who was not asked for this one, with what came of it then. */
export class GreetingProposalView {
  @IdField({ description: 'The message of the last edition.' })
  greetingId!: string;

  @IdField({ description: 'The last edition.' })
  eventId!: string;

  @TextField({ description: 'Its title.', max: 400, example: 'Infoforum-China 2018' })
  event!: string;

  @ObjectField(() => AuthorView, { description: 'Who sent it.' })
  author!: AuthorView;

  @TextField({ description: 'To whom it was addressed.', max: 300, example: 'the participants' })
  addressees!: string;

  @TextsField({ description: 'The same in further languages.' })
  addresseesIn!: Record<string, string>;

  @TextField({ description: 'On which occasion.', nullable: true, example: 'Opening ceremony' })
  occasion!: string | null;

  @LanguageField({ description: 'Languages in which it was wanted.', list: true, example: ['en', 'ru'] })
  languages!: string[];

  @IntegerField({ description: 'How long it was to take, in minutes.', nullable: true, example: 3 })
  lengthMinutes!: number | null;

  @EnumField(Object.keys(greetingWorkflow.states), {
    description: 'How far it came.',
    name: 'GreetingState',
  })
  state!: string;

  @LanguageField({ description: 'Language of the original.', nullable: true })
  language!: string | null;

  @IntegerField({
    description: 'How long it took to read, in seconds; an estimate.',
    nullable: true,
    example: 150,
  })
  readingSeconds!: number | null;

  @InstantField({ description: 'Until when the text was needed.', nullable: true })
  dueAt!: string | null;

  @InstantField({ description: 'When its last version came in.', nullable: true })
  receivedAt!: string | null;

  @EnumField(deliveryModes, { description: 'How it was delivered.', name: 'DeliveryMode', nullable: true })
  mode!: string | null;

  @TextField({ description: 'Who delivered it.', nullable: true, example: 'Baurzhan Imandosov' })
  deliveredBy!: string | null;

  @InstantField({ description: 'When it was delivered.', nullable: true })
  deliveredAt!: string | null;

  @EnumField(deliveryExtents, {
    description: 'In full or abridged.',
    name: 'DeliveryExtent',
    nullable: true,
  })
  extent!: string | null;

  @InstantField({
    description:
      'When the author was thanked for it; null where a letter is still owed, or nothing was delivered.',
    nullable: true,
  })
  thankedAt!: string | null;

  @TextField({ description: 'Who was asked for it.', nullable: true, example: 'Li Na' })
  contactName!: string | null;

  @EmailField({ description: 'Address of that person.', nullable: true })
  contactEmail!: string | null;

  @LanguageField({ description: 'Language of that person.', nullable: true })
  contactLocale!: string | null;

  @IdField({ description: 'Contacts of the organisation through whom the author was asked.', list: true })
  contactIds!: string[];
}
