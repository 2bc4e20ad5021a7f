import { BooleanField, EnumField } from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { MemberDecisionInput, memberParts, type MemberPart } from '../delegation.input';

export class ApplicationQuery extends PageQuery {
  @BooleanField({
    description: 'Only those who wait for the focal point; with false, only those who do not any more.',
    optional: true,
  })
  waiting?: boolean;
}

/** What a focal point decides about somebody who waits for it. */
export class ApplicationDecisionInput extends MemberDecisionInput {
  @EnumField(memberParts, {
    description:
      'With `approve`: the part in the delegation; `member` unless given. A member who waits again keeps their own.',
    name: 'MemberPart',
    example: 'adviser',
    optional: true,
  })
  part?: MemberPart;
}
