import { Injectable } from '@nestjs/common';
import { TaskSources } from '../events/tasks/task-sources.service';

/** Mails that did not arrive: somebody tries again, corrects an address or takes the telephone. */
@Injectable()
export class MessageTasks {
  constructor(tasks: TaskSources) {
    tasks.register({
      kind: 'message.undelivered',
      means: 'The mail did not arrive. Send it again, correct the address, or reach the person another way.',
      roles: ['owner', 'organiser', 'communications'],
      from: `messages m WHERE m.state IN ('failed', 'bounced') AND m.acknowledged_at IS NULL`,
      columns: {
        eventId: 'm.event_id',
        id: 'm.id',
        title: `concat(m.name, ' <', m.email, '>')`,
        since: 'm.ended_at',
      },
      path: 'messages/{id}',
      transitions: true,
    });
  }
}
