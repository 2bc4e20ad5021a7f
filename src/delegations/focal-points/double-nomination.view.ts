import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  TextField,
} from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { memberParts } from '../delegation.input';
import { doubleNominationWorkflow } from './double-nomination.workflow';

const state = {
  description: 'Whether it has been decided about, and how.',
  name: 'DoubleNominationState',
  example: 'open',
};

export class DoubleNominationQuery extends PageQuery {
  @EnumField(Object.keys(doubleNominationWorkflow.states), { ...state, optional: true })
  state?: string;
}

/** Somebody whom a delegation nominated, and who is registered for the event already. */
export class DoubleNominationView {
  @IdField({ description: 'Id of the entry.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change.', example: 1 })
  version!: number;

  @EnumField(Object.keys(doubleNominationWorkflow.states), state)
  state!: string;

  @TextField({ description: 'Name as it was nominated.', example: 'Na Li' })
  name!: string;

  @IdField({ description: 'The delegation that nominated.' })
  delegationId!: string;

  @TextField({ description: 'Its organisation.', example: 'China Telecom' })
  organisation!: string;

  @TextField({ description: 'Who nominated.', example: 'Li Na' })
  nominatedBy!: string;

  @BooleanField({
    description: 'Whether that is the person, who named this delegation when they registered once more.',
    example: false,
  })
  byPerson!: boolean;

  @InstantField({ description: 'When.' })
  nominatedAt!: string;

  @IdField({ description: 'Category in which.' })
  categoryId!: string;

  @EnumField(memberParts, { description: 'Part in the delegation.', name: 'MemberPart', example: 'member' })
  part!: string;

  @IdField({ description: 'The registration that was there.' })
  registrationId!: string;

  @TextField({ description: 'State of that registration.', example: 'confirmed' })
  registrationState!: string;

  @IdField({ description: 'The delegation to which that registration belongs.', nullable: true })
  otherDelegationId!: string | null;

  @TextField({ description: 'Its organisation.', nullable: true, example: 'Ministry of Industry' })
  otherOrganisation!: string | null;
}
