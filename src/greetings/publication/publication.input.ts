import { InstantField, LanguageField, TextField, TextsField } from '../../platform/http/fields';

export class EmbargoInput {
  @InstantField({
    description: 'Until when it is under embargo; null for until it has been delivered.',
    nullable: true,
    example: '2019-10-21T10:00:00+08:00',
  })
  until!: string | null;
}

export class SummariesInput {
  @TextsField({
    description:
      'What the message says, in a few sentences, by language; replaces the summaries that are there.',
    max: 4000,
    multiline: true,
    example: { en: 'Congratulates the participants.', ru: 'Поздравляет участников.' },
  })
  summaries!: Record<string, string>;
}

export class GreetingCorrectionInput {
  @LanguageField({ description: 'Language of what is corrected.' })
  language!: string;

  @TextField({
    description: 'The text as it must be, in full; without it the text stays as it is.',
    optional: true,
    max: 40_000,
    multiline: true,
    example: 'Dear participants, …',
  })
  text?: string;

  @TextField({
    description: 'The summary as it must be; without it the summary stays as it is.',
    optional: true,
    max: 4000,
    multiline: true,
    example: 'Congratulates the participants on the opening.',
  })
  summary?: string;

  @TextField({
    description: 'Why it is corrected; everybody reads this.',
    max: 1000,
    example: 'A figure in the third paragraph was wrong.',
  })
  reason!: string;

  @TextsField({ description: 'Why, in further languages.', max: 1000, optional: true })
  reasons?: Record<string, string>;
}

export class PublishedFileQuery {
  @LanguageField({
    description: 'Only this language; for a PDF the authentic one unless given.',
    optional: true,
    example: 'ru',
  })
  language?: string;
}
