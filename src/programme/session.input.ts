import {
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
  TextsField,
} from '../platform/http/fields';
import { PageQuery } from '../platform/http/page';
import { sessionKinds, sessionRoles } from './programme.rules';

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
}

const roles = {
  description: 'Who does what in it. The list as a whole replaces the one that was there.',
  list: 200,
};

export class SessionInput {
  @TextField({
    description: 'Title in the first language of the event.',
    example: 'Trust in the digital future',
    max: 300,
  })
  title!: string;

  @TextsField({ description: 'Title in further languages.', optional: true })
  titles?: Record<string, string>;

  @EnumField(sessionKinds, { description: 'What kind of session it is.', name: 'SessionKind' })
  kind!: string;

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
}

export class SessionChanges {
  @TextField({
    description: 'Title in the first language of the event.',
    example: 'Trust in the digital future',
    max: 300,
    optional: true,
  })
  title?: string;

  @TextsField({ description: 'Title in further languages.', optional: true })
  titles?: Record<string, string>;

  @EnumField(sessionKinds, {
    description: 'What kind of session it is.',
    name: 'SessionKind',
    optional: true,
  })
  kind?: string;

  @IdField({ description: 'Room of the event, or none.', optional: true, nullable: true })
  roomId?: string | null;

  @InstantField({ description: 'When it begins.', optional: true, nullable: true })
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
}

export class SessionRolesInput {
  @ObjectField(() => SessionRoleInput, roles)
  roles!: SessionRoleInput[];
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
