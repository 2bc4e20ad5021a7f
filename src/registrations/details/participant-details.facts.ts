import { Injectable } from '@nestjs/common';
import { OnFact } from '../../platform/outbox/define-fact';
import type { WorkflowChange } from '../../platform/workflow/binding';
import { hasEnded, registrationChanged } from '../registration.workflow';
import { ParticipantDetailsService } from './participant-details.service';

/** Whoever accompanies leaves with the one whom they accompany. */
@Injectable()
export class ParticipantDetailsFacts {
  constructor(private readonly details: ParticipantDetailsService) {}

  @OnFact(registrationChanged, 'participant-details.companions', hasEnded)
  async onRegistrationChanged({ subjectId }: WorkflowChange): Promise<void> {
    await this.details.endCompanions(subjectId, 'The person who was accompanied does not take part.');
  }
}
