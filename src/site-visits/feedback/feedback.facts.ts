import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { OnFact } from '../../platform/outbox/define-fact';
import type { WorkflowChange } from '../../platform/workflow/binding';
import { bookingChanged } from '../bookings/booking.workflow';
import { departureChanged } from '../departures/departure.workflow';
import { FeedbackService } from './feedback.service';

const isBack = ({ to }: WorkflowChange): boolean => to === 'returned';

/** When people are asked how it was: once the group is back; and whoever turns out to have gone, then. */
@Injectable()
export class FeedbackFacts {
  constructor(
    private readonly db: Database,
    private readonly feedback: FeedbackService,
  ) {}

  @OnFact(departureChanged, 'site-visits.ask-feedback', isBack)
  async onDepartureChanged({ subjectId }: WorkflowChange): Promise<void> {
    await this.feedback.ask(subjectId);
  }

  @OnFact(bookingChanged, 'site-visits.ask-feedback-late', isBack)
  async onBookingChanged({ subjectId }: WorkflowChange): Promise<void> {
    const row = await this.db.one<{ departure_id: string }>(
      `SELECT b.departure_id FROM bookings b JOIN departures d ON d.id = b.departure_id
        WHERE b.id = $1 AND d.state IN ('returned', 'reported')`,
      [subjectId],
    );
    if (row) await this.feedback.ask(row.departure_id);
  }
}
