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
  TimeZoneField,
} from '../../platform/http/fields';
import { sessionKinds, sessionRoles, type Attendee } from '../programme.rules';
import {
  changeCodes,
  circleOf,
  type ReleaseItem,
  type ReleasedPart,
  type SessionChange,
} from './release.rules';
import { releaseWorkflow } from './release.workflow';
import { documentAudiences } from '../documents/session-document.rules';

export interface ReleaseRow extends Record<string, unknown> {
  id: string;
  version: number;
  state: string;
  event_id: string;
  number: number;
  follows_id: string | null;
  comment: string | null;
  hard_conflicts: number;
  override_reason: string | null;
  time_zone: string;
  released_at: Date;
  times_revised: number;
}

export class ReleaseView {
  @IdField({ description: 'Id of the release.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 2 })
  version!: number;

  @IntegerField({ description: 'Number of the release within the event.', example: 2 })
  number!: number;

  @EnumField(Object.keys(releaseWorkflow.states), {
    description: 'Whether it is the one that people see.',
    name: 'ReleaseState',
    example: 'released',
  })
  state!: string;

  @IntegerField({
    description: 'Number of the release that people saw before it.',
    nullable: true,
    example: 1,
  })
  follows!: number | null;

  @TextField({ description: 'What is new in it.', nullable: true, example: null })
  comment!: string | null;

  @IntegerField({ description: 'How many hard conflicts were overridden.', example: 0 })
  hardConflicts!: number;

  @TextField({ description: 'Why they were overridden.', nullable: true, example: null })
  overrideReason!: string | null;

  @InstantField({ description: 'When it was released.' })
  releasedAt!: string;

  @IntegerField({ description: 'How many sessions it has.', example: 24 })
  sessions!: number;
}

export interface ReleaseListRow extends ReleaseRow {
  follows: number | null;
  sessions: number;
}

export function toReleaseView(row: ReleaseListRow): ReleaseView {
  return {
    id: row.id,
    version: row.version,
    number: row.number,
    state: row.state,
    follows: row.follows,
    comment: row.comment,
    hardConflicts: row.hard_conflicts,
    overrideReason: row.override_reason,
    releasedAt: row.released_at.toISOString(),
    sessions: row.sessions,
  };
}

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

class ReleasedFields {
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

/** Somebody's part in a session as it was released, for staff. */
export class ReleasedRoleView {
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

  @TextField({ description: 'Name as it stood when this was released.', example: 'LI Na' })
  displayName!: string;

  @IdField({ description: 'The item in which it is; null for the session as a whole.', nullable: true })
  itemId!: string | null;
}

/** A session of a release as staff compare it. */
export class ComparedSessionView extends ReleasedFields {
  @ObjectField(() => ReleasedRoleView, { description: 'Who does what in it, in order.', list: true })
  people!: ReleasedRoleView[];
}

function releasedFields(item: ReleaseItem): ReleasedFields {
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

export class MovementView {
  @IntegerField({
    description: 'By how many minutes it begins later; earlier is negative.',
    example: 30,
    min: -2_000_000,
  })
  start!: number;

  @IntegerField({
    description: 'By how many minutes it ends later; earlier is negative.',
    example: 30,
    min: -2_000_000,
  })
  end!: number;

  @IntegerField({
    description: 'By how many minutes it lasts longer; shorter is negative.',
    example: 0,
    min: -2_000_000,
  })
  duration!: number;
}

export class ConcernedView {
  @IdField({ description: 'The person.' })
  personId!: string;

  @TextField({ description: 'Name as on the badge.', example: 'LI Na' })
  displayName!: string;

  @TextField({
    description: 'What the person does in the session before or after: a role, or `participant` with a seat.',
    list: true,
    example: ['speaker'],
  })
  as!: string[];
}

export class CircleView {
  @ObjectField(() => ConcernedView, {
    description: 'Those with a role in it before or after, and those with a seat, by name.',
    list: true,
  })
  people!: ConcernedView[];

  @BooleanField({ description: 'Whether it is, or was, open to every participant.', example: false })
  everybody!: boolean;

  @IdField({ description: 'Categories of participants for which it is, or was.', list: true })
  categoryIds!: string[];
}

export class SessionChangeView {
  @IdField({ description: 'The session.' })
  sessionId!: string;

  @EnumField(changeCodes, {
    description: 'What is different.',
    name: 'SessionChangeCode',
    list: true,
    example: ['moved'],
  })
  changes!: string[];

  @ObjectField(() => ComparedSessionView, {
    description: 'As it was; null when it was added.',
    nullable: true,
  })
  before!: ComparedSessionView | null;

  @ObjectField(() => ComparedSessionView, {
    description: 'As it is; null when it was cancelled.',
    nullable: true,
  })
  after!: ComparedSessionView | null;

  @ObjectField(() => MovementView, {
    description: 'By how much it moved; null when it stays at its time, was added or cancelled.',
    nullable: true,
  })
  moved!: MovementView | null;

  @ObjectField(() => CircleView, { description: 'Whom it concerns.' })
  concerns!: CircleView;
}

export class ReleaseChangesView {
  @IntegerField({ description: 'Number of the release.', example: 2 })
  release!: number;

  @IntegerField({
    description: 'Number of the one with which it is compared; null for none.',
    nullable: true,
    example: 1,
  })
  since!: number | null;

  @ObjectField(() => SessionChangeView, {
    description: 'Sessions that are different, in the order of time.',
    list: true,
  })
  items!: SessionChangeView[];
}

/** What a release of the draft would change now. */
export class DraftChangesView {
  @IntegerField({
    description: 'Number of the release that people see; null for none.',
    nullable: true,
    example: 2,
  })
  since!: number | null;

  @TextField({
    description: 'Names what was looked at here; send it with the release, and nothing else is released.',
    example: '9lQ4uQ1Z0v0m3kTt3m2cXb8nE2m4c1zq5cVZyq3v0bE',
  })
  digest!: string;

  @ObjectField(() => SessionChangeView, {
    description: 'Sessions that would be different, in the order of time.',
    list: true,
  })
  items!: SessionChangeView[];
}

/** Changes with those whom they concern; `attendees` are those of all sessions. */
export function toSessionChangeViews(
  changes: readonly SessionChange[],
  attendees: readonly Attendee[],
): SessionChangeView[] {
  const bySession = new Map<string, Attendee[]>();
  for (const attendee of attendees) {
    const known = bySession.get(attendee.sessionId);
    if (known) known.push(attendee);
    else bySession.set(attendee.sessionId, [attendee]);
  }
  return changes.map((change) => {
    const { people, everybody, categoryIds } = circleOf(change, bySession.get(change.sessionId) ?? []);
    return {
      sessionId: change.sessionId,
      changes: change.changes,
      before: compared(change.before),
      after: compared(change.after),
      moved: change.moved && { ...change.moved },
      concerns: {
        people: people.map(({ personId, displayName, as }) => ({ personId, displayName, as: [...as] })),
        everybody,
        categoryIds,
      },
    };
  });
}

function compared(item: ReleaseItem | null): ComparedSessionView | null {
  return (
    item && {
      ...releasedFields(item),
      people: item.people.map(({ personId, role, position, displayName, itemId }) => ({
        personId,
        role,
        position,
        displayName,
        itemId,
      })),
    }
  );
}
