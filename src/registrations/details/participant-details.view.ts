import {
  BooleanField,
  EnumField,
  IdField,
  IntegerField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { LanguagePairInput } from './participant-details.input';
import { asked, relations } from './participant-details.rules';

/** Somebody with whom a person comes. */
export class CompanionView {
  @IdField({ description: 'The registration.' })
  registrationId!: string;

  @TextField({ description: 'Name.', example: 'LI Na' })
  name!: string;

  @TextField({ description: 'State of the registration.', example: 'confirmed' })
  state!: string;

  @EnumField(relations, {
    description: 'What whoever accompanies is to the other.',
    name: 'Relation',
    nullable: true,
    example: 'spouse',
  })
  relation!: string | null;
}

/** What a category asks of somebody beside its form, and with whom they come. */
export class ParticipantDetailsView {
  @IdField({ description: 'The registration.' })
  registrationId!: string;

  @IntegerField({ description: 'Raised with each change; 0 while nothing is given.', example: 1 })
  version!: number;

  @EnumField(Object.keys(asked), {
    description: 'What the category asks.',
    name: 'AskedDetail',
    list: true,
    example: 'languages',
  })
  asks!: string[];

  @ObjectField(() => CompanionView, { description: 'Whom they accompany.', nullable: true })
  accompanies!: CompanionView | null;

  @ObjectField(() => CompanionView, { description: 'Who accompanies them.', list: true })
  accompaniedBy!: CompanionView[];

  @ObjectField(() => LanguagePairInput, {
    description: 'Between which languages they interpret.',
    list: true,
  })
  languages!: LanguagePairInput[];

  @ObjectField(() => CompanionView, { description: 'For whom they work; null for all.', nullable: true })
  serves!: CompanionView | null;

  @BooleanField({ description: 'Whether they come armed.', example: false })
  armed!: boolean;

  @TextField({ description: 'For which medium they report.', nullable: true, example: 'Xinhua News Agency' })
  medium!: string | null;

  @TextField({ description: 'Number of the press card.', nullable: true, example: 'IFJ 118-204' })
  pressCard!: string | null;
}
