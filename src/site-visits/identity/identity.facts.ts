import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { OnFact } from '../../platform/outbox/define-fact';
import type { WorkflowChange } from '../../platform/workflow/binding';
import { registrationTransferred } from '../../registrations/registration.workflow';
import { bookingChanged } from '../bookings/booking.workflow';
import { IdentityErasures } from './identity-erasures.service';
import { IdentityRequests } from './identity-requests.service';

const hasPlace = (state: string | null): boolean => state === 'confirmed' || state === 'cleared';
const gotOrLost = ({ from, to }: WorkflowChange): boolean =>
  to === 'confirmed' || (hasPlace(from) && isLost(to));
const isLost = (state: string): boolean => ['cancelled', 'refused', 'waitlisted', 'removed'].includes(state);

/** What follows for identity data when somebody gets or loses a place, or passes theirs on. */
@Injectable()
export class IdentityFacts {
  constructor(
    private readonly db: Database,
    private readonly requests: IdentityRequests,
    private readonly erasures: IdentityErasures,
  ) {}

  @OnFact(bookingChanged, 'site-visits.identity', gotOrLost)
  async onBookingChanged({ subjectId, to }: WorkflowChange): Promise<void> {
    if (to === 'confirmed') return this.requests.askFor(subjectId);
    const booking = await this.db.one<{ registration_id: string }>(
      'SELECT registration_id FROM bookings WHERE id = $1',
      [subjectId],
    );
    if (booking) await this.erasures.eraseDueOf(booking.registration_id);
  }

  @OnFact(registrationTransferred, 'site-visits.identity-passed-on')
  async onRegistrationTransferred({ registrationId }: { registrationId: string }): Promise<void> {
    await this.erasures.eraseDueOf(registrationId);
    await this.requests.askOf(registrationId);
  }
}
