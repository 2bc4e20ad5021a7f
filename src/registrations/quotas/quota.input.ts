import { BooleanField, IdField, IntegerField, ObjectField, TextField } from '../../platform/http/fields';

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
