import {
  EnumField,
  IdField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import {
  collations,
  exceptionRules,
  hostPlaces,
  nameForms,
  precedenceOrders,
  type Collation,
  type ExceptionRule,
  type HostPlace,
  type NameForm,
  type PrecedenceOrder,
} from './precedence.rules';

export class PrecedenceQuery {
  @EnumField(precedenceOrders, {
    description:
      'Another alphabet than that of the rules, `zh` by pinyin: for seeing what it would be. A letter drawn by lot counts in its own alphabet only.',
    name: 'PrecedenceOrder',
    optional: true,
  })
  order?: PrecedenceOrder;
}

export class RankClassInput {
  @IntegerField({ description: 'The class; lower ones stand first.', example: 1, min: 1, max: 1000 })
  class!: number;

  @TextField({ description: 'What it is, in the first language of the event.', example: 'Heads of state' })
  title!: string;

  @TextsField({
    description: 'The same in further languages.',
    optional: true,
    example: { ru: 'Главы государств', zh: '国家元首' },
  })
  titles?: Record<string, string>;
}

export class PrecedenceExceptionInput {
  @IdField({ description: 'The delegation whose place is fixed.' })
  delegationId!: string;

  @EnumField(exceptionRules, {
    description: 'Directly before or after another delegation, or at a position.',
    name: 'PrecedenceExceptionRule',
    example: 'after',
  })
  rule!: ExceptionRule;

  @IdField({
    description: 'The other delegation, for `before` and `after`.',
    optional: true,
    nullable: true,
  })
  otherId?: string | null;

  @IntegerField({
    description: 'Position from 1, for `at`.',
    optional: true,
    nullable: true,
    min: 1,
    max: 10_000,
    example: null,
  })
  position?: number | null;

  @TextField({
    description: 'Why; it stands in the explanation.',
    example: 'Chairs the organisation this year.',
    max: 300,
  })
  reason!: string;
}

export class PrecedenceRulesInput {
  @LanguageField({ description: 'Language in whose alphabet equals in rank stand.', example: 'ru' })
  language!: string;

  @EnumField(collations, {
    description: 'How: `pinyin` (unless said otherwise) or `stroke` for Chinese, `standard` for all others.',
    name: 'PrecedenceCollation',
    optional: true,
  })
  collation?: Collation;

  @EnumField(nameForms, {
    description: 'By which name: the official one unless said otherwise.',
    name: 'PrecedenceNameForm',
    optional: true,
  })
  nameForm?: NameForm;

  @ObjectField(() => RankClassInput, {
    description: 'What the classes of rank are called.',
    optional: true,
    list: 50,
  })
  rankClasses?: RankClassInput[];

  @TextField({
    description:
      'Where the alphabet begins within each class of rank, as drawn by lot: a letter; by pinyin an initial (A to Z), by stroke a number of strokes, or a Chinese character.',
    example: 'К',
    optional: true,
    nullable: true,
    max: 10,
  })
  startLetter?: string | null;

  @TextField({
    description: 'Who drew the lot, and when.',
    example: 'Drawn by the Secretary-General on 1 October.',
    optional: true,
    nullable: true,
    max: 300,
  })
  lot?: string | null;

  @EnumField(hostPlaces, {
    description: 'Where the host stands; where the alphabet puts it unless said otherwise.',
    name: 'PrecedenceHostPlace',
    optional: true,
  })
  hostPlace?: HostPlace;

  @IdField({
    description:
      'The organisation that is the host; without it, the state of the country in which the event takes place.',
    optional: true,
    nullable: true,
  })
  hostOrganisationId?: string | null;

  @ObjectField(() => PrecedenceExceptionInput, {
    description: 'Places fixed by hand, one for a delegation.',
    optional: true,
    list: 200,
  })
  exceptions?: PrecedenceExceptionInput[];
}

export const freezePurposes = ['seating', 'flags', 'speaking', 'reading', 'list'] as const;

export class PrecedenceFreezeInput {
  @EnumField(freezePurposes, { description: 'For what it is used.', name: 'PrecedencePurpose' })
  purpose!: string;

  @TextField({
    description: 'The document or the occasion that uses it.',
    example: 'Seating of the opening ceremony',
    optional: true,
    max: 300,
  })
  title?: string;

  @EnumField(precedenceOrders, {
    description: 'Another alphabet than that of the rules.',
    name: 'PrecedenceOrder',
    optional: true,
  })
  order?: PrecedenceOrder;
}
