import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { mailLanguages } from '../words';
import { placeholderTypes } from './placeholder.rules';
import { missingLanguages } from './template-texts.rules';

/** Words of an event's own. */
export class TemplateView {
  @IdField({ description: 'Id of the template.' })
  id!: string;

  @IntegerField({ description: 'Number of the newest version; the ETag.', example: 3 })
  version!: number;

  @TextField({
    description:
      'Kind of notice whose introduction and subject it replaces; null for one that is used by its name.',
    nullable: true,
    example: 'registration.confirmed',
  })
  kind!: string | null;

  @TextField({ description: 'Name.', example: 'What to bring' })
  name!: string;

  @IdField({ description: 'Id of the version; messages name it.' })
  versionId!: string;

  @TextsField({ description: 'Subject by language.', example: { en: 'Welcome to {{ event.title }}' } })
  subject!: Record<string, string>;

  @TextsField({ description: 'Words by language.', example: { en: 'Thank you, {{ person.name }}.' } })
  body!: Record<string, string>;

  @EnumField(mailLanguages, {
    description:
      'Languages of the event in which it has no words: those readers get it in the first of the event’s languages that it has.',
    name: 'MailLanguage',
    list: true,
    example: ['zh'],
  })
  missingLanguages!: string[];

  @TextField({ description: 'What was changed and why.', nullable: true, example: 'A warmer tone.' })
  comment!: string | null;

  @TextField({ description: 'Who saved the newest version.', example: 'Wang Fang' })
  savedBy!: string;

  @InstantField({ description: 'When the newest version was saved.' })
  savedAt!: string;

  @InstantField({ description: 'When it was first saved.' })
  createdAt!: string;

  @InstantField({
    description: 'When it was removed; since then the program’s own words are used.',
    nullable: true,
  })
  removedAt!: string | null;

  @IntegerField({
    description: 'In how many mails its words could not be used; those went out in the program’s own words.',
    example: 0,
  })
  faults!: number;

  @TextField({ description: 'Why, the last time.', nullable: true, example: null })
  lastFault!: string | null;
}

/** What a template said from one save to the next. */
export class TemplateVersionView {
  @IdField({ description: 'Id of the version; messages name it.' })
  id!: string;

  @IntegerField({ description: 'Number of the version.', example: 2 })
  number!: number;

  @TextField({ description: 'Name of the template at that time.', example: 'What to bring' })
  name!: string;

  @TextsField({ description: 'Subject by language.', example: { en: 'Welcome to {{ event.title }}' } })
  subject!: Record<string, string>;

  @TextsField({ description: 'Words by language.', example: { en: 'Thank you, {{ person.name }}.' } })
  body!: Record<string, string>;

  @TextField({
    description: 'What is different from the version before.',
    list: true,
    example: ['subject.en', 'body.ru'],
  })
  changes!: string[];

  @TextField({ description: 'What was changed and why.', nullable: true, example: 'A warmer tone.' })
  comment!: string | null;

  @IntegerField({
    description: 'Number of the version whose words it has again.',
    nullable: true,
    example: null,
  })
  restoredFrom!: number | null;

  @TextField({ description: 'Who saved it.', example: 'Wang Fang' })
  savedBy!: string;

  @InstantField({ description: 'When it was saved.' })
  savedAt!: string;
}

/** A kind of notice, and whether the event has words of its own for it. */
export class NoticeKindView {
  @TextField({ description: 'Kind of notice.', example: 'registration.confirmed' })
  kind!: string;

  @BooleanField({
    description: 'Whether it carries what signs its reader in; a preview shows example values then.',
  })
  confidential!: boolean;

  @IdField({
    description: 'The template that has words for it; null where the program’s own are used.',
    nullable: true,
  })
  templateId!: string | null;
}

export class NoticeKindsView {
  @ObjectField(() => NoticeKindView, { description: 'Every kind of notice, by name.', list: true })
  kinds!: NoticeKindView[];
}

/** What can stand in a template in place of a value. */
export class PlaceholderView {
  @TextField({ description: 'Name, as it is written.', example: 'event.title' })
  name!: string;

  @EnumField(placeholderTypes, {
    description: 'Kind of the value; which filters there are for it follows from that.',
    name: 'PlaceholderType',
  })
  type!: string;

  @TextField({ description: 'What it is.', example: 'Title of the event.' })
  means!: string;

  @TextsField({ description: 'An example, in words.', example: { en: 'Infoforum-China 2019' } })
  example!: Record<string, string>;
}

export class TemplateFilterView {
  @TextField({ description: 'Name.', example: 'date' })
  name!: string;

  @EnumField(placeholderTypes, {
    description: 'Kinds of values that it is for.',
    name: 'PlaceholderType',
    list: true,
  })
  takes!: string[];

  @TextField({ description: 'What it does.', example: 'The day alone, with the day of the week.' })
  means!: string;

  @TextField({ description: 'How it is written.', example: '{{ deadline | date }}' })
  usage!: string;
}

/** With what the words of a template can be written. */
export class TemplatePlaceholdersView {
  @ObjectField(() => PlaceholderView, { description: 'What can be named, by name.', list: true })
  placeholders!: PlaceholderView[];

  @ObjectField(() => TemplateFilterView, { description: 'What can be done with values.', list: true })
  filters!: TemplateFilterView[];
}

/** A template as its reader would see it. */
export class TemplatePreviewView {
  @EnumField(mailLanguages, { description: 'Language in which it is written.', name: 'MailLanguage' })
  language!: string;

  @TextField({ description: 'Subject.', example: 'Welcome to Infoforum-China 2019' })
  subject!: string;

  @TextField({ description: 'The mail as plain text.', example: 'Dear Li Na, ...' })
  text!: string;

  @TextField({ description: 'The mail as HTML.', example: '<!DOCTYPE html> ...' })
  html!: string;

  @EnumField(['message', 'person', 'example'], {
    description:
      '`message`: what the last message of this kind to the person says now. `person`: the person is real, what only the notice knows is an example. `example`: all values are examples.',
    name: 'TemplatePreviewValues',
  })
  values!: string;

  @TextField({
    description: 'Why values are examples, where somebody asked for a person.',
    nullable: true,
    example: null,
  })
  remark!: string | null;
}

export class TemplateTestView {
  @IdField({ description: 'Id of the message in the ledger.' })
  messageId!: string;

  @TextField({
    description: 'To which address it goes: the caller’s own.',
    example: 'wang.fang@forum.example',
  })
  email!: string;
}

export interface TemplateRow {
  id: string;
  version: number;
  kind: string | null;
  name: string;
  created_at: Date;
  removed_at: Date | null;
  version_id: string;
  subject: Record<string, string>;
  body: Record<string, string>;
  comment: string | null;
  saved_by_name: string;
  saved_at: Date;
  faults: number;
  last_fault: string | null;
}

/** `locales`: languages of the event. */
export function toTemplateView(row: TemplateRow, locales: readonly string[]): TemplateView {
  return {
    id: row.id,
    version: row.version,
    kind: row.kind,
    name: row.name,
    versionId: row.version_id,
    subject: row.subject,
    body: row.body,
    missingLanguages: missingLanguages(row.body, locales),
    comment: row.comment,
    savedBy: row.saved_by_name,
    savedAt: row.saved_at.toISOString(),
    createdAt: row.created_at.toISOString(),
    removedAt: row.removed_at?.toISOString() ?? null,
    faults: row.faults,
    lastFault: row.last_fault,
  };
}

export interface TemplateVersionRow {
  id: string;
  number: number;
  name: string;
  subject: Record<string, string>;
  body: Record<string, string>;
  changes: string[];
  comment: string | null;
  restored_from: number | null;
  saved_by_name: string;
  saved_at: Date;
}

export function toTemplateVersionView(row: TemplateVersionRow): TemplateVersionView {
  return {
    id: row.id,
    number: row.number,
    name: row.name,
    subject: row.subject,
    body: row.body,
    changes: row.changes,
    comment: row.comment,
    restoredFrom: row.restored_from,
    savedBy: row.saved_by_name,
    savedAt: row.saved_at.toISOString(),
  };
}
