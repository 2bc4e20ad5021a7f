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
import { EntryContentView } from '../agenda.view';
import type { EntryContent } from './agenda-entry.rules';

export class AgendaDifferenceView {
  @EnumField(['new', 'changed', 'gone'], {
    description: 'Whether it is new to the person, different from what they were told, or no longer theirs.',
    name: 'AgendaDifferenceKind',
    example: 'changed',
  })
  difference!: string;

  @TextField({ description: 'What it is, as on the agenda.', example: 'visit' })
  kind!: string;

  @TextField({
    description: 'The session or the departure, or whatever else stands on the agenda.',
    example: '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11',
  })
  subjectId!: string;

  @IntegerField({ description: 'Its SEQUENCE in the calendar of the person, once told.', example: 1 })
  sequence!: number;

  @ObjectField(() => EntryContentView, {
    description: 'What the person was told before; null for what is new.',
    nullable: true,
  })
  before!: EntryContentView | null;

  @ObjectField(() => EntryContentView, {
    description: 'What is true now; null for what is gone.',
    nullable: true,
  })
  after!: EntryContentView | null;
}

export class AgendaChangesOfPersonView {
  @IdField({ description: 'The registration whose agenda changed.' })
  registrationId!: string;

  @TextField({ description: 'Name of the person.', example: 'LI Na' })
  name!: string;

  @LanguageField({ description: 'Language in which they are told.' })
  locale!: string;

  @ObjectField(() => AgendaDifferenceView, { description: 'What they would be told.', list: true })
  differences!: AgendaDifferenceView[];
}

export class AgendaChangesView {
  @IntegerField({ description: 'Counts changes of these settings; for If-Match.', example: 1 })
  version!: number;

  @BooleanField({ description: 'Whether people are told of changes by themselves.' })
  enabled!: boolean;

  @IntegerField({
    description: 'How long nothing must have changed before people are told, in minutes.',
    example: 10,
  })
  quietMinutes!: number;

  @BooleanField({ description: 'Whether the notices are kept back.', example: false })
  held!: boolean;

  @InstantField({
    description: 'When the first of the changes happened that are not told yet; null when there are none.',
    nullable: true,
  })
  firstChangedAt!: string | null;

  @InstantField({ description: 'When the last of them happened.', nullable: true })
  lastChangedAt!: string | null;

  @InstantField({
    description:
      'When people are told, unless more changes. Null while there is nothing to tell, notices are held or switched off, or the event is not announced.',
    nullable: true,
  })
  dueAt!: string | null;

  @IntegerField({ description: 'How many people were told their agenda.', example: 200 })
  told!: number;

  @IntegerField({
    description: 'How many of their agendas were compared for this answer: all, or the first 2,000.',
    example: 200,
  })
  compared!: number;

  @IntegerField({ description: 'How many of those compared would get a notice.', example: 30 })
  concerned!: number;

  @ObjectField(() => AgendaChangesOfPersonView, {
    description: 'Some of those, with what they would read.',
    list: true,
  })
  sample!: AgendaChangesOfPersonView[];
}

export function toContentView(content: EntryContent): EntryContentView {
  const { title, startsAt, endsAt, place, meetingPoint, coach, plate, marshal, duties } = content;
  return {
    title,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    place,
    meetingPoint,
    coach,
    plate,
    marshal,
    duties: duties.map(({ role, author }) => ({ role, author: author ?? null })),
  };
}

export class AcceptedJobView {
  @IdField({ description: 'The job; follow it at `/api/v1/jobs/{id}`.' })
  id!: string;
}
