import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { ApprovalStepInput } from '../approvals/approval.input';
import {
  approvals,
  approvalSteps,
  asks,
  delegationEntry,
  fourEyes,
  minimumAge,
  mostPerDelegation,
  mostPerPerson,
  takesSeat,
  transferUntil,
} from './category.input';
import { asked, type Asked } from '../details/participant-details.rules';
import { delegationEntries } from '../registration.rules';

export class CategoryView {
  @IdField({ description: 'Id of the category.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @TextField({ description: 'Its code.', example: 'delegate' })
  code!: string;

  @TextField({ description: 'Title in the first language of the event.', example: 'Delegates' })
  title!: string;

  @TextsField({ description: 'Title in further languages.' })
  titles!: Record<string, string>;

  @EnumField(approvals, {
    description: 'Whether people get a place at once or when somebody has approved them.',
    name: 'CategoryApproval',
  })
  approval!: string;

  @BooleanField({ description: 'Whether the public can register in it without a delegation.' })
  selfRegistration!: boolean;

  @EnumField(delegationEntries, delegationEntry)
  delegationEntry!: string;

  @IdField({ description: 'Quotas that name it.', list: true })
  quotaIds!: string[];

  @TextField({ description: 'Colour of the badge.', nullable: true, example: '#17456E' })
  badgeColour!: string | null;

  @ObjectField(() => ApprovalStepInput, approvalSteps)
  approvalSteps!: ApprovalStepInput[];

  @BooleanField(fourEyes)
  fourEyes!: boolean;

  @InstantField({ ...transferUntil, nullable: true })
  transferUntil!: string | null;
  @TextField({
    description: 'Codes of the zones into which its people may go at all times, as they stand on the badge.',
    list: true,
    example: 'A',
  })
  zones!: string[];

  @BooleanField({ description: 'Whether people may print their badge themselves.' })
  badgeAtHome!: boolean;

  @EnumField(Object.keys(asked), asks)
  asks!: Asked[];

  @IntegerField({ ...minimumAge, nullable: true })
  minimumAge!: number | null;

  @IntegerField({ ...mostPerPerson, nullable: true })
  mostPerPerson!: number | null;

  @IntegerField({ ...mostPerDelegation, nullable: true })
  mostPerDelegation!: number | null;

  @BooleanField(takesSeat)
  takesSeat!: boolean;
}
