import { BooleanField, EnumField, IdField, ObjectField } from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { ClearanceRemarkInput } from '../hosts/clearance.input';
import { OverrideInput } from '../manifests/manifest.input';
import { bookingWorkflow } from './booking.workflow';

export class BookingInput {
  @IdField({ description: 'Who wants to go: their registration.' })
  registrationId!: string;

  @ObjectField(() => OverrideInput, {
    description: 'After the cut-off: why the person goes all the same; for coordinators.',
    optional: true,
  })
  override?: OverrideInput;
}

/** What the transition `allocate` gets from whoever books after the cut-off. */
export class AllocateInput {
  @ObjectField(() => OverrideInput, { description: 'Why the person goes all the same.', optional: true })
  override?: OverrideInput;
}

/** What the transition `reinstate` can be given. */
export class ReinstateInput extends ClearanceRemarkInput {
  @ObjectField(() => OverrideInput, {
    description: 'After the cut-off: why the person goes all the same.',
    optional: true,
  })
  override?: OverrideInput;
}

/** What the transition `correct` needs. */
export class AttendanceInput {
  @BooleanField({ description: 'Whether the person went after all.' })
  went!: boolean;

  @BooleanField({
    description: 'Whether somebody who did not go is excused, so that it does not count against them.',
    optional: true,
  })
  excused?: boolean;
}

export class DepartureBookingQuery extends PageQuery {
  @EnumField(Object.keys(bookingWorkflow.states), {
    description: 'Only bookings in this state.',
    optional: true,
    name: 'BookingState',
  })
  state?: string;
}

export class BookingQuery extends DepartureBookingQuery {
  @IdField({
    description: 'Only bookings of this registration; needed with a participant’s link.',
    optional: true,
  })
  registrationId?: string;

  @IdField({ description: 'Only bookings on this departure.', optional: true })
  departureId?: string;
}
