import { Injectable } from '@nestjs/common';
import { staffRoles } from '../access/roles';
import { TaskSources } from '../events/tasks/task-sources.service';
import { registrars } from './registration.workflow';
import { watchers } from './watch-list/watch-list-match.workflow';

/** What of registrations waits for a decision. */
@Injectable()
export class RegistrationTasks {
  constructor(tasks: TaskSources) {
    tasks.register(
      {
        kind: 'registration.review',
        means: 'Review the registration and decide.',
        roles: registrars,
        // Steps of an approval belong to a role each; one that a delegation has to take is not a task of staff.
        from: `registrations r JOIN persons p ON p.id = r.person_id WHERE r.state IN ('submitted', 'under_review') AND r.held_since IS NULL
                 AND r.waiting_role IS DISTINCT FROM 'focal_point'`,
        columns: {
          eventId: 'r.event_id',
          id: 'r.id',
          title: 'p.display_name',
          since: 'r.updated_at',
          roles: `CASE WHEN r.waiting_role = ANY ('{${staffRoles.join(',')}}') THEN ARRAY[r.waiting_role] END`,
        },
        path: 'registrations/{id}',
        transitions: true,
      },
      {
        kind: 'watch-list.match',
        means: 'Somebody is like an entry of the watch list: decide whether it is meant.',
        roles: watchers,
        from: `watch_list_matches m JOIN registrations r ON r.id = m.registration_id JOIN persons p ON p.id = r.person_id WHERE m.state = 'open'`,
        columns: { eventId: 'm.event_id', id: 'm.id', title: 'p.display_name', since: 'm.created_at' },
        path: 'watch-list/matches/{id}',
        transitions: true,
      },
      {
        kind: 'replacement.line',
        means: 'Somebody else comes instead: do this anew for them.',
        roles: ['owner', 'organiser'],
        from: `replacement_lines l WHERE l.state = 'open'`,
        columns: {
          eventId: 'l.event_id',
          id: 'l.id',
          title: 'l.title',
          since: 'l.created_at',
          roles: 'ARRAY[l.responsible]',
        },
        path: 'replacement-lines/{id}',
        transitions: true,
      },
    );
  }
}
