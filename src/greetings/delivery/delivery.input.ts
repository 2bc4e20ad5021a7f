import {
  EnumField,
  IdField,
  InstantField,
  LanguageField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { deliveryExtents, deliveryModes } from '../greeting.rules';
import type { DeliveryExtent, DeliveryMode } from '../greeting.rules';

const deliveredByName = {
  description: 'Who delivered it; without it, the author or the reader, as the mode says.',
  example: 'Baurzhan Imandosov',
  optional: true,
};
const deliveredByNames = {
  description: 'Name in further languages.',
  example: { ru: 'Бауржан Имандосов' },
  optional: true,
};
const deliveredByPost = {
  description: 'In which function; without it, the post of the person.',
  example: 'Representative of the SCO Secretariat',
  optional: true,
  max: 300,
};
const deliveredByPosts = {
  description: 'Function in further languages.',
  example: { ru: 'представитель Секретариата ШОС' },
  optional: true,
};
const where = {
  description: 'Where; without it, the city of the event.',
  example: 'Shenzhen',
  optional: true,
};
const whereIn = {
  description: 'Where, in further languages.',
  example: { ru: 'Шэньчжэнь', zh: '深圳' },
  optional: true,
};
const languages = {
  description: 'Languages in which it was said; without them, that of the original.',
  list: 10,
  optional: true,
  example: ['ru'],
};
const remark = {
  description: 'What else is to be known of the delivery; for staff.',
  example: 'The last paragraph was left out for lack of time.',
  optional: true,
  max: 1000,
  multiline: true,
};

export class DeliverInput {
  @IdField({
    description:
      'Person of the event who delivered it, such as the deputy reader; without it, the reader who was asked.',
    optional: true,
  })
  deliveredByPersonId?: string;

  @TextField(deliveredByName)
  deliveredByName?: string;

  @TextsField(deliveredByNames)
  deliveredByNames?: Record<string, string>;

  @TextField(deliveredByPost)
  deliveredByPost?: string;

  @TextsField(deliveredByPosts)
  deliveredByPosts?: Record<string, string>;

  @InstantField({ description: 'When.', example: '2019-10-21T09:20:00+08:00' })
  at!: string;

  @TextField(where)
  where?: string;

  @TextsField(whereIn)
  whereIn?: Record<string, string>;

  @EnumField(deliveryExtents, { description: 'In full or abridged.', name: 'DeliveryExtent' })
  extent!: DeliveryExtent;

  @LanguageField(languages)
  languages?: string[];

  @TextField(remark)
  remark?: string;
}

/** The whole record as it must be. */
export class DeliveryCorrectionInput extends DeliverInput {
  @EnumField(deliveryModes, {
    description: 'How it was delivered after all; as on record unless given.',
    name: 'DeliveryMode',
    optional: true,
  })
  mode?: DeliveryMode;

  @TextField({
    description: 'What was wrong on record; everybody reads this if the message is public.',
    max: 1000,
    example: 'The deputy reader read it, not the reader.',
  })
  reason!: string;
}

export class DeliveredTextInput {
  @TextField({
    description: 'The words as they were said, from beginning to end.',
    max: 40_000,
    multiline: true,
    example: 'Dear participants, …',
  })
  text!: string;

  @TextField({
    description: 'What has to be known of it.',
    optional: true,
    max: 1000,
    multiline: true,
    example: 'The author changed the closing on the morning of the ceremony.',
  })
  remark?: string;
}
