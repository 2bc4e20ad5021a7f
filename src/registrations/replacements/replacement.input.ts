import { EnumField, IdField } from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { replacementWorkflow } from './replacement.workflow';

export class DelegationReplacementQuery extends PageQuery {
  @EnumField(Object.keys(replacementWorkflow.states), {
    description: 'Only those in this state.',
    name: 'ReplacementState',
    optional: true,
    example: 'open',
  })
  state?: string;
}

export class ReplacementQuery extends DelegationReplacementQuery {
  @IdField({ description: 'Only those within this delegation.', optional: true })
  delegationId?: string;

  @IdField({ description: 'Only those of this registration.', optional: true })
  registrationId?: string;
}
