import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { OnFact } from '../../platform/outbox/define-fact';
import type { WorkflowChange } from '../../platform/workflow/binding';
import { greetingChanged } from '../greeting.workflow';
import { translationChanged } from '../texts/translation.workflow';
import { ReadingCopyNotices } from './reading-copy-notices.service';

const isApproved = ({ to }: WorkflowChange): boolean => to === 'approved';
const hasText = ({ to }: WorkflowChange): boolean => to === 'cleared' || to === 'scheduled';

/** What reading copies do when a message goes on. */
@Injectable()
export class ReadingCopiesFacts {
  constructor(
    private readonly db: Database,
    private readonly notices: ReadingCopyNotices,
  ) {}

  /** A text is cleared, or another version of it: whoever may have it hears of it, once for each version. */
  @OnFact(greetingChanged, 'greetings.reading-copies', hasText)
  async onChanged({ subjectId }: WorkflowChange): Promise<void> {
    await this.tell(subjectId);
  }

  /** A translation that is approved after its message was cleared is one more text; before, nobody hears of it. */
  @OnFact(translationChanged, 'greetings.translation-copies', isApproved)
  async onTranslationApproved({ subjectId }: WorkflowChange): Promise<void> {
    const translation = await this.db.one<{ greeting_id: string }>(
      'SELECT greeting_id FROM greeting_translations WHERE id = $1',
      [subjectId],
    );
    if (translation) await this.tell(translation.greeting_id);
  }

  private async tell(greetingId: string): Promise<void> {
    await this.notices.tellReader(greetingId);
    await this.notices.tellInterpreters(greetingId);
  }
}
