import { EnumField, TextField, TextsField } from '../../platform/http/fields';
import { stepKinds, stepRoles, type StepKind, type StepRole } from './approval.rules';

/** Words and letters of the names of steps. */
const stepKey = {
  max: 40,
  pattern: /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/,
  patternHint: 'must be small letters, digits and single underscores, such as security_check',
};

/** What of a role is said wherever steps are. */
export const stepRole = {
  description:
    'Who decides: a role in the event, `focal_point` for that of the person’s delegation (left out for whoever has none), or `registrar` for all who decide about registrations. Organisers and administrators may act for any, and protocol for focal points, on record.',
  name: 'ApprovalRole',
  example: 'protocol',
};

/** What of a kind of step is said wherever steps are. */
export const stepKind = {
  description:
    'Whether whoever decides only looks that all is in order (`check`, which ends as checked), or decides (`approval`, which ends as approved).',
  name: 'ApprovalStepKind',
  example: 'approval',
};

export class ApprovalStepInput {
  @TextField({ description: 'Name of the step in its category.', example: 'protocol', ...stepKey })
  key!: string;

  @TextField({ description: 'Title in the first language of the event.', example: 'Protocol', max: 100 })
  title!: string;

  @TextsField({ description: 'Title in further languages.', optional: true, max: 100 })
  titles?: Record<string, string>;

  @EnumField(stepRoles, stepRole)
  role!: StepRole;

  @EnumField(stepKinds, { ...stepKind, optional: true })
  kind?: StepKind;
}

/** What comes with a decision about a registration. */
export class DecisionInput {
  @TextField({
    description:
      'Key of the step that is meant. Needed of whoever may decide about several steps, so that nobody approves one that they did not mean.',
    example: 'protocol',
    optional: true,
    ...stepKey,
  })
  step?: string;

  @TextField({
    description:
      'For those who decide, and never for the person: it stands in no mail, no link and no history. The person is told `comment`.',
    example: 'The embassy knows nothing of this person.',
    optional: true,
    multiline: true,
    max: 2000,
  })
  note?: string;
}

/** Which step is passed by; why stands in the comment. */
export class BypassInput {
  @TextField({ description: 'Key of the step that is passed by.', example: 'protocol', ...stepKey })
  step!: string;
}

/** Which answers were changed that ask for approval again. */
export class ReopenInput {
  @TextField({ description: 'Keys of the questions.', list: 100, example: ['passport'], max: 40 })
  questions!: string[];
}
