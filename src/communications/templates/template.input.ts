import { EnumField, IdField, IntegerField, TextField, TextsField } from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { mailLanguages } from '../words';

const subjectField = {
  description:
    'Subject by language, with placeholders such as `{{ event.title }}`. The first language of the event must be there.',
  max: 300,
  example: { en: 'Welcome to {{ event.title }}', ru: 'Добро пожаловать: {{ event.title }}' },
} as const;

const bodyField = {
  description:
    'Words by language, in the same languages as the subject: paragraphs, `# headings`, lists with `- `, `*emphasis*`, placeholders, `{% if %}`, `{% case %}`, `{% for %}`. `{{ facts }}` in a paragraph of its own is where the program writes what the notice is about; without it that comes last.',
  max: 10_000,
  multiline: true,
  example: {
    en: 'Thank you for registering, {{ person.name }}.\n\n{{ facts }}\n\nSee you on {{ event.start | date }}.',
  },
} as const;

const commentField = {
  description: 'What was changed and why, for colleagues.',
  optional: true,
  max: 500,
  example: 'The minister asked for a warmer tone.',
} as const;

export class TemplateInput {
  @TextField({
    description:
      'Kind of notice whose introduction and subject it replaces; without it the template is used by its name.',
    optional: true,
    example: 'registration.confirmed',
  })
  kind?: string;

  @TextField({
    description: 'Name, once in an event. For a kind of notice, the kind unless another one is given.',
    optional: true,
    example: 'What to bring',
  })
  name?: string;

  @TextsField(subjectField)
  subject!: Record<string, string>;

  @TextsField(bodyField)
  body!: Record<string, string>;

  @TextField(commentField)
  comment?: string;
}

export class TemplateChanges {
  @TextField({ description: 'Name, once in an event.', optional: true, example: 'What to bring' })
  name?: string;

  @TextsField({ ...subjectField, optional: true })
  subject?: Record<string, string>;

  @TextsField({ ...bodyField, optional: true })
  body?: Record<string, string>;

  @TextField(commentField)
  comment?: string;
}

/** With whose data, and in which language, somebody looks at a template. */
export class TemplatePreviewInput {
  @IdField({
    description: 'Registration of the person whose data it shows; example values without it.',
    optional: true,
  })
  registrationId?: string;

  @EnumField(mailLanguages, {
    description: 'Language; the one in which the person would get it unless said otherwise.',
    name: 'MailLanguage',
    optional: true,
  })
  language?: string;

  @IntegerField({ description: 'Which version; the newest without it.', optional: true, min: 1, example: 2 })
  version?: number;
}

/** Words that are not saved yet, with whose data somebody looks at them. */
export class TemplateDraftInput {
  @TextField({
    description: 'Kind of notice that they are for; none for a template that is used by its name.',
    optional: true,
    example: 'registration.confirmed',
  })
  kind?: string;

  @TextsField(subjectField)
  subject!: Record<string, string>;

  @TextsField(bodyField)
  body!: Record<string, string>;

  @IdField({
    description: 'Registration of the person whose data it shows; example values without it.',
    optional: true,
  })
  registrationId?: string;

  @EnumField(mailLanguages, {
    description: 'Language; the one in which the person would get it unless said otherwise.',
    name: 'MailLanguage',
    optional: true,
  })
  language?: string;
}

export class TemplateRestoreInput {
  @TextField(commentField)
  comment?: string;
}

export class TemplateListQuery extends PageQuery {
  @TextField({
    description: 'Only the one for this kind of notice.',
    optional: true,
    example: 'registration.confirmed',
  })
  kind?: string;
}

export class TemplatePlaceholdersQuery {
  @TextField({
    description: 'Kind of notice; what every template can name without it.',
    optional: true,
    example: 'registration.confirmed',
  })
  kind?: string;
}
