import { Injectable } from '@nestjs/common';
import { TaskSources } from '../../events/tasks/task-sources.service';
import { mailingStaff } from './mailing.workflow';

/** Mailings that wait for a second person. */
@Injectable()
export class MailingTasks {
  constructor(tasks: TaskSources) {
    tasks.register({
      kind: 'mailing.review',
      means:
        'A mailing waits for a second person. Read to how many it goes, and in which words; then approve it, or give it back.',
      roles: mailingStaff,
      from: `mailings m WHERE m.state = 'held'`,
      columns: { eventId: 'm.event_id', id: 'm.id', title: 'm.title', since: 'm.updated_at' },
      path: 'mailings/{id}',
      transitions: true,
    });
  }
}
