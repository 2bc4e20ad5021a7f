import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { HandlesJob } from '../../platform/jobs/define-job';
import { cancelBookings, promoteNext } from '../departures/departures.jobs';
import { BookingNotices } from './booking-notices.service';
import { BookingsService } from './bookings.service';

/** Acts on bookings that happen in the background. Both look at what is true when they run, and may run twice. */
@Injectable()
export class BookingJobs {
  constructor(
    private readonly db: Database,
    private readonly bookings: BookingsService,
    private readonly notices: BookingNotices,
  ) {}

  @HandlesJob(promoteNext)
  async promote({ departureId }: { departureId: string }): Promise<void> {
    while (await this.bookings.promoteOne(departureId));
  }

  /** In chunks, each with its mails in one transaction: a process that dies leaves nobody cancelled and not told. */
  @HandlesJob(cancelBookings)
  async cancel({ departureId, recordId }: { departureId: string; recordId: string }): Promise<void> {
    for (let more = true; more;) {
      more = await this.db.transaction(async () => {
        const registrationIds = await this.bookings.cancelSome(departureId);
        await this.notices.tellDepartureCancelled(departureId, registrationIds, recordId);
        return registrationIds.length > 0;
      });
    }
  }
}
