import { IdField, IntegerField, ObjectField } from '../../platform/http/fields';
import { FormFieldInput } from './form.input';
import type { FormField } from './form.rules';

export class FormView {
  @IdField({ description: 'Id of the form.' })
  id!: string;

  @IntegerField({
    description: 'Number of the version in force: raised each time the questions are saved; the ETag.',
    example: 1,
  })
  version!: number;

  @IdField({ description: 'The category whose people are asked.' })
  categoryId!: string;

  @ObjectField(() => FormFieldInput, { description: 'The questions, in their order.', list: true })
  fields!: FormField[];
}
