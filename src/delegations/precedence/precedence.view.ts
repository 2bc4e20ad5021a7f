import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { freezePurposes } from './precedence.input';
import {
  collations,
  exceptionRules,
  hostPlaces,
  nameForms,
  precedenceOrders,
  type PrecedenceRules,
} from './precedence.rules';

const explanation = {
  description: 'Why it stands there.',
  example: 'Rank class 2, and within it “China Telecom” in English alphabetical order.',
};
const explanations = {
  description: 'The same in English, Russian and Chinese.',
  example: {
    en: 'Rank class 2, and within it “China Telecom” in English alphabetical order.',
    ru: 'Ранг 2, внутри ранга — «China Telecom» в алфавитном порядке (язык — английский).',
    zh: '第2等级，同等级内按英语字母顺序排列：“China Telecom”。',
  },
};

export class PrecedenceLineView {
  @IntegerField({ description: 'Place, from 1.', example: 1 })
  position!: number;

  @IdField({ description: 'The delegation.' })
  delegationId!: string;

  @IdField({ description: 'The organisation.' })
  organisationId!: string;

  @TextField({ description: 'The name by which it was put in order.', example: 'China Telecom' })
  name!: string;

  @IntegerField({ description: 'Class of rank.', example: 2 })
  rankClass!: number;

  @BooleanField({ description: 'Whether it is the host.', example: false })
  host!: boolean;

  @BooleanField({
    description: 'Whether it has no name in the language of the order, so that its authentic one was used.',
    example: false,
  })
  translationMissing!: boolean;

  @BooleanField({ description: 'Whether its place was fixed by hand, and is kept.', example: false })
  fixed!: boolean;

  @TextField(explanation)
  explanation!: string;

  @TextsField(explanations)
  explanations!: Record<string, string>;
}

export class PrecedenceUnmetView {
  @IdField({ description: 'The delegation whose place was fixed by hand.' })
  delegationId!: string;

  @TextField({
    description: 'Why its place cannot be kept.',
    example: 'Its place was fixed by hand, and it does not take part.',
  })
  explanation!: string;

  @TextsField({ description: 'The same in English, Russian and Chinese.' })
  explanations!: Record<string, string>;
}

export class PrecedenceView {
  @IntegerField({ description: 'Version of the rules; 0 when the event has none of its own.', example: 1 })
  rulesVersion!: number;

  @LanguageField({ description: 'Language in whose alphabet equals in rank stand.' })
  language!: string;

  @EnumField(collations, { description: 'How.', name: 'PrecedenceCollation' })
  collation!: string;

  @ObjectField(() => PrecedenceLineView, {
    description: 'Delegations that take part or are invited, in their order.',
    list: true,
  })
  items!: PrecedenceLineView[];

  @ObjectField(() => PrecedenceUnmetView, {
    description: 'Places fixed by hand that cannot be kept as things are.',
    list: true,
  })
  unmet!: PrecedenceUnmetView[];
}

export class RankClassView {
  @IntegerField({ description: 'The class; lower ones stand first.', example: 1 })
  class!: number;

  @TextField({ description: 'What it is.', example: 'Heads of state' })
  title!: string;

  @TextsField({ description: 'The same in further languages.', example: { ru: 'Главы государств' } })
  titles!: Record<string, string>;
}

export class PrecedenceExceptionView {
  @IdField({ description: 'The delegation whose place is fixed.' })
  delegationId!: string;

  @EnumField(exceptionRules, { description: 'How.', name: 'PrecedenceExceptionRule', example: 'after' })
  rule!: string;

  @IdField({ description: 'The other delegation, for `before` and `after`.', nullable: true })
  otherId!: string | null;

  @IntegerField({ description: 'Position from 1, for `at`.', nullable: true, example: null })
  position!: number | null;

  @TextField({ description: 'Why.', example: 'Chairs the organisation this year.' })
  reason!: string;
}

/** Rules without their version: as a freeze keeps them. */
export class PrecedenceRulesOfFreezeView {
  @LanguageField({ description: 'Language in whose alphabet equals in rank stand.', example: 'ru' })
  language!: string;

  @EnumField(collations, { description: 'How.', name: 'PrecedenceCollation' })
  collation!: string;

  @EnumField(nameForms, { description: 'By which name.', name: 'PrecedenceNameForm' })
  nameForm!: string;

  @ObjectField(() => RankClassView, { description: 'What the classes of rank are called.', list: true })
  rankClasses!: RankClassView[];

  @TextField({
    description: 'Where the alphabet begins within each class of rank, as drawn by lot.',
    nullable: true,
    example: 'К',
  })
  startLetter!: string | null;

  @TextField({
    description: 'Who drew the lot, and when.',
    nullable: true,
    example: 'Drawn by the Secretary-General on 1 October.',
  })
  lot!: string | null;

  @EnumField(hostPlaces, { description: 'Where the host stands.', name: 'PrecedenceHostPlace' })
  hostPlace!: string;

  @IdField({
    description: 'The organisation that is the host; null for the state of the country of the event.',
    nullable: true,
  })
  hostOrganisationId!: string | null;

  @ObjectField(() => PrecedenceExceptionView, { description: 'Places fixed by hand.', list: true })
  exceptions!: PrecedenceExceptionView[];
}

export class PrecedenceRulesView extends PrecedenceRulesOfFreezeView {
  @IntegerField({
    description: 'Raised with each change; the ETag. 0 while the event has no rules of its own.',
    example: 1,
  })
  version!: number;

  @TextField({ description: 'Who set them.', nullable: true, example: 'Anna Petrova' })
  changedBy!: string | null;

  @InstantField({ description: 'When.', nullable: true })
  changedAt!: string | null;
}

/** As stored rules are shown; fields that came later have their defaults. */
export function toRulesOfFreezeView(rules: PrecedenceRules): PrecedenceRulesOfFreezeView {
  return {
    language: rules.language,
    collation: rules.collation,
    nameForm: rules.nameForm,
    rankClasses: rules.rankClasses.map((one) => ({
      class: one.class,
      title: one.title,
      titles: { ...one.titles },
    })),
    startLetter: rules.startLetter,
    lot: rules.lot,
    hostPlace: rules.hostPlace,
    hostOrganisationId: rules.hostOrganisationId,
    exceptions: rules.exceptions.map((one) => ({
      delegationId: one.delegationId,
      rule: one.rule,
      otherId: one.otherId,
      position: one.position,
      reason: one.reason,
    })),
  };
}

export class PrecedenceFrozenLineView extends PrecedenceLineView {
  @TextField({ description: 'Official name as it was: the authentic one.', example: 'China Telecom' })
  officialName!: string;

  @TextsField({ description: 'Official names in further languages, as they were.' })
  names!: Record<string, string>;

  @TextField({ description: 'Short name as it was.', nullable: true, example: null })
  shortName!: string | null;

  @TextsField({ description: 'Short names in further languages, as they were.', example: {} })
  shortNames!: Record<string, string>;
}

export class PrecedenceFreezeSummaryView {
  @IdField({ description: 'Id of the freeze.' })
  id!: string;

  @IntegerField({ description: 'Its number in the event, from 1.', example: 1 })
  number!: number;

  @EnumField(freezePurposes, { description: 'For what it is used.', name: 'PrecedencePurpose' })
  purpose!: string;

  @TextField({
    description: 'The document or the occasion that uses it.',
    nullable: true,
    example: 'Seating of the opening ceremony',
  })
  title!: string | null;

  @IntegerField({ description: 'Version of the rules; 0 when the event had none of its own.', example: 1 })
  rulesVersion!: number;

  @EnumField(precedenceOrders, {
    description: 'The alphabet that was asked for instead of that of the rules.',
    name: 'PrecedenceOrder',
    nullable: true,
  })
  order!: string | null;

  @IntegerField({ description: 'How many delegations stand in it.', example: 25 })
  count!: number;

  @TextField({ description: 'Who froze it.', example: 'Anna Petrova' })
  frozenBy!: string;

  @InstantField({ description: 'When.' })
  frozenAt!: string;
}

export class PrecedenceFreezeView extends PrecedenceFreezeSummaryView {
  @ObjectField(() => PrecedenceRulesOfFreezeView, { description: 'The rules as they applied.' })
  rules!: PrecedenceRulesOfFreezeView;

  @ObjectField(() => PrecedenceFrozenLineView, { description: 'The order as it was.', list: true })
  items!: PrecedenceFrozenLineView[];
}

export const precedenceChanges = ['new', 'gone', 'moved', 'renamed', 'rank_class', 'host'] as const;

export class PrecedenceDifferenceView {
  @IdField({ description: 'The delegation.' })
  delegationId!: string;

  @EnumField(precedenceChanges, {
    description:
      'What is different. `moved` are as few as possible: who only makes room for others is not among them.',
    name: 'PrecedenceChange',
    list: true,
  })
  changes!: string[];

  @IntegerField({ description: 'Its position in the freeze.', nullable: true, example: 3 })
  positionThen!: number | null;

  @IntegerField({ description: 'Its position now.', nullable: true, example: 4 })
  positionNow!: number | null;

  @TextField({ description: 'Its name in the freeze.', nullable: true, example: 'China Telecom' })
  nameThen!: string | null;

  @TextField({ description: 'Its name now.', nullable: true, example: 'China Telecom' })
  nameNow!: string | null;
}

export class PrecedenceDifferencesView {
  @BooleanField({ description: 'Whether the rules are others now.', example: false })
  rulesChanged!: boolean;

  @IntegerField({ description: 'Version of the rules in force now.', example: 1 })
  rulesVersion!: number;

  @ObjectField(() => PrecedenceDifferenceView, {
    description:
      'Delegations of which something is different, in the order of now, those that are gone last.',
    list: true,
  })
  items!: PrecedenceDifferenceView[];
}
