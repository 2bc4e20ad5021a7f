import { defineWorkflow } from '../../platform/workflow/define-workflow';
import { textCircle } from '../greeting.workflow';

export const translationWorkflow = defineWorkflow({
  name: 'translation',
  table: 'greeting_translations',
  initial: 'requested',
  states: {
    requested: { means: 'Somebody has to translate the text.' },
    drafted: { means: 'A translation is there and waits to be checked.' },
    checked: { means: 'A second person has checked it.' },
    approved: { means: 'It may be read and published.' },
  },
  conditions: {
    checkedByAnother: 'Whoever made the draft cannot check it.',
    greetingStillOpen: 'The message was cleared with this translation; it cannot be changed any more.',
  },
  effects: {},
  transitions: {
    draft: {
      means: 'hands in a translation, or a better one before it was checked',
      from: ['requested', 'drafted'],
      to: 'drafted',
      who: textCircle,
    },
    check: {
      means: 'notes that a second person has checked it',
      from: ['drafted'],
      to: 'checked',
      who: textCircle,
      conditions: ['checkedByAnother'],
    },
    approve: {
      means: 'approves the translation',
      from: ['checked'],
      to: 'approved',
      who: textCircle,
    },
    return: {
      means: 'gives it back with remarks',
      from: ['drafted', 'checked', 'approved'],
      to: 'requested',
      who: textCircle,
      comment: 'required',
      conditions: ['greetingStillOpen'],
    },
  },
});
