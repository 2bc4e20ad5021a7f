import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Database } from '../../platform/database/database';
import { page, when } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { Clock } from '../../platform/clock';
import type { TaskListQuery } from './task.input';
import type { TaskView } from './task.view';
import { TaskSources, type TaskSource } from './task-sources.service';

interface TaskRow extends Record<string, unknown> {
  kind: string;
  id: string;
  parent_id: string | null;
  title: string;
  since: Date;
  due_at: Date | null;
}

/** What waits for whoever asks. */
@Injectable()
export class TasksQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly sources: TaskSources,
  ) {}

  /** The tasks of a member of staff in an event, by their roles: the oldest deadline first, then what waits longest. */
  async list(
    event: EventScope,
    principal: Pick<Principal, 'id' | 'administrator' | 'roles'>,
    query: TaskListQuery,
  ): Promise<Page<TaskView>> {
    const wanted = this.wanted(query.kind);
    const byKind = new Map(wanted.map((source) => [source.kind, source]));
    const now = this.clock.now();
    return page<TaskRow, TaskView>(
      this.db,
      {
        select: 't.kind, t.parent_id, t.title, t.since, t.due_at',
        from: `(${wanted.map(rowsOf).join('\n UNION ALL ')}) t`,
        id: 't.id',
        sorts: {
          dueAt: { expression: `coalesce(t.due_at, t.since + interval '1000 years')`, type: 'timestamptz' },
          since: { expression: 't.since', type: 'timestamptz' },
        },
        defaultSort: 'dueAt',
        view: (row) => toTaskView(row, byKind.get(row.kind)!, event.slug, now),
      },
      query,
      [
        { sql: 't.event_id = ?', values: [event.id] },
        principal.administrator
          ? undefined
          : {
              sql: '(t.roles && ?::text[] OR ? = ANY (t.assignees::text[]))',
              values: [[...principal.roles], principal.id],
            },
        query.overdue === true ? when(now, 't.due_at < ?') : undefined,
      ],
    );
  }

  /** @throws 400 for a kind that there is not */
  private wanted(kinds: readonly string[] | undefined): TaskSource[] {
    const all = this.sources.all();
    if (kinds === undefined) return all;
    const known = new Map(all.map((source) => [source.kind, source]));
    return kinds.map((kind) => {
      const source = known.get(kind);
      if (source) return source;
      const message = `must be among: ${[...known.keys()].join(', ')}`;
      throw httpProblems.malformedRequest({
        detail: `There are no tasks of the kind "${kind}".`,
        errors: [{ pointer: '?kind', code: 'unknown', message }],
      });
    });
  }
}

/** A source as rows of the one list. What is not given by its rows is what all of them have. */
function rowsOf({ kind, roles, from, columns }: TaskSource): string {
  const own = `ARRAY[${roles.map((role) => `'${role}'`).join(', ')}]::text[]`;
  return `SELECT '${kind}' AS kind, ${columns.eventId} AS event_id, ${columns.id} AS id, ${columns.parentId ?? 'NULL::uuid'} AS parent_id,
                 (${columns.title})::text AS title, ${columns.since} AS since, ${columns.dueAt ?? 'NULL::timestamptz'} AS due_at,
                 ${columns.roles === undefined ? own : `coalesce(${columns.roles}, ${own})`} AS roles, ${columns.assignees ?? 'NULL::uuid[]'} AS assignees
            FROM ${from}`;
}

function toTaskView(
  row: TaskRow & { page_id?: string },
  source: TaskSource,
  slug: string,
  now: Date,
): TaskView {
  const id = row.page_id!;
  const href = `/api/v1/events/${slug}/${source.path.replace('{id}', id).replace('{parent}', row.parent_id ?? '')}`;
  return {
    kind: row.kind,
    means: source.means,
    subjectId: id,
    title: row.title,
    since: row.since.toISOString(),
    dueAt: row.due_at?.toISOString() ?? null,
    overdue: row.due_at !== null && row.due_at < now,
    href,
    transitionsHref: source.transitions ? `${href}/transitions` : null,
  };
}
