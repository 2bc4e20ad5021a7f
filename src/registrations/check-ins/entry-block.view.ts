import { IdField, InstantField, TextField } from '../../platform/http/fields';

/** An officer keeps somebody out. */
export class EntryBlockView {
  @IdField({ description: 'The registration.' })
  registrationId!: string;

  @TextField({ description: 'Name of the person.', example: 'LI Na' })
  name!: string;

  @TextField({
    description: 'Why; the gate is not told.',
    example: 'Request of the security service.',
    max: 500,
  })
  reason!: string;

  @TextField({ description: 'The officer.', example: 'Chen Wei' })
  byName!: string;

  @InstantField({ description: 'Since when.' })
  at!: string;
}
