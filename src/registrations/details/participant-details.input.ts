import {
  BooleanField,
  EnumField,
  IdField,
  LanguageField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { relations, type Relation } from './participant-details.rules';

export class LanguagePairInput {
  @LanguageField({ description: 'Out of this language.', example: 'ru' })
  from!: string;

  @LanguageField({ description: 'Into this one.', example: 'zh' })
  to!: string;
}

/** What categories ask of their people beside a form; each category says what of it (`asks`). */
export class ParticipantDetailsInput {
  @IdField({ description: 'The registration of the person whom they accompany.', optional: true })
  accompaniesId?: string;

  @EnumField(relations, {
    description: 'What they are to that person.',
    name: 'Relation',
    optional: true,
    example: 'spouse',
  })
  relation?: Relation;

  @ObjectField(() => LanguagePairInput, {
    description: 'Between which languages they interpret.',
    list: 20,
    optional: true,
  })
  languages?: LanguagePairInput[];

  @IdField({
    description: 'The registration of the person for whom they work; without it, for all.',
    optional: true,
  })
  servesId?: string;

  @BooleanField({
    description: 'Whether they come armed. If so, security approves it too, once the permit is handed in.',
    optional: true,
    example: false,
  })
  armed?: boolean;

  @TextField({
    description: 'For which medium they report.',
    optional: true,
    max: 200,
    example: 'Xinhua News Agency',
  })
  medium?: string;

  @TextField({ description: 'Number of the press card.', optional: true, max: 60, example: 'IFJ 118-204' })
  pressCard?: string;
}
