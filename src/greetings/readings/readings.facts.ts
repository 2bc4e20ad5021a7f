import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { OnFact } from '../../platform/outbox/define-fact';
import type { WorkflowChange } from '../../platform/workflow/binding';
import { programmeReleased } from '../../programme/programme.facts';
import { sessionRoleChanged } from '../../programme/roles/session-role.workflow';
import {
  hasEnded,
  registrationChanged,
  registrationTransferred,
} from '../../registrations/registration.workflow';
import { RegistrationsQueries } from '../../registrations/registrations.queries';
import { bookingChanged } from '../../site-visits/bookings/booking.workflow';
import { departureMoved } from '../../site-visits/departures/departure.workflow';
import { greetingChanged } from '../greeting.workflow';
import { ReadersAtWork } from './readers-at-work.service';
import { Readers } from './readers.service';
import { ReadingPlaces } from './reading-places.service';

const isCleared = ({ to, transition }: WorkflowChange): boolean => to === 'cleared' && transition === 'clear';

/** Somebody has a role no more. */
const endsRole = ({ to }: WorkflowChange): boolean => ['declined', 'replaced', 'removed'].includes(to);

/** A place on a coach was given or taken back. */
const bindsOrFrees = ({ to }: WorkflowChange): boolean =>
  ['confirmed', 'cleared', 'cancelled', 'refused'].includes(to);

/** What readings do when something happens elsewhere. */
@Injectable()
export class ReadingsFacts {
  constructor(
    private readonly db: Database,
    private readonly registrations: RegistrationsQueries,
    private readonly readers: Readers,
    private readonly places: ReadingPlaces,
    private readonly atWork: ReadersAtWork,
  ) {}

  /** Whoever does not come reads nothing, unless another registration of theirs is good. */
  @OnFact(registrationChanged, 'greetings.reader-cancelled', hasEnded)
  async onRegistrationEnded({ subjectId, scopeId }: WorkflowChange): Promise<void> {
    const ended = await this.db.one<{ person_id: string }>(
      'SELECT person_id FROM registrations WHERE id = $1',
      [subjectId],
    );
    if (!ended) return;
    const here = await this.registrations.registrationsOfPersons(scopeId, [ended.person_id]);
    if (here.length === 0) await this.readers.cancelOf(scopeId, ended.person_id);
  }

  /** A place that passes to another person takes its duties along by a replacement; by a plain transfer it does not. */
  @OnFact(registrationTransferred, 'greetings.reader-left')
  async onTransferred({ eventId, fromPersonId }: { eventId: string; fromPersonId: string }): Promise<void> {
    const here = await this.registrations.registrationsOfPersons(eventId, [fromPersonId]);
    if (here.length === 0) await this.readers.cancelOf(eventId, fromPersonId);
  }

  /** Whoever came only for a part in the programme, and has none any more, reads nothing either. */
  @OnFact(sessionRoleChanged, 'greetings.reader-role', endsRole)
  async onRoleEnded({ subjectId, scopeId, recordId }: WorkflowChange): Promise<void> {
    // A role that was taken away or handed on is known from its record alone.
    const had = await this.db.one<{ person_id: string }>(
      `SELECT COALESCE((SELECT (t.data #>> '{ended,personId}')::uuid FROM transition_records t WHERE t.id = $2),
                       (SELECT r.person_id FROM session_roles r WHERE r.id = $1)) AS person_id`,
      [subjectId, recordId],
    );
    const personId = had?.person_id;
    if (!personId) return;
    const comes = await this.db.one(
      `SELECT 1 FROM session_roles WHERE event_id = $1 AND person_id = $2 AND state IN ('asked', 'accepted')
        UNION ALL
       SELECT 1 FROM registrations WHERE event_id = $1 AND person_id = $2 AND state NOT IN ('cancelled', 'rejected', 'expired')
        LIMIT 1`,
      [scopeId, personId],
    );
    if (!comes)
      await this.readers.cancelOf(scopeId, personId, 'The reader has no part in the programme any more.');
  }

  @OnFact(bookingChanged, 'greetings.reader-booked', bindsOrFrees)
  async onBookingChanged({ subjectId, scopeId }: WorkflowChange): Promise<void> {
    const rows = await this.db.query<{ person_id: string }>(
      'SELECT r.person_id FROM bookings b JOIN registrations r ON r.id = b.registration_id WHERE b.id = $1',
      [subjectId],
    );
    await this.atWork.lookAgain(
      scopeId,
      rows.map(({ person_id: id }) => id),
    );
  }

  @OnFact(departureMoved, 'greetings.departure-moved')
  async onDepartureMoved({ eventId }: { eventId: string }): Promise<void> {
    await this.atWork.lookAgain(eventId, null);
  }

  @OnFact(programmeReleased, 'greetings.programme-released')
  async onProgrammeReleased({ eventId }: { eventId: string }): Promise<void> {
    await this.atWork.lookAgain(eventId, null);
  }

  /** A text that was gone over while its place was kept is read there after all. */
  @OnFact(greetingChanged, 'greetings.resume-place', isCleared)
  async onCleared({ subjectId }: WorkflowChange): Promise<void> {
    await this.places.resume(subjectId);
  }
}
