import { mailLanguages, type MailLanguage } from '../../communications/words';
import { EmailField, EnumField, IntegerField, ObjectField, TextField } from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import {
  manifestFields,
  manifestFormats,
  orientations,
  type ManifestField,
  type ManifestFormat,
} from './manifest.rules';

/** Lets something happen that is otherwise over with the cut-off. */
export class OverrideInput {
  @TextField({
    description: 'Why it must be in spite of the cut-off; stands in the record and on the amendment.',
    example: 'The minister joins at the request of the host',
    max: 500,
  })
  reason!: string;
}

/** What the transition `promote` can be given. */
export class PromoteInput {
  @ObjectField(() => OverrideInput, {
    description: 'After the cut-off: why somebody who waits gets a place all the same.',
    optional: true,
  })
  override?: OverrideInput;
}

export class ManifestColumnInput {
  @EnumField(manifestFields, { description: 'What the column says.', name: 'ManifestField', example: 'name' })
  field!: ManifestField;

  @TextField({
    description: 'The host’s own heading; the usual one of the language without it.',
    optional: true,
    nullable: true,
    max: 80,
    example: '姓名',
  })
  heading?: string | null;
}

export class CoachContactInput {
  @TextField({ description: 'Who sends the coaches.', example: 'Pengcheng Coaches, dispatcher' })
  name!: string;

  @EmailField({ description: 'Address of that person.', example: 'dispatch@coaches.example' })
  email!: string;

  @EnumField(mailLanguages, { description: 'Language of the list and the mails.', name: 'MailLanguage' })
  language!: MailLanguage;
}

/** How a host wants its lists; replaces all that was said before. */
export class ManifestFormInput {
  @TextField({
    description: 'Stands before the numbers of the lists: `HW` makes HW-1, HW-1/1, HW-2.',
    optional: true,
    nullable: true,
    max: 12,
    pattern: /^[A-Za-z0-9]+$/,
    patternHint: 'must have letters from A to Z and digits only',
    example: 'HW',
  })
  mark?: string | null;

  @ObjectField(() => ManifestColumnInput, {
    description: 'The columns, from left to right.',
    list: 20,
    example: [{ field: 'number' }, { field: 'name', heading: 'Visitor' }],
  })
  columns!: ManifestColumnInput[];

  @EnumField(mailLanguages, {
    description: 'Languages in which the list is made; mails to the host are in the first one.',
    list: 3,
    example: ['zh', 'en'],
  })
  languages!: MailLanguage[];

  @EnumField(orientations, { description: 'How the paper lies.', name: 'Orientation' })
  orientation!: (typeof orientations)[number];

  @EnumField(manifestFormats, { description: 'Formats that the host takes.', list: 2, example: ['pdf'] })
  formats!: ManifestFormat[];

  @ObjectField(() => CoachContactInput, {
    description: 'Whom the coaches come from: gets the list for the coach, without identity data.',
    optional: true,
    nullable: true,
  })
  coachContact?: CoachContactInput | null;
}

/** In which language a file is made. */
export class ManifestFileQuery {
  @EnumField(mailLanguages, {
    description: 'Language of the file; the first of the host’s form unless given.',
    optional: true,
    name: 'MailLanguage',
  })
  language?: MailLanguage;
}

export class ManifestQuery extends PageQuery {
  @IntegerField({ description: 'Only what belongs to the list with this number.', optional: true, min: 1 })
  listNumber?: number;
}
