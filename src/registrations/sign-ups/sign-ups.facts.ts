import { Injectable } from '@nestjs/common';
import { Outbox } from '../../platform/outbox/outbox';
import { OnFact } from '../../platform/outbox/define-fact';
import type { WorkflowChange } from '../../platform/workflow/binding';
import { programmeReleased } from '../../programme/programme.facts';
import { registrationChanged, registrationTransferred } from '../registration.workflow';
import { Seats } from './seats.service';
import { settleSignUps } from './session-seats.jobs';
import { SignUpsService } from './sign-ups.service';

/**
 * What sign-ups do when something happens elsewhere. An event that is cancelled calls off its registrations, and these
 * end their sign-ups: people are told once that the event does not take place, not once for each session.
 */
@Injectable()
export class SignUpFacts {
  constructor(
    private readonly seats: Seats,
    private readonly signUps: SignUpsService,
    private readonly outbox: Outbox,
  ) {}

  @OnFact(programmeReleased, 'sign-ups.keep-in-step')
  async onProgrammeReleased({ eventId }: { eventId: string }): Promise<void> {
    await this.seats.keepInStep(eventId);
  }

  @OnFact(registrationChanged, 'sign-ups.end')
  async onRegistrationChanged({ subjectId, to }: WorkflowChange): Promise<void> {
    if (['cancelled', 'rejected', 'expired'].includes(to)) await this.signUps.endOf(subjectId);
  }

  /** The seats pass on too; where the other person has a part in something at the same time, they stand in line again. */
  @OnFact(registrationTransferred, 'sign-ups.passed-on')
  async onRegistrationTransferred({ eventId }: { eventId: string }): Promise<void> {
    await this.outbox.enqueue(settleSignUps, { eventId }, { key: eventId });
  }
}
