import {
  BooleanField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  TextField,
} from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { FileField } from '../../platform/http/uploaded-file';
import { spokenKinds } from '../../platform/storage/file-kinds';
import { textFileKinds } from '../../platform/extraction/text-extraction.service';
import { longestText } from './text.rules';

export const fullText = { max: longestText, multiline: true };

export const changesField = {
  description: 'What is new in this version, in a sentence.',
  example: 'The date in the second paragraph was corrected.',
  optional: true,
  nullable: true,
  max: 500,
};

export const summaryField = {
  description: 'What the text says, in a few sentences.',
  optional: true,
  nullable: true,
  max: 4000,
  multiline: true,
  example: 'Congratulates the participants on the opening.',
};

/** A form with a file, or JSON with the words. */
export class GreetingTextInput {
  @FileField({
    description: `The text as a file: ${spokenKinds(textFileKinds)}. Its words are read out of it; the file is kept beside them.`,
    optional: true,
  })
  file?: unknown;

  @LanguageField({ description: 'Language in which the author has written it.' })
  language!: string;

  @TextField({
    description: 'The text, word for word, when there is no file; paragraphs stand between empty lines.',
    example: 'Dear participants, …',
    optional: true,
    ...fullText,
  })
  text?: string;

  @TextField(summaryField)
  summary?: string | null;

  @TextField(changesField)
  changes?: string | null;
}

/** A form with a file, or JSON with the words. */
export class TranslationTextInput {
  @FileField({
    description: `The translation as a file: ${spokenKinds(textFileKinds)}.`,
    optional: true,
  })
  file?: unknown;

  @TextField({
    description: 'The translation, word for word, when there is no file.',
    example: 'Уважаемые участники, …',
    optional: true,
    ...fullText,
  })
  text?: string;

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

export class GreetingTextQuery extends PageQuery {
  @LanguageField({ description: 'Only in this language.', optional: true })
  language?: string;
}

export class TextChangesQuery {
  @IdField({
    description: 'The version with which it is compared; the one before in the same language unless given.',
    optional: true,
  })
  against?: string;
}

export class GreetingRemarkInput {
  @IdField({ description: 'The version about which something is said.' })
  textId!: string;

  @IntegerField({
    description: 'The paragraph, from 1; the whole text unless given.',
    optional: true,
    nullable: true,
    example: 2,
    min: 1,
    max: 10_000,
  })
  paragraph?: number | null;

  @TextField({
    description: 'What there is to say.',
    example: 'The title of the minister has changed.',
    max: 2000,
    multiline: true,
  })
  remark!: string;
}

export class GreetingRemarkChanges {
  @BooleanField({ description: 'Whether what was said has been dealt with.' })
  settled!: boolean;
}

export class TranslationPeopleInput {
  @IdField({
    description: 'Account of who translates: somebody of the staff who works on texts, or a translator.',
    optional: true,
    nullable: true,
  })
  translatorId?: string | null;

  @IdField({
    description: 'Account of who checks the translation; somebody else than who translates.',
    optional: true,
    nullable: true,
  })
  checkerId?: string | null;

  @InstantField({
    description: 'Until when it is needed. Whoever has to do with it then is reminded 24 hours before.',
    optional: true,
    nullable: true,
  })
  dueAt?: string | null;
}
