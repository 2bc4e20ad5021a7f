import {
  BooleanField,
  EmailField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
  TextsField,
} from '../platform/http/fields';
import { deliveryExtents, deliveryModes } from './greeting.rules';
import type { DeliveryExtent, DeliveryMode } from './greeting.rules';
import { greetingWorkflow } from './greeting.workflow';

/** Columns that lists read: everything but the texts. */
export const listColumns = `g.id, g.version, g.event_id, g.state, g.author_name, g.author_names, g.author_title, g.author_titles, g.organisation_id,
  g.addressees, g.addressees_in, g.occasion, g.languages, g.due_at, g.length_minutes, g.contact_name, g.contact_email, g.contact_locale,
  g.language, g.reading_seconds, g.received_at, g.reader_person_id, g.deputy_person_id, g.reader_state, g.reader_asked_at, g.reader_answered_at,
  g.session_id, g.position, g.mode, g.delivered_by, g.delivered_at, g.delivered_where, g.extent, g.published_at,
  g.embargo_until, g.embargo_lifted_at, g.embargo_lifted_by, g.embargo_lifted_by_name,
  (SELECT l.sent_at FROM greeting_thanks l WHERE l.greeting_id = g.id) AS thanked_at`;

export interface GreetingListRow extends Record<string, unknown> {
  id: string;
  version: number;
  event_id: string;
  state: string;
  author_name: string;
  author_names: Record<string, string>;
  author_title: string;
  author_titles: Record<string, string>;
  organisation_id: string | null;
  addressees: string;
  addressees_in: Record<string, string>;
  occasion: string | null;
  languages: string[];
  due_at: Date | null;
  length_minutes: number | null;
  contact_name: string | null;
  contact_email: string | null;
  contact_locale: string | null;
  language: string | null;
  reading_seconds: number | null;
  received_at: Date | null;
  reader_person_id: string | null;
  deputy_person_id: string | null;
  reader_state: string | null;
  reader_asked_at: Date | null;
  reader_answered_at: Date | null;
  session_id: string | null;
  position: number | null;
  mode: DeliveryMode | null;
  delivered_by: string | null;
  delivered_at: Date | null;
  delivered_where: string | null;
  extent: DeliveryExtent | null;
  published_at: Date | null;
  embargo_until: Date | null;
  embargo_lifted_at: Date | null;
  embargo_lifted_by: string | null;
  embargo_lifted_by_name: string | null;
  thanked_at: Date | null;
}

export interface GreetingRow extends GreetingListRow {
  original_text: string | null;
  summary: string | null;
  summaries: Record<string, string>;
}

export class AuthorView {
  @TextField({ description: 'Name of the author.', example: 'Vladimir Norov' })
  name!: string;

  @TextsField({ description: 'Name in further languages.', example: { ru: 'Владимир Норов' } })
  names!: Record<string, string>;

  @TextField({ description: 'Post of the author.', example: 'Secretary-General' })
  title!: string;

  @TextsField({ description: 'Post in further languages.', example: { ru: 'Генеральный секретарь' } })
  titles!: Record<string, string>;

  @IdField({ description: 'Organisation that the author heads.', nullable: true })
  organisationId!: string | null;
}

export class ReaderView {
  @IdField({ description: 'Person who was asked to read it.' })
  personId!: string;

  @IdField({ description: 'Person who stands in.', nullable: true })
  deputyPersonId!: string | null;

  @EnumField(['asked', 'accepted', 'declined'], {
    description: 'What the reader has answered.',
    name: 'ReaderState',
  })
  state!: string;

  @InstantField({ description: 'When the reader was asked.', nullable: true })
  askedAt!: string | null;

  @InstantField({ description: 'When the reader answered.', nullable: true })
  answeredAt!: string | null;
}

/** A message of greetings without its texts, as lists show it. */
export class GreetingItemView {
  @IdField({ description: 'Id of the message.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @EnumField(Object.keys(greetingWorkflow.states), {
    description: 'Where it is in its life.',
    name: 'GreetingState',
  })
  state!: string;

  @ObjectField(() => AuthorView, { description: 'Who sends it.' })
  author!: AuthorView;

  @TextField({ description: 'To whom it is addressed.', example: 'the participants' })
  addressees!: string;

  @TextsField({ description: 'The same in further languages.', example: { zh: '与会者' } })
  addresseesIn!: Record<string, string>;

  @TextField({ description: 'On which occasion.', nullable: true, example: 'Opening ceremony' })
  occasion!: string | null;

  @LanguageField({ description: 'Languages in which it is wanted.', list: true, example: ['en', 'ru'] })
  languages!: string[];

  @InstantField({ description: 'Until when the text is needed.', nullable: true })
  dueAt!: string | null;

  @IntegerField({ description: 'How long it may take, in minutes.', nullable: true, example: 3 })
  lengthMinutes!: number | null;

  @TextField({ description: 'Who is asked for it.', nullable: true, example: 'Li Na' })
  contactName!: string | null;

  @EmailField({ description: 'Address of that person.', nullable: true })
  contactEmail!: string | null;

  @LanguageField({ description: 'Language of that person.', nullable: true })
  contactLocale!: string | null;

  @LanguageField({ description: 'Language of the original, once it is here.', nullable: true })
  language!: string | null;

  @IntegerField({
    description: 'How long it takes to read the original aloud, in seconds; an estimate.',
    nullable: true,
    example: 150,
  })
  readingSeconds!: number | null;

  @InstantField({ description: 'When the original came in.', nullable: true })
  receivedAt!: string | null;

  @ObjectField(() => ReaderView, { description: 'Who reads it on the author’s behalf.', nullable: true })
  reader!: ReaderView | null;

  @IdField({ description: 'Session in which it is delivered.', nullable: true })
  sessionId!: string | null;

  @IntegerField({ description: 'Place in the order of reading.', nullable: true, example: 1 })
  position!: number | null;

  @EnumField(deliveryModes, { description: 'How it is delivered.', name: 'DeliveryMode', nullable: true })
  mode!: string | null;

  @TextField({ description: 'Who delivered it.', nullable: true, example: 'Baurzhan Imandosov' })
  deliveredBy!: string | null;

  @InstantField({ description: 'When it was delivered.', nullable: true })
  deliveredAt!: string | null;

  @TextField({ description: 'Where it was delivered.', nullable: true, example: 'Shenzhen' })
  deliveredWhere!: string | null;

  @EnumField(deliveryExtents, {
    description: 'In full or abridged.',
    name: 'DeliveryExtent',
    nullable: true,
  })
  extent!: string | null;

  @InstantField({ description: 'When the full text became public.', nullable: true })
  publishedAt!: string | null;

  @InstantField({
    description: 'Until when it is under embargo; null for until it has been delivered.',
    nullable: true,
  })
  embargoUntil!: string | null;

  @InstantField({ description: 'When protocol lifted the embargo before its time.', nullable: true })
  embargoLiftedAt!: string | null;

  @TextField({
    description: 'Who lifted it; somebody else has to publish the message.',
    nullable: true,
    example: null,
  })
  embargoLiftedBy!: string | null;

  @InstantField({ description: 'When its author was thanked.', nullable: true })
  thankedAt!: string | null;
}

/** A message of greetings; its texts are null for those who do not work on them while it is under embargo. */
export class GreetingView extends GreetingItemView {
  @TextField({
    description: 'The original text; null while there is none or it is under embargo for the caller.',
    nullable: true,
    multiline: true,
    max: 40_000,
    example: 'Dear participants, …',
  })
  text!: string | null;

  @TextField({
    description: 'What it says, in a few sentences; null like the text.',
    nullable: true,
    multiline: true,
    max: 4000,
    example: null,
  })
  summary!: string | null;

  @TextsField({
    description: 'The same in further languages; null like the text.',
    nullable: true,
    max: 4000,
    example: { ru: 'Поздравляет участников.' },
  })
  summaries!: Record<string, string> | null;

  @BooleanField({ description: 'Whether the caller is not shown the texts, because they are under embargo.' })
  underEmbargo!: boolean;
}

export function toGreetingItemView(row: GreetingListRow): GreetingItemView {
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    author: {
      name: row.author_name,
      names: row.author_names,
      title: row.author_title,
      titles: row.author_titles,
      organisationId: row.organisation_id,
    },
    addressees: row.addressees,
    addresseesIn: row.addressees_in,
    occasion: row.occasion,
    languages: row.languages,
    dueAt: row.due_at?.toISOString() ?? null,
    lengthMinutes: row.length_minutes,
    contactName: row.contact_name,
    contactEmail: row.contact_email,
    contactLocale: row.contact_locale,
    language: row.language,
    readingSeconds: row.reading_seconds,
    receivedAt: row.received_at?.toISOString() ?? null,
    reader:
      row.reader_person_id === null
        ? null
        : {
            personId: row.reader_person_id,
            deputyPersonId: row.deputy_person_id,
            state: row.reader_state ?? 'asked',
            askedAt: row.reader_asked_at?.toISOString() ?? null,
            answeredAt: row.reader_answered_at?.toISOString() ?? null,
          },
    sessionId: row.session_id,
    position: row.position,
    mode: row.mode,
    deliveredBy: row.delivered_by,
    deliveredAt: row.delivered_at?.toISOString() ?? null,
    deliveredWhere: row.delivered_where,
    extent: row.extent,
    publishedAt: row.published_at?.toISOString() ?? null,
    embargoUntil: row.embargo_until?.toISOString() ?? null,
    embargoLiftedAt: row.embargo_lifted_at?.toISOString() ?? null,
    embargoLiftedBy: row.embargo_lifted_by_name,
    thankedAt: row.thanked_at?.toISOString() ?? null,
  };
}

/** `open` says whether the caller may see the texts. */
export function toGreetingView(row: GreetingRow, open: boolean): GreetingView {
  return {
    ...toGreetingItemView(row),
    text: open ? row.original_text : null,
    summary: open ? row.summary : null,
    summaries: open ? row.summaries : null,
    underEmbargo: !open,
  };
}

/** What a reader is told about their own duty: nothing of the text. */
export class ReaderAnswerView {
  @IdField({ description: 'The message.' })
  greetingId!: string;

  @TextField({ description: 'Whose message it is.', example: 'Vladimir Norov' })
  author!: string;

  @EnumField(['asked', 'accepted', 'declined'], {
    description: 'What is on record now.',
    name: 'ReaderState',
  })
  state!: string;
}

export class OrderEntryView {
  @IntegerField({ description: 'Place in the order of reading.', example: 1 })
  position!: number;

  @IdField({ description: 'The message.' })
  greetingId!: string;

  @TextField({ description: 'Whose message it is.', example: 'Vladimir Norov' })
  author!: string;

  @TextField({ description: 'Post of the author.', example: 'Secretary-General' })
  authorTitle!: string;

  @EnumField(deliveryModes, { description: 'How it is delivered.', name: 'DeliveryMode' })
  mode!: string;

  @TextField({
    description: 'Who reads it on the author’s behalf.',
    nullable: true,
    example: 'Baurzhan Imandosov',
  })
  reader!: string | null;

  @EnumField(Object.keys(greetingWorkflow.states), {
    description: 'Where it is in its life.',
    name: 'GreetingState',
  })
  state!: string;

  @IntegerField({ description: 'Estimated time, in seconds, interpretation included.', example: 150 })
  seconds!: number;

  @IntegerField({ description: 'Seconds from the beginning of the readings until this one.', example: 0 })
  startsAfterSeconds!: number;
}

export class OrderView {
  @IdField({ description: 'The session.' })
  sessionId!: string;

  @IntegerField({
    description: 'Length of the session, in seconds; null while it has no time.',
    nullable: true,
    example: 3600,
  })
  sessionSeconds!: number | null;

  @IntegerField({ description: 'All readings together, in seconds.', example: 150 })
  totalSeconds!: number;

  @BooleanField({ description: 'Whether the readings fit into the session.' })
  fits!: boolean;

  @ObjectField(() => OrderEntryView, { description: 'The messages, by their place.', list: true })
  items!: OrderEntryView[];
}
