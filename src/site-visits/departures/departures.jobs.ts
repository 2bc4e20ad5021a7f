import { defineJob } from '../../platform/jobs/define-job';

/** Gives free places of a departure to those who wait for them, in order. */
export const promoteNext = defineJob<{ departureId: string }>('site-visits.promote-next');

/** Cancels what was booked on a departure that was cancelled. `recordId` is the record of that, the cause of the mails. */
export const cancelBookings = defineJob<{ departureId: string; recordId: string }>(
  'site-visits.cancel-bookings',
);
