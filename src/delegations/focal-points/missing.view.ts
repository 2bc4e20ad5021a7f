import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { memberParts } from '../delegation.input';
import { delegationWorkflow } from '../delegation.workflow';
import { RequirementDocumentView } from '../requirements/requirement.view';

/** By when a delegation has to do what. */
export class DeadlinesView {
  @InstantField({
    description: 'Until when the invitation is to be answered; null when it has been.',
    nullable: true,
  })
  answerBy!: string | null;

  @InstantField({ description: 'Until when members can be nominated.', nullable: true })
  nominationsCloseAt!: string | null;

  @InstantField({ description: 'Until when they are taken as late.', nullable: true })
  lateUntil!: string | null;

  @EnumField(['in-time', 'late', 'closed'], {
    description: 'How a nomination would be taken now.',
    name: 'NominationTime',
    example: 'in-time',
  })
  nominations!: string;
}

/** Places of a category that nobody has yet. */
export class FreePlacesView {
  @IdField({ description: 'The category.' })
  categoryId!: string;

  @TextField({ description: 'Its title in the first language.', example: 'Delegates' })
  categoryTitle!: string;

  @IntegerField({ description: 'Places of the delegation in it.', example: 3 })
  places!: number;

  @IntegerField({ description: 'Places that nobody has yet.', example: 1 })
  free!: number;
}

/** A form that a member has not answered. */
export class MissingAnswersView {
  @IdField({ description: 'The member.' })
  registrationId!: string;

  @TextField({ description: 'Name.', example: 'LI Na' })
  member!: string;

  @IdField({ description: 'The form.' })
  formId!: string;

  @InstantField({
    description: 'From when on the first of the answers is due; null for at once.',
    nullable: true,
  })
  requiredFrom!: string | null;

  @IntegerField({ description: 'How many answers are missing.', example: 2 })
  answers!: number;
}

/** A nomination about which protocol has still to decide. */
export class WaitingNominationView {
  @TextField({ description: 'Name as it was nominated.', example: 'Na Li' })
  name!: string;

  @EnumField(memberParts, { description: 'Part in the delegation.', name: 'MemberPart', example: 'member' })
  part!: string;

  @InstantField({ description: 'When it was nominated.' })
  nominatedAt!: string;
}

/** Somebody who waits for the focal point. */
export class WaitingPersonView {
  @IdField({ description: 'The registration, to decide about below `applications`.' })
  registrationId!: string;

  @TextField({ description: 'Name.', example: 'LI Na' })
  name!: string;

  @TextField({ description: 'Title of the category in the first language.', example: 'Delegates' })
  categoryTitle!: string;

  @InstantField({ description: 'When the registration was made.' })
  registeredAt!: string;
}

/** All that a delegation has still to do, and by when. */
export class DelegationMissingView {
  @EnumField(Object.keys(delegationWorkflow.states), {
    description: 'Where the delegation is in its life.',
    name: 'DelegationState',
    example: 'accepted',
  })
  state!: string;

  @BooleanField({ description: 'Whether nothing is missing.', example: false })
  complete!: boolean;

  @ObjectField(() => DeadlinesView, { description: 'By when.' })
  deadlines!: DeadlinesView;

  @BooleanField({ description: 'Whether the invitation has still to be answered.', example: false })
  answer!: boolean;

  @BooleanField({ description: 'Whether nobody has been named as head.', example: true })
  head!: boolean;

  @BooleanField({ description: 'Whether the nominations have still to be submitted.', example: true })
  submission!: boolean;

  @ObjectField(() => FreePlacesView, { description: 'Places that nobody has yet.', list: true })
  places!: FreePlacesView[];

  @ObjectField(() => RequirementDocumentView, {
    description: 'Documents that are not there, or were refused; what is due first comes first.',
    list: true,
  })
  documents!: RequirementDocumentView[];

  @ObjectField(() => MissingAnswersView, { description: 'Forms that members have not answered.', list: true })
  forms!: MissingAnswersView[];

  @ObjectField(() => WaitingNominationView, {
    description: 'Nominations about which protocol has still to decide; nothing is to be done about them.',
    list: true,
  })
  waiting!: WaitingNominationView[];

  @ObjectField(() => WaitingPersonView, {
    description: 'People who wait until the focal point approves or refuses them, the first ones first.',
    list: true,
  })
  applications!: WaitingPersonView[];
}
