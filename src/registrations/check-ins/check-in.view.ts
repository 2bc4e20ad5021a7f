import {
  DayField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  TextField,
} from '../../platform/http/fields';
import { registrationWorkflow } from '../registration.workflow';

export interface CheckInRow extends Record<string, unknown> {
  id: string;
  version: number;
  registration_id: string;
  code: string;
  state: string;
  display_name: string;
  native_name: string | null;
  category_id: string;
  category_title: string;
  organisation_name: string | null;
  delegation_id: string | null;
  locale: string;
  day: string;
  at: Date;
}

/** Somebody came in, with what the desk needs to know. */
export class CheckInView {
  @IdField({ description: 'Id of the check-in.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @IdField({ description: 'Who came in: the registration.' })
  registrationId!: string;

  @TextField({ description: 'Code of the registration.', example: '7KQ2M9XW' })
  code!: string;

  @EnumField(Object.keys(registrationWorkflow.states), {
    description: 'Where the registration is in its life.',
    name: 'RegistrationState',
  })
  state!: string;

  @TextField({ description: 'Name as on the badge.', example: 'LI Na' })
  name!: string;

  @TextField({ description: 'Name in the person’s own script.', nullable: true, example: '李娜' })
  nativeName!: string | null;

  @IdField({ description: 'Category of the registration.' })
  categoryId!: string;

  @TextField({ description: 'Title of the category in the first language.', example: 'Delegates' })
  categoryTitle!: string;

  @TextField({ description: 'Organisation.', nullable: true, example: 'Rostelecom' })
  organisationName!: string | null;

  @IdField({ description: 'Delegation.', nullable: true })
  delegationId!: string | null;

  @LanguageField({ description: 'Language that the person prefers.' })
  locale!: string;

  @DayField({ description: 'The day, at the place of the event.' })
  day!: string;

  @InstantField({ description: 'When.' })
  at!: string;
}

export function toCheckInView(row: CheckInRow): CheckInView {
  return {
    id: row.id,
    version: row.version,
    registrationId: row.registration_id,
    code: row.code,
    state: row.state,
    name: row.display_name,
    nativeName: row.native_name,
    categoryId: row.category_id,
    categoryTitle: row.category_title,
    organisationName: row.organisation_name,
    delegationId: row.delegation_id,
    locale: row.locale,
    day: row.day,
    at: row.at.toISOString(),
  };
}
