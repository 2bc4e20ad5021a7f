import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { requirementKinds, type RequirementKind } from './requirement.rules';
import { requirementWorkflow } from './requirement.workflow';

const title = {
  description: 'What it is, in the first language of the event.',
  example: 'Page of the passport with the photo',
};
const titles = {
  description: 'The same in other languages, by language.',
  example: { ru: 'Страница паспорта' },
  optional: true,
};
const dueAt = {
  description: 'Until when it must be handed in; a reminder goes out before it, once.',
  optional: true,
  nullable: true,
};
const remindDays = {
  description: 'How many days before that the focal point is reminded.',
  example: 7,
  min: 0,
  max: 365,
  optional: true,
};
const keepDays = {
  description:
    'For how many days after the event the files are kept; null for as long as the event. Passport pages, visas and photos 30 days unless said otherwise.',
  example: 30,
  min: 0,
  max: 3650,
  optional: true,
  nullable: true,
};

const matchMembers = {
  description:
    'Of a letter of credentials or a note verbale of the delegation: whether its members have to be named in it before it is accredited. Yes unless said otherwise.',
  example: true,
  optional: true,
};

export class RequirementInput {
  @EnumField(requirementKinds, {
    description:
      'What kind of document it is. A photo is a picture; everything else a PDF or a picture. A `weapon_permit` is asked of those members only who come armed, and is there before security approves.',
    name: 'RequirementKind',
    example: 'passport_page',
  })
  kind!: RequirementKind;

  @EnumField(['delegation', 'member'], {
    description: 'Whether each delegation hands it in once, or for each of its members.',
    name: 'RequirementConcerns',
    example: 'member',
  })
  concerns!: 'delegation' | 'member';

  @TextField(title)
  title!: string;

  @TextsField(titles)
  titles?: Record<string, string>;

  @IdField({ description: 'Only of members of this category.', optional: true })
  categoryId?: string;

  @IdField({ description: 'Only of this delegation.', optional: true })
  delegationId?: string;

  @InstantField(dueAt)
  dueAt?: string | null;

  @IntegerField(remindDays)
  remindDays?: number;

  @IntegerField(keepDays)
  keepDays?: number | null;

  @BooleanField(matchMembers)
  matchMembers?: boolean;
}

export class RequirementChanges {
  @TextField({ ...title, optional: true })
  title?: string;

  @TextsField(titles)
  titles?: Record<string, string>;

  @InstantField(dueAt)
  dueAt?: string | null;

  @IntegerField(remindDays)
  remindDays?: number;

  @IntegerField(keepDays)
  keepDays?: number | null;

  @BooleanField(matchMembers)
  matchMembers?: boolean;
}

export class RequirementDocumentQuery extends PageQuery {
  @EnumField(Object.keys(requirementWorkflow.states), {
    description: 'Only documents in this state.',
    name: 'RequirementState',
    optional: true,
  })
  state?: string;

  @BooleanField({
    description: 'Only documents that are due and not there; with false, all others.',
    optional: true,
  })
  overdue?: boolean;
}
