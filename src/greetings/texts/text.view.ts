import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { longestText, paragraphsOf, textSources, wordCount } from './text.rules';
import type { ParagraphChange } from './text.rules';

export interface TextRow extends Record<string, unknown> {
  id: string;
  greeting_id: string;
  language: string;
  number: number;
  authentic: boolean;
  body: string;
  reading_seconds: number;
  changes: string | null;
  source: (typeof textSources)[number];
  file_id: string | null;
  file_name: string | null;
  translated_number: number | null;
  author_name: string;
  author_kind: string;
  created_at: Date;
  current: boolean;
  cleared: boolean;
}

/** A version of a text without its words: what lists show, and what whoever hands one in gets back. */
export class GreetingTextItemView {
  @IdField({ description: 'Id of the version.' })
  id!: string;

  @LanguageField({ description: 'Its language.' })
  language!: string;

  @IntegerField({ description: 'Counts from 1 within the language.', example: 1 })
  number!: number;

  @BooleanField({ description: 'Whether it is the authentic text: the author’s own words.' })
  authentic!: boolean;

  @BooleanField({ description: 'Whether it is the newest one of its language, which counts.' })
  current!: boolean;

  @BooleanField({ description: 'Whether protocol has cleared it.' })
  cleared!: boolean;

  @IntegerField({ description: 'Words; characters where there are no spaces between words.', example: 320 })
  words!: number;

  @IntegerField({ description: 'Estimated time to read it aloud, in seconds.', example: 160 })
  readingSeconds!: number;

  @TextField({
    description: 'What is new in it; null in answers to POST, which carry no words of texts.',
    nullable: true,
    max: 500,
    example: 'The date was corrected.',
  })
  changes!: string | null;

  @EnumField(textSources, { description: 'How it came in.', name: 'GreetingTextSource' })
  source!: string;

  @TextField({ description: 'Name of its file.', nullable: true, example: 'message.docx' })
  fileName!: string | null;

  @IntegerField({
    description: 'Of a translation: number of the version of the original that was translated.',
    nullable: true,
    example: null,
  })
  translatedNumber!: number | null;

  @TextField({ description: 'Who handed it in.', example: 'Li Na' })
  by!: string;

  @EnumField(['staff', 'link', 'system'], {
    description: 'Whether that was staff, or the author’s side by link.',
    name: 'GreetingTextAuthorKind',
  })
  byKind!: string;

  @InstantField({ description: 'When.' })
  at!: string;
}

export class GreetingTextView extends GreetingTextItemView {
  @TextField({
    description: 'The words, paragraph by paragraph.',
    list: 10_000,
    multiline: true,
    max: longestText,
    example: ['Dear participants,', 'I congratulate you …'],
  })
  paragraphs!: string[];
}

export class ChangedPartView {
  @EnumField(['same', 'added', 'removed'], { description: 'What became of it.', name: 'TextChangeKind' })
  kind!: string;

  @TextField({ description: 'The words.', max: longestText, multiline: true, min: 0, example: 'Dear ' })
  text!: string;
}

export class ChangedParagraphView {
  @EnumField(['same', 'added', 'removed', 'changed'], {
    description: 'What became of the paragraph.',
    name: 'ParagraphChangeKind',
  })
  kind!: string;

  @ObjectField(() => ChangedPartView, { description: 'Its parts, in their order.', list: 20_000 })
  parts!: ChangedPartView[];
}

export class TextChangesView {
  @IdField({ description: 'The version that was compared with.', nullable: true })
  againstId!: string | null;

  @IntegerField({ description: 'Its number; null when there is none before.', nullable: true, example: 1 })
  againstNumber!: number | null;

  @IntegerField({ description: 'Number of the version.', example: 2 })
  number!: number;

  @ObjectField(() => ChangedParagraphView, { description: 'Paragraph by paragraph.', list: 20_000 })
  paragraphs!: ChangedParagraphView[];
}

export interface RemarkRow extends Record<string, unknown> {
  id: string;
  version: number;
  text_id: string;
  language: string;
  number: number;
  paragraph: number | null;
  body: string;
  author_name: string;
  created_at: Date;
  settled_at: Date | null;
  settled_by_name: string | null;
}

/** What somebody said about a version. */
export class GreetingRemarkView {
  @IdField({ description: 'Id of the remark.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @IdField({ description: 'The version about which it is.' })
  textId!: string;

  @LanguageField({ description: 'Language of that version.' })
  language!: string;

  @IntegerField({ description: 'Number of that version.', example: 1 })
  number!: number;

  @IntegerField({ description: 'Paragraph, from 1; null for the whole.', nullable: true, example: 2 })
  paragraph!: number | null;

  @TextField({
    description: 'What was said; null in answers to POST, which carry no words of texts.',
    nullable: true,
    max: 2000,
    multiline: true,
    example: 'The title of the minister has changed.',
  })
  remark!: string | null;

  @TextField({ description: 'Who said it.', example: 'Anna Petrova' })
  by!: string;

  @InstantField({ description: 'When.' })
  at!: string;

  @InstantField({ description: 'When it was dealt with.', nullable: true })
  settledAt!: string | null;

  @TextField({ description: 'Who said so.', nullable: true, example: 'Li Na' })
  settledBy!: string | null;
}

export function toTextItemView(row: TextRow): GreetingTextItemView {
  return {
    id: row.id,
    language: row.language,
    number: row.number,
    authentic: row.authentic,
    current: row.current,
    cleared: row.cleared,
    words: wordCount(row.body),
    readingSeconds: row.reading_seconds,
    changes: row.changes,
    source: row.source,
    fileName: row.file_name,
    translatedNumber: row.translated_number,
    by: row.author_name,
    byKind: row.author_kind,
    at: row.created_at.toISOString(),
  };
}

export function toTextView(row: TextRow): GreetingTextView {
  return { ...toTextItemView(row), paragraphs: paragraphsOf(row.body) };
}

export function toChangedParagraphs(changes: readonly ParagraphChange[]): ChangedParagraphView[] {
  return changes.map(({ kind, parts }) => ({ kind, parts: [...parts] }));
}

/** `withWords` is false in answers that may be kept. */
export function toRemarkView(row: RemarkRow, withWords = true): GreetingRemarkView {
  return {
    id: row.id,
    version: row.version,
    textId: row.text_id,
    language: row.language,
    number: row.number,
    paragraph: row.paragraph,
    remark: withWords ? row.body : null,
    by: row.author_name,
    at: row.created_at.toISOString(),
    settledAt: row.settled_at?.toISOString() ?? null,
    settledBy: row.settled_by_name,
  };
}
