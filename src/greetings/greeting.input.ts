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
} from '../platform/http/fields';
import { PageQuery } from '../platform/http/page';
import { deliveryModes } from './greeting.rules';
import type { DeliveryMode } from './greeting.rules';
import { greetingWorkflow } from './greeting.workflow';
import { ReminderRungInput, remindersField } from './requests/request.input';
import { changesField, fullText, summaryField } from './texts/text.input';

export class AuthorInput {
  @TextField({ description: 'Name of the author.', example: 'Vladimir Norov' })
  name!: string;

  @TextsField({
    description: 'Name in further languages.',
    optional: true,
    example: { ru: 'Владимир Норов', zh: '弗拉基米尔·诺罗夫' },
  })
  names?: Record<string, string>;

  @TextField({ description: 'Post of the author.', example: 'Secretary-General', max: 300 })
  title!: string;

  @TextsField({
    description: 'Post in further languages.',
    optional: true,
    example: { ru: 'Генеральный секретарь', zh: '秘书长' },
  })
  titles?: Record<string, string>;

  @IdField({ description: 'Organisation that the author heads.', optional: true, nullable: true })
  organisationId?: string | null;

  @IntegerField({
    description:
      'Class of the author’s own rank in the rules of precedence; without it, that of the organisation’s delegation counts.',
    example: 1,
    min: 1,
    max: 99,
    optional: true,
    nullable: true,
  })
  rankClass?: number | null;
}

const addressees = {
  description: 'To whom it is addressed.',
  example: 'the participants of Infoforum-China 2019',
  max: 300,
};
const addresseesIn = {
  description: 'To whom it is addressed, in further languages.',
  example: { ru: 'участники конференции', zh: '与会者' },
  optional: true,
};
const languages = {
  description: 'Languages in which it is wanted; one of them will be that of the original.',
  list: 20,
  example: ['en', 'ru', 'zh'],
};
const dueAt = { description: 'Until when the text is needed.', optional: true, nullable: true };
const lengthMinutes = {
  description: 'How long it may take to read, in minutes.',
  example: 3,
  min: 1,
  max: 120,
  optional: true,
  nullable: true,
};
const occasion = {
  description: 'On which occasion it is given.',
  example: 'Opening ceremony',
  optional: true,
  nullable: true,
};
const contactName = {
  description: 'Who is asked for it at the organisation.',
  example: 'Li Na',
  optional: true,
  nullable: true,
};
const contactEmail = {
  description: 'Address to which the request is sent when the message is entered.',
  optional: true,
  nullable: true,
};
const contactLocale = { description: 'Language of that person.', optional: true, nullable: true };
const contactIds = {
  description:
    'Contacts of the author’s organisation through whom the author is asked; each gets the request with a link of their own.',
  list: 20,
  optional: true,
};

export class GreetingInput {
  @ObjectField(() => AuthorInput, { description: 'Who sends the message.' })
  author!: AuthorInput;

  @TextField(addressees)
  addressees!: string;

  @TextsField(addresseesIn)
  addresseesIn?: Record<string, string>;

  @LanguageField(languages)
  languages!: string[];

  @TextField(occasion)
  occasion?: string | null;

  @InstantField(dueAt)
  dueAt?: string | null;

  @IntegerField(lengthMinutes)
  lengthMinutes?: number | null;

  @TextField(contactName)
  contactName?: string | null;

  @EmailField(contactEmail)
  contactEmail?: string | null;

  @LanguageField(contactLocale)
  contactLocale?: string | null;

  @IdField(contactIds)
  contactIds?: string[];

  @ObjectField(() => ReminderRungInput, remindersField)
  reminders?: ReminderRungInput[];
}

export class GreetingChanges {
  @ObjectField(() => AuthorInput, { description: 'Who sends the message.', optional: true })
  author?: AuthorInput;

  @TextField({ ...addressees, optional: true })
  addressees?: string;

  @TextsField(addresseesIn)
  addresseesIn?: Record<string, string>;

  @LanguageField({ ...languages, optional: true })
  languages?: string[];

  @TextField(occasion)
  occasion?: string | null;

  @InstantField(dueAt)
  dueAt?: string | null;

  @IntegerField(lengthMinutes)
  lengthMinutes?: number | null;

  @TextField(contactName)
  contactName?: string | null;

  @EmailField(contactEmail)
  contactEmail?: string | null;

  @LanguageField(contactLocale)
  contactLocale?: string | null;

  @IdField(contactIds)
  contactIds?: string[];

  @ObjectField(() => ReminderRungInput, remindersField)
  reminders?: ReminderRungInput[];

  @TextField(summaryField)
  summary?: string | null;
}

export class GreetingQuery extends PageQuery {
  @EnumField(Object.keys(greetingWorkflow.states), {
    description: 'Only messages in this state.',
    optional: true,
    name: 'GreetingState',
  })
  state?: string;

  @IdField({ description: 'Only messages read in this session.', optional: true })
  sessionId?: string;

  @IdField({ description: 'Only messages of this organisation.', optional: true })
  organisationId?: string;

  @BooleanField({
    description: 'Only delivered messages whose author was thanked, or (false) is still to be.',
    optional: true,
  })
  thanked?: boolean;

  @BooleanField({
    description:
      'Only messages that were promised or asked for and are past their deadline (or none of them).',
    optional: true,
  })
  overdue?: boolean;

  @BooleanField({
    description:
      'Only messages that have a place in an order of reading, and nobody who has accepted to read them.',
    optional: true,
  })
  readerMissing?: boolean;
}

export class ReceiveInput {
  @LanguageField({ description: 'Language of the original.' })
  language!: string;

  @TextField({
    description: 'The original text, word for word.',
    example: 'Dear participants, …',
    ...fullText,
  })
  text!: string;

  @TextField(summaryField)
  summary?: string | null;

  @TextField(changesField)
  changes?: string | null;
}

export class ClearInput {
  @IntegerField({
    description:
      'Number of the version of the original that was read and is cleared; it must be the one that counts.',
    example: 1,
    min: 1,
    max: 100_000,
  })
  textNumber!: number;
}

export class ScheduleInput {
  @EnumField(deliveryModes, { description: 'How it is delivered.', name: 'DeliveryMode' })
  mode!: DeliveryMode;

  @IdField({
    description: 'Session in which it is delivered; none needed when it is circulated.',
    optional: true,
  })
  sessionId?: string;

  @IntegerField({
    description: 'Place in the order of reading of that session, from 1.',
    example: 1,
    min: 1,
    max: 1000,
    optional: true,
  })
  position?: number;

  @IdField({
    description: 'Who reads it, for `read_on_behalf`: the person who was asked and has accepted.',
    optional: true,
  })
  readerPersonId?: string;

  @LanguageField({
    description:
      'Language in which it is read; there must be a cleared text. Without it, that of the original.',
    optional: true,
  })
  readingLanguage?: string;
}

export class ReaderInput {
  @IdField({ description: 'Person who is asked to read it on the author’s behalf.' })
  personId!: string;

  @IdField({ description: 'Person who stands in for the reader.', optional: true, nullable: true })
  deputyPersonId?: string | null;
}

export class ReaderAnswerInput {
  @BooleanField({ description: 'Whether the reader will read it.' })
  accepted!: boolean;

  @IdField({
    description:
      'Whose answer it is, when staff give it: the reader, or the deputy who was asked. Without it, that of the reader.',
    optional: true,
  })
  personId?: string;
}

export class TranslationInput {
  @LanguageField({ description: 'Language into which it is translated.', example: 'ru' })
  language!: string;
}

export class DraftInput {
  @TextField({
    description: 'The translation, word for word.',
    example: 'Уважаемые участники, …',
    ...fullText,
  })
  text!: string;

  @TextField(changesField)
  changes?: string | null;

  @IntegerField({
    description:
      'Number of the version of the original that was translated; the one that counts now unless given.',
    optional: true,
    example: 1,
    min: 1,
    max: 100_000,
  })
  translatedNumber?: number;
}

export class CheckInput {
  @IntegerField({
    description: 'Number of the version of the translation that was read; the newest unless given.',
    optional: true,
    example: 1,
    min: 1,
    max: 100_000,
  })
  textNumber?: number;
}
