import {
  BooleanField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';

export class QuotaOptionInput {
  @TextField({ description: 'Key of the question.', example: 'diet', max: 40 })
  question!: string;

  @TextField({ description: 'Value that was chosen.', example: 'halal', max: 60 })
  value!: string;
}

const title = { description: 'Title, unique in the event.', example: 'Plenary hall', max: 100 };
const capacity = { description: 'How many places there are.', example: 120 };
const offerHours = {
  description: 'For how many hours an offered place is held, and places that are kept for a group.',
  example: 48,
  min: 1,
  max: 1000,
};
const countsEverybody = {
  description: 'Whether it counts everybody at the event. Otherwise it counts those who match its lists.',
  example: false,
};
const holdsNominations = {
  description: 'Whether somebody whom a delegation nominated holds a place before anybody has decided.',
  example: false,
};
const nominationsUntil = {
  description:
    'Until when it holds places for nominations that nobody has answered; then they fall free, and the nominations wait for an answer without a place. Null for as long as they wait.',
  example: '2019-09-30T18:00:00+08:00',
};
const nominationsRemindDays = {
  description: 'How many days before that the focal points are told; 0 for not at all.',
  example: 3,
  max: 365,
};
const categoryIds = {
  description: 'Categories that count; with none, those of any category that match the other lists.',
  list: 100,
};
const delegationIds = {
  description: 'Delegations that count; with none, anybody who matches the other lists.',
  list: 500,
};
const options = {
  description: 'Choices in forms that count; with none, anybody who matches the other lists.',
  list: 100,
};

/** What may be left out both in a new quota and in changes. */
class QuotaFields {
  @IntegerField({ ...offerHours, optional: true })
  offerHours?: number;

  @BooleanField({ ...countsEverybody, optional: true })
  countsEverybody?: boolean;

  @BooleanField({ ...holdsNominations, optional: true })
  holdsNominations?: boolean;

  @InstantField({ ...nominationsUntil, optional: true, nullable: true })
  nominationsUntil?: string | null;

  @IntegerField({ ...nominationsRemindDays, optional: true })
  nominationsRemindDays?: number;

  @IdField({ ...categoryIds, optional: true })
  categoryIds?: string[];

  @IdField({ ...delegationIds, optional: true })
  delegationIds?: string[];

  @ObjectField(() => QuotaOptionInput, { ...options, optional: true })
  options?: QuotaOptionInput[];
}

export class QuotaInput extends QuotaFields {
  @TextField(title)
  title!: string;

  @IntegerField(capacity)
  capacity!: number;
}

export class QuotaChanges extends QuotaFields {
  @TextField({ ...title, optional: true })
  title?: string;

  @IntegerField({ ...capacity, optional: true })
  capacity?: number;
}
