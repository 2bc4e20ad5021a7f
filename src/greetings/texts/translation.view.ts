import { EnumField, IdField, IntegerField, LanguageField, TextField } from '../../platform/http/fields';
import { translationWorkflow } from './translation.workflow';

export interface TranslationRow extends Record<string, unknown> {
  id: string;
  version: number;
  event_id: string;
  greeting_id: string;
  state: string;
  language: string;
  translated_text: string | null;
  reading_seconds: number | null;
  drafted_by: string | null;
  drafted_by_name: string | null;
  checked_by_name: string | null;
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

  @TextField({
    description: 'The text; null while there is none or it is under embargo for the caller.',
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
export function toTranslationView(row: TranslationRow, open: boolean): TranslationView {
  return {
    id: row.id,
    version: row.version,
    greetingId: row.greeting_id,
    state: row.state,
    language: row.language,
    text: open ? row.translated_text : null,
    readingSeconds: row.reading_seconds,
    draftedBy: row.drafted_by_name,
    checkedBy: row.checked_by_name,
  };
}
