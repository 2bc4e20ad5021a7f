import { isSqlError, sqlState } from '../platform/database/database';
import { defineProblems } from '../platform/http/problem';

export const organisationProblems = defineProblems({
  organisationExists: { status: 409, title: 'This organisation is there already' },
  organisationParentUnknown: { status: 422, title: 'There is no such parent organisation' },
  organisationCircle: { status: 409, title: 'An organisation cannot stand under itself' },
  organisationTooDeep: { status: 409, title: 'Organisations stand at most five levels deep' },
  organisationContactUnreachable: { status: 422, title: 'A contact needs a mail address or a phone number' },
  organisationContactDays: { status: 422, title: 'The last day is before the first' },
  organisationFocalPointExists: { status: 409, title: 'There is a focal point at that time' },
  organisationMergeWithItself: { status: 422, title: 'It is the same organisation' },
  organisationMergeUnknown: { status: 422, title: 'The other organisation does not exist' },
  organisationMergeStale: { status: 409, title: 'Somebody changed the other organisation in the meantime' },
  organisationMergeInTheWay: { status: 409, title: 'Something stands in the way of making the two one' },
});

/** Puts into words what the database refused of an organisation or a contact. */
export function explainOrganisation(error: unknown): never {
  if (isSqlError(error, sqlState.uniqueViolation, 'organisations_name_country_key'))
    throw organisationProblems.organisationExists({
      detail: 'Use the one that is there, or give this one its full official name.',
      errors: [
        { pointer: '/name', code: 'taken', message: 'is the name of another organisation of this country' },
      ],
    });
  if (isSqlError(error, sqlState.foreignKeyViolation, 'organisations_parent_fkey'))
    throw organisationProblems.organisationParentUnknown({
      detail: 'Enter the parent first, or choose one from the list.',
      errors: [{ pointer: '/parentId', code: 'unknown', message: 'is not an organisation' }],
    });
  if (isSqlError(error, sqlState.checkViolation, 'organisations_circle_check'))
    throw organisationProblems.organisationCircle({
      detail: 'The parent belongs to this organisation, directly or through others. Change that one first.',
      errors: [{ pointer: '/parentId', code: 'circle', message: 'stands under this organisation' }],
    });
  if (isSqlError(error, sqlState.checkViolation, 'organisations_depth_check'))
    throw organisationProblems.organisationTooDeep({
      detail: 'Choose a parent that stands higher.',
      errors: [{ pointer: '/parentId', code: 'depth', message: 'stands too deep for this organisation' }],
    });
  if (isSqlError(error, sqlState.checkViolation, 'organisation_contacts_reachable_check'))
    throw organisationProblems.organisationContactUnreachable({
      detail: 'Give one of the two.',
      errors: [{ pointer: '/email', code: 'missing', message: 'is needed where there is no phone' }],
    });
  if (isSqlError(error, sqlState.checkViolation, 'organisation_contacts_days_check'))
    throw organisationProblems.organisationContactDays({
      detail: 'A function ends on the day on which it begins, or later.',
      errors: [{ pointer: '/validUntil', code: 'order', message: 'must not be before validFrom' }],
    });
  if (isSqlError(error, sqlState.exclusionViolation, 'organisation_contacts_focal_point_excl'))
    throw organisationProblems.organisationFocalPointExists({
      detail:
        'Say first until when the present focal point is one, or enter this person as backup_focal_point.',
      errors: [{ pointer: '/function', code: 'taken', message: 'is held by somebody else at that time' }],
    });
  throw error;
}
