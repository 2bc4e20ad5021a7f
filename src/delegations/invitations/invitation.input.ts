import { mailLanguages, type MailLanguage } from '../../communications/words';
import {
  BooleanField,
  DayField,
  EnumField,
  IdField,
  InstantField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { answerWays, type AnswerWay } from '../delegation.input';
import { invitationKinds, type InvitationKind } from './invitation.words';

/** Whom a letter addresses. */
export class AddresseeInput {
  @TextField({ description: 'Name.', example: 'Zhao Wei' })
  name!: string;

  @TextField({
    description: 'Form of address, as it stands in the salutation.',
    example: 'Mr',
    max: 100,
    optional: true,
  })
  formOfAddress?: string;

  @TextField({ description: 'Post.', example: 'Director-General for Protocol', optional: true })
  post?: string;
}

/** Who signs a letter. */
export class SignatoryInput {
  @TextField({ description: 'Name.', example: 'Andrei Petrov' })
  name!: string;

  @TextField({ description: 'Post.', example: 'Chairman of the Organising Committee' })
  post!: string;
}

const kind = {
  description:
    'A note verbale, in the third person, or a letter to somebody. Without it, states, ministries, agencies and intergovernmental organisations get a note, all others a letter.',
  name: 'InvitationKind',
  optional: true,
  example: 'note_verbale',
};
const language = {
  description: 'Language of the invitation; that of the delegation unless given.',
  name: 'InvitationLanguage',
  optional: true,
  example: 'en',
};
const answerBy = {
  description: 'Until when it is to be answered; as the delegation has it unless given.',
  optional: true,
};

export class InvitationInput {
  @EnumField(invitationKinds, kind)
  kind?: InvitationKind;

  @EnumField(mailLanguages, language)
  language?: MailLanguage;

  @InstantField(answerBy)
  answerBy?: string;

  @ObjectField(() => AddresseeInput, {
    description:
      'Whom a letter addresses; the head of protocol on record, or else the focal point, unless given.',
    optional: true,
  })
  addressee?: AddresseeInput;

  @ObjectField(() => SignatoryInput, {
    description: 'Who signs a letter; the Secretariat unless given. A note verbale is not signed.',
    optional: true,
  })
  signatory?: SignatoryInput;
}

/** Invitations to many delegations. */
export class InvitationsInput {
  @IdField({
    description: 'The delegations; without a list, all that `state` and `rankClass` name.',
    list: 1000,
    optional: true,
  })
  delegationIds?: string[];

  @EnumField(['invited', 'accepted', 'returned', 'nominated', 'accredited'], {
    description: 'Only delegations in this state; `invited` unless there is a list.',
    name: 'InvitableState',
    optional: true,
    example: 'invited',
  })
  state?: string;

  @EnumField(invitationKinds, kind)
  kind?: InvitationKind;

  @EnumField(mailLanguages, language)
  language?: MailLanguage;

  @InstantField(answerBy)
  answerBy?: string;

  @BooleanField({
    description:
      'Whether those to whom an invitation was sent before get one again, if it says something new or goes to others.',
    optional: true,
    example: false,
  })
  again?: boolean;
}

/** An answer that came otherwise than by the link. */
export class AnswerInput {
  @EnumField(['accept', 'decline'], {
    description: 'Whether the organisation takes part.',
    name: 'InvitationAnswer',
    example: 'accept',
  })
  answer!: 'accept' | 'decline';

  @EnumField(answerWays, { description: 'How the answer came.', name: 'AnswerWay', example: 'paper' })
  answeredBy!: AnswerWay;

  @DayField({
    description: 'Day of the answer, YYYY-MM-DD; today unless given.',
    example: '2019-08-12',
    optional: true,
  })
  answeredOn?: string;

  @TextField({
    description: 'What was answered; stays in the record. Needed where the answer is no.',
    example: 'Note No. 1234 of the Embassy',
    max: 2000,
    multiline: true,
    optional: true,
  })
  comment?: string;
}
