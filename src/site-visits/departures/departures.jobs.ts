import { defineJob } from '../../platform/jobs/define-job';

/** Gives free places of a departure to those who wait for them, in order. */
export const promoteNext = defineJob<{ departureId: string }>('site-visits.promote-next');

/** Cancels what was booked on a departure that was cancelled. `recordId` is the record of that, the cause of the mails. */
export const cancelBookings = defineJob<{ departureId: string; recordId: string }>(
  'site-visits.cancel-bookings',
);

/** Records that those who have a place on a departure that left, and are not on board, did not come. */
export const recordNoShows = defineJob<{ departureId: string }>('site-visits.record-no-shows');

/** Records who of a departure is back; with `all`, also those of whom nobody counted that they are. */
export const recordReturns = defineJob<{ departureId: string; all: boolean }>('site-visits.record-returns');
