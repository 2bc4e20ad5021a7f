import { Injectable } from '@nestjs/common';
import { greetingChanged } from '../../greetings/greeting.workflow';
import { readingChanged } from '../../greetings/readings/reading-changed.facts';
import { OnFact, type FactContext } from '../../platform/outbox/define-fact';
import type { WorkflowChange } from '../../platform/workflow/binding';
import { programmeReleased } from '../../programme/programme.facts';
import {
  hasEnded,
  registrationChanged,
  registrationTransferred,
} from '../../registrations/registration.workflow';
import { signUpChanged } from '../../registrations/sign-ups/sign-up.workflow';
import { bookingChanged } from '../../site-visits/bookings/booking.workflow';
import { departureChanged, departureMoved } from '../../site-visits/departures/departure.workflow';
import { visitChanged } from '../../site-visits/visit-changed.facts';
import { AgendaWatches } from './agenda-watch.service';

const onBoard = new Set<string | null>(['confirmed', 'cleared', 'boarded', 'returned']);

/** A registration has ended, or is good again. */
const endsOrResumes = ({ from, to }: WorkflowChange): boolean =>
  hasEnded({ to }) || (from !== null && hasEnded({ to: from }));

/** Somebody got a place on a visit, or has it no more; a rush of those who wait changes nobody's agenda. */
const comesOrGoes = ({ from, to }: WorkflowChange): boolean => onBoard.has(to) !== onBoard.has(from);

const seatChanges = ({ from, to }: WorkflowChange): boolean => to === 'confirmed' || from === 'confirmed';

/** The steps that bring a message into the order of reading or out of it. */
const readingChanges = ({ transition }: WorkflowChange): boolean =>
  ['schedule', 'unschedule', 'lose_reader', 'resume', 'deliver', 'publish', 'withdraw', 'decline'].includes(
    transition,
  );

/** Notes of every event whether something on somebody's agenda may have changed. What it was is found by comparing. */
@Injectable()
export class AgendaChangesFacts {
  constructor(private readonly watches: AgendaWatches) {}

  @OnFact(programmeReleased, 'agendas.programme-released')
  onReleased({ eventId }: { eventId: string }, { at }: FactContext): Promise<void> {
    return this.watches.mark(eventId, at);
  }

  @OnFact(departureMoved, 'agendas.departure-moved')
  onDepartureMoved({ eventId }: { eventId: string }, { at }: FactContext): Promise<void> {
    return this.watches.mark(eventId, at);
  }

  @OnFact(departureChanged, 'agendas.departure-cancelled', ({ to }) => to === 'cancelled')
  onDepartureCancelled({ scopeId }: WorkflowChange, { at }: FactContext): Promise<void> {
    return this.watches.mark(scopeId, at);
  }

  @OnFact(visitChanged, 'agendas.visit-changed')
  onVisitChanged({ eventId }: { eventId: string }, { at }: FactContext): Promise<void> {
    return this.watches.mark(eventId, at);
  }

  @OnFact(bookingChanged, 'agendas.booking', comesOrGoes)
  onBooking({ scopeId }: WorkflowChange, { at }: FactContext): Promise<void> {
    return this.watches.mark(scopeId, at);
  }

  @OnFact(signUpChanged, 'agendas.seat', seatChanges)
  onSeat({ scopeId }: WorkflowChange, { at }: FactContext): Promise<void> {
    return this.watches.mark(scopeId, at);
  }

  @OnFact(greetingChanged, 'agendas.greeting', readingChanges)
  onGreeting({ scopeId }: WorkflowChange, { at }: FactContext): Promise<void> {
    return this.watches.mark(scopeId, at);
  }

  @OnFact(readingChanged, 'agendas.reading')
  onReading({ eventId }: { eventId: string }, { at }: FactContext): Promise<void> {
    return this.watches.mark(eventId, at);
  }

  @OnFact(registrationChanged, 'agendas.registration', endsOrResumes)
  onRegistration({ scopeId }: WorkflowChange, { at }: FactContext): Promise<void> {
    return this.watches.mark(scopeId, at);
  }

  @OnFact(registrationTransferred, 'agendas.registration-transferred')
  onTransferred({ eventId }: { eventId: string }, { at }: FactContext): Promise<void> {
    return this.watches.mark(eventId, at);
  }
}
