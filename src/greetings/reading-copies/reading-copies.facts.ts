import { Injectable } from '@nestjs/common';
import { OnFact } from '../../platform/outbox/define-fact';
import type { WorkflowChange } from '../../platform/workflow/binding';
import { greetingChanged } from '../greeting.workflow';
import { ReadingCopyNotices } from './reading-copy-notices.service';

const hasText = ({ to }: WorkflowChange): boolean => to === 'cleared' || to === 'scheduled';

/** What reading copies do when a message goes on. */
@Injectable()
export class ReadingCopiesFacts {
  constructor(private readonly notices: ReadingCopyNotices) {}

  /** A text is cleared, or another version of it: whoever may have it hears of it, once for each version. */
  @OnFact(greetingChanged, 'greetings.reading-copies', hasText)
  async onChanged({ subjectId }: WorkflowChange): Promise<void> {
    await this.notices.tellReader(subjectId);
    await this.notices.tellInterpreters(subjectId);
  }
}
