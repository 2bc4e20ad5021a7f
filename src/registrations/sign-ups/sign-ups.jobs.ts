import { Injectable } from '@nestjs/common';
import { HandlesJob } from '../../platform/jobs/define-job';
import { Seats } from './seats.service';
import { giveSeatsWay, promoteNext, settleSignUps } from './session-seats.jobs';
import { SignUpsService } from './sign-ups.service';

/**
 * Acts on sign-ups that happen in the background. All of them look at what is true when they run, may run twice, and go
 * in small steps, each with its mails in one transaction: a process that dies leaves nobody moved on and not told.
 */
@Injectable()
export class SignUpJobs {
  constructor(
    private readonly signUps: SignUpsService,
    private readonly seats: Seats,
  ) {}

  @HandlesJob(promoteNext)
  async promote({ sessionId }: { sessionId: string }): Promise<void> {
    while (await this.signUps.promoteSome(sessionId));
  }

  @HandlesJob(giveSeatsWay)
  async giveWay({ eventId, registrationIds }: { eventId: string; registrationIds: string[] }): Promise<void> {
    await this.signUps.moveThese(eventId, registrationIds);
  }

  /** Free seats are given on last: by then everybody is where the release wants them. */
  @HandlesJob(settleSignUps)
  async settle({ eventId }: { eventId: string }): Promise<void> {
    while (await this.signUps.endSome(eventId));
    while (await this.signUps.moveSome(eventId));
    await this.seats.promiseFree(eventId);
  }
}
