import { BooleanField, IdField, IntegerField, ObjectField, TextField } from '../../platform/http/fields';

export class CoachDetailView {
  @IdField({ description: 'Id of the coach.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @IdField({ description: 'The departure.' })
  departureId!: string;

  @TextField({ description: 'What participants look for at the kerb.', example: 'Coach A' })
  label!: string;

  @IntegerField({ description: 'How many passengers it holds.', example: 45 })
  seats!: number;

  @IntegerField({ description: 'How many people have a seat on it.', example: 38 })
  taken!: number;

  @TextField({ description: 'Number plate.', nullable: true, example: '粤B·12345' })
  plate!: string | null;

  @TextField({ description: 'Whose coach it is.', nullable: true, example: 'Shenzhen Bus' })
  company!: string | null;

  @TextField({ description: 'Who drives it.', nullable: true, example: 'Wu Gang' })
  driver!: string | null;

  @TextField({ description: 'Telephone of the driver.', nullable: true, example: '+86 755 5555 0101' })
  driverPhone!: string | null;

  @TextField({ description: 'Who counts heads on it.', nullable: true, example: 'Chen Wei' })
  marshal!: string | null;

  @TextField({
    description: 'Telephone of who counts heads on it.',
    nullable: true,
    example: '+86 755 5555 0102',
  })
  marshalPhone!: string | null;

  @IdField({ description: 'The account of who counts heads on it.', nullable: true })
  marshalUserId!: string | null;
}

export interface CoachDetailRow extends Record<string, unknown> {
  id: string;
  version: number;
  departure_id: string;
  label: string;
  seats: number;
  taken: number;
  plate: string | null;
  company: string | null;
  driver: string | null;
  driver_phone: string | null;
  marshal: string | null;
  marshal_phone: string | null;
  marshal_user_id: string | null;
}

export function toCoachDetailView(row: CoachDetailRow): CoachDetailView {
  return {
    id: row.id,
    version: row.version,
    departureId: row.departure_id,
    label: row.label,
    seats: row.seats,
    taken: row.taken,
    plate: row.plate,
    company: row.company,
    driver: row.driver,
    driverPhone: row.driver_phone,
    marshal: row.marshal,
    marshalPhone: row.marshal_phone,
    marshalUserId: row.marshal_user_id,
  };
}

/** Where somebody sits. */
export class CoachSeatView {
  @IdField({ description: 'The booking.' })
  bookingId!: string;

  @IdField({ description: 'The coach; null for none.', nullable: true })
  coachId!: string | null;

  @BooleanField({ description: 'Whether somebody put them there by hand; seating anew leaves them there.' })
  byHand!: boolean;
}

/** What came of seating people. */
export class SeatingView {
  @IntegerField({ description: 'How many people were given a seat now.', example: 38 })
  seated!: number;

  @IdField({ description: 'Delegations of whom not all are on one coach: they fit on none.', list: true })
  splitDelegations!: string[];

  @IdField({ description: 'Bookings for whom there is no seat on any coach.', list: true })
  unseated!: string[];

  @ObjectField(() => CoachDetailView, { description: 'The coaches, as they are now.', list: true })
  coaches!: CoachDetailView[];
}
