import { Injectable } from '@nestjs/common';
import { linkRoles } from '../../access/roles';
import { Clock } from '../../platform/clock';
import { httpProblems, Problem } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { takesAnswer } from './session-role.rules';
import { toRoleRequestView, type AskedRole, type RoleRequestView } from './session-role.view';
import { sessionRoleWorkflow } from './session-role.workflow';
import { SessionRolesQueries } from './session-roles.queries';

/** A role as the person sees it who is asked for it. */
export interface RoleRequest {
  readonly role: AskedRole;
  /** Whether an answer is taken now. */
  readonly open: boolean;
  /** Whether it can be changed afterwards, which is until the event begins. */
  readonly changeable: boolean;
}

/** What the persons do and see who are asked for roles, without an account: by the link that they were sent. */
@Injectable()
export class SessionRoleAnswers {
  constructor(
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly roles: SessionRolesQueries,
  ) {}

  /** The role for which the holder of this link is asked. @throws 404 for any other link, and once it is somebody else's */
  async ofLink({ kind, subject }: Principal): Promise<RoleRequest> {
    const isOwn = kind === 'link' && subject?.kind === 'session_role';
    const role = isOwn ? await this.roles.askedOne(subject.id) : undefined;
    if (!role || role.state === 'replaced') throw httpProblems.notFound('Open the link in your mail.');
    const now = this.clock.now();
    return { role, open: takesAnswer(role, now), changeable: now < role.opensAt };
  }

  /**
   * Takes the answer of the holder of this link. What is not possible any more is not done: whoever asks then sees how
   * things stand. @throws 404 as above
   */
  async answer(principal: Principal, answer: 'accept' | 'decline', comment?: string): Promise<void> {
    const { role } = await this.ofLink(principal);
    await this.engine
      .apply(sessionRoleWorkflow, role.id, {
        transition: answer,
        comment,
        scopeId: role.eventId,
        // No event stands in the address of a page: the link gives its role in the one that it is for.
        principal: { ...principal, roles: [linkRoles.session_role] },
      })
      .catch((error: unknown) => {
        if (!(error instanceof Problem) || error.status !== 409) throw error;
      });
  }

  /** What somebody is asked for, as they see it. @throws 404 */
  async request(eventId: string, id: string, { kind }: Principal): Promise<RoleRequestView> {
    const role = await this.roles.askedOne(id);
    if (role?.eventId !== eventId || (kind === 'link' && role.state === 'replaced'))
      throw httpProblems.notFound('There is no such role in this event.');
    return toRoleRequestView(role, takesAnswer(role, this.clock.now()));
  }
}
