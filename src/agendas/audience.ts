import { IdField, ObjectField, EnumField } from '../platform/http/fields';

/** Whom something goes to: everybody who is confirmed, or those of them to whom all of this applies. */
export class AudienceInput {
  @IdField({ description: 'Only these categories.', list: 50, optional: true })
  categoryIds?: string[];

  @IdField({ description: 'Only these delegations.', list: 200, optional: true })
  delegationIds?: string[];

  @IdField({ description: 'Only these registrations.', list: 200, optional: true })
  registrationIds?: string[];
}

export class NoticeInput {
  @EnumField(['agenda'], { description: 'What is sent: everybody’s own agenda.', name: 'NoticeKind' })
  kind!: 'agenda';

  @ObjectField(() => AudienceInput, {
    description: 'Whom it goes to; an empty object means everybody who is confirmed.',
    example: {},
  })
  audience!: AudienceInput;
}

export class AcceptedJobView {
  @IdField({ description: 'The job; follow it at `/api/v1/jobs/{id}`.' })
  id!: string;
}
