import { Injectable } from '@nestjs/common';
import { OnFact } from '../../platform/outbox/define-fact';
import type { WorkflowChange } from '../../platform/workflow/binding';
import { sessionRoleChanged } from '../../programme/roles/session-role.workflow';
import { hasEnded, registrationChanged } from '../registration.workflow';
import { signUpChanged } from '../sign-ups/sign-up.workflow';
import { Replacements } from './replacements.service';

const approvedOrEnded = (change: WorkflowChange): boolean =>
  hasEnded(change) || ['approve', 'reapprove', 'overbook'].includes(change.transition);
const lostSeat = ({ to }: WorkflowChange): boolean => to === 'waitlisted';
const answered = ({ transition }: WorkflowChange): boolean => transition !== 'create';

/** What replacements do when what they touched has changed. */
@Injectable()
export class ReplacementFacts {
  constructor(private readonly replacements: Replacements) {}

  @OnFact(registrationChanged, 'replacements.registration', approvedOrEnded)
  async onRegistrationChanged(change: WorkflowChange): Promise<void> {
    if (hasEnded(change)) await this.replacements.overtake([change.subjectId]);
    else await this.replacements.settle([change.subjectId]);
  }

  @OnFact(sessionRoleChanged, 'replacements.session-role', answered)
  async onSessionRoleChanged({ subjectId }: WorkflowChange): Promise<void> {
    await this.replacements.settle([subjectId]);
  }

  @OnFact(signUpChanged, 'replacements.seat', lostSeat)
  async onSignUpChanged({ subjectId }: WorkflowChange): Promise<void> {
    await this.replacements.correct('session_seat', [subjectId], 'given_back');
  }
}
