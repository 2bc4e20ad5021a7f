import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { systemPrincipal } from '../../platform/http/request-context';
import { HandlesJob } from '../../platform/jobs/define-job';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { bookingWorkflow } from '../bookings/booking.workflow';
import { recordNoShows, recordReturns } from '../departures/departures.jobs';

/** What follows for its people from a departure that has left, or is back. Both look at what is true when they run, and may run twice. */
@Injectable()
export class HeadcountJobs {
  constructor(
    private readonly db: Database,
    private readonly engine: WorkflowEngine,
  ) {}

  @HandlesJob(recordNoShows)
  noShows({ departureId }: { departureId: string }): Promise<void> {
    return this.move(
      departureId,
      'miss',
      `b.state IN ('confirmed', 'cleared') AND d.state IN ('departed', 'returned')`,
      'Was not on board when the departure left.',
    );
  }

  @HandlesJob(recordReturns)
  returns({ departureId, all }: { departureId: string; all: boolean }): Promise<void> {
    const counted = `EXISTS (SELECT 1 FROM headcounts h WHERE h.booking_id = b.id AND h.point = 'back' AND h.counts)`;
    return this.move(
      departureId,
      'return',
      `b.state = 'boarded' AND d.state = 'returned'${all ? '' : ` AND ${counted}`}`,
      undefined,
    );
  }

  private async move(
    departureId: string,
    transition: 'miss' | 'return',
    which: string,
    comment: string | undefined,
  ): Promise<void> {
    await this.db.transaction(async () => {
      const rows = await this.db.query<{ id: string }>(
        `SELECT b.id FROM bookings b JOIN departures d ON d.id = b.departure_id
          WHERE b.departure_id = $1 AND ${which} ORDER BY b.id FOR UPDATE OF b`,
        [departureId],
      );
      await this.engine.applyAll(
        bookingWorkflow,
        rows.map(({ id }) => id),
        { transition, principal: systemPrincipal, comment },
      );
    });
  }
}
