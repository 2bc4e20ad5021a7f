import { IdField } from '../platform/http/fields';

/** Whom something goes to: everybody who is confirmed, or those of them to whom all of this applies. */
export class AudienceInput {
  @IdField({ description: 'Only these categories.', list: 50, optional: true })
  categoryIds?: string[];

  @IdField({ description: 'Only these delegations.', list: 200, optional: true })
  delegationIds?: string[];

  @IdField({ description: 'Only these registrations.', list: 200, optional: true })
  registrationIds?: string[];
}
