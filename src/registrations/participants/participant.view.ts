import { EnumField, IdField, TextField, TextsField } from '../../platform/http/fields';
import { listVisibilities, listVisibility } from './participant.input';

/** Somebody who takes part, as far as they let others see it. */
export class ListedParticipantView {
  @IdField({ description: 'Id of the entry: that of the registration.' })
  id!: string;

  @TextField({ description: 'Name as on the badge.', example: 'LI Na' })
  name!: string;

  @TextField({ description: 'Name in the person’s own script.', nullable: true, example: '李娜' })
  nativeName!: string | null;

  @TextField({
    description: 'Organisation that the person comes from; of a delegation’s member, that of the delegation.',
    nullable: true,
    example: 'Rostelecom',
  })
  organisationName!: string | null;

  @IdField({ description: 'Delegation to which the person belongs.', nullable: true })
  delegationId!: string | null;

  @TextField({ description: 'Part in the delegation.', nullable: true, example: 'adviser' })
  partInDelegation!: string | null;

  @TextField({ description: 'Title of the category in the first language.', example: 'Delegates' })
  categoryTitle!: string;

  @TextsField({ description: 'Title of the category in further languages.' })
  categoryTitles!: Record<string, string>;

  @EnumField(listVisibilities, listVisibility)
  visibility!: string;
}
