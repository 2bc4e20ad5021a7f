import {
  CountryField,
  DayField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { registrationWorkflow } from '../registration.workflow';
import { watchListMatchWorkflow } from './watch-list-match.workflow';

export class WatchListEntryView {
  @IdField({ description: 'Id of the entry.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @TextField({ description: 'Name and aliases.', list: true, example: ['Ivan Petrov'] })
  names!: string[];

  @DayField({ description: 'Date of birth.', nullable: true, example: '1970-01-31' })
  birthDate!: string | null;

  @CountryField({ description: 'Nationality.', nullable: true })
  nationality!: string | null;

  @TextField({ description: 'Number of a document of identity.', nullable: true, example: '70 1234567' })
  documentNumber!: string | null;

  @TextField({ description: 'Why.', example: 'Disturbed the opening in 2017.' })
  reason!: string;

  @TextField({ description: 'From whom it comes.', example: 'Host country, list of 3 June' })
  source!: string;

  @DayField({ description: 'Last day on which it holds.', nullable: true, example: '2019-12-31' })
  validUntil!: string | null;

  @TextField({ description: 'Name of who entered it.', example: 'Li Na' })
  addedBy!: string;

  @InstantField({ description: 'When.' })
  createdAt!: string;
}

export class WatchListAddedView {
  @IntegerField({ description: 'How many entries were made.', example: 120 })
  added!: number;
}

/** Who is like an entry, as far as an officer needs it to decide. */
export class WatchedPersonView {
  @IdField({ description: 'The registration.' })
  registrationId!: string;

  @TextField({ description: 'Its code.', example: '7KQ2M9XW' })
  code!: string;

  @EnumField(Object.keys(registrationWorkflow.states), {
    description: 'Where the registration is in its life.',
    name: 'RegistrationState',
    example: 'submitted',
  })
  state!: string;

  @TextField({ description: 'Name as on the badge.', example: 'Ivan Petrov' })
  name!: string;

  @TextField({ description: 'Name in the own script.', nullable: true, example: 'Иван Петров' })
  nativeName!: string | null;

  @DayField({ description: 'Date of birth.', nullable: true, example: '1970-01-31' })
  birthDate!: string | null;

  @CountryField({ description: 'Nationality.', nullable: true })
  nationality!: string | null;

  @TextField({ description: 'Organisation.', nullable: true, example: 'Rostelecom' })
  organisation!: string | null;

  @IdField({ description: 'Delegation.', nullable: true })
  delegationId!: string | null;
}

export class WatchListMatchView {
  @IdField({ description: 'Id of the match.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change.', example: 1 })
  version!: number;

  @EnumField(Object.keys(watchListMatchWorkflow.states), {
    description: 'Whether an officer has decided.',
    name: 'WatchListMatchState',
    example: 'open',
  })
  state!: string;

  @IntegerField({ description: 'How much they are alike, 0 to 100.', example: 95 })
  score!: number;

  @TextField({
    description:
      'Why: how the names are alike (`name.order`, …), and whether date of birth, nationality and number of a document are the same.',
    list: true,
    example: ['name.order', 'birth_date.same'],
  })
  reasons!: string[];

  @ObjectField(() => WatchedPersonView, { description: 'Who registered.' })
  person!: WatchedPersonView;

  @ObjectField(() => WatchListEntryView, { description: 'Whom they are like.' })
  entry!: WatchListEntryView;

  @TextField({ description: 'Name of who decided.', nullable: true, example: 'Li Na' })
  decidedBy!: string | null;

  @InstantField({ description: 'When.', nullable: true })
  decidedAt!: string | null;

  @TextField({ description: 'Why it was decided so.', nullable: true, example: 'Another date of birth.' })
  decision!: string | null;

  @InstantField({ description: 'Since when they are known to be alike.' })
  createdAt!: string;
}

export class WatchListLookView {
  @IdField({ description: 'Id of the record.' })
  id!: string;

  @EnumField(['entries', 'matches'], {
    description: 'What was looked at.',
    name: 'WatchListLookWhat',
    example: 'matches',
  })
  what!: string;

  @IdField({ description: 'Ids of what was shown.', list: true })
  seen!: string[];

  @TextField({ description: 'Name of who looked.', example: 'Li Na' })
  byName!: string;

  @InstantField({ description: 'When.' })
  at!: string;
}
