import { EnumField, IdField } from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { signUpWorkflow } from './sign-up.workflow';

export class SignUpInput {
  @IdField({ description: 'Who wants to attend: their registration.' })
  registrationId!: string;
}

export class SignUpQuery extends PageQuery {
  @EnumField(Object.keys(signUpWorkflow.states), {
    description: 'Only sign-ups in this state.',
    optional: true,
    name: 'SignUpState',
  })
  state?: string;
}
