import {
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { translationWorkflow } from './translation.workflow';

export interface TranslationRow extends Record<string, unknown> {
  id: string;
  version: number;
  event_id: string;
  greeting_id: string;
  state: string;
  language: string;
  text_id: string | null;
  reading_seconds: number | null;
  drafted_by: string | null;
  drafted_by_name: string | null;
  checked_by_name: string | null;
  translator_id: string | null;
  checker_id: string | null;
  due_at: Date | null;
  remark: string | null;
}

export interface TranslationDetailRow extends TranslationRow {
  greeting_public: boolean;
  body: string | null;
  text_number: number | null;
  translated_number: number | null;
  translator_name: string | null;
  checker_name: string | null;
}

export class TranslationPersonView {
  @IdField({ description: 'Account.' })
  userId!: string;

  @TextField({ description: 'Name.', example: 'Anna Petrova' })
  name!: string;
}

/** A translation of a message; its text is null for those who do not work on it. */
export class TranslationView {
  @IdField({ description: 'Id of the translation.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @IdField({ description: 'The message.' })
  greetingId!: string;

  @EnumField(Object.keys(translationWorkflow.states), {
    description: 'Where it is in its life.',
    name: 'TranslationState',
  })
  state!: string;

  @LanguageField({ description: 'Language into which it is translated.', example: 'ru' })
  language!: string;

  @ObjectField(() => TranslationPersonView, {
    description: 'Who is named to translate it; then nobody else from outside protocol does.',
    nullable: true,
  })
  translator!: TranslationPersonView | null;

  @ObjectField(() => TranslationPersonView, {
    description: 'Who is named to check it; then nobody else does.',
    nullable: true,
  })
  checker!: TranslationPersonView | null;

  @InstantField({ description: 'Until when it is needed.', nullable: true })
  dueAt!: string | null;

  @IdField({ description: 'The version that counts.', nullable: true })
  textId!: string | null;

  @IntegerField({ description: 'Its number.', nullable: true, example: 1 })
  textNumber!: number | null;

  @IntegerField({
    description: 'Number of the version of the original that was translated.',
    nullable: true,
    example: 1,
  })
  translatedNumber!: number | null;

  @TextField({
    description: 'Why it was given back, until there is a new draft; null like the text.',
    nullable: true,
    max: 2000,
    multiline: true,
    example: null,
  })
  remark!: string | null;

  @TextField({
    description:
      'The text; null while there is none or it is under embargo for the caller, and in every answer that is not to GET.',
    nullable: true,
    multiline: true,
    max: 40_000,
    example: 'Уважаемые участники, …',
  })
  text!: string | null;

  @IntegerField({ description: 'Estimated time to read it aloud, in seconds.', nullable: true, example: 160 })
  readingSeconds!: number | null;

  @TextField({ description: 'Who made the draft.', nullable: true, example: 'Anna Petrova' })
  draftedBy!: string | null;

  @TextField({ description: 'Who checked it.', nullable: true, example: 'Li Na' })
  checkedBy!: string | null;
}

/** `open` says whether the caller may see the text. */
export function toTranslationView(row: TranslationDetailRow, open: boolean): TranslationView {
  return {
    id: row.id,
    version: row.version,
    greetingId: row.greeting_id,
    state: row.state,
    language: row.language,
    translator: person(row.translator_id, row.translator_name),
    checker: person(row.checker_id, row.checker_name),
    dueAt: row.due_at?.toISOString() ?? null,
    textId: row.text_id,
    textNumber: row.text_number,
    translatedNumber: row.translated_number,
    remark: open ? row.remark : null,
    text: open ? row.body : null,
    readingSeconds: row.reading_seconds,
    draftedBy: row.drafted_by_name,
    checkedBy: row.checked_by_name,
  };
}

function person(userId: string | null, name: string | null): TranslationPersonView | null {
  return userId === null ? null : { userId, name: name ?? '' };
}
