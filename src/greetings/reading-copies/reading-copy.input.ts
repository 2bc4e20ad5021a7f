import { BooleanField, EnumField, IdField, LanguageField, TextField } from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';

export const holderKinds = ['reader', 'deputy', 'interpreter', 'staff'] as const;
export type HolderKind = (typeof holderKinds)[number];

export class ReadingCopyQuery {
  @LanguageField({
    description: 'Language of the copy; without it, that in which the message is read.',
    optional: true,
  })
  language?: string;

  @TextField({
    description: 'Token of the person’s own link, as the mail has it; or send it as a bearer token.',
    max: 300,
    optional: true,
    example: 'pl.…',
  })
  token?: string;
}

export class ReadingCopiesQuery extends PageQuery {
  @EnumField(holderKinds, {
    description: 'Only copies of such holders.',
    name: 'ReadingCopyHolder',
    optional: true,
  })
  holderKind?: HolderKind;
}

export class InterpretersInput {
  @BooleanField({ description: 'Whether the author allows that interpreters get the text in advance.' })
  inAdvance!: boolean;

  @IdField({
    description:
      'Who interprets; nobody named: every confirmed participant of the category with the code `interpreter` who was entered by the organisers and comes with no delegation.',
    list: 200,
  })
  personIds!: string[];
}
