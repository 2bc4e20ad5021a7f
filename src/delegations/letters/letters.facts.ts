import { Injectable } from '@nestjs/common';
import { personChanged } from '../../people/person.facts';
import { OnFact } from '../../platform/outbox/define-fact';
import type { WorkflowChange } from '../../platform/workflow/binding';
import { hasEnded, registrationChanged } from '../../registrations/registration.workflow';
import { Letters } from './letters.service';

const isGoneOrPassedOn = (change: WorkflowChange): boolean =>
  hasEnded(change) || change.transition === 'transfer';

/** What letters do when a member is not who they were. */
@Injectable()
export class LettersFacts {
  constructor(private readonly letters: Letters) {}

  @OnFact(personChanged, 'delegations.letter-person')
  async onPersonChanged({ personId }: { personId: string }): Promise<void> {
    await this.letters.reopenPerson(personId);
  }

  @OnFact(registrationChanged, 'delegations.letter-member', isGoneOrPassedOn)
  async onRegistrationChanged({ subjectId }: WorkflowChange): Promise<void> {
    await this.letters.reopenMember(subjectId);
  }
}
