import { Injectable } from '@nestjs/common';
import { eventChanged } from '../events/event.workflow';
import { OnFact } from '../platform/outbox/define-fact';
import type { WorkflowChange } from '../platform/workflow/binding';
import { GreetingsService } from './greetings.service';

/** What messages of greetings do when something happens below them. */
@Injectable()
export class GreetingsFacts {
  constructor(private readonly greetings: GreetingsService) {}

  /** An event that does not take place needs no messages. */
  @OnFact(eventChanged, 'greetings.event-cancelled')
  async onEventChanged({ scopeId, to }: WorkflowChange): Promise<void> {
    if (to === 'cancelled') await this.greetings.withdrawAll(scopeId, 'The event was cancelled.');
  }
}
