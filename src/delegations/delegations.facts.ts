import { Injectable } from '@nestjs/common';
import { eventChanged } from '../events/event.workflow';
import { OnFact } from '../platform/outbox/define-fact';
import type { WorkflowChange } from '../platform/workflow/binding';
import { hasEnded, registrationChanged } from '../registrations/registration.workflow';
import { Replacements } from '../registrations/replacements/replacements.service';
import { registrationCleared } from '../registrations/watch-list/watch-list-match.workflow';
import { DelegationsService } from './delegations.service';
import { Members } from './members.service';
import { requirementChanged } from './requirements/requirement.workflow';

const handedInOrDecided = ({ transition }: WorkflowChange): boolean =>
  ['hand_in', 'accept', 'refuse', 'remove'].includes(transition);
const isResumed = ({ transition }: WorkflowChange): boolean => transition === 'resume';

/** What delegations do when something happens below them. */
@Injectable()
export class DelegationsFacts {
  constructor(
    private readonly delegations: DelegationsService,
    private readonly members: Members,
    private readonly replacements: Replacements,
  ) {}

  @OnFact(eventChanged, 'delegations.event-cancelled')
  async onEventChanged({ scopeId, to }: WorkflowChange): Promise<void> {
    if (to === 'cancelled') await this.delegations.withdrawAll(scopeId, 'The event was cancelled.');
  }

  /** What an accredited delegation waited for has been decided: the member is confirmed like the others were. */
  @OnFact(registrationChanged, 'delegations.member-resumed', isResumed)
  async onRegistrationResumed({ subjectId }: WorkflowChange): Promise<void> {
    await this.members.goOn(subjectId);
  }

  @OnFact(registrationCleared, 'delegations.member-cleared')
  async onRegistrationCleared({ registrationId }: { registrationId: string }): Promise<void> {
    await this.members.goOn(registrationId);
  }

  /** A registration that ends gives its place in the delegation back, whoever ended it. */
  @OnFact(registrationChanged, 'delegations.member-left', hasEnded)
  async onRegistrationChanged(change: WorkflowChange): Promise<void> {
    await this.members.left(change.subjectId);
  }

  @OnFact(requirementChanged, 'delegations.replacements', handedInOrDecided)
  async onRequirementChanged({ subjectId }: WorkflowChange): Promise<void> {
    await this.replacements.settle([subjectId]);
  }
}
