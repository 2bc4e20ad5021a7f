import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { systemPrincipal } from '../../platform/http/request-context';
import { WorkflowEngine } from '../../platform/workflow/engine';
import {
  ReplacementSources,
  type LineDraft,
  type LineNews,
  type LineWords,
  type NewReplacement,
  type OpenLine,
  type ReplacementSource,
} from '../../registrations/replacements/replacement-sources.service';
import { letterKinds } from './official-document.input';
import { officialDocumentWorkflow } from './official-document.workflow';

interface PaperRow extends Record<string, unknown> {
  id: string;
  kind: string;
  state: string;
  number: number | null;
}

/** What was issued in the name of whoever went: letters are void, a list that names them is to be amended. */
@Injectable()
export class PaperLines implements ReplacementSource {
  readonly kinds: Readonly<Record<string, LineWords>> = {
    letter: {
      en: (title) => `Letter ${title}: void, a new one is to be issued`,
      ru: (title) => `Письмо ${title}: аннулировано, следует выдать новое`,
      zh: (title) => `函件 ${title}：已作废，须重新出具`,
    },
    participants_list: {
      en: (title) => `List of participants ${title}: names the person who does not come, to be amended`,
      ru: (title) => `Список участников ${title}: указан прежний участник, необходимо исправление`,
      zh: (title) => `与会人员名单 ${title}：仍列有原参会人员，须更正`,
    },
  };

  constructor(
    private readonly db: Database,
    private readonly engine: WorkflowEngine,
    sources: ReplacementSources,
  ) {
    sources.register(this);
  }

  async begin({ eventId, registrationId, formerRegistrationId }: NewReplacement): Promise<LineDraft[]> {
    // How the first person is written in documents is not how the other one is.
    await this.db.query('DELETE FROM participant_texts WHERE registration_id = ANY ($1::uuid[])', [
      [registrationId, formerRegistrationId],
    ]);
    return [
      ...(await this.letters(formerRegistrationId)),
      ...(await this.lists(eventId, formerRegistrationId)),
    ];
  }

  async news(lines: readonly OpenLine[]): Promise<ReadonlyMap<string, LineNews>> {
    const rows = await this.db.query<{ line_id: string; by: string; at: Date }>(
      `SELECT DISTINCT ON (l.id) l.id AS line_id, d.released_by_name AS by, d.released_at AS at
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[]) AS l (id, subject_id, registration_id, since)
         JOIN official_documents o ON o.id = l.subject_id
         JOIN official_documents d ON d.event_id = o.event_id AND d.state IN ('released', 'superseded') AND d.released_at >= l.since
          AND (d.kind = o.kind AND d.registration_id = l.registration_id
               OR o.registration_id IS NULL AND (d.kind = o.kind OR d.kind IN ('corrigendum', 'final_list')))
        ORDER BY l.id, d.released_at, d.id`,
      [
        lines.map(({ id }) => id),
        lines.map(({ subjectId }) => subjectId),
        lines.map(({ registrationId }) => registrationId),
        lines.map(({ since }) => since),
      ],
    );
    return new Map(
      rows.map(({ line_id: id, by, at }) => [id, { state: 'done', outcome: 'taken_over', by, at }]),
    );
  }

  /** Letters about the person are not valid any more; those that were not issued yet are never. */
  private async letters(registrationId: string): Promise<LineDraft[]> {
    const rows = await this.db.query<PaperRow>(
      `SELECT id, kind, state, number FROM official_documents
        WHERE registration_id = $1 AND kind = ANY ($2) AND state IN ('draft', 'prepared', 'released') ORDER BY kind, created_at, id`,
      [registrationId, letterKinds],
    );
    for (const { id, state } of rows)
      await this.engine.apply(officialDocumentWorkflow, id, {
        transition: state === 'released' ? 'revoke' : 'discard',
        comment: 'The place has passed to another person.',
        principal: systemPrincipal,
      });
    return rows
      .filter(({ state }) => state === 'released')
      .map((row) => ({ ...paper(row), kind: 'letter', outcome: 'void' }));
  }

  /** Lists in force that name the registration. What was issued stays as it is; it is amended. */
  private async lists(eventId: string, registrationId: string): Promise<LineDraft[]> {
    const rows = await this.db.query<PaperRow>(
      `SELECT id, kind, state, number FROM official_documents
        WHERE event_id = $1 AND kind IN ('provisional_list', 'final_list') AND state = 'released'
          AND position($2 IN content::text) > 0 ORDER BY created_at, id`,
      [eventId, registrationId],
    );
    return rows.map((row) => ({ ...paper(row), kind: 'participants_list' }));
  }
}

function paper({ id, kind, number }: PaperRow) {
  return {
    subject: { kind: 'official_document', id },
    title: `No. ${number}`,
    titles: { ru: `№ ${number}`, zh: `第${number}号` },
    detail: kind,
    path: `documents/${id}`,
    responsible: 'protocol' as const,
  };
}
