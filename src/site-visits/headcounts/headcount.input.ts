import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { headcountPoints, pointsExplained, type HeadcountPoint } from './headcount.rules';

const token = {
  description: 'What the QR code of the badge says.',
  example: `PB1:${'A'.repeat(140)}`,
  max: 300,
  optional: true,
};
const code = {
  description: 'Code of the registration, instead; case, spaces and hyphens do not matter.',
  example: '7KQ2-M9XW',
  max: 20,
  optional: true,
};
const bookingId = {
  description: 'The booking, instead: of somebody who was found by name.',
  optional: true,
};
const point = { description: `Where the person is counted. ${pointsExplained}.`, name: 'HeadcountPoint' };
const coachId = { description: 'The coach at whose door the phone is.', optional: true };
const clientId = {
  description: 'Id that the phone gave this scan: sent again, it counts once.',
  max: 100,
  example: 'phone-2-000417',
};

export class HeadcountInput {
  @EnumField(headcountPoints, point)
  point!: HeadcountPoint;

  @TextField(token)
  token?: string;

  @TextField(code)
  code?: string;

  @IdField(bookingId)
  bookingId?: string;

  @IdField(coachId)
  coachId?: string;

  @TextField({ description: 'The phone.', max: 100, example: 'phone-2', optional: true })
  deviceId?: string;

  @TextField(clientId)
  clientId!: string;
}

/** A scan that a phone made while it was offline. */
export class OfflineHeadcountInput {
  @TextField(clientId)
  clientId!: string;

  @EnumField(headcountPoints, point)
  point!: HeadcountPoint;

  @TextField(token)
  token?: string;

  @TextField(code)
  code?: string;

  @IdField(bookingId)
  bookingId?: string;

  @IdField(coachId)
  coachId?: string;

  @InstantField({ description: 'When it was, by the clock of the phone.' })
  at!: string;
}

/** How many scans fit into a batch. */
export const headcountsInBatch = 500;

export class HeadcountBatchInput {
  @TextField({ description: 'The phone.', max: 100, example: 'phone-2' })
  deviceId!: string;

  @InstantField({
    description:
      'What the time is by the clock of the phone, while it sends; by how much it is wrong, the scans are put right.',
  })
  sentAt!: string;

  @ObjectField(() => OfflineHeadcountInput, {
    description: 'The scans, in any order.',
    list: headcountsInBatch,
  })
  scans!: OfflineHeadcountInput[];
}

export class HeadcountQuery extends PageQuery {
  @EnumField(headcountPoints, {
    description: 'Only those at this point.',
    optional: true,
    name: 'HeadcountPoint',
  })
  point?: HeadcountPoint;

  @BooleanField({ description: 'Only scans that were refused (or only the others).', optional: true })
  refused?: boolean;

  @IdField({ description: 'Only those of this booking.', optional: true })
  bookingId?: string;
}

export class PassengerQuery extends PageQuery {
  @IdField({ description: 'Only those with a seat on this coach.', optional: true })
  coachId?: string;
}
