import { Injectable } from '@nestjs/common';
import { personChanged } from '../../people/person.facts';
import { Database } from '../../platform/database/database';
import { systemPrincipal } from '../../platform/http/request-context';
import { HandlesJob } from '../../platform/jobs/define-job';
import { OnFact } from '../../platform/outbox/define-fact';
import type { WorkflowChange } from '../../platform/workflow/binding';
import { registrationTransferred } from '../../registrations/registration.workflow';
import { listed } from '../bookings/booking.rules';
import { bookingChanged } from '../bookings/booking.workflow';
import { departureChanged, departureMoved } from '../departures/departure.workflow';
import { identityChanged } from '../identity/identity-changed.facts';
import { amendManifest } from './manifests.jobs';
import { ManifestsService } from './manifests.service';

const isListed = (state: string | null): boolean => listed.includes(state ?? '');
const comesOrGoes = ({ transition, from, to }: WorkflowChange): boolean =>
  transition === 'regroup' || isListed(from) !== isListed(to);
const ends = ({ to }: WorkflowChange): boolean => to === 'cancelled' || to === 'departed';

/** What becomes of frozen lists when something on them has changed. Whether anything has, is looked at when the job runs. */
@Injectable()
export class ManifestFacts {
  constructor(
    private readonly db: Database,
    private readonly manifests: ManifestsService,
  ) {}

  @HandlesJob(amendManifest)
  async amend({ departureId }: { departureId: string }): Promise<void> {
    await this.manifests.amend(departureId, systemPrincipal);
  }

  @OnFact(bookingChanged, 'manifests.booking', comesOrGoes)
  async onBookingChanged({ subjectId }: WorkflowChange): Promise<void> {
    await this.promise('m.departure_id IN (SELECT departure_id FROM bookings WHERE id = $1)', subjectId);
  }

  @OnFact(departureMoved, 'manifests.departure-moved')
  async onDepartureMoved({ departureId }: { departureId: string }): Promise<void> {
    await this.promise('m.departure_id = $1', departureId);
  }

  /** Nobody is made to wait in vain: of one that is cancelled, or leaves, the host is told at once. */
  @OnFact(departureChanged, 'manifests.departure', ends)
  async onDepartureChanged({ subjectId }: WorkflowChange): Promise<void> {
    await this.promise('m.departure_id = $1', subjectId, { atOnce: true });
  }

  @OnFact(registrationTransferred, 'manifests.registration')
  async onRegistrationTransferred({ registrationId }: { registrationId: string }): Promise<void> {
    await this.promise(
      'm.departure_id IN (SELECT departure_id FROM bookings WHERE registration_id = $1)',
      registrationId,
    );
  }

  @OnFact(identityChanged, 'manifests.identity')
  async onIdentityChanged({ registrationId }: { registrationId: string }): Promise<void> {
    await this.promise(
      'm.departure_id IN (SELECT departure_id FROM bookings WHERE registration_id = $1)',
      registrationId,
    );
  }

  @OnFact(personChanged, 'manifests.person')
  async onPersonChanged({ personId }: { personId: string }): Promise<void> {
    await this.promise('m.id IN (SELECT manifest_id FROM manifest_lines WHERE person_id = $1)', personId);
  }

  /** Promises amendments of the lists that are still amended, among those for which the condition holds. */
  private async promise(condition: string, value: string, options: { atOnce?: boolean } = {}): Promise<void> {
    const rows = await this.db.query<{ departure_id: string }>(
      `SELECT DISTINCT m.departure_id FROM manifests m JOIN departures d ON d.id = m.departure_id
        WHERE ${condition} AND d.state IN ('closed', 'cleared', 'departed', 'cancelled') ORDER BY 1`,
      [value],
    );
    await this.manifests.promise(
      rows.map(({ departure_id }) => departure_id),
      options,
    );
  }
}
