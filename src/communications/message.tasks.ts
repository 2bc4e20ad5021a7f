import { Injectable } from '@nestjs/common';
import { TaskSources } from '../events/tasks/task-sources.service';

/** Mails that did not arrive, or were withheld because their address is blocked: somebody tries again, corrects an address or takes the telephone. */
@Injectable()
export class MessageTasks {
  constructor(tasks: TaskSources) {
    tasks.register({
      kind: 'message.undelivered',
      means:
        'The mail did not arrive. Send it again, lift the block of the address, correct the address, or reach the person another way.',
      roles: ['owner', 'organiser', 'communications'],
      from: `messages m WHERE m.attention_since IS NOT NULL`,
      columns: {
        eventId: 'm.event_id',
        id: 'm.id',
        title: `concat(m.name, ' <', m.email, '>')`,
        since: 'm.attention_since',
      },
      path: 'messages/{id}',
      transitions: true,
    });
  }
}
