import { TextField } from '../../platform/http/fields';

export class EntryBlockInput {
  @TextField({
    description: 'Why the person must not come in; for officers, the gate is not told.',
    example: 'Request of the security service.',
    max: 500,
  })
  reason!: string;
}
