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
import { awaited, greetingWorkflow } from './greeting.workflow';
import { furthestReminder, reminderAudiences } from './requests/request.input';
import { ReadingConflictView } from './readings/reading-conflict.view';

/** Columns that lists read: everything but the texts. */
export const listColumns = `g.id, g.version, g.event_id, g.state, g.author_name, g.author_names, g.author_title, g.author_titles, g.organisation_id, g.author_rank_class,
  g.addressees, g.addressees_in, g.occasion, g.languages, g.due_at, g.length_minutes, g.requested_at, g.contact_name, g.contact_email, g.contact_locale,
  g.language, g.reading_seconds, g.received_at, g.reader_person_id, g.deputy_person_id, g.reader_state, g.reader_asked_at, g.reader_answered_at,
  g.deputy_state, g.deputy_asked_at, g.deputy_answered_at, g.reading_language,
  g.session_id, g.position, g.mode, g.delivered_by, g.delivered_at, g.delivered_where, g.extent, g.published_at,
  g.embargo_until, g.embargo_lifted_at, g.embargo_lifted_by, g.embargo_lifted_by_name,
  (SELECT l.sent_at FROM greeting_thanks l WHERE l.greeting_id = g.id) AS thanked_at,
  (SELECT v.number FROM greeting_texts v WHERE v.id = g.text_id) AS text_number,
  (SELECT v.number FROM greeting_texts v WHERE v.id = g.cleared_text_id) AS cleared_number`;

/** What one message has beyond that: through whom it is asked for, and when they are reminded; no text. */
export const detailColumns = `${listColumns}, g.text_id, g.cleared_text_id, g.cleared_by_name, g.cleared_at,
  COALESCE((SELECT json_agg(json_build_object('id', c.id, 'name', c.name, 'email', c.email, 'locale', c.locale) ORDER BY c.name, c.id)
              FROM greeting_contacts gc JOIN organisation_contacts c ON c.id = gc.contact_id WHERE gc.greeting_id = g.id), '[]') AS contacts,
  COALESCE((SELECT json_agg(json_build_object('offsetHours', r.offset_hours, 'to', r.audience, 'doneAt', r.done_at) ORDER BY r.offset_hours, r.audience)
              FROM greeting_reminders r WHERE r.greeting_id = g.id), '[]') AS reminders`;

/** What lists and the engine both read. */
interface GreetingColumns extends Record<string, unknown> {
  id: string;
  version: number;
  event_id: string;
  state: string;
  author_name: string;
  author_names: Record<string, string>;
  author_title: string;
  author_titles: Record<string, string>;
  organisation_id: string | null;
  author_rank_class: number | null;
  addressees: string;
  addressees_in: Record<string, string>;
  occasion: string | null;
  languages: string[];
  due_at: Date | null;
  length_minutes: number | null;
  requested_at: Date | null;
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
  deputy_state: string | null;
  deputy_asked_at: Date | null;
  deputy_answered_at: Date | null;
  reading_language: string | null;
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
}

export interface GreetingListRow extends GreetingColumns {
  text_number: number | null;
  cleared_number: number | null;
  thanked_at: Date | null;
}

/** A row as the engine reads it: without what stands in other tables. */
export interface GreetingRow extends GreetingColumns {
  text_id: string | null;
  cleared_text_id: string | null;
  summary: string | null;
  summaries: Record<string, string>;
}

export interface GreetingDetailRow extends GreetingListRow {
  text_id: string | null;
  cleared_text_id: string | null;
  cleared_by_name: string | null;
  cleared_at: Date | null;
  contacts: { id: string; name: string; email: string | null; locale: string }[];
  reminders: { offsetHours: number; to: string; doneAt: string | null }[];
}

/** The words of a message, for those who may see them. */
export interface GreetingWords {
  readonly text: string | null;
  readonly summary: string | null;
  readonly summaries: Readonly<Record<string, string>>;
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

  @IntegerField({
    description: 'Class of the author’s own rank; null where that of the organisation’s delegation counts.',
    nullable: true,
    example: 1,
  })
  rankClass!: number | null;
}

/** What somebody who was asked to read has answered; `cancelled` when their registration has ended. */
const readerStates = ['asked', 'accepted', 'declined', 'cancelled'] as const;

export class DeputyView {
  @IdField({ description: 'Person who stands in.' })
  personId!: string;

  @EnumField(['asked', 'declined', 'cancelled'], {
    description:
      'Whether the deputy was asked, because the reader does not read, and what came of it; null before that.',
    name: 'DeputyState',
    nullable: true,
  })
  state!: string | null;

  @InstantField({ description: 'When the deputy was asked.', nullable: true })
  askedAt!: string | null;

  @InstantField({ description: 'When the deputy answered.', nullable: true })
  answeredAt!: string | null;
}

export class ReaderView {
  @IdField({ description: 'Person who was asked to read it.' })
  personId!: string;

  @IdField({ description: 'Person who stands in.', nullable: true })
  deputyPersonId!: string | null;

  @EnumField(readerStates, {
    description: 'What the reader has answered.',
    name: 'ReaderState',
  })
  state!: string;

  @InstantField({ description: 'When the reader was asked.', nullable: true })
  askedAt!: string | null;

  @InstantField({ description: 'When the reader answered.', nullable: true })
  answeredAt!: string | null;
}

export class GreetingContactView {
  @IdField({ description: 'The contact of the organisation.' })
  id!: string;

  @TextField({ description: 'Name.', example: 'Li Na' })
  name!: string;

  @EmailField({ description: 'Address; null when there is none, then nothing is sent.', nullable: true })
  email!: string | null;

  @LanguageField({ description: 'Language in which they are written to.' })
  locale!: string;
}

export class GreetingReminderView {
  @IntegerField({
    description: 'Hours from the deadline on; negative before it.',
    example: -168,
    min: -furthestReminder,
    max: furthestReminder,
  })
  offsetHours!: number;

  @EnumField(reminderAudiences, { description: 'Who is reminded.', name: 'GreetingReminderAudience' })
  to!: string;

  @InstantField({ description: 'When that is; null without a deadline.', nullable: true })
  at!: string | null;

  @InstantField({ description: 'When it was last done.', nullable: true })
  doneAt!: string | null;
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

  @InstantField({
    description:
      'When the author was asked; null for one taken over from the last edition and not written to yet.',
    nullable: true,
  })
  requestedAt!: string | null;

  @BooleanField({ description: 'Whether the text is not here and its deadline has passed.' })
  overdue!: boolean;

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

  @IntegerField({
    description: 'Number of the version of the original that counts.',
    nullable: true,
    example: 2,
  })
  textNumber!: number | null;

  @IntegerField({
    description: 'Number of the version that protocol has cleared.',
    nullable: true,
    example: 2,
  })
  clearedNumber!: number | null;

  @InstantField({ description: 'When the original came in.', nullable: true })
  receivedAt!: string | null;

  @ObjectField(() => ReaderView, { description: 'Who reads it on the author’s behalf.', nullable: true })
  reader!: ReaderView | null;

  @ObjectField(() => DeputyView, { description: 'Who stands in for the reader.', nullable: true })
  deputy!: DeputyView | null;

  @BooleanField({
    description:
      'Whether it has a place in an order of reading, is to be read on the author’s behalf, and nobody has accepted to.',
  })
  readerMissing!: boolean;

  @ObjectField(() => ReadingConflictView, {
    description: 'What keeps the reader or the deputy from being there, while it has a place in an order.',
    list: true,
  })
  conflicts!: ReadingConflictView[];

  @LanguageField({
    description: 'Language in which it is read; null while there is no text.',
    nullable: true,
  })
  readingLanguage!: string | null;

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
  @IdField({ description: 'The version of the original that counts.', nullable: true })
  textId!: string | null;

  @IdField({ description: 'The version that protocol has cleared.', nullable: true })
  clearedTextId!: string | null;

  @TextField({ description: 'Who has cleared it.', nullable: true, example: 'Li Na' })
  clearedBy!: string | null;

  @InstantField({ description: 'When it was cleared.', nullable: true })
  clearedAt!: string | null;

  @ObjectField(() => GreetingContactView, {
    description: 'Contacts of the organisation through whom the author is asked.',
    list: true,
  })
  contacts!: GreetingContactView[];

  @ObjectField(() => GreetingReminderView, { description: 'The ladder of reminders.', list: true })
  reminders!: GreetingReminderView[];

  @TextField({
    description:
      'The original text; null while there is none or it is under embargo for the caller, and in every answer that is not to GET.',
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

/** Whether a message has its place, and nobody who reads it; as SQL it is {@link readerMissingSql}. */
export const readerIsMissing = (row: Pick<GreetingListRow, 'state' | 'mode' | 'reader_state'>): boolean =>
  row.mode === 'read_on_behalf' && row.reader_state !== 'accepted' && !closedStates.has(row.state);

const closedStates: ReadonlySet<string> = new Set(['delivered', 'published', 'declined', 'withdrawn']);

/** The same of a message `g`. */
export const readerMissingSql = `g.mode = 'read_on_behalf' AND g.reader_state IS DISTINCT FROM 'accepted'
  AND g.state NOT IN ('delivered', 'published', 'declined', 'withdrawn')`;

/** `now` says whether it is overdue. {@link GreetingItemView.conflicts} are not columns, and come later. */
export function toGreetingItemView(row: GreetingListRow, now: Date): GreetingItemView {
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
      rankClass: row.author_rank_class,
    },
    addressees: row.addressees,
    addresseesIn: row.addressees_in,
    occasion: row.occasion,
    languages: row.languages,
    dueAt: row.due_at?.toISOString() ?? null,
    lengthMinutes: row.length_minutes,
    requestedAt: row.requested_at?.toISOString() ?? null,
    overdue: row.due_at !== null && row.due_at < now && awaited.includes(row.state),
    contactName: row.contact_name,
    contactEmail: row.contact_email,
    contactLocale: row.contact_locale,
    language: row.language,
    readingSeconds: row.reading_seconds,
    textNumber: row.text_number,
    clearedNumber: row.cleared_number,
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
    deputy:
      row.deputy_person_id === null
        ? null
        : {
            personId: row.deputy_person_id,
            state: row.deputy_state,
            askedAt: row.deputy_asked_at?.toISOString() ?? null,
            answeredAt: row.deputy_answered_at?.toISOString() ?? null,
          },
    readerMissing: readerIsMissing(row),
    conflicts: [],
    readingLanguage: row.reading_language ?? row.language,
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

/** `words` are there only where they may be shown; `open` says whether the caller may see them at all. */
export function toGreetingView(
  row: GreetingDetailRow,
  now: Date,
  open: boolean,
  words?: GreetingWords,
): GreetingView {
  return {
    ...toGreetingItemView(row, now),
    textId: row.text_id,
    clearedTextId: row.cleared_text_id,
    clearedBy: row.cleared_by_name,
    clearedAt: row.cleared_at?.toISOString() ?? null,
    contacts: row.contacts,
    reminders: row.reminders.map(({ offsetHours, to, doneAt }) => ({
      offsetHours,
      to,
      at: row.due_at && new Date(row.due_at.getTime() + offsetHours * 3_600_000).toISOString(),
      doneAt: doneAt && new Date(doneAt).toISOString(),
    })),
    text: words?.text ?? null,
    summary: words?.summary ?? null,
    summaries: words?.summaries ?? null,
    underEmbargo: !open,
  };
}

/** What a reader is told about their own duty: nothing of the text. */
export class ReaderAnswerView {
  @IdField({ description: 'The message.' })
  greetingId!: string;

  @TextField({ description: 'Whose message it is.', example: 'Vladimir Norov' })
  author!: string;

  @EnumField(readerStates, {
    description: 'What is on record now.',
    name: 'ReaderState',
  })
  state!: string;
}
