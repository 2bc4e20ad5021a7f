import { Injectable } from '@nestjs/common';
import { TaskSources } from '../events/tasks/task-sources.service';
import { delegationStaff } from './delegation.workflow';

/** What of delegations waits for the protocol. */
@Injectable()
export class DelegationTasks {
  constructor(tasks: TaskSources) {
    tasks.register(
      {
        kind: 'delegation.accredit',
        means: 'The nominations are in: accredit the delegation or return them with remarks.',
        roles: delegationStaff,
        from: `delegations d JOIN organisations o ON o.id = d.organisation_id WHERE d.state = 'nominated'`,
        columns: { eventId: 'd.event_id', id: 'd.id', title: 'o.name', since: 'd.updated_at' },
        path: 'delegations/{id}',
        transitions: true,
      },
      {
        kind: 'requirement.check',
        means: 'A document was handed in: accept it or refuse it with a reason.',
        roles: delegationStaff,
        from: `requirement_documents d JOIN requirements q ON q.id = d.requirement_id
                 JOIN delegations g ON g.id = d.delegation_id JOIN organisations o ON o.id = g.organisation_id
                WHERE d.state = 'handed_in'`,
        columns: {
          eventId: 'd.event_id',
          id: 'd.id',
          title: `concat_ws(': ', o.name, q.title)`,
          since: 'd.handed_in_at',
          dueAt: 'q.due_at',
        },
        path: 'requirement-documents/{id}',
        transitions: true,
      },
    );
  }
}
