import {
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { PersonView } from '../../people/person.view';
import { bookingWorkflow } from './booking.workflow';

export class BookingView {
  @IdField({ description: 'Id of the booking.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @EnumField(Object.keys(bookingWorkflow.states), {
    description: 'Where it is in its life.',
    name: 'BookingState',
    example: 'confirmed',
  })
  state!: string;

  @IdField({ description: 'The site visit.' })
  siteVisitId!: string;

  @IdField({ description: 'The departure.' })
  departureId!: string;

  @IdField({ description: 'The registration of who goes.' })
  registrationId!: string;

  @TextField({ description: 'Code of the registration.', example: 'K7QX2M' })
  code!: string;

  @ObjectField(() => PersonView, { description: 'Who goes.' })
  person!: PersonView;

  @IntegerField({
    description:
      'Number drawn on arrival in the waiting list; the lowest is next, below 1 for those who had a place before. Null for those who never waited.',
    nullable: true,
    min: -1_000_000,
    example: null,
  })
  queueNumber!: number | null;

  @InstantField({ description: 'When it was made.' })
  createdAt!: string;
}

export interface BookingRow extends Record<string, unknown> {
  id: string;
  version: number;
  state: string;
  event_id: string;
  site_visit_id: string;
  departure_id: string;
  registration_id: string;
  queue_number: number | null;
  offer_expires_at: Date | null;
  offered_by: string | null;
  created_at: Date;
}

export interface BookingListRow extends BookingRow {
  code: string;
  person: PersonView;
}

export function toBookingView(row: BookingListRow): BookingView {
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    siteVisitId: row.site_visit_id,
    departureId: row.departure_id,
    registrationId: row.registration_id,
    code: row.code,
    person: row.person,
    queueNumber: row.queue_number,
    createdAt: row.created_at.toISOString(),
  };
}
