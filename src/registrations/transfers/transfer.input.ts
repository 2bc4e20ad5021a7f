import { PersonInput } from '../../people/person.input';
import { IdField, LanguageField, ObjectField } from '../../platform/http/fields';

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
}
