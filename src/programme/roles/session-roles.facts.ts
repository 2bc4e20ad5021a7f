import { Injectable } from '@nestjs/common';
import { OnFact } from '../../platform/outbox/define-fact';
import type { WorkflowChange } from '../../platform/workflow/binding';
import { SessionRoleNotices } from './session-role-notices.service';
import { sessionRoleChanged } from './session-role.workflow';

/** Whom the program tells when a role in a session has changed. */
@Injectable()
export class SessionRoleFacts {
  constructor(private readonly notices: SessionRoleNotices) {}

  @OnFact(sessionRoleChanged, 'programme.role-mails')
  async onRoleChanged(change: WorkflowChange): Promise<void> {
    const { from, to } = change;
    if (to === 'asked') await this.notices.ask(change);
    else if (to === 'declined') await this.notices.tellStaff(change);
    else if (['replaced', 'removed'].includes(to) && (from === 'asked' || from === 'accepted'))
      await this.notices.tellOfEnd(change);
  }
}
