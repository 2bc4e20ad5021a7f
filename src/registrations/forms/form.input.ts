import {
  BooleanField,
  EnumField,
  IdField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { fieldKinds, type FieldKind } from './form.rules';

export class FormOptionInput {
  @TextField({ description: 'Value that stands in the answer.', example: 'vegetarian', max: 60 })
  value!: string;

  @TextField({ description: 'What people read, in the first language of the event.', example: 'Vegetarian' })
  label!: string;

  @TextsField({ description: 'The same in further languages.', optional: true })
  labels?: Record<string, string>;
}

export class FormFieldInput {
  @TextField({
    description: 'Name of the answer.',
    example: 'diet',
    max: 40,
    pattern: /^[a-z][A-Za-z0-9_]*$/,
    patternHint: 'must begin with a small letter and have letters, digits and underscores only',
  })
  key!: string;

  @EnumField(fieldKinds, { description: 'What is asked for.', name: 'FormFieldKind' })
  kind!: FieldKind;

  @TextField({
    description: 'The question, in the first language of the event.',
    example: 'Do you have wishes about food?',
    max: 500,
  })
  label!: string;

  @TextsField({ description: 'The question in further languages.', optional: true, max: 500 })
  labels?: Record<string, string>;

  @BooleanField({ description: 'Whether it must be answered (a consent: given).', example: false })
  required!: boolean;

  @ObjectField(() => FormOptionInput, {
    description: 'For `choice` and `choices`: what can be chosen.',
    optional: true,
    list: 300,
  })
  options?: FormOptionInput[];
}

export class FormInput {
  @IdField({ description: 'The category whose people are asked.' })
  categoryId!: string;

  @ObjectField(() => FormFieldInput, {
    description: 'The questions, in their order.',
    list: 100,
  })
  fields!: FormFieldInput[];
}

export class FormChanges {
  @ObjectField(() => FormFieldInput, {
    description: 'All questions of the new version, in their order.',
    list: 100,
  })
  fields!: FormFieldInput[];
}

export class FormQuery extends PageQuery {
  @IdField({ description: 'Only the form of this category.', optional: true })
  categoryId?: string;
}
