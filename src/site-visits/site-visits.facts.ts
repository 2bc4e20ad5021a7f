import { Injectable } from '@nestjs/common';
import { eventChanged } from '../events/event.workflow';
import { OnFact } from '../platform/outbox/define-fact';
import type { WorkflowChange } from '../platform/workflow/binding';
import { registrationChanged, registrationTransferred } from '../registrations/registration.workflow';
import { BookingsService } from './bookings/bookings.service';
import { DeparturesService } from './departures/departures.service';

/** What site visits do when something happens elsewhere. */
@Injectable()
export class SiteVisitFacts {
  constructor(
    private readonly departures: DeparturesService,
    private readonly bookings: BookingsService,
  ) {}

  @OnFact(eventChanged, 'site-visits.cancel')
  async onEventChanged({ subjectId, to }: WorkflowChange): Promise<void> {
    if (to === 'cancelled') await this.departures.cancelAll(subjectId);
  }

  @OnFact(registrationChanged, 'site-visits.cancel')
  async onRegistrationChanged({ subjectId, to }: WorkflowChange): Promise<void> {
    if (['cancelled', 'rejected', 'expired'].includes(to)) await this.bookings.cancelOf(subjectId);
  }

  @OnFact(registrationTransferred, 'site-visits.passed-on')
  async onRegistrationTransferred({
    registrationId,
    fromPersonId,
  }: {
    registrationId: string;
    fromPersonId: string;
  }): Promise<void> {
    await this.bookings.passOn(registrationId, fromPersonId);
  }
}
