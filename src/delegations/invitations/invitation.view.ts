import { mailLanguages } from '../../communications/words';
import {
  BooleanField,
  EmailField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { invitationKinds } from './invitation.words';

/** Functions of those to whom invitations go. */
export const addresseeFunctions = [
  'focal_point',
  'backup',
  'head_of_protocol',
  'focal_point_of_organisation',
  'backup_of_organisation',
] as const;

/** To whom an invitation went, as it is kept. */
export interface InvitationAddressee {
  readonly name: string;
  readonly email: string;
  readonly locale: string;
  readonly function: (typeof addresseeFunctions)[number];
  /** Whether the mail has a link with which the reader acts for the delegation. */
  readonly link: boolean;
}

export class InvitationAddresseeView {
  @TextField({ description: 'Name.', example: 'Li Na' })
  name!: string;

  @EmailField({ description: 'Address.' })
  email!: string;

  @EnumField(addresseeFunctions, {
    description:
      '`focal_point` and `backup` of the delegation; the others are contacts of the organisation on record.',
    name: 'AddresseeFunction',
    example: 'focal_point',
  })
  function!: string;

  @BooleanField({
    description: 'Whether the mail has a link with which the reader acts for the delegation.',
    example: true,
  })
  link!: boolean;

  @TextField({
    description: 'State of the mail; null when it was not written.',
    nullable: true,
    example: 'sent',
  })
  mail!: string | null;

  @InstantField({ description: 'When the mail server took it.', nullable: true })
  sentAt!: string | null;
}

/** An invitation as it was sent. */
export class InvitationView {
  @IdField({ description: 'Id of the invitation.' })
  id!: string;

  @IntegerField({ description: 'Counts the invitations of the delegation.', example: 1 })
  number!: number;

  @EnumField(invitationKinds, {
    description: 'A note verbale, or a letter.',
    name: 'InvitationKind',
    example: 'note_verbale',
  })
  kind!: string;

  @EnumField(mailLanguages, { description: 'Language.', name: 'InvitationLanguage', example: 'en' })
  language!: string;

  @TextField({ description: 'Reference number; the same for all of a delegation.', example: '2019-001' })
  reference!: string;

  @InstantField({ description: 'Until when it asked for an answer.', nullable: true })
  answerBy!: string | null;

  @InstantField({ description: 'When it was sent.' })
  sentAt!: string;

  @TextField({ description: 'Who sent it.', example: 'Anna Sokolova' })
  sentBy!: string;

  @ObjectField(() => InvitationAddresseeView, { description: 'To whom it went.', list: true })
  addressees!: InvitationAddresseeView[];
}
