import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { HandlesJob } from '../../platform/jobs/define-job';
import { AlternativesService } from '../changes/alternatives.service';
import { ChangeRecord } from '../changes/change-record.service';
import { cancelBookings, promoteNext } from '../departures/departures.jobs';
import { BookingNotices } from './booking-notices.service';
import { BookingsService, type CancelledBooking } from './bookings.service';

/** Acts on bookings that happen in the background. Both look at what is true when they run, and may run twice. */
@Injectable()
export class BookingJobs {
  constructor(
    private readonly db: Database,
    private readonly bookings: BookingsService,
    private readonly notices: BookingNotices,
    private readonly alternatives: AlternativesService,
    private readonly record: ChangeRecord,
  ) {}

  @HandlesJob(promoteNext)
  async promote({ departureId }: { departureId: string }): Promise<void> {
    while (await this.bookings.promoteOne(departureId));
  }

  /**
   * In chunks, each with its offers and mails in one transaction: a process that dies leaves nobody cancelled and not told.
   * Whoever came first is offered other places first.
   */
  @HandlesJob(cancelBookings)
  async cancel({ departureId, recordId }: { departureId: string; recordId: string }): Promise<void> {
    for (let more = true; more;) {
      more = await this.db.transaction(async () => {
        const bookings = await this.bookings.holdSome(departureId);
        const offered = await this.offer(departureId, recordId, bookings);
        await this.notices.tellDepartureCancelled(
          departureId,
          bookings.map(({ registrationId }) => registrationId),
          recordId,
        );
        await this.record.touch(
          await this.eventOf(departureId),
          recordId,
          bookings.map(({ id, registrationId }) => ({
            bookingId: id,
            registrationId,
            outcome: offered.has(registrationId) ? 'offered' : 'released',
            inTheWay: [],
          })),
        );
        return bookings.length > 0;
      });
    }
  }

  /** Cancels bookings, and holds other places for those of them who had one, if the change says so. Answers for whom. */
  private async offer(
    departureId: string,
    changeId: string,
    bookings: readonly CancelledBooking[],
  ): Promise<ReadonlySet<string>> {
    const terms = await this.record.terms(changeId);
    if (!terms || bookings.length === 0) {
      await this.bookings.cancelThese(bookings);
      return new Set();
    }
    const eventId = await this.eventOf(departureId);
    const open = await this.alternatives.candidates(eventId, [departureId], terms);
    const departures = await this.db.query<{ id: string; site_visit_id: string }>(
      'SELECT id, site_visit_id FROM departures WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
      [[departureId, ...open]],
    );
    const lost = departures.find(({ id }) => id === departureId)!;
    const offers = await this.alternatives.find(
      eventId,
      { departureId, siteVisitId: lost.site_visit_id },
      // Whoever waited had nothing that they lose.
      bookings.filter(({ state }) => state !== 'waitlisted').map(({ registrationId }) => registrationId),
      terms,
      open,
    );
    await this.bookings.cancelThese(bookings);
    await this.alternatives.keep(eventId, changeId, offers);
    return new Set(offers.map(({ registrationId }) => registrationId));
  }

  private async eventOf(departureId: string): Promise<string> {
    const row = await this.db.one<{ event_id: string }>('SELECT event_id FROM departures WHERE id = $1', [
      departureId,
    ]);
    return row!.event_id;
  }
}
