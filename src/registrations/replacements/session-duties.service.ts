import { Injectable } from '@nestjs/common';
import { Accounts } from '../../access/accounts.service';
import type { NoticeRecipient } from '../../communications/notice';
import { Database } from '../../platform/database/database';
import { systemPrincipal } from '../../platform/http/request-context';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { sessionRoleWorkflow } from '../../programme/roles/session-role.workflow';
import { HandOverInput } from '../../programme/sessions/session.input';
import {
  ReplacementSources,
  type LineDraft,
  type LineNews,
  type LineWords,
  type NewReplacement,
  type OpenLine,
  type ReplacementSource,
} from './replacement-sources.service';

interface DutyRow extends Record<string, unknown> {
  id: string;
  session_id: string;
  role: string;
  title: string;
  titles: Record<string, string>;
  has_already: boolean;
  chairs: { personId: string; name: string; email: string; locale: string }[];
}

/** Roles of those who lead a session, and have to know who speaks in it. */
const leading = ['chair', 'moderator'] as const;

/**
 * What whoever goes would have done in sessions: the other person is asked, or the programme desk has it back. What is
 * released stays as it is until the next release.
 */
@Injectable()
export class SessionDuties implements ReplacementSource {
  readonly kinds: Readonly<Record<string, LineWords>> = {
    session_duty: {
      en: (title, outcome) =>
        outcome === 'handed_back'
          ? `Part in “${title}”: somebody has to be found for it`
          : `Part in “${title}”: the new person has been asked`,
      ru: (title, outcome) =>
        outcome === 'handed_back'
          ? `Участие в заседании «${title}»: необходимо найти другого исполнителя`
          : `Участие в заседании «${title}»: новому участнику направлен запрос`,
      zh: (title, outcome) =>
        outcome === 'handed_back'
          ? `“${title}”中的任务：须另行安排人员`
          : `“${title}”中的任务：已征询新参会人员意见`,
    },
  };

  constructor(
    private readonly db: Database,
    private readonly engine: WorkflowEngine,
    private readonly accounts: Accounts,
    sources: ReplacementSources,
  ) {
    sources.register(this);
  }

  async begin({ eventId, fromPersonId, toPersonId, duties, now }: NewReplacement): Promise<LineDraft[]> {
    const rows = await this.db.query<DutyRow>(
      `SELECT r.id, r.session_id, r.role, s.title, s.titles,
              EXISTS (SELECT 1 FROM session_roles o WHERE o.session_id = r.session_id AND o.item_id IS NOT DISTINCT FROM r.item_id
                         AND o.person_id = $3 AND o.role = r.role AND o.state <> 'replaced') AS has_already,
              COALESCE((SELECT json_agg(DISTINCT jsonb_build_object('personId', p.id, 'name', p.display_name, 'email', p.email, 'locale', p.locale))
                          FROM session_roles l JOIN persons p ON p.id = l.person_id
                         WHERE l.session_id = r.session_id AND l.role = ANY ($5) AND l.state = 'accepted'
                           AND l.person_id NOT IN ($2, $3) AND p.email <> ''), '[]') AS chairs
         FROM session_roles r JOIN programme_sessions s ON s.id = r.session_id
        WHERE r.event_id = $1 AND r.person_id = $2 AND r.state IN ('asked', 'accepted') AND (s.ends_at IS NULL OR s.ends_at > $4)
        ORDER BY r.id FOR NO KEY UPDATE OF r`,
      [eventId, fromPersonId, toPersonId, now, leading],
    );
    if (rows.length === 0) return [];
    const desk = await this.programmeDesk(eventId);
    const drafts: LineDraft[] = [];
    for (const row of rows) {
      const asks = duties === 'ask' && !row.has_already;
      await this.engine.apply(sessionRoleWorkflow, row.id, {
        transition: asks ? 'replace' : 'decline',
        comment: 'Another person comes instead.',
        ...(asks
          ? { input: Object.assign(new HandOverInput(), { personId: toPersonId, state: 'asked' }) }
          : {}),
        principal: systemPrincipal,
      });
      const id = asks ? await this.successorOf(row.id) : row.id;
      drafts.push({
        kind: 'session_duty',
        subject: { kind: 'session_role', id },
        title: row.title,
        titles: row.titles,
        detail: row.role,
        path: `session-roles/${id}`,
        ...(row.has_already ? { state: 'not_needed' as const } : {}),
        outcome: asks ? 'asked' : row.has_already ? 'kept' : 'handed_back',
        responsible: asks ? 'participant' : 'programme',
        tell: [...row.chairs, ...desk],
      });
    }
    return drafts;
  }

  async news(lines: readonly OpenLine[]): Promise<ReadonlyMap<string, LineNews>> {
    const rows = await this.db.query<{ id: string; state: string }>(
      'SELECT id, state FROM session_roles WHERE id = ANY ($1::uuid[])',
      [lines.map(({ subjectId }) => subjectId)],
    );
    const states = new Map(rows.map(({ id, state }) => [id, state]));
    return new Map(
      lines.map(({ id, subjectId }): [string, LineNews] => {
        const state = states.get(subjectId);
        if (state === 'accepted') return [id, { state: 'done', outcome: 'accepted' }];
        if (state === 'replaced') return [id, { state: 'done', outcome: 'taken_over' }];
        if (state === undefined) return [id, { state: 'not_needed', outcome: 'ended' }];
        return state === 'declined'
          ? [id, { state: 'open', outcome: 'handed_back', responsible: 'programme' }]
          : [id, { state: 'open', outcome: 'asked', responsible: 'participant' }];
      }),
    );
  }

  private async successorOf(roleId: string): Promise<string> {
    const row = await this.db.one<{ id: string }>('SELECT id FROM session_roles WHERE replaces_id = $1', [
      roleId,
    ]);
    return row!.id;
  }

  private async programmeDesk(eventId: string): Promise<NoticeRecipient[]> {
    const [staff, event] = await Promise.all([
      this.accounts.withRoles(eventId, ['programme']),
      this.db.one<{ locale: string }>('SELECT locales[1] AS locale FROM events WHERE id = $1', [eventId]),
    ]);
    return staff.map(({ name, email }) => ({ name, email, locale: event!.locale }));
  }
}
