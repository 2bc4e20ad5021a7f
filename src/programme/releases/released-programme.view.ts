import {
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
  TextsField,
  TimeZoneField,
} from '../../platform/http/fields';
import { documentAudiences } from '../documents/session-document.rules';
import { sessionKinds, sessionRoles } from '../programme.rules';
import type { ReleasedPart, ReleaseItem } from './release.rules';
import type { ReleaseRow } from './release.view';

export class ReleasedTopicView {
  @IdField({ description: 'Id of the topic.' })
  id!: string;

  @TextField({ description: 'Title in the first language of the event.', example: 'Smart cities' })
  title!: string;

  @TextsField({ description: 'Title in further languages.' })
  titles!: Record<string, string>;
}

export class ReleasedPersonView {
  @EnumField(sessionRoles, {
    description: 'What the person does in the session.',
    name: 'SessionRole',
    example: 'speaker',
  })
  role!: string;

  @TextField({ description: 'Name as it stood when this was released.', example: 'LI Na' })
  displayName!: string;
}

export class ReleasedItemView {
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

  @ObjectField(() => ReleasedPersonView, { description: 'Who does what in it, in order.', list: true })
  people!: ReleasedPersonView[];
}

export class ReleasedDocumentView {
  @IdField({ description: 'Id of the document.' })
  id!: string;

  @TextField({ description: 'Title in the first language of the event.', example: 'Presentation' })
  title!: string;

  @TextsField({ description: 'Title in further languages.' })
  titles!: Record<string, string>;

  @LanguageField({ description: 'Language of the document.', nullable: true })
  language!: string | null;

  @EnumField(documentAudiences, {
    description: 'Who can fetch it.',
    name: 'DocumentAudience',
  })
  audience!: string;

  @TextField({ description: 'Name of the file.', example: 'presentation.pdf' })
  name!: string;

  @TextField({ description: 'Media type of the file.', example: 'application/pdf' })
  mediaType!: string;

  @IntegerField({ description: 'Size of the file, in bytes.', example: 482_113 })
  size!: number;
}

/** What everybody and staff see alike of a session as it was released. */
export class ReleasedFields {
  @IdField({ description: 'Id of the session; the same in every release.' })
  id!: string;

  @TextField({
    description: 'Title in the first language of the event.',
    example: 'Trust in the digital future',
  })
  title!: string;

  @TextsField({ description: 'Title in further languages.' })
  titles!: Record<string, string>;

  @EnumField(sessionKinds, { description: 'What kind of session it is.', name: 'SessionKind' })
  kind!: string;

  @IdField({ description: 'Its room.', nullable: true })
  roomId!: string | null;

  @TextField({ description: 'Name of the room.', nullable: true, example: 'Main Hall' })
  room!: string | null;

  @InstantField({ description: 'When it begins.', example: '2019-10-21T01:00:00.000Z' })
  startsAt!: string;

  @InstantField({ description: 'When it ends.', example: '2019-10-21T02:30:00.000Z' })
  endsAt!: string;

  @ObjectField(() => ReleasedTopicView, { description: 'Its topics, the main one first.', list: true })
  topics!: ReleasedTopicView[];

  @LanguageField({
    description: 'Languages in which one can follow it.',
    list: true,
    example: ['en', 'ru', 'zh'],
  })
  languages!: string[];

  @IntegerField({
    description: 'How many can attend, if places must be booked.',
    nullable: true,
    example: null,
  })
  capacity!: number | null;

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

  @IdField({ description: 'Categories of participants that may attend; none: everybody.', list: true })
  categoryIds!: string[];

  @ObjectField(() => ReleasedItemView, {
    description: 'Parts with titles and speakers of their own, in order.',
    list: true,
  })
  items!: ReleasedItemView[];

  @ObjectField(() => ReleasedDocumentView, { description: 'Its documents, in order.', list: true })
  documents!: ReleasedDocumentView[];
}

/** A session as everybody may see it: names of people, not their ids. */
export class ReleasedSessionView extends ReleasedFields {
  @ObjectField(() => ReleasedPersonView, { description: 'Who does what in it, in order.', list: true })
  people!: ReleasedPersonView[];
}

export function releasedFields(item: ReleaseItem): ReleasedFields {
  return {
    id: item.id,
    title: item.title,
    titles: { ...item.titles },
    kind: item.kind,
    roomId: item.roomId,
    room: item.room,
    startsAt: item.startsAt.toISOString(),
    endsAt: item.endsAt.toISOString(),
    topics: item.topics.map(({ id, title, titles }) => ({ id, title, titles: { ...titles } })),
    languages: [...item.languages],
    capacity: item.capacity,
    abstract: item.abstract,
    abstracts: { ...item.abstracts },
    authenticLanguage: item.authenticLanguage,
    floorLanguages: [...item.floorLanguages],
    categoryIds: [...item.categoryIds],
    items: item.items.map((one) => ({
      id: one.id,
      title: one.title,
      titles: { ...one.titles },
      abstract: one.abstract,
      abstracts: { ...one.abstracts },
      authenticLanguage: one.authenticLanguage,
      durationMinutes: one.durationMinutes,
      people: namesOf(item.people, one.id),
    })),
    documents: item.documents.map((one) => ({
      id: one.id,
      title: one.title,
      titles: { ...one.titles },
      language: one.language,
      audience: one.audience,
      name: one.name,
      mediaType: one.mediaType,
      size: one.size,
    })),
  };
}

/** Who does what in a session as a whole, or in one of its items. */
function namesOf(people: readonly ReleasedPart[], itemId: string | null): ReleasedPersonView[] {
  return people
    .filter((part) => part.itemId === itemId)
    .map(({ role, displayName }) => ({ role, displayName }));
}

export class ProgrammeView {
  @IdField({ description: 'The event.' })
  event!: string;

  @IntegerField({ description: 'Number of the release.', example: 2 })
  release!: number;

  @InstantField({ description: 'When it was released.' })
  releasedAt!: string;

  @TimeZoneField({ description: 'Time zone of the place, in which the programme is meant to be read.' })
  timeZone!: string;

  @ObjectField(() => ReleasedSessionView, { description: 'Sessions in the order of time.', list: true })
  sessions!: ReleasedSessionView[];
}

export function toProgrammeView(release: ReleaseRow, items: readonly ReleaseItem[]): ProgrammeView {
  return {
    event: release.event_id,
    release: release.number,
    releasedAt: release.released_at.toISOString(),
    timeZone: release.time_zone,
    sessions: items.map((item) => ({
      ...releasedFields(item),
      people: namesOf(item.people, null),
    })),
  };
}
