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
import { OutboxKindView } from '../../communications/holds/message-hold.view';
import type { MessageState } from '../../communications/message.entity';
import { registrationWorkflow } from '../../registrations/registration.workflow';
import {
  mailingKinds,
  MailingAudienceInput,
  reviews,
  type Audience,
  type MailingKind,
} from './mailing.input';
import { mailingWorkflow, type MailingState } from './mailing.workflow';

export interface MailingRow extends Record<string, unknown> {
  readonly id: string;
  readonly version: number;
  readonly event_id: string;
  readonly state: MailingState;
  readonly kind: MailingKind;
  readonly title: string;
  readonly audience: Audience;
  readonly texts: AnnouncementTexts | null;
  readonly sensitive: boolean;
  readonly authors: string[];
  readonly made_by_name: string;
  readonly approved_by_name: string | null;
  readonly approved_at: Date | null;
  readonly job_id: string | null;
  readonly cursor_id: string | null;
  readonly expected: number;
  readonly passed: number;
  readonly written: number;
  readonly created_at: Date;
  readonly begun_at: Date | null;
  readonly finished_at: Date | null;
}

/** What an announcement says, by language. */
export type AnnouncementTexts = Readonly<Record<string, { readonly subject: string; readonly text: string }>>;

export class AnnouncementTextView {
  @LanguageField({ description: 'Language.' })
  language!: string;

  @TextField({ description: 'Subject.', example: 'The opening moves to Hall B' })
  subject!: string;

  @TextField({ description: 'Text.', example: 'The opening ceremony takes place in Hall B.' })
  text!: string;
}

export class AnnouncementView {
  @ObjectField(() => AnnouncementTextView, { description: 'What it says, by language.', list: true })
  texts!: AnnouncementTextView[];
}

/** Something that goes to an audience. */
export class MailingView {
  @IdField({ description: 'Id of the mailing; the cause of its messages.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 3 })
  version!: number;

  @TextField({ description: 'Name, for staff.', example: 'Agendas for the heads of delegation' })
  title!: string;

  @EnumField(mailingKinds, { description: 'What is sent.', name: 'MailingKind' })
  kind!: MailingKind;

  @EnumField(Object.keys(mailingWorkflow.states), {
    description: 'Where it is in its life.',
    name: 'MailingState',
    example: 'sending',
  })
  state!: MailingState;

  @ObjectField(() => MailingAudienceInput, { description: 'Whom it goes to.', example: {} })
  audience!: Audience;

  @ObjectField(() => AnnouncementView, { description: 'What an announcement says.', nullable: true })
  announcement!: AnnouncementView | null;

  @BooleanField({ description: 'Whether it is sensitive.', example: false })
  sensitive!: boolean;

  @TextField({ description: 'Who made it.', example: 'Li Na' })
  madeBy!: string;

  @TextField({ description: 'The second person, who approved it.', nullable: true, example: 'Anna Petrova' })
  approvedBy!: string | null;

  @InstantField({ description: 'When that was.', nullable: true })
  approvedAt!: string | null;

  @IdField({
    description: 'The job that writes its messages or did last; whoever began it can follow it.',
    nullable: true,
  })
  jobId!: string | null;

  @IntegerField({
    description: 'How many were in the audience when it last began to go through it.',
    example: 1200,
  })
  expected!: number;

  @IntegerField({ description: 'How many of them it has met.', example: 500 })
  passed!: number;

  @IntegerField({ description: 'How many messages were promised.', example: 498 })
  written!: number;

  @InstantField({ description: 'When it was made.' })
  createdAt!: string;

  @InstantField({ description: 'When it first began.', nullable: true })
  begunAt!: string | null;

  @InstantField({ description: 'When it came to the end of its audience.', nullable: true })
  finishedAt!: string | null;
}

/** What became of the messages of a mailing, as the ledger has it. */
export class MailingProgressView {
  @IntegerField({ description: 'Messages that wait, held ones included.', example: 300 })
  pending!: number;

  @IntegerField({ description: 'Messages that are being sent.', example: 200 })
  queued!: number;

  @IntegerField({ description: 'Messages that a mail server accepted.', example: 480 })
  sent!: number;

  @IntegerField({ description: 'Messages that were refused or given up.', example: 1 })
  failed!: number;

  @IntegerField({ description: 'Messages that came back.', example: 0 })
  bounced!: number;

  @IntegerField({
    description: 'Messages that were not sent: no usable address, or they did not apply any more.',
    example: 2,
  })
  suppressed!: number;

  @IntegerField({ description: 'Messages that were called off.', example: 0 })
  cancelled!: number;
}

export class MailingDetailView extends MailingView {
  @ObjectField(() => MailingProgressView, { description: 'What became of its messages.' })
  progress!: MailingProgressView;

  @IntegerField({
    description:
      'How many of its audience, as it is now, have no message of it: whoever came to belong to it after it had passed them. `complete` sends it to them.',
    example: 3,
  })
  untold!: number;
}

export class AudienceLanguageView {
  @LanguageField({ description: 'Language in which they are written to.' })
  language!: string;

  @IntegerField({ description: 'How many.', example: 80 })
  count!: number;

  @BooleanField({
    description:
      'Whether an announcement has words of its own in it; if not, they read those of another language.',
    example: true,
  })
  ownWords!: boolean;
}

export class AudienceCategoryView {
  @IdField({ description: 'The category.' })
  categoryId!: string;

  @TextField({ description: 'Its code.', example: 'delegate' })
  code!: string;

  @TextField({ description: 'Its title.', example: 'Delegates' })
  title!: string;

  @IntegerField({ description: 'How many.', example: 80 })
  count!: number;
}

export class AudienceLeftOutView {
  @EnumField(Object.keys(registrationWorkflow.states), {
    description: 'State of their registration, which is none of those that it goes to.',
    name: 'RegistrationState',
    example: 'waitlisted',
  })
  state!: string;

  @IntegerField({ description: 'How many fit in everything else.', example: 12 })
  count!: number;
}

/** A message that nobody has written yet. */
export class MailingSampleView {
  @IdField({ description: 'Registration of its reader.' })
  registrationId!: string;

  @TextField({ description: 'Name of the reader.', example: 'LI Na' })
  name!: string;

  @BooleanField({ description: 'Whether the reader is in the audience.', example: true })
  inAudience!: boolean;

  @BooleanField({ description: 'Whether the address of the reader can be written to.', example: true })
  usableAddress!: boolean;

  @TextField({ description: 'Language in which it is written.', example: 'zh' })
  language!: string;

  @TextField({ description: 'Subject.', example: 'Your agenda: Infoforum-China 2019' })
  subject!: string;

  @TextField({
    description: 'The mail as plain text. Links of the reader’s own are not in it.',
    example: 'Dear LI Na, ...',
  })
  text!: string;

  @TextField({ description: 'The mail as HTML.', example: '<!DOCTYPE html> ...' })
  html!: string;
}

/** To how many something would go, and in which words. */
export class MailingPreviewView {
  @IntegerField({
    description: 'How many would get a message, those without a usable address included.',
    example: 120,
  })
  count!: number;

  @IntegerField({
    description: 'Of these, how many have no usable address: their message is in the ledger and is not sent.',
    example: 1,
  })
  withoutAddress!: number;

  @IntegerField({ description: 'Of these, how many have a message of this mailing already.', example: 0 })
  told!: number;

  @ObjectField(() => AudienceLanguageView, { description: 'By language.', list: true })
  byLanguage!: AudienceLanguageView[];

  @ObjectField(() => AudienceCategoryView, { description: 'By category.', list: true })
  byCategory!: AudienceCategoryView[];

  @ObjectField(() => AudienceLeftOutView, {
    description: 'Who fits but for the state of the registration, and is left out.',
    list: true,
  })
  leftOut!: AudienceLeftOutView[];

  @ObjectField(() => MailingSampleView, { description: 'Samples in full.', list: true })
  samples!: MailingSampleView[];
}

export class MailingSettingsView {
  @IntegerField({ description: 'Raised with each change; 0 before the first one. The ETag.', example: 1 })
  version!: number;

  @EnumField(reviews, { description: 'Which mailings wait for a second person.', name: 'MailingReview' })
  review!: string;
}

export class AcceptedNoticeView {
  @IdField({
    description:
      'The job; follow it at `/api/v1/jobs/{id}`. Null while the mailing waits for a second person, as the event wants it.',
    nullable: true,
  })
  id!: string | null;

  @IdField({ description: 'The mailing; its progress is at `mailings/{id}`.' })
  mailingId!: string;
}

/** What is about to go out. */
export class OutboxView {
  @ObjectField(() => MailingView, {
    description:
      'Mailings that wait for a second person, are being sent or are paused; the last 100 of them, newest first.',
    list: 100,
  })
  mailings!: MailingView[];

  @ObjectField(() => OutboxKindView, {
    description: 'Messages that wait or are being sent, by kind. `outbox/groups` has them by cause.',
    list: true,
  })
  kinds!: OutboxKindView[];
}

export function toMailingView(row: MailingRow): MailingView {
  return {
    id: row.id,
    version: row.version,
    title: row.title,
    kind: row.kind,
    state: row.state,
    audience: row.audience,
    announcement:
      row.texts === null
        ? null
        : { texts: Object.entries(row.texts).map(([language, words]) => ({ language, ...words })) },
    sensitive: row.sensitive,
    madeBy: row.made_by_name,
    approvedBy: row.approved_by_name,
    approvedAt: row.approved_at?.toISOString() ?? null,
    jobId: row.job_id,
    expected: row.expected,
    passed: row.passed,
    written: row.written,
    createdAt: row.created_at.toISOString(),
    begunAt: row.begun_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}

export function toProgressView(states: Partial<Record<MessageState, number>>): MailingProgressView {
  const {
    pending = 0,
    queued = 0,
    sent = 0,
    failed = 0,
    bounced = 0,
    suppressed = 0,
    cancelled = 0,
  } = states;
  return { pending, queued, sent, failed, bounced, suppressed, cancelled };
}
