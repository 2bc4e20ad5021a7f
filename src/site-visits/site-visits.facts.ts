import { Injectable } from '@nestjs/common';
import { eventChanged } from '../events/event.workflow';
import { OnFact } from '../platform/outbox/define-fact';
import type { WorkflowChange } from '../platform/workflow/binding';
import { hasEnded, registrationChanged } from '../registrations/registration.workflow';
import { Replacements } from '../registrations/replacements/replacements.service';
import { bookingChanged } from './bookings/booking.workflow';
import { BookingsService } from './bookings/bookings.service';
import { CoachesService } from './coaches/coaches.service';
import { departureChanged } from './departures/departure.workflow';
import { DeparturesService } from './departures/departures.service';

const isDecided = ({ to }: WorkflowChange): boolean =>
  !['wished', 'waitlisted', 'offered', 'confirmed'].includes(to);

/** Somebody has a place of whom the host has not decided: they came after the others, or instead of another person. */
const isUndecided = ({ to }: WorkflowChange): boolean => to === 'confirmed';

/** Somebody has a place on a departure on which they had none. */
const getsPlace = ({ transition, from, to }: WorkflowChange): boolean =>
  ['confirmed', 'cleared'].includes(to) &&
  (transition === 'regroup' || !['confirmed', 'cleared', 'boarded'].includes(from ?? ''));

/** What site visits do when something happens elsewhere. */
@Injectable()
export class SiteVisitFacts {
  constructor(
    private readonly departures: DeparturesService,
    private readonly bookings: BookingsService,
    private readonly replacements: Replacements,
    private readonly coaches: CoachesService,
  ) {}

  @OnFact(eventChanged, 'site-visits.cancel')
  async onEventChanged({ subjectId, to }: WorkflowChange): Promise<void> {
    if (to === 'cancelled') await this.departures.cancelAll(subjectId);
  }

  @OnFact(registrationChanged, 'site-visits.cancel', hasEnded)
  async onRegistrationChanged({ subjectId }: WorkflowChange): Promise<void> {
    await this.bookings.cancelOf(subjectId);
  }

  /** Who goes is settled: everybody has a seat on a coach. */
  @OnFact(departureChanged, 'site-visits.coaches', ({ to }) => to === 'closed')
  async onDepartureChanged({ subjectId }: WorkflowChange): Promise<void> {
    await this.coaches.seatClosed(subjectId);
  }

  /** Nobody can accept any more what is offered. */
  @OnFact(departureChanged, 'site-visits.offers', ({ to }) => to === 'closed')
  async onBookingEnded({ subjectId }: WorkflowChange): Promise<void> {
    await this.bookings.withdrawOffers(subjectId);
  }

  /** Who gets a place after the close gets a seat on a coach, too. */
  @OnFact(bookingChanged, 'site-visits.coaches', getsPlace)
  async onPlaceGiven({ subjectId }: WorkflowChange): Promise<void> {
    await this.coaches.seatLate(subjectId);
  }

  /** The host has agreed, or the place has ended: what had to be redone for somebody who came instead has been. */
  @OnFact(bookingChanged, 'site-visits.replacements', isDecided)
  async onBookingChanged({ subjectId }: WorkflowChange): Promise<void> {
    await this.replacements.settle([subjectId]);
  }

  /** A group to which the host had agreed waits for it again. */
  @OnFact(bookingChanged, 'site-visits.recheck', isUndecided)
  async onUndecided({ subjectId, scopeId }: WorkflowChange): Promise<void> {
    await this.departures.recheck(scopeId, subjectId);
  }
}
