import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { requirementKinds } from './requirement.rules';
import { requirementWorkflow } from './requirement.workflow';

const kind = { description: 'Kind of document.', name: 'RequirementKind', example: 'passport_page' };
const concerns = {
  description: 'Whether each delegation hands it in once, or for each of its members.',
  name: 'RequirementConcerns',
  example: 'member',
};

/** What delegations must hand in. */
export class RequirementView {
  @IdField({ description: 'Id of the requirement.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @EnumField(requirementKinds, kind)
  kind!: string;

  @EnumField(['delegation', 'member'], concerns)
  concerns!: string;

  @TextField({ description: 'What it is.', example: 'Page of the passport with the photo' })
  title!: string;

  @TextsField({ description: 'The same in other languages.', example: { ru: 'Страница паспорта' } })
  titles!: Record<string, string>;

  @IdField({ description: 'Only of members of this category.', nullable: true })
  categoryId!: string | null;

  @IdField({ description: 'Only of this delegation.', nullable: true })
  delegationId!: string | null;

  @InstantField({ description: 'Until when it must be handed in.', nullable: true })
  dueAt!: string | null;

  @IntegerField({ description: 'Days before that at which the focal point is reminded.', example: 7 })
  remindDays!: number;

  @IntegerField({
    description: 'Days after the event for which files are kept; null for as long as the event.',
    nullable: true,
    example: 30,
  })
  keepDays!: number | null;

  @BooleanField({
    description:
      'Whether the members of a delegation have to be named in the letter before it is accredited.',
    example: false,
  })
  matchMembers!: boolean;
}

/** A requirement as it concerns one delegation or member. */
export class RequirementDocumentView {
  @IdField({ description: 'Id of the document.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change.', example: 1 })
  version!: number;

  @EnumField(Object.keys(requirementWorkflow.states), {
    description: 'Where it is in its life.',
    name: 'RequirementState',
    example: 'missing',
  })
  state!: string;

  @IdField({ description: 'The requirement.' })
  requirementId!: string;

  @EnumField(requirementKinds, kind)
  kind!: string;

  @TextField({ description: 'What it is.', example: 'Page of the passport with the photo' })
  title!: string;

  @TextsField({ description: 'The same in other languages.', example: { ru: 'Страница паспорта' } })
  titles!: Record<string, string>;

  @IdField({ description: 'The delegation.' })
  delegationId!: string;

  @IdField({ description: 'The member whom it concerns; null for the delegation.', nullable: true })
  registrationId!: string | null;

  @TextField({ description: 'Name of the member.', nullable: true, example: 'LI Na' })
  member!: string | null;

  @InstantField({ description: 'Until when it must be handed in.', nullable: true })
  dueAt!: string | null;

  @BooleanField({ description: 'Whether that time has passed and it is not there.', example: false })
  overdue!: boolean;

  @TextField({ description: 'Name of the file.', nullable: true, example: 'passport.pdf' })
  file!: string | null;

  @InstantField({ description: 'When it was handed in.', nullable: true })
  handedInAt!: string | null;

  @TextField({ description: 'Who handed it in.', nullable: true, example: 'Li Na' })
  handedInBy!: string | null;

  @TextField({
    description: 'Why it was refused, or what is missing in it.',
    nullable: true,
    example: 'The page is cut off.',
  })
  reason!: string | null;
}
