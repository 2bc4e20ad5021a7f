import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { Outbox } from '../../platform/outbox/outbox';
import type { UnfinishedWorkView } from './unfinished-work.view';
import { TaskSources } from './task-sources.service';

/** What is set aside for an event: its run says for which, or its data. */
const setAside = `outbox o LEFT JOIN job_runs u ON u.id = o.id
  WHERE o.failed_at IS NOT NULL AND (u.event_id IS NOT NULL OR o.payload ->> 'eventId' ~ '^[0-9a-f-]{36}$')`;
const eventOf = `coalesce(u.event_id, (o.payload ->> 'eventId')::uuid)`;

interface WorkRow extends Record<string, unknown> {
  id: string;
  name: string;
  attempts: number;
  failed_at: Date;
  error: string;
}

/** Work of the program itself that was tried as often as it is worth, and given up: somebody has to look why. */
@Injectable()
export class UnfinishedWork {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    tasks: TaskSources,
  ) {
    tasks.register({
      kind: 'work.unfinished',
      means:
        'The program could not do this and gave it up. Have it tried again; if that does not help, ask whoever runs the installation.',
      roles: ['owner', 'organiser'],
      from: setAside,
      columns: {
        eventId: eventOf,
        id: 'o.id',
        title: 'o.name',
        since: 'o.failed_at',
      },
      path: 'unfinished-work/{id}',
      transitions: false,
    });
  }

  /** @throws 404 */
  async one(
    eventId: string,
    id: string,
    { administrator }: Pick<Principal, 'administrator'>,
  ): Promise<UnfinishedWorkView> {
    const { failed_at: failedAt, error, ...row } = await this.row(eventId, id);
    return {
      id: row.id,
      name: row.name,
      attempts: row.attempts,
      failedAt: failedAt.toISOString(),
      error: administrator ? error : null,
    };
  }

  /** Gives it all its attempts again. @throws 404 */
  async retry(eventId: string, id: string): Promise<void> {
    await this.row(eventId, id);
    await this.outbox.retryDead(id);
  }

  private async row(eventId: string, id: string): Promise<WorkRow> {
    const row = await this.db.one<WorkRow>(
      `SELECT o.id, o.name, o.attempts, o.failed_at, o.error FROM ${setAside} AND o.id = $1 AND ${eventOf} = $2`,
      [id, eventId],
    );
    if (!row) throw httpProblems.notFound('There is no such work, or it was done meanwhile.');
    return row;
  }
}
