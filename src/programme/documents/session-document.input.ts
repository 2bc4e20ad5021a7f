import { EnumField, IntegerField, LanguageField, TextField, TextsField } from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { FileField } from '../../platform/http/uploaded-file';
import { spokenKinds } from '../../platform/storage/file-kinds';
import { documentAudiences, documentKinds } from './session-document.rules';

const audience = {
  description:
    'Who can fetch it once it is released: everybody, participants by the links that they were sent, or staff.',
  name: 'DocumentAudience',
};

/** A form, in which everything but the file is text. */
export class SessionDocumentInput {
  @FileField({ description: `The file: ${spokenKinds(documentKinds)}. Its content counts, not its name.` })
  file!: unknown;

  @TextField({
    description: 'Title in the first language of the event.',
    example: 'Presentation',
    max: 300,
  })
  title!: string;

  @LanguageField({ description: 'The language in which it is written.', optional: true })
  language?: string;

  @EnumField(documentAudiences, audience)
  audience!: string;

  @IntegerField({
    description: 'Place in the order of documents; at the end unless given.',
    optional: true,
    max: 10_000,
    example: 1,
  })
  position?: number;
}

export class SessionDocumentChanges {
  @TextField({
    description: 'Title in the first language of the event.',
    example: 'Presentation',
    max: 300,
    optional: true,
  })
  title?: string;

  @TextsField({ description: 'Title in further languages.', optional: true })
  titles?: Record<string, string>;

  @LanguageField({ description: 'The language in which it is written.', optional: true, nullable: true })
  language?: string | null;

  @EnumField(documentAudiences, { ...audience, optional: true })
  audience?: string;

  @IntegerField({
    description: 'Place in the order of documents.',
    optional: true,
    max: 10_000,
    example: 1,
  })
  position?: number;
}

export class SessionDocumentQuery extends PageQuery {
  @EnumField(documentAudiences, {
    description: 'Only for this audience.',
    name: 'DocumentAudience',
    optional: true,
  })
  audience?: string;

  @LanguageField({ description: 'Only in this language.', optional: true })
  language?: string;
}
