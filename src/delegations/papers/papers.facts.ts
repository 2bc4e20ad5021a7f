import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { OnFact } from '../../platform/outbox/define-fact';
import type { WorkflowChange } from '../../platform/workflow/binding';
import { Replacements } from '../../registrations/replacements/replacements.service';
import { officialDocumentChanged } from './official-document.workflow';

const isIssued = ({ transition }: WorkflowChange): boolean => transition === 'release';

/** What papers do when one is issued. */
@Injectable()
export class PapersFacts {
  constructor(
    private readonly db: Database,
    private readonly replacements: Replacements,
  ) {}

  /** A new letter or list is what had to be issued for somebody who came instead: looks at those that it stands for. */
  @OnFact(officialDocumentChanged, 'papers.replacements', isIssued)
  async onDocumentChanged({ subjectId }: WorkflowChange): Promise<void> {
    const before = await this.db.query<{ id: string }>(
      `SELECT o.id FROM official_documents n JOIN replacement_lines l ON l.event_id = n.event_id AND l.state = 'open'
              AND l.kind IN ('letter', 'participants_list')
         JOIN official_documents o ON o.id = l.subject_id AND o.registration_id IS NOT DISTINCT FROM n.registration_id
        WHERE n.id = $1`,
      [subjectId],
    );
    await this.replacements.settle([...new Set(before.map(({ id }) => id))]);
  }
}
