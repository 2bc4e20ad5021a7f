import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { likenesses } from '../../people/name-likeness.rules';
import { memberParts } from '../delegation.input';
import { requirementKinds } from '../requirements/requirement.rules';
import { requirementWorkflow } from '../requirements/requirement.workflow';
import { letterLineWorkflow } from './letter-line.workflow';

const why = {
  description: `Why the two are taken for one: ${Object.entries(likenesses)
    .map(([name, means]) => `\`${name}\`: ${means}`)
    .join(' ')}`,
  name: 'NameLikeness',
  example: 'order',
};
const score = { description: 'How much the names are alike, 0 to 100.', example: 95 };

export class LetterMemberView {
  @IdField({ description: 'Registration of the member.' })
  registrationId!: string;

  @TextField({ description: 'Name as on the badge.', example: 'IVANOV Ivan' })
  name!: string;

  @TextField({ description: 'Name in the own script.', nullable: true, example: 'Иванов Иван' })
  nativeName!: string | null;

  @EnumField(memberParts, { description: 'Part in the delegation.', name: 'MemberPart', example: 'member' })
  part!: string;
}

export class LetterProposalView extends LetterMemberView {
  @EnumField(Object.keys(likenesses), why)
  why!: string;

  @IntegerField(score)
  score!: number;

  @BooleanField({
    description: 'Whether the letter gives another part in the delegation than the nomination.',
    example: false,
  })
  partDiffers!: boolean;
}

export class LetterLineView {
  @IdField({ description: 'Id of the line.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change.', example: 1 })
  version!: number;

  @EnumField(Object.keys(letterLineWorkflow.states), {
    description: 'Whether an officer has said which member this is.',
    name: 'LetterLineState',
    example: 'open',
  })
  state!: string;

  @IdField({ description: 'The delegation.' })
  delegationId!: string;

  @IdField({ description: 'The document: the letter as it was handed in.' })
  documentId!: string;

  @IntegerField({ description: 'Place in the letter, from 1.', example: 1 })
  position!: number;

  @TextField({ description: 'Name as in the letter.', example: 'г-н ИВАНОВ Иван Иванович' })
  name!: string;

  @TextField({ description: 'Post that the letter gives.', nullable: true, example: 'Deputy Minister' })
  post!: string | null;

  @EnumField(memberParts, {
    description: 'Part in the delegation that the letter gives.',
    name: 'MemberPart',
    nullable: true,
    example: 'head',
  })
  part!: string | null;

  @ObjectField(() => LetterMemberView, { description: 'The member that it is.', nullable: true })
  member!: LetterMemberView | null;

  @EnumField(Object.keys(likenesses), {
    ...why,
    description: 'Why the two were proposed to be one; null when an officer knew better.',
    nullable: true,
  })
  how!: string | null;

  @IntegerField({ ...score, nullable: true })
  score!: number | null;

  @TextField({ description: 'Name of who confirmed it.', nullable: true, example: 'Li Na' })
  matchedBy!: string | null;

  @InstantField({ description: 'When.', nullable: true })
  matchedAt!: string | null;
}

export class ComparedLineView extends LetterLineView {
  @ObjectField(() => LetterProposalView, {
    description: 'Members whom it could be, the likeliest first; none for a line that is matched.',
    list: true,
  })
  proposals!: LetterProposalView[];
}

/** A letter beside the nominations. */
export class LetterComparisonView {
  @IdField({ description: 'The document.' })
  documentId!: string;

  @EnumField(Object.keys(requirementWorkflow.states), {
    description: 'Where the letter is in its life.',
    name: 'RequirementState',
    example: 'verified',
  })
  state!: string;

  @ObjectField(() => ComparedLineView, {
    description:
      'The lines of the letter in its order: those that are open are in the letter and not nominated, as far as anybody has said.',
    list: true,
  })
  lines!: ComparedLineView[];

  @ObjectField(() => LetterMemberView, { description: 'Nominated, and not in the letter.', list: true })
  notInLetter!: LetterMemberView[];

  @IntegerField({ description: 'How many lines are matched.', example: 3 })
  matched!: number;

  @IntegerField({ description: 'How many lines are open.', example: 1 })
  open!: number;
}

/** A letter that is asked of a delegation. */
export class AccreditationLetterView {
  @IdField({ description: 'The document.' })
  documentId!: string;

  @EnumField(requirementKinds, {
    description: 'Kind of document.',
    name: 'RequirementKind',
    example: 'note_verbale',
  })
  kind!: string;

  @TextField({ description: 'What it is.', example: 'Note verbale' })
  title!: string;

  @EnumField(Object.keys(requirementWorkflow.states), {
    description: 'Where it is in its life.',
    name: 'RequirementState',
    example: 'verified',
  })
  state!: string;

  @BooleanField({ description: 'Whether members have to be named in it.', example: true })
  matchMembers!: boolean;

  @IntegerField({
    description: 'How many of its lines are open: in the letter and not nominated.',
    example: 0,
  })
  openLines!: number;

  @ObjectField(() => LetterMemberView, {
    description: 'Nominated, and not in it; nobody where members need not be named in it.',
    list: true,
  })
  notInLetter!: LetterMemberView[];
}

/** What stands between a delegation and its accreditation. */
export class DelegationAccreditationView {
  @BooleanField({ description: 'Whether nothing is missing.', example: false })
  complete!: boolean;

  @TextField({
    description: 'What is missing, in sentences.',
    list: true,
    example: ['“Note verbale” was not handed in.'],
  })
  missing!: string[];

  @ObjectField(() => AccreditationLetterView, { description: 'Letters that are asked for.', list: true })
  letters!: AccreditationLetterView[];

  @IntegerField({
    description:
      'How many members wait for a decision without which they are not confirmed, such as those on hold.',
    example: 0,
  })
  waiting!: number;
}
