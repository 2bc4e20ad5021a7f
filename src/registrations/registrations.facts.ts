import { Injectable } from '@nestjs/common';
import { eventChanged } from '../events/event.workflow';
import { OnFact } from '../platform/outbox/define-fact';
import { Outbox } from '../platform/outbox/outbox';
import type { WorkflowChange } from '../platform/workflow/binding';
import { cancelAll } from './registrations.jobs';

/** What registrations do when something happens elsewhere. */
@Injectable()
export class RegistrationFacts {
  constructor(private readonly outbox: Outbox) {}

  @OnFact(eventChanged, 'registrations.cancel')
  async onEventChanged({ subjectId, to }: WorkflowChange): Promise<void> {
    if (to === 'cancelled') await this.outbox.enqueue(cancelAll, { eventId: subjectId });
  }
}
