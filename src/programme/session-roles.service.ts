import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { newId } from '../platform/database/base.entity';
import { Database, isSqlError, sqlState } from '../platform/database/database';
import type { TransitionContext } from '../platform/workflow/binding';
import { WorkflowEngine } from '../platform/workflow/engine';
import { programmeProblems } from './programme.errors';
import { HandOverInput, type SessionRoleInput } from './session.input';
import type { RoleRow } from './session-role.view';
import { sessionRoleChanged, sessionRoleWorkflow } from './session-role.workflow';
import { SessionsQueries } from './sessions.queries';

/** The roles of a session as a whole (`itemId` null), or of one of its items. */
export interface PartOfSession {
  readonly itemId: string | null;
  readonly roles: readonly SessionRoleInput[];
}

/** Who does what in the sessions of the draft, and the code behind the life of a role. */
@Injectable()
export class SessionRoles {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    queries: SessionsQueries,
  ) {
    engine.bind<
      keyof typeof sessionRoleWorkflow.states,
      keyof typeof sessionRoleWorkflow.transitions,
      never,
      'handOver',
      RoleRow
    >(sessionRoleWorkflow, {
      conditions: {},
      effects: { handOver: (context) => this.handOver(context) },
      choose: {
        replace: ({ input, note }) => {
          note({ personId: (input as HandOverInput).personId });
          return 'replaced';
        },
      },
      inputs: { replace: HandOverInput },
      view: (id, eventId) => queries.role(eventId, id),
      fact: sessionRoleChanged,
    });
  }

  /**
   * Makes these the roles of the parts of a session that are named, in this order. Who has a role already keeps it in
   * the state in which it is; who is not named any more has none; of who was replaced the record stays.
   */
  async replaceAll(eventId: string, sessionId: string, parts: readonly PartOfSession[]): Promise<void> {
    const given = parts.flatMap(({ itemId, roles }) =>
      roles.map(({ personId, role, position, state }, index) => ({
        id: newId(),
        itemId,
        personId,
        role,
        position: position ?? index + 1,
        state: state ?? 'accepted',
      })),
    );
    const made = await this.db.query<{ id: string; state: string }>(
      `WITH given AS (
         SELECT * FROM jsonb_to_recordset($3::jsonb)
           AS g (id uuid, "itemId" uuid, "personId" uuid, role text, position integer, state text)
       ), part AS (
         SELECT item FROM unnest($4::uuid[]) AS p (item)
       ), gone AS (
         DELETE FROM session_roles r USING part
          WHERE r.session_id = $2 AND r.state <> 'replaced' AND r.item_id IS NOT DISTINCT FROM part.item
            AND NOT EXISTS (SELECT 1 FROM given g WHERE g."itemId" IS NOT DISTINCT FROM r.item_id
                               AND g."personId" = r.person_id AND g.role = r.role)
       ), kept AS (
         UPDATE session_roles r SET position = g.position, updated_at = $5 FROM given g
          WHERE r.session_id = $2 AND r.state <> 'replaced' AND r.item_id IS NOT DISTINCT FROM g."itemId"
            AND r.person_id = g."personId" AND r.role = g.role
         RETURNING g.id
       )
       INSERT INTO session_roles (id, event_id, session_id, item_id, person_id, role, position, state, created_at, updated_at)
       SELECT g.id, $1, $2, g."itemId", g."personId", g.role, g.position, g.state, $5, $5 FROM given g
        WHERE g.id NOT IN (SELECT id FROM kept)
       RETURNING id, state`,
      [eventId, sessionId, JSON.stringify(given), parts.map(({ itemId }) => itemId), this.clock.now()],
    );
    await this.engine.beginAll(
      sessionRoleWorkflow,
      made.map(({ id, state }) => ({ id, scopeId: eventId, state })),
    );
  }

  /** @throws 422 when nobody knows the person, 409 when the person has the role already */
  private async handOver({ row, input, now }: TransitionContext<RoleRow>): Promise<void> {
    const { personId, state = 'asked' } = input as HandOverInput;
    const id = newId();
    await this.db
      .query(
        `INSERT INTO session_roles (id, event_id, session_id, item_id, person_id, role, position, state, replaces_id, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)`,
        [id, row.event_id, row.session_id, row.item_id, personId, row.role, row.position, state, row.id, now],
      )
      .catch((error: unknown) => {
        if (isSqlError(error, sqlState.foreignKeyViolation, 'session_roles_person_fkey'))
          throw programmeProblems.sessionInvalid({
            detail: 'Enter the person first.',
            errors: [{ pointer: '/input/personId', code: 'unknown', message: 'is not a known person' }],
          });
        if (isSqlError(error, sqlState.uniqueViolation, 'session_roles_once_key'))
          throw programmeProblems.roleTaken('Choose somebody else: this person has the role already.');
        throw error;
      });
    await this.engine.beginAll(sessionRoleWorkflow, [{ id, scopeId: row.event_id, state }]);
  }
}
