import {
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { roleStates, sessionKinds, sessionRoles } from '../programme.rules';

/** In what state a role can be entered: asked from now on, or agreed upon already. */
const enteredStates = ['asked', 'accepted'] as const;

export class TopicInput {
  @TextField({
    description: 'Title in the first language of the event; unique within the event.',
    example: 'Countering cybercrime',
    max: 300,
  })
  title!: string;

  @TextsField({ description: 'Title in further languages.', optional: true })
  titles?: Record<string, string>;

  @IntegerField({
    description: 'Place in the order of topics; at the end unless given.',
    optional: true,
    max: 10_000,
    example: 1,
  })
  position?: number;
}

export class TopicChanges {
  @TextField({
    description: 'Title in the first language of the event; unique within the event.',
    example: 'Countering cybercrime',
    max: 300,
    optional: true,
  })
  title?: string;

  @TextsField({ description: 'Title in further languages.', optional: true })
  titles?: Record<string, string>;

  @IntegerField({ description: 'Place in the order of topics.', optional: true, max: 10_000, example: 1 })
  position?: number;
}

export class SessionRoleInput {
  @IdField({ description: 'The person.' })
  personId!: string;

  @EnumField(sessionRoles, {
    description: 'What the person does in the session.',
    name: 'SessionRole',
    example: 'speaker',
  })
  role!: string;

  @IntegerField({
    description: 'Place in the order of names; as in this list unless given.',
    optional: true,
    max: 10_000,
    example: 1,
  })
  position?: number;

  @EnumField(enteredStates, {
    description:
      'Whether the person has agreed already (`accepted`, unless given) or is asked from now on (`asked`): a release names only who has accepted. Somebody who has the role already keeps the state.',
    optional: true,
    name: 'EnteredRoleState',
    example: 'accepted',
  })
  state?: (typeof enteredStates)[number];
}

const roles = {
  description: 'Who does what in it. The list as a whole replaces the one that was there.',
  list: 200,
};

const abstract = {
  description: 'What it is about, in the first language of the event.',
  max: 10_000,
  multiline: true,
  example: 'How trust is built where people never meet.',
};
const abstracts = {
  description: 'What it is about, in further languages.',
  max: 10_000,
  multiline: true,
  example: { ru: 'Как рождается доверие там, где люди не встречаются.' },
};
const authenticLanguage = {
  description:
    'The language in which title and abstract are authentic; the others are translations. It must be one in which there is a title.',
  example: 'en',
};
const durationMinutes = {
  description: 'How long it is to last, in minutes.',
  min: 1,
  max: 1440,
  example: 90,
};

export class SessionItemInput {
  @IdField({
    description: 'Id of the item that this is, to keep it; without it, it is a new one.',
    optional: true,
  })
  id?: string;

  @TextField({
    description: 'Title in the first language of the event.',
    example: 'Certificates without a centre',
    max: 300,
  })
  title!: string;

  @TextsField({ description: 'Title in further languages.', optional: true })
  titles?: Record<string, string>;

  @TextField({ ...abstract, optional: true, nullable: true })
  abstract?: string | null;

  @TextsField({ ...abstracts, optional: true })
  abstracts?: Record<string, string>;

  @LanguageField({ ...authenticLanguage, optional: true, nullable: true })
  authenticLanguage?: string | null;

  @IntegerField({ ...durationMinutes, example: 20, optional: true, nullable: true })
  durationMinutes?: number | null;

  @ObjectField(() => SessionRoleInput, {
    description: 'Who does what in it.',
    list: 50,
    optional: true,
  })
  roles?: SessionRoleInput[];
}

const title = {
  description: 'Title in the first language of the event.',
  example: 'Trust in the digital future',
  max: 300,
};
const kind = { description: 'What kind of session it is.', name: 'SessionKind' };

/** What may be left out both in a new session and in changes. */
class SessionFields {
  @TextsField({ description: 'Title in further languages.', optional: true })
  titles?: Record<string, string>;

  @IdField({
    description: 'Room of the event; none while it is not decided.',
    optional: true,
    nullable: true,
  })
  roomId?: string | null;

  @InstantField({
    description: 'When it begins; none, together with its end, while it is not decided.',
    optional: true,
    nullable: true,
  })
  startsAt?: string | null;

  @InstantField({
    description: 'When it ends: at most 24 hours after it begins.',
    optional: true,
    nullable: true,
    example: '2019-10-21T10:30:00+08:00',
  })
  endsAt?: string | null;

  @IdField({ description: 'Topics of the event, the main one first.', optional: true, list: 20 })
  topicIds?: string[];

  @LanguageField({
    description: 'Languages in which one can follow it.',
    optional: true,
    list: 20,
    example: ['en', 'ru', 'zh'],
  })
  languages?: string[];

  @ObjectField(() => SessionRoleInput, { ...roles, optional: true })
  roles?: SessionRoleInput[];

  @IntegerField({
    description: 'How many can attend, if places must be booked.',
    optional: true,
    nullable: true,
    min: 1,
    example: null,
  })
  capacity?: number | null;

  @TextField({ ...abstract, optional: true, nullable: true })
  abstract?: string | null;

  @TextsField({ ...abstracts, optional: true })
  abstracts?: Record<string, string>;

  @LanguageField({ ...authenticLanguage, optional: true, nullable: true })
  authenticLanguage?: string | null;

  @LanguageField({
    description:
      'Those of `languages` that are spoken on the floor; the others are interpreted. Without any, all are taken to be interpreted.',
    optional: true,
    list: 20,
    example: ['en'],
  })
  floorLanguages?: string[];

  @IntegerField({
    description: 'How many are expected to come.',
    optional: true,
    nullable: true,
    min: 1,
    example: 250,
  })
  expected?: number | null;

  @TextField({
    description: 'What the room must have, in the words in which rooms name their equipment.',
    optional: true,
    list: 20,
    max: 60,
    example: ['projector'],
  })
  equipment?: string[];

  @IntegerField({ ...durationMinutes, optional: true, nullable: true })
  durationMinutes?: number | null;

  @IdField({
    description: 'Categories of participants that may attend; everybody may unless there are some.',
    optional: true,
    list: 50,
  })
  categoryIds?: string[];

  @ObjectField(() => SessionItemInput, {
    description:
      'Parts with titles and speakers of their own, in order. The list as a whole replaces the one that was there.',
    optional: true,
    list: 50,
  })
  items?: SessionItemInput[];
}

export class SessionInput extends SessionFields {
  @TextField(title)
  title!: string;

  @EnumField(sessionKinds, kind)
  kind!: string;
}

export class SessionChanges extends SessionFields {
  @TextField({ ...title, optional: true })
  title?: string;

  @EnumField(sessionKinds, { ...kind, optional: true })
  kind?: string;
}

export class SessionRolesInput {
  @ObjectField(() => SessionRoleInput, roles)
  roles!: SessionRoleInput[];
}

/** Somebody who takes a role over. */
export class HandOverInput {
  @IdField({ description: 'The person who does it from now on.' })
  personId!: string;

  @EnumField(enteredStates, {
    description:
      'Whether that person has agreed already (`accepted`) or is asked from now on (`asked`, unless given).',
    optional: true,
    name: 'EnteredRoleState',
    example: 'asked',
  })
  state?: (typeof enteredStates)[number];
}

export class SessionQuery extends PageQuery {
  @EnumField(sessionKinds, { description: 'Only of this kind.', name: 'SessionKind', optional: true })
  kind?: string;

  @IdField({ description: 'Only in this room.', optional: true })
  roomId?: string;

  @IdField({ description: 'Only about this topic.', optional: true })
  topicId?: string;

  @IdField({ description: 'Only those in which this person has a role.', optional: true })
  personId?: string;
}

export class RoleQuery extends PageQuery {
  @EnumField(roleStates, { description: 'Only in this state.', name: 'RoleState', optional: true })
  state?: string;

  @IdField({ description: 'Only in this session.', optional: true })
  sessionId?: string;

  @IdField({ description: 'Only of this person.', optional: true })
  personId?: string;
}
