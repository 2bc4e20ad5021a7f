import { Injectable } from '@nestjs/common';
import { Links } from '../../access/links.service';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { currentPrincipal } from '../../platform/http/request-context';
import type { TransitionContext } from '../../platform/workflow/binding';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { programmeProblems } from '../programme.errors';
import { HandOverInput, type SessionRoleInput } from '../sessions/session.input';
import { takesAnswer } from './session-role.rules';
import type { RoleRow } from './session-role.view';
import { sessionRoleChanged, sessionRoleWorkflow } from './session-role.workflow';
import { endedRole, SessionRolesQueries, type EndedRole } from './session-roles.queries';
import { SessionsQueries } from '../sessions/sessions.queries';

/** The roles of a session as a whole (`itemId` null), or of one of its items. */
export interface PartOfSession {
  readonly itemId: string | null;
  readonly roles: readonly SessionRoleInput[];
}

/** A role that was taken away, as it was. */
interface GoneRole {
  readonly id: string;
  readonly state: string;
  readonly ended: EndedRole;
}

/** Who does what in the sessions of the draft, and the code behind the life of a role. */
@Injectable()
export class SessionRoles {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly links: Links,
    private readonly roles: SessionRolesQueries,
    queries: SessionsQueries,
  ) {
    engine.bind<
      keyof typeof sessionRoleWorkflow.states,
      keyof typeof sessionRoleWorkflow.transitions,
      keyof typeof sessionRoleWorkflow.conditions,
      keyof typeof sessionRoleWorkflow.effects,
      RoleRow
    >(sessionRoleWorkflow, {
      conditions: {
        notWrittenTo: ({ id }) => roles.isEnteredOnly(id),
        answersTaken: (context) => this.answersTaken(context),
      },
      effects: {
        closeLink: ({ id }) => links.revoke('session_role', id),
        handOver: (context) => this.handOver(context),
      },
      choose: {
        replace: async ({ id, input, note }) => {
          note({ personId: (input as HandOverInput).personId, ended: await this.endedRole(id) });
          return 'replaced' as const;
        },
      },
      inputs: { replace: HandOverInput },
      view: async (id, eventId) => {
        const view = await queries.role(eventId, id);
        // Whom they replace is not told to those who are asked.
        return currentPrincipal().kind === 'link' ? { ...view, replacesId: null } : view;
      },
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
    const changed = await this.db.query<{ id: string; state: string; ended: EndedRole | null }>(
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
         RETURNING r.id, r.state, ${endedRole} AS ended
       ), kept AS (
         UPDATE session_roles r SET position = g.position, updated_at = $5 FROM given g
          WHERE r.session_id = $2 AND r.state <> 'replaced' AND r.item_id IS NOT DISTINCT FROM g."itemId"
            AND r.person_id = g."personId" AND r.role = g.role
         RETURNING g.id
       ), made AS (
         INSERT INTO session_roles (id, event_id, session_id, item_id, person_id, role, position, state, created_at, updated_at)
         SELECT g.id, $1, $2, g."itemId", g."personId", g.role, g.position, g.state, $5, $5 FROM given g
          WHERE g.id NOT IN (SELECT id FROM kept)
         RETURNING id, state
       )
       SELECT id, state, NULL::json AS ended FROM made UNION ALL SELECT id, state, ended FROM gone`,
      [eventId, sessionId, JSON.stringify(given), parts.map(({ itemId }) => itemId), this.clock.now()],
    );
    await this.end(
      eventId,
      changed.filter((role): role is GoneRole => role.ended !== null),
    );
    await this.engine.beginAll(
      sessionRoleWorkflow,
      changed.flatMap(({ id, state, ended }) => (ended === null ? [{ id, scopeId: eventId, state }] : [])),
    );
  }

  /** Takes roles of a session away: all of them, or those of items that are not among the ones that stay. */
  async removeAll(eventId: string, sessionId: string, stayingItems?: readonly string[]): Promise<void> {
    const gone = await this.db.query<GoneRole & Record<string, unknown>>(
      `DELETE FROM session_roles r
        WHERE r.event_id = $1 AND r.session_id = $2 AND r.state <> 'replaced'
          AND ($3::uuid[] IS NULL OR (r.item_id IS NOT NULL AND NOT r.item_id = ANY ($3::uuid[])))
       RETURNING r.id, r.state, ${endedRole} AS ended`,
      [eventId, sessionId, stayingItems ?? null],
    );
    await this.end(eventId, gone);
  }

  /** Says that roles are gone, and makes the links of their persons worthless. */
  private async end(eventId: string, gone: readonly GoneRole[]): Promise<void> {
    if (gone.length === 0) return;
    await this.links.revoke('session_role', ...gone.map(({ id }) => id));
    await this.engine.endAll(
      sessionRoleWorkflow,
      gone.map(({ id, state, ended }) => ({ id, scopeId: eventId, state, data: { ended } })),
    );
  }

  /** Staff answer for people at any time; people themselves while their answer can still be heeded. */
  private async answersTaken({ id, principal, now }: TransitionContext<RoleRow>): Promise<boolean> {
    if (principal.kind !== 'link') return true;
    const asked = await this.roles.askedOne(id);
    return asked !== undefined && takesAnswer(asked, now);
  }

  private async endedRole(id: string): Promise<EndedRole | undefined> {
    const row = await this.db.one<{ ended: EndedRole }>(
      `SELECT ${endedRole} AS ended FROM session_roles r WHERE r.id = $1`,
      [id],
    );
    return row?.ended;
  }

  /** @throws 422 when nobody knows the person, 409 when the person has the role already */
  private async handOver({ row, input, now }: TransitionContext<RoleRow>): Promise<void> {
    const { personId, state = 'asked' } = input as HandOverInput;
    const id = newId();
    const { rowCount } = await this.db
      .execute(
        `INSERT INTO session_roles (id, event_id, session_id, item_id, person_id, role, position, state, replaces_id, created_at, updated_at)
         SELECT $1, $2, $3, $4, person_id, $6, $7, $8, $9, $10, $10 FROM event_persons WHERE event_id = $2 AND person_id = $5`,
        [id, row.event_id, row.session_id, row.item_id, personId, row.role, row.position, state, row.id, now],
      )
      .catch((error: unknown) => {
        if (isSqlError(error, sqlState.uniqueViolation, 'session_roles_once_key'))
          throw programmeProblems.roleTaken('Choose somebody else: this person has the role already.');
        throw error;
      });
    if (rowCount === 0)
      throw programmeProblems.sessionInvalid({
        detail: 'Enter the person first.',
        errors: [{ pointer: '/input/personId', code: 'unknown', message: 'is nobody whom this event knows' }],
      });
    await this.engine.beginAll(sessionRoleWorkflow, [{ id, scopeId: row.event_id, state }]);
  }
}
