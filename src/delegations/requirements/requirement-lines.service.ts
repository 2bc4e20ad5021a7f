import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import {
  ReplacementSources,
  type LineDraft,
  type LineNews,
  type LineWords,
  type NewReplacement,
  type OpenLine,
  type ReplacementSource,
} from '../../registrations/replacements/replacement-sources.service';
import { RequirementDocuments } from './requirement-documents.service';

/** Documents that a member has to hand in: none of the first person's does for the other. */
@Injectable()
export class RequirementLines implements ReplacementSource {
  readonly kinds: Readonly<Record<string, LineWords>> = {
    requirement: {
      en: (title) => `${title}: to be handed in for the new person`,
      ru: (title) => `${title}: представить для нового участника`,
      zh: (title) => `${title}：须为新参会人员重新提交`,
    },
  };

  constructor(
    private readonly db: Database,
    private readonly documents: RequirementDocuments,
    sources: ReplacementSources,
  ) {
    sources.register(this);
  }

  async begin({ registrationId }: NewReplacement): Promise<LineDraft[]> {
    await this.documents.askAgain(registrationId);
    const rows = await this.db.query<{
      id: string;
      delegation_id: string;
      title: string;
      titles: Record<string, string>;
    }>(
      `SELECT x.id, x.delegation_id, r.title, r.titles FROM requirement_documents x JOIN requirements r ON r.id = x.requirement_id
        WHERE x.registration_id = $1 AND x.state = 'missing' ORDER BY r.due_at NULLS LAST, r.title, x.id`,
      [registrationId],
    );
    return rows.map(({ id, delegation_id: delegationId, title, titles }) => ({
      kind: 'requirement',
      subject: { kind: 'requirement', id },
      title,
      titles,
      path: `delegations/${delegationId}/documents/${id}`,
      responsible: 'focal_point',
    }));
  }

  /** Handed in, it is for whoever looks at it; refused, for the delegation again. */
  async news(lines: readonly OpenLine[]): Promise<ReadonlyMap<string, LineNews>> {
    const rows = await this.db.query<{ id: string; state: string }>(
      'SELECT id, state FROM requirement_documents WHERE id = ANY ($1::uuid[])',
      [lines.map(({ subjectId }) => subjectId)],
    );
    const states = new Map(rows.map(({ id, state }) => [id, state]));
    return new Map(
      lines.map(({ id, subjectId }): [string, LineNews] => {
        const state = states.get(subjectId);
        if (state === undefined) return [id, { state: 'not_needed', outcome: 'ended' }];
        if (state === 'accepted' || state === 'erased') return [id, { state: 'done', outcome: 'accepted' }];
        return [id, { state: 'open', responsible: state === 'handed_in' ? 'protocol' : 'focal_point' }];
      }),
    );
  }
}
