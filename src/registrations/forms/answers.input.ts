import { InstantField, MapField, TextField } from '../../platform/http/fields';
import { FileField } from '../../platform/http/uploaded-file';
import { spokenKinds } from '../../platform/storage/file-kinds';
import { answerFileKinds } from './form.rules';

export class AnswersInput {
  @MapField({
    description:
      'Answers by the key of the question; those that are left out are removed. Files, the person’s own data, and answers that can no longer be changed stay when they are left out; null removes a file.',
    example: { arrival: '2019-10-20' },
  })
  answers!: Record<string, unknown>;
}

/** A form with one file. */
export class AnswerFileInput {
  @FileField({
    description: `The file: ${spokenKinds(answerFileKinds)}, as far as the question takes them. Its content counts, not its name.`,
  })
  file!: unknown;
}

export class ExtensionInput {
  @InstantField({ description: 'Until when the person can change these answers.' })
  until!: string;

  @TextField({ description: 'Why, for the record.', example: 'The flight was moved.', max: 500 })
  reason!: string;
}
