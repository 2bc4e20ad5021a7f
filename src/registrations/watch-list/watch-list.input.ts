import {
  CountryField,
  DayField,
  EnumField,
  IdField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { watchListMatchWorkflow } from './watch-list-match.workflow';

const names = {
  description:
    'Name and aliases, in any script and any order of words. Give the Latin form of Chinese names too.',
  example: ['Ivan Petrov', 'Иван Петров'],
  list: 20,
  max: 300,
};
const birthDate = { description: 'Date of birth.', example: '1970-01-31', optional: true, nullable: true };
const documentNumber = {
  description: 'Number of a document of identity. It is kept sealed, and compared with what people answer.',
  example: '70 1234567',
  max: 60,
  optional: true,
  nullable: true,
};
const reason = { description: 'Why.', example: 'Disturbed the opening in 2017.', max: 2000, multiline: true };
const source = { description: 'From whom it comes.', example: 'Host country, list of 3 June', max: 300 };
const validUntil = {
  description: 'Last day on which it holds; null for always.',
  example: '2019-12-31',
  optional: true,
  nullable: true,
};

export class WatchListEntryInput {
  @TextField(names)
  names!: string[];

  @DayField(birthDate)
  birthDate?: string | null;

  @CountryField({ description: 'Nationality.', optional: true, nullable: true })
  nationality?: string | null;

  @TextField(documentNumber)
  documentNumber?: string | null;

  @TextField(reason)
  reason!: string;

  @TextField(source)
  source!: string;

  @DayField(validUntil)
  validUntil?: string | null;
}

export class WatchListEntryChanges {
  @TextField({ ...names, optional: true })
  names?: string[];

  @DayField(birthDate)
  birthDate?: string | null;

  @CountryField({ description: 'Nationality.', optional: true, nullable: true })
  nationality?: string | null;

  @TextField(documentNumber)
  documentNumber?: string | null;

  @TextField({ ...reason, optional: true })
  reason?: string;

  @TextField({ ...source, optional: true })
  source?: string;

  @DayField(validUntil)
  validUntil?: string | null;
}

export class WatchListEntriesInput {
  @ObjectField(() => WatchListEntryInput, { description: 'The entries.', list: 1000 })
  entries!: WatchListEntryInput[];
}

export const consequences = ['hold', 'refuse'] as const;

/** What follows when a match is confirmed. */
export class MatchConfirmationInput {
  @EnumField(consequences, {
    description: 'Whether the registration is put on hold, or refused.',
    name: 'WatchListConsequence',
    example: 'hold',
  })
  consequence!: (typeof consequences)[number];

  @TextField({
    description: 'With `refuse`: what the person is told as the reason. Nothing of the list.',
    example: 'All places are taken.',
    optional: true,
    multiline: true,
    max: 2000,
  })
  reasonForPerson?: string;
}

export class WatchListMatchQuery extends PageQuery {
  @EnumField(Object.keys(watchListMatchWorkflow.states), {
    description: 'Only matches in this state; those that are open wait for an officer.',
    name: 'WatchListMatchState',
    optional: true,
  })
  state?: string;

  @IdField({ description: 'Only matches of this registration.', optional: true })
  registrationId?: string;
}
