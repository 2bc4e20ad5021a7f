import {
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
  TimeZoneField,
} from '../platform/http/fields';
import type { PersonalAgenda } from './agendas.queries';

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

export class AgendaItemView {
  @EnumField(['session', 'visit'], { description: 'What it is.', name: 'AgendaItemKind' })
  kind!: string;

  @IdField({ description: 'The session or the departure.' })
  subjectId!: string;

  @TextField({
    description: 'Stable identity of the calendar entry.',
    example: '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11.0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b12@plenary',
  })
  uid!: string;

  @IntegerField({ description: 'Raised when what a calendar shows of it changes.', example: 0 })
  sequence!: number;

  @TextField({ description: 'Title in the language of the agenda.', example: 'Opening ceremony' })
  title!: string;

  @InstantField({ description: 'Start.' })
  startsAt!: string;

  @InstantField({ description: 'End.', example: '2019-10-21T10:30:00+08:00' })
  endsAt!: string;

  @TextField({ description: 'Room or address.', nullable: true, example: 'Main Hall' })
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

export class AgendaView {
  @IdField({ description: 'The registration whose agenda this is.' })
  registrationId!: string;

  @TextField({ description: 'Name of the person.', example: 'LI Na' })
  name!: string;

  @LanguageField({ description: 'Language of the agenda.' })
  locale!: string;

  @TimeZoneField({ description: 'Time zone of the event.' })
  timeZone!: string;

  @ObjectField(() => AgendaItemView, { description: 'What is on it, in order of time.', list: true })
  items!: AgendaItemView[];
}

export function toAgendaView({ event, owner, items }: PersonalAgenda): AgendaView {
  return {
    registrationId: owner.registrationId,
    name: owner.name,
    locale: owner.locale,
    timeZone: event.timeZone,
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
  };
}
