import {
  BooleanField,
  EmailField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { pressLanguages, type PressLanguage } from '../greeting.rules';
import type { ThanksLetter } from './thanks.rules';
import type { ThanksTemplate } from './thanks.words';

/** The words in which an event thanks authors, in one language. */
export class ThanksTemplateView {
  @EnumField(pressLanguages, { description: 'Language.', name: 'ThanksLanguage' })
  language!: string;

  @IntegerField({
    description: 'Raised with each change; the ETag. 0 while the event has no words of its own.',
    example: 0,
  })
  version!: number;

  @BooleanField({
    description: 'Whether these are words of the event; otherwise they are those of the program.',
  })
  own!: boolean;

  @TextField({ description: 'How the author is addressed.', max: 300, example: 'Excellency,' })
  salutation!: string;

  @TextField({
    description: 'What the letter says; paragraphs stand between empty lines.',
    max: 8000,
    multiline: true,
    example: 'I have the honour to thank you …',
  })
  body!: string;

  @TextField({ description: 'The last sentence.', max: 500, example: 'Please accept …' })
  closing!: string;

  @TextField({ description: 'Who signs.', nullable: true, example: 'Li Na' })
  signatoryName!: string | null;

  @TextField({ description: 'As what.', nullable: true, max: 300, example: 'Executive Secretary' })
  signatoryPost!: string | null;
}

export class ThanksPartView {
  @EnumField(['sender', 'date', 'address', 'salutation', 'text', 'closing', 'signature'], {
    description: 'What it is on the paper.',
    name: 'ThanksPartKind',
  })
  is!: string;

  @TextField({ description: 'The words.', max: 10_000, multiline: true, example: 'Excellency,' })
  text!: string;
}

/** A letter of thanks as it was sent. */
export class GreetingThanksView {
  @IdField({ description: 'Id of the letter.' })
  id!: string;

  @IdField({ description: 'The message for which it thanks.' })
  greetingId!: string;

  @EnumField(pressLanguages, { description: 'Language.', name: 'ThanksLanguage' })
  language!: string;

  @EmailField({
    description: 'Where it went by mail; none where there was no address: then it is printed.',
    list: true,
  })
  emails!: string[];

  @TextField({ description: 'Who sent it.', example: 'Li Na' })
  sentBy!: string;

  @InstantField({ description: 'When.' })
  sentAt!: string;

  @ObjectField(() => ThanksPartView, { description: 'What it says, part by part.', list: true })
  parts!: ThanksPartView[];
}

export interface ThanksRow extends Record<string, unknown> {
  id: string;
  greeting_id: string;
  language: PressLanguage;
  document: ThanksLetter;
  emails: string[];
  sent_by_name: string;
  sent_at: Date;
}

export function toThanksView(row: ThanksRow): GreetingThanksView {
  return {
    id: row.id,
    greetingId: row.greeting_id,
    language: row.language,
    emails: row.emails,
    sentBy: row.sent_by_name,
    sentAt: row.sent_at.toISOString(),
    parts: row.document.parts.map(({ is, text }) => ({ is, text })),
  };
}

export function toThanksTemplateView(
  language: string,
  version: number,
  template: ThanksTemplate,
): ThanksTemplateView {
  return {
    language,
    version,
    own: version > 0,
    salutation: template.salutation,
    body: template.body,
    closing: template.closing,
    signatoryName: template.signatoryName,
    signatoryPost: template.signatoryPost,
  };
}
