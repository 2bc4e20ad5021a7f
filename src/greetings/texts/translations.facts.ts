import { Injectable } from '@nestjs/common';
import { OnFact } from '../../platform/outbox/define-fact';
import type { WorkflowChange } from '../../platform/workflow/binding';
import { TranslationNotices } from './translation-notices.service';
import { translationChanged } from './translation.workflow';

const asksSomebody = ({ to }: WorkflowChange): boolean => ['requested', 'drafted', 'outdated'].includes(to);

/** What follows when a translation goes on. */
@Injectable()
export class TranslationsFacts {
  constructor(private readonly notices: TranslationNotices) {}

  /** A draft is for the checker; what was given back or is outdated is for the translator. */
  @OnFact(translationChanged, 'greetings.translation-turn', asksSomebody)
  async onChanged({ subjectId, scopeId, recordId }: WorkflowChange): Promise<void> {
    await this.notices.tellNext(scopeId, subjectId, recordId);
  }
}
