import {
  BooleanField,
  EnumField,
  IdField,
  IntegerField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { memberParts, type MemberPart } from '../delegation.input';
import { letterLineWorkflow } from './letter-line.workflow';

export class LetterLineInput {
  @TextField({
    description: 'Name exactly as in the letter, in any script.',
    example: 'г-н ИВАНОВ Иван Иванович',
    max: 300,
  })
  name!: string;

  @TextField({
    description: 'Post that the letter gives.',
    example: 'Deputy Minister',
    optional: true,
    nullable: true,
    max: 300,
  })
  post?: string | null;

  @EnumField(memberParts, {
    description: 'Part in the delegation that the letter gives.',
    name: 'MemberPart',
    example: 'head',
    optional: true,
    nullable: true,
  })
  part?: MemberPart | null;
}

export class LetterLinesInput {
  @ObjectField(() => LetterLineInput, { description: 'The names, in the order of the letter.', list: 500 })
  lines!: LetterLineInput[];
}

/** Which member is meant. */
export class LetterMemberInput {
  @IdField({ description: 'Registration of the member.' })
  registrationId!: string;
}

export class LetterConfirmationsInput {
  @IntegerField({
    description:
      'Proposals with at least this score are confirmed, each where no other member and no other line comes as near.',
    example: 95,
    min: 80,
    max: 100,
  })
  minScore!: number;
}

export class LetterLineQuery extends PageQuery {
  @EnumField(Object.keys(letterLineWorkflow.states), {
    description: 'Only lines in this state.',
    name: 'LetterLineState',
    optional: true,
  })
  state?: string;

  @IdField({ description: 'Only lines of letters of this delegation.', optional: true })
  delegationId?: string;
}

/** What comes with the accreditation of a delegation. */
export class AccreditInput {
  @BooleanField({
    description:
      'Whether it is accredited although something is missing; why stands in the comment, which is needed then.',
    optional: true,
    example: false,
  })
  override?: boolean;
}
