import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import {
  isOpenToAll,
  roleStates,
  sessionKinds,
  sessionRoles,
  type SessionItemRef,
  type SessionPart,
} from '../programme.rules';

export class TopicView {
  @IdField({ description: 'Id of the topic.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @TextField({ description: 'Title in the first language of the event.', example: 'Countering cybercrime' })
  title!: string;

  @TextsField({ description: 'Title in further languages.' })
  titles!: Record<string, string>;

  @IntegerField({ description: 'Place in the order of topics.', example: 1 })
  position!: number;
}

export class SessionRoleView {
  @IdField({ description: 'Id of the role.' })
  id!: string;

  @EnumField(roleStates, {
    description:
      'Whether the person was asked, and what became of it. A release names only who has accepted.',
    name: 'RoleState',
    example: 'accepted',
  })
  state!: string;

  @IdField({ description: 'The person.' })
  personId!: string;

  @EnumField(sessionRoles, {
    description: 'What the person does in the session.',
    name: 'SessionRole',
    example: 'speaker',
  })
  role!: string;

  @IntegerField({ description: 'Place in the order of names.', example: 1 })
  position!: number;

  @TextField({ description: 'Name as on the badge.', example: 'LI Na' })
  displayName!: string;
}

export class SessionItemView {
  @IdField({ description: 'Id of the item.' })
  id!: string;

  @TextField({
    description: 'Title in the first language of the event.',
    example: 'Certificates without a centre',
  })
  title!: string;

  @TextsField({ description: 'Title in further languages.' })
  titles!: Record<string, string>;

  @TextField({ description: 'What it is about.', nullable: true, example: null, multiline: true })
  abstract!: string | null;

  @TextsField({ description: 'What it is about, in further languages.', multiline: true })
  abstracts!: Record<string, string>;

  @LanguageField({ description: 'The language in which title and abstract are authentic.', nullable: true })
  authenticLanguage!: string | null;

  @IntegerField({ description: 'How long it lasts, in minutes.', nullable: true, example: 20 })
  durationMinutes!: number | null;

  @ObjectField(() => SessionRoleView, { description: 'Who does what in it, in order.', list: true })
  roles!: SessionRoleView[];
}

export interface SessionRow extends Record<string, unknown> {
  id: string;
  version: number;
  title: string;
  titles: Record<string, string>;
  kind: string;
  room_id: string | null;
  starts_at: Date | null;
  ends_at: Date | null;
  languages: string[];
  capacity: number | null;
  topic_ids: string[];
  abstract: string | null;
  abstracts: Record<string, string>;
  authentic_language: string | null;
  floor_languages: string[];
  expected: number | null;
  equipment: string[];
  duration_minutes: number | null;
  category_ids: string[];
  items: SessionItemRef[];
  people: SessionPart[];
}

export class SessionView {
  @IdField({ description: 'Id of the session; the same in every release.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @TextField({
    description: 'Title in the first language of the event.',
    example: 'Trust in the digital future',
  })
  title!: string;

  @TextsField({ description: 'Title in further languages.' })
  titles!: Record<string, string>;

  @EnumField(sessionKinds, { description: 'What kind of session it is.', name: 'SessionKind' })
  kind!: string;

  @IdField({ description: 'Its room; null while it is not decided.', nullable: true })
  roomId!: string | null;

  @InstantField({ description: 'When it begins; null while it is not decided.', nullable: true })
  startsAt!: string | null;

  @InstantField({
    description: 'When it ends; null while it is not decided.',
    nullable: true,
    example: '2019-10-21T10:30:00+08:00',
  })
  endsAt!: string | null;

  @IdField({ description: 'Its topics, the main one first.', list: true })
  topicIds!: string[];

  @LanguageField({
    description: 'Languages in which one can follow it.',
    list: true,
    example: ['en', 'ru', 'zh'],
  })
  languages!: string[];

  @ObjectField(() => SessionRoleView, { description: 'Who does what in it, in order.', list: true })
  roles!: SessionRoleView[];

  @IntegerField({
    description: 'How many can attend, if places must be booked.',
    nullable: true,
    example: null,
  })
  capacity!: number | null;

  @BooleanField({ description: 'Whether every participant can attend without a seat of their own.' })
  openToAll!: boolean;

  @TextField({
    description: 'What it is about, in the first language of the event.',
    nullable: true,
    example: null,
    multiline: true,
  })
  abstract!: string | null;

  @TextsField({ description: 'What it is about, in further languages.', multiline: true })
  abstracts!: Record<string, string>;

  @LanguageField({ description: 'The language in which title and abstract are authentic.', nullable: true })
  authenticLanguage!: string | null;

  @LanguageField({
    description: 'Those of `languages` that are spoken on the floor; the others are interpreted.',
    list: true,
    example: ['en'],
  })
  floorLanguages!: string[];

  @IntegerField({ description: 'How many are expected to come.', nullable: true, example: 250 })
  expected!: number | null;

  @TextField({ description: 'What the room must have.', list: true, example: ['projector'] })
  equipment!: string[];

  @IntegerField({
    description:
      'How long it lasts, in minutes: as planned, or as its time says; null while nobody has said so.',
    nullable: true,
    example: 90,
  })
  durationMinutes!: number | null;

  @IdField({ description: 'Categories of participants that may attend; none: everybody.', list: true })
  categoryIds!: string[];

  @ObjectField(() => SessionItemView, {
    description: 'Parts with titles and speakers of their own, in order.',
    list: true,
  })
  items!: SessionItemView[];
}

/** Parts as staff see them, of the session as a whole or of one of its items. */
export function toRoleViews(people: readonly SessionPart[], itemId: string | null): SessionRoleView[] {
  return people
    .filter((part) => part.itemId === itemId)
    .map(({ id, state, personId, role, position, displayName }) => ({
      id,
      state,
      personId,
      role,
      position,
      displayName,
    }));
}

export function toSessionView(row: SessionRow): SessionView {
  return {
    id: row.id,
    version: row.version,
    title: row.title,
    titles: row.titles,
    kind: row.kind,
    roomId: row.room_id,
    startsAt: row.starts_at?.toISOString() ?? null,
    endsAt: row.ends_at?.toISOString() ?? null,
    topicIds: row.topic_ids,
    languages: row.languages,
    roles: toRoleViews(row.people, null),
    capacity: row.capacity,
    openToAll: isOpenToAll({ ...row, categoryIds: row.category_ids }),
    abstract: row.abstract,
    abstracts: row.abstracts,
    authenticLanguage: row.authentic_language,
    floorLanguages: row.floor_languages,
    expected: row.expected,
    equipment: row.equipment,
    durationMinutes:
      row.starts_at && row.ends_at
        ? Math.round((row.ends_at.getTime() - row.starts_at.getTime()) / 60_000)
        : row.duration_minutes,
    categoryIds: row.category_ids,
    items: row.items.map((item) => ({
      id: item.id,
      title: item.title,
      titles: { ...item.titles },
      abstract: item.abstract,
      abstracts: { ...item.abstracts },
      authenticLanguage: item.authenticLanguage,
      durationMinutes: item.durationMinutes,
      roles: toRoleViews(row.people, item.id),
    })),
  };
}
