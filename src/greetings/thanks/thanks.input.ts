import { EnumField, TextField } from '../../platform/http/fields';
import { pressLanguages, type PressLanguage } from '../greeting.rules';
import { thanksGaps } from './thanks.rules';

const gaps = Object.entries(thanksGaps)
  .map(([name, means]) => `\`{{${name}}}\`: ${means}`)
  .join('; ');

/** Words of a letter of thanks. */
export class ThanksTemplateInput {
  @TextField({
    description: `How the author is addressed. Gaps that are filled here and below: ${gaps}.`,
    example: 'Excellency,',
    max: 300,
  })
  salutation!: string;

  @TextField({
    description:
      'What the letter says; paragraphs stand between empty lines. One of which nothing is left is left out.',
    example: 'I have the honour to thank you for your message to {{addressees}}.\n\n{{delivery}}',
    max: 8000,
    multiline: true,
  })
  body!: string;

  @TextField({
    description: 'The last sentence.',
    example: 'Please accept the assurances of my highest consideration.',
    max: 500,
  })
  closing!: string;

  @TextField({
    description: 'Who signs; without a name, the secretariat of the event.',
    optional: true,
    nullable: true,
    example: 'Li Na',
  })
  signatoryName?: string | null;

  @TextField({
    description: 'As what.',
    optional: true,
    nullable: true,
    max: 300,
    example: 'Executive Secretary',
  })
  signatoryPost?: string | null;
}

const language = {
  description: 'Language of the letter; without it, that of the original, or else that of the contact.',
  name: 'ThanksLanguage',
  optional: true,
};
const salutation = {
  description: 'How this author is addressed, where the words of the event do not fit.',
  example: 'Dear Mr Norov,',
  optional: true,
  max: 300,
};

export class ThanksInput {
  @EnumField(pressLanguages, language)
  language?: PressLanguage;

  @TextField(salutation)
  salutation?: string;
}

export class ThanksPreviewQuery {
  @EnumField(pressLanguages, language)
  language?: PressLanguage;

  @TextField(salutation)
  salutation?: string;
}
