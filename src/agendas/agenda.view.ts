import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
  TimeZoneField,
} from '../platform/http/fields';
import { mailLanguage } from '../communications/words';
import type { PersonalAgenda } from './agendas.queries';
import { deadlineKinds } from './deadline.rules';
import { deadlineInWords } from './deadline.words';
import { agendaTimes } from './times.rules';

export class DutyView {
  @TextField({ description: 'Role in the session.', example: 'reader' })
  role!: string;

  @TextField({
    description:
      'Author of the message that is read, if one is; null for staff who do not plan with messages.',
    nullable: true,
    example: 'Vladimir Norov',
  })
  author!: string | null;
}

/** What a calendar shows of a thing on somebody's agenda. */
export class EntryContentView {
  @TextField({ description: 'Title in the language of the agenda.', example: 'Opening ceremony' })
  title!: string;

  @InstantField({ description: 'Start.' })
  startsAt!: string;

  @InstantField({
    description: 'End; the start again for what is an instant only.',
    example: '2019-10-21T10:30:00+08:00',
  })
  endsAt!: string;

  @TextField({ description: 'Room, address, airport or station.', nullable: true, example: 'Main Hall' })
  place!: string | null;

  @TextField({ description: 'Where the group meets.', nullable: true, example: 'Hotel lobby' })
  meetingPoint!: string | null;

  @TextField({ description: 'Coach of the person.', nullable: true, example: null })
  coach!: string | null;

  @TextField({ description: 'Its number plate.', nullable: true, example: '粤B·12345' })
  plate!: string | null;

  @TextField({
    description: 'Who counts heads on it, with a telephone number.',
    nullable: true,
    example: 'Chen Wei, +86 755 5555 0102',
  })
  marshal!: string | null;

  @ObjectField(() => DutyView, { description: 'What the person does there.', list: true })
  duties!: DutyView[];
}

export class AgendaItemView extends EntryContentView {
  @EnumField(['session', 'visit', 'arrival', 'departure'], {
    description: 'What it is.',
    name: 'AgendaItemKind',
  })
  kind!: string;

  @IdField({
    description:
      'The session, or the departure of the visit; of the person’s own arrival and departure, their registration.',
  })
  subjectId!: string;

  @TextField({
    description: 'Stable identity of the calendar entry.',
    example: '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11.0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b12@plenary',
  })
  uid!: string;

  @IntegerField({ description: 'Raised when what a calendar shows of it changes.', example: 0 })
  sequence!: number;
}

export class AgendaDeadlineView {
  @EnumField(deadlineKinds, {
    description: 'What is to be done.',
    name: 'AgendaDeadlineKind',
    example: 'form',
  })
  kind!: string;

  @IdField({
    description:
      'What it is about: the form, the document, the role, the message, the booking, the visit, the delegation; the registration or the event itself where nothing else is.',
  })
  subjectId!: string;

  @TextField({
    description: 'Stable identity of the calendar entry.',
    example: 'form.0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11.0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b12@plenary',
  })
  uid!: string;

  @TextField({ description: 'The same as a sentence without its end.', example: 'Fill in the form “Travel”' })
  title!: string;

  @InstantField({ description: 'Until when.', example: '2019-10-01T18:00:00+08:00' })
  dueAt!: string;

  @BooleanField({ description: 'Whether that has passed; it can still be done.', example: false })
  overdue!: boolean;
}

export class AgendaView {
  @IdField({ description: 'The registration whose agenda this is.' })
  registrationId!: string;

  @TextField({ description: 'Name of the person.', example: 'LI Na' })
  name!: string;

  @LanguageField({ description: 'Language of the agenda.' })
  locale!: string;

  @TimeZoneField({ description: 'Time zone of the event.' })
  timeZone!: string;

  @TextField({
    description: 'The same in words, as it is on the first day.',
    example: 'Shenzhen time, UTC+8',
  })
  timeZoneName!: string;

  @TimeZoneField({
    description: 'Time zone that was asked for, where it is another one.',
    nullable: true,
    example: 'Europe/Moscow',
  })
  ownTimeZone!: string | null;

  @TextField({ description: 'The same in words.', nullable: true, example: 'Moscow time, UTC+3' })
  ownTimeZoneName!: string | null;

  @ObjectField(() => AgendaItemView, { description: 'What is on it, in order of time.', list: true })
  items!: AgendaItemView[];

  @ObjectField(() => AgendaDeadlineView, {
    description: 'What the person has still to do, the first one first; what is done is not there any more.',
    list: true,
  })
  deadlines!: AgendaDeadlineView[];
}

export function toAgendaView({ event, owner, items, deadlines, ownTimeZone }: PersonalAgenda): AgendaView {
  const language = mailLanguage(owner.locale);
  const times = agendaTimes(language, event, ownTimeZone);
  const first = new Date(`${event.startDate}T12:00:00Z`);
  return {
    registrationId: owner.registrationId,
    name: owner.name,
    locale: owner.locale,
    timeZone: event.timeZone,
    timeZoneName: times.zoneAt(first),
    ownTimeZone: ownTimeZone ?? null,
    ownTimeZoneName: times.ownZoneAt(first) ?? null,
    items: items.map((item) => ({
      kind: item.kind,
      subjectId: item.subjectId,
      uid: item.uid,
      sequence: item.sequence,
      title: item.title,
      startsAt: item.startsAt.toISOString(),
      endsAt: item.endsAt.toISOString(),
      place: item.place,
      meetingPoint: item.meetingPoint,
      coach: item.coach,
      plate: item.plate,
      marshal: item.marshal,
      duties: item.duties.map(({ role, author }) => ({ role, author: author ?? null })),
    })),
    deadlines: deadlines.map((deadline) => ({
      kind: deadline.kind,
      subjectId: deadline.subjectId,
      uid: deadline.uid,
      title: deadlineInWords(deadline, language),
      dueAt: deadline.dueAt.toISOString(),
      overdue: deadline.overdue,
    })),
  };
}
