import { PersonInput } from '../../people/person.input';
import { EnumField, IdField, LanguageField, ObjectField } from '../../platform/http/fields';
import { dutyChoices, type DutyChoice } from '../replacements/replacement-sources.service';

/** To whom a registration passes: either described, or known. */
export class TransferInput {
  @ObjectField(() => PersonInput, { description: 'Who takes it over.', optional: true })
  person?: PersonInput;

  @IdField({
    description:
      'A person who is known in the event already. Staff only: people describe who comes in their place.',
    optional: true,
  })
  personId?: string;

  @LanguageField({
    description: 'Language in which that person is written to; without it, the one of the registration.',
    optional: true,
  })
  locale?: string;

  @EnumField(dutyChoices, {
    description:
      'What becomes of parts in sessions and of greetings to read: the other person is asked (`ask`, unless given), or whoever had given them has them back (`hand_back`).',
    name: 'ReplacementDuties',
    optional: true,
    example: 'ask',
  })
  duties?: DutyChoice;

  @IdField({
    description:
      'Who has the registration as the caller has seen it. Where it is somebody else by now, nothing is changed.',
    optional: true,
  })
  insteadOf?: string;
}
