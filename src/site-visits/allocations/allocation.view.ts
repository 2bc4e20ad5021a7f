import { PersonView } from '../../people/person.view';
import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { baseLanguage } from '../../platform/text';
import { PinInput } from './allocation.input';
import type { AllocationNames, AllocationRequest } from './allocation.problem';
import { allocationOutcomes, type LevelReached } from './allocation.procedure';
import { unmetCodes, type WishOutcome } from './allocation.reasons';
import { allocationLevels } from './allocation.rules';
import { inEachLanguage, outcomeSentence, unmetSentence } from './allocation.words';
import { allocationWorkflow } from './allocation.workflow';

/** What is kept of an answer beside what each person gets. */
export interface StoredAnswer {
  readonly outcome: (typeof allocationOutcomes)[number];
  readonly levels: readonly LevelReached[];
  readonly repeatable: boolean;
  readonly people: number;
  readonly served: number;
  /** How many wishes of each rank were met; the first of the list is of rank 1. */
  readonly metByRank: readonly number[];
  readonly departures: readonly { readonly id: string; readonly given: number; readonly left: number }[];
  readonly places: readonly { readonly registrationId: string; readonly departureId: string }[];
}

export interface AllocationRow extends Record<string, unknown> {
  id: string;
  version: number;
  event_id: string;
  state: string;
  request: AllocationRequest;
  digest: string;
  names: AllocationNames;
  answer: StoredAnswer | null;
  failure: string | null;
  seconds: number | null;
  based_on: string | null;
  requested_by: string;
  created_at: Date;
}

export class AllocationRequestView {
  @IdField({
    description: 'The visits; null for all whose places are shared out.',
    list: true,
    nullable: true,
  })
  siteVisitIds!: string[] | null;

  @ObjectField(() => PinInput, { description: 'What was decided beforehand.', list: true })
  pins!: PinInput[];

  @TextField({ description: 'What the lots were drawn from.', example: 'a1b2c3' })
  seed!: string;

  @IntegerField({ description: 'Longest time to work it out, in seconds.', example: 60 })
  timeLimitSeconds!: number;
}

export class AllocationLevelView {
  @EnumField(allocationLevels, {
    description:
      'What counts: wishes of heads of delegation where they come first, least shares of delegations, people with a place who came to all their visits (where the event lets it count), people with a place, wishes by rank (a first wish is worth most), the lots that were drawn. Each comes before those after it.',
    name: 'AllocationLevel',
    example: 'people',
  })
  level!: string;

  @IntegerField({ description: 'How much of it there is.', example: 118 })
  reached!: number;

  @IntegerField({
    description:
      'How much of it there can be at most beside what stands before; the same as `reached` where that is proven. Null when nothing is known.',
    nullable: true,
    example: 118,
  })
  most!: number | null;
}

export class AllocatedDepartureView {
  @IdField({ description: 'The departure.' })
  departureId!: string;

  @TextField({ description: 'Title of its visit.', example: 'Huawei headquarters' })
  title!: string;

  @InstantField({ description: 'When the group leaves.', example: '2019-10-23T01:00:00.000Z' })
  startsAt!: string;

  @IntegerField({ description: 'How many places are given.', example: 38 })
  given!: number;

  @IntegerField({ description: 'How many are left.', example: 2 })
  left!: number;
}

export class AllocationAnswerView {
  @EnumField(allocationOutcomes, {
    description: 'Nothing is better (`optimal`), or the best that was found in time (`best_found`).',
    name: 'AllocationOutcome',
    example: 'optimal',
  })
  outcome!: string;

  @ObjectField(() => AllocationLevelView, {
    description: 'How good it is, and how far from the best, in the order in which things count.',
    list: true,
  })
  levels!: AllocationLevelView[];

  @BooleanField({ description: 'Whether another run on the same input gives the same answer.' })
  repeatable!: boolean;

  @IntegerField({ description: 'How many people wished.', example: 120 })
  people!: number;

  @IntegerField({ description: 'How many of them get a place.', example: 118 })
  served!: number;

  @IntegerField({
    description: 'How many first wishes are met, how many second ones, and so on.',
    list: true,
    example: [80, 30, 8],
  })
  metByRank!: number[];

  @ObjectField(() => AllocatedDepartureView, { description: 'What each departure gets.', list: true })
  departures!: AllocatedDepartureView[];
}

export class AllocationView {
  @IdField({ description: 'Id of the run.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @EnumField(Object.keys(allocationWorkflow.states), {
    description: 'Where it is in its life.',
    name: 'AllocationState',
    example: 'proposed',
  })
  state!: string;

  @ObjectField(() => AllocationRequestView, { description: 'What was asked for.' })
  request!: AllocationRequestView;

  @TextField({
    description: 'Names its input, wishes and all: two runs with the same digest had the same input.',
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  })
  digest!: string;

  @IdField({ description: 'The run with which it is compared; null for none.', nullable: true })
  basedOn!: string | null;

  @ObjectField(() => AllocationAnswerView, {
    description: 'The answer; null as long as there is none.',
    nullable: true,
  })
  answer!: AllocationAnswerView | null;

  @TextField({ description: 'Why there is none.', nullable: true, example: null })
  failure!: string | null;

  @IntegerField({
    description: 'How long it took, in milliseconds; null as long as there is no answer.',
    nullable: true,
    example: 840,
  })
  milliseconds!: number | null;

  @TextField({ description: 'Who asked.', example: 'Chen Wei' })
  requestedBy!: string;

  @InstantField({ description: 'When it was asked for.' })
  createdAt!: string;
}

/** A run as coordinators see it. */
export function toAllocationView(row: AllocationRow): AllocationView {
  const { answer, names } = row;
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    request: {
      siteVisitIds: row.request.siteVisitIds === null ? null : [...row.request.siteVisitIds],
      pins: row.request.pins.map((pin) => ({ ...pin })),
      seed: row.request.seed,
      timeLimitSeconds: row.request.timeLimitSeconds,
    },
    digest: row.digest,
    basedOn: row.based_on,
    answer: answer && {
      outcome: answer.outcome,
      levels: answer.levels.map((level) => ({ ...level })),
      repeatable: answer.repeatable,
      people: answer.people,
      served: answer.served,
      metByRank: [...answer.metByRank],
      departures: answer.departures.map(({ id, given, left }) => ({
        departureId: id,
        title: names[id]!.title,
        startsAt: names[id]!.startsAt!,
        given,
        left,
      })),
    },
    failure: row.failure,
    milliseconds: row.seconds === null ? null : Math.round(row.seconds * 1000),
    requestedBy: row.requested_by,
    createdAt: row.created_at.toISOString(),
  };
}

export class UnmetReasonView {
  @EnumField(unmetCodes, { description: 'What it is.', name: 'UnmetWishReason', example: 'full_fair' })
  code!: string;

  @IdField({ description: 'The departures of the visit for which it holds.', list: true })
  departureIds!: string[];

  @TextField({
    description: 'A sentence in the language of the participant.',
    example: 'All places went to participants who would otherwise have no visit at all.',
  })
  message!: string;

  @TextsField({ description: 'The sentence in each language in which the program writes.' })
  messages!: Record<string, string>;
}

export class WishOutcomeView {
  @IntegerField({
    description: 'The rank of the wish; null for a place that a coordinator gave without a wish.',
    nullable: true,
    example: 2,
  })
  rank!: number | null;

  @IdField({ description: 'The visit.' })
  siteVisitId!: string;

  @TextField({ description: 'Its title, as it was.', example: 'Huawei headquarters' })
  title!: string;

  @TextsField({ description: 'Its title in further languages.', example: { zh: '华为总部' } })
  titles!: Record<string, string>;

  @IdField({
    description: 'The departure that the person gets; null when the wish is not met.',
    nullable: true,
  })
  departureId!: string | null;

  @InstantField({
    description: 'When that group leaves; null when the wish is not met.',
    nullable: true,
    example: '2019-10-23T01:00:00.000Z',
  })
  startsAt!: string | null;

  @TextField({
    description: 'What became of it, in the language of the participant.',
    example: 'Your second wish is met.',
  })
  message!: string;

  @TextsField({ description: 'The same in each language in which the program writes.' })
  messages!: Record<string, string>;

  @ObjectField(() => UnmetReasonView, {
    description: 'Why it is not met: together they explain every departure of the visit.',
    list: true,
  })
  reasons!: UnmetReasonView[];
}

/** What became of the wishes of one participant. */
export class AllocationResultView {
  @IdField({ description: 'The run.' })
  allocationId!: string;

  @IdField({ description: 'The registration.' })
  registrationId!: string;

  @TextField({ description: 'Code of the registration.', example: 'K7QX2M' })
  code!: string;

  @ObjectField(() => PersonView, { description: 'Who wished.' })
  person!: PersonView;

  @ObjectField(() => WishOutcomeView, { description: 'Their wishes, the dearest first.', list: true })
  wishes!: WishOutcomeView[];

  @IdField({
    description:
      'The departures that the person gets in the run with which this one is compared; null for none.',
    list: true,
    nullable: true,
  })
  before!: string[] | null;
}

export interface AllocationResultRow extends Record<string, unknown> {
  allocation_id: string;
  registration_id: string;
  code: string;
  person: PersonView;
  locale: string;
  wishes: WishOutcome[];
  names: AllocationNames;
  before: string[] | null;
}

export function toAllocationResultView(row: AllocationResultRow): AllocationResultView {
  const own = (messages: Record<string, string>): string =>
    messages[baseLanguage(row.locale)] ?? messages['en']!;
  return {
    allocationId: row.allocation_id,
    registrationId: row.registration_id,
    code: row.code,
    person: row.person,
    before: row.before,
    wishes: row.wishes.map((wish) => {
      const messages = inEachLanguage((language) => outcomeSentence(wish, row.names, language));
      const visit = row.names[wish.siteVisitId]!;
      return {
        rank: wish.rank,
        siteVisitId: wish.siteVisitId,
        title: visit.title,
        titles: { ...visit.titles },
        departureId: wish.departureId,
        startsAt: wish.departureId === null ? null : row.names[wish.departureId]!.startsAt!,
        message: own(messages),
        messages,
        reasons: wish.reasons.map((reason) => {
          const sentences = inEachLanguage((language) => unmetSentence(reason, row.names, language));
          return {
            code: reason.code,
            departureIds: [...reason.departureIds],
            message: own(sentences),
            messages: sentences,
          };
        }),
      };
    }),
  };
}
