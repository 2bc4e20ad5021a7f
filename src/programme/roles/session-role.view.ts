import {
  BooleanField,
  DayField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
  TextsField,
  TimeZoneField,
} from '../../platform/http/fields';
import { roleStates, sessionRoles } from '../programme.rules';
import type { Asking } from './session-role.rules';

export interface RoleRow extends Record<string, unknown> {
  id: string;
  version: number;
  event_id: string;
  session_id: string;
  item_id: string | null;
  person_id: string;
  role: string;
  position: number;
  state: string;
  replaces_id: string | null;
}

/** A role with all that is on record about it. */
export class RoleView {
  @IdField({ description: 'Id of the role.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @EnumField(roleStates, {
    description:
      'Whether the person was asked, and what became of it. A release names only who has accepted.',
    name: 'RoleState',
    example: 'asked',
  })
  state!: string;

  @IdField({ description: 'The session.' })
  sessionId!: string;

  @IdField({ description: 'The item of the session; null for the session as a whole.', nullable: true })
  itemId!: string | null;

  @IdField({ description: 'The person.' })
  personId!: string;

  @TextField({ description: 'Name as on the badge.', example: 'LI Na' })
  displayName!: string;

  @EnumField(sessionRoles, {
    description: 'What the person does in the session.',
    name: 'SessionRole',
    example: 'speaker',
  })
  role!: string;

  @IntegerField({ description: 'Place in the order of names.', example: 1 })
  position!: number;

  @IdField({ description: 'The role of whom this person replaces.', nullable: true })
  replacesId!: string | null;
}

export function toRoleView(row: RoleRow & { display_name: string }): RoleView {
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    sessionId: row.session_id,
    itemId: row.item_id,
    personId: row.person_id,
    displayName: row.display_name,
    role: row.role,
    position: row.position,
    replacesId: row.replaces_id,
  };
}

/** A role with its person and its occasion: what a mail or a page says to whoever is asked for it. */
export interface AskedRole extends Asking {
  readonly id: string;
  readonly eventId: string;
  readonly role: string;
  readonly personId: string;
  readonly displayName: string;
  readonly email: string;
  readonly locale: string;
  readonly endsAt: Date | null;
  readonly room: string | null;
  readonly session: { readonly title: string; readonly titles: Readonly<Record<string, string>> };
  readonly item: { readonly title: string; readonly titles: Readonly<Record<string, string>> } | null;
  readonly event: {
    readonly title: string;
    readonly titles: Readonly<Record<string, string>>;
    readonly city: string;
    readonly timeZone: string;
    readonly startDate: string;
    readonly endDate: string;
    readonly locales: readonly string[];
  };
  /** The record by which it came into its state. */
  readonly recordId: string | null;
}

/** A thing with a title, as somebody outside sees it. */
export class TitledView {
  @TextField({
    description: 'Title in the first language of the event.',
    example: 'Trust in the digital future',
  })
  title!: string;

  @TextsField({ description: 'Title in further languages.' })
  titles!: Readonly<Record<string, string>>;
}

export class RequestedAtView extends TitledView {
  @TextField({ description: 'City.', example: 'Shenzhen' })
  city!: string;

  @TimeZoneField({ description: 'Time zone in which its times are shown.' })
  timeZone!: string;

  @DayField({ description: 'First day.' })
  startDate!: string;

  @DayField({ description: 'Last day.', example: '2019-10-25' })
  endDate!: string;
}

/** What somebody is asked to do, as that person sees it: nothing of the draft but what they have to know. */
export class RoleRequestView {
  @IdField({ description: 'Id of the role.' })
  id!: string;

  @EnumField(roleStates, {
    description: 'How the person has answered.',
    name: 'RoleState',
    example: 'asked',
  })
  state!: string;

  @EnumField(sessionRoles, {
    description: 'What the person is asked to do.',
    name: 'SessionRole',
    example: 'speaker',
  })
  role!: string;

  @TextField({ description: 'Name of the person, as on the badge.', example: 'LI Na' })
  displayName!: string;

  @ObjectField(() => RequestedAtView, { description: 'The event.' })
  event!: RequestedAtView;

  @ObjectField(() => TitledView, { description: 'The session.' })
  session!: TitledView;

  @ObjectField(() => TitledView, {
    description: 'The item of the session; null for the session as a whole.',
    nullable: true,
  })
  item!: TitledView | null;

  @InstantField({ description: 'When the session begins; null while that is not decided.', nullable: true })
  startsAt!: string | null;

  @InstantField({
    description: 'When it ends.',
    nullable: true,
    example: '2019-10-21T10:30:00+08:00',
  })
  endsAt!: string | null;

  @TextField({ description: 'Its room.', nullable: true, example: 'Main Hall' })
  room!: string | null;

  @BooleanField({
    description:
      'Whether the person’s own answer is taken now: a first one until the session begins, another one until the event begins.',
  })
  answerable!: boolean;
}

export function toRoleRequestView(role: AskedRole, answerable: boolean): RoleRequestView {
  const { title, titles, city, timeZone, startDate, endDate } = role.event;
  return {
    id: role.id,
    state: role.state,
    role: role.role,
    displayName: role.displayName,
    event: { title, titles, city, timeZone, startDate, endDate },
    session: role.session,
    item: role.item,
    startsAt: role.startsAt?.toISOString() ?? null,
    endsAt: role.endsAt?.toISOString() ?? null,
    room: role.room,
    answerable,
  };
}
