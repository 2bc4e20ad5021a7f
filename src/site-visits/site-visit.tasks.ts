import { Injectable } from '@nestjs/common';
import { TaskSources } from '../events/tasks/task-sources.service';

/** What of visits waits for the coordinator. */
@Injectable()
export class SiteVisitTasks {
  constructor(tasks: TaskSources) {
    tasks.register(
      {
        kind: 'departure.clear',
        means: 'Booking has ended: get the word of the host before the group leaves.',
        roles: ['owner', 'organiser', 'visit_coordinator'],
        from: `departures d JOIN site_visits v ON v.id = d.site_visit_id WHERE d.state = 'closed'`,
        columns: {
          eventId: 'd.event_id',
          id: 'd.id',
          title: 'v.title',
          since: 'd.cut_off_at',
          dueAt: 'd.starts_at',
        },
        path: 'departures/{id}',
        transitions: true,
      },
      {
        kind: 'departure.report',
        means: 'The group is back: put on record how it went.',
        roles: ['owner', 'organiser', 'visit_coordinator'],
        from: `departures d JOIN site_visits v ON v.id = d.site_visit_id WHERE d.state = 'returned'`,
        columns: { eventId: 'd.event_id', id: 'd.id', title: 'v.title', since: 'd.ends_at' },
        path: 'departures/{id}',
        transitions: true,
      },
    );
  }
}
