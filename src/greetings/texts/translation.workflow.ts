import { defineFact } from '../../platform/outbox/define-fact';
import type { WorkflowChange } from '../../platform/workflow/binding';
import { defineWorkflow } from '../../platform/workflow/define-workflow';
import { textCircle, translatorRole } from '../greeting.circle';

const withTranslators = [...textCircle, translatorRole] as const;

/** A translation was drafted, checked, approved, given back or outdated. */
export const translationChanged = defineFact<WorkflowChange>('translation.changed');

export const translationWorkflow = defineWorkflow({
  name: 'translation',
  table: 'greeting_translations',
  initial: 'requested',
  states: {
    requested: { means: 'Somebody has to translate the text.' },
    drafted: { means: 'A translation is there and waits to be checked.' },
    checked: { means: 'A second person has checked it.' },
    approved: { means: 'It may be read and published.' },
    outdated: { means: 'The original has changed since; it has to be gone over.' },
  },
  conditions: {
    translatorsTurn: 'Another person is named to translate it.',
    checkersTurn: 'Another person is named to check it.',
    checkedByAnother: 'Whoever made the draft cannot check it.',
    greetingStillOpen: 'The message was cleared with this translation; it cannot be changed any more.',
    protocolOnceCleared:
      'The message is cleared; what is added to it becomes public, so protocol has to approve it.',
    remarksSettled: 'The message is cleared; every remark on this translation must be settled.',
  },
  effects: {},
  transitions: {
    draft: {
      means: 'hands in a translation, or a better one before it was checked',
      from: ['requested', 'drafted', 'outdated'],
      to: 'drafted',
      who: withTranslators,
      offeredIf: ['translatorsTurn'],
    },
    check: {
      means: 'notes that a second person has checked it',
      from: ['drafted'],
      to: 'checked',
      who: withTranslators,
      offeredIf: ['checkersTurn'],
      conditions: ['checkedByAnother'],
    },
    approve: {
      means: 'approves the translation',
      from: ['checked'],
      to: 'approved',
      who: textCircle,
      conditions: ['protocolOnceCleared', 'remarksSettled'],
    },
    return: {
      means: 'gives it back with remarks',
      from: ['drafted', 'checked', 'approved', 'outdated'],
      to: 'requested',
      who: textCircle,
      comment: 'required',
      conditions: ['greetingStillOpen'],
    },
    outdate: {
      means: 'marks it, because the original has changed',
      from: ['drafted', 'checked', 'approved'],
      to: 'outdated',
      who: ['system'],
    },
  },
});
