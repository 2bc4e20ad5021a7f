import { defineWorkflow } from '../../platform/workflow/define-workflow';
import { delegationStaff } from '../delegation.workflow';

export const letterLineWorkflow = defineWorkflow({
  name: 'letter_line',
  table: 'letter_lines',
  initial: 'open',
  states: {
    open: { means: 'Nobody has said which member this is.' },
    matched: { means: 'An officer has said which member this is.' },
  },
  conditions: {
    letterIsThere: 'The letter was refused or is gone; another one has to be handed in first.',
    isFree: 'It is matched to another member; part them first.',
    isMember: 'There is no such member in the delegation.',
  },
  effects: {},
  transitions: {
    match: {
      means: 'says which member this is',
      from: ['open', 'matched'],
      to: 'matched',
      who: delegationStaff,
      conditions: ['letterIsThere', 'isFree', 'isMember'],
    },
    part: {
      means: 'says that this is not that member; the two are not proposed again',
      from: ['open', 'matched'],
      to: 'open',
      who: delegationStaff,
      conditions: ['isFree', 'isMember'],
    },
    reopen: {
      means:
        'opens the match again, because a name has changed, another person has the place, the member has left, or there is a new letter',
      from: ['matched'],
      to: 'open',
      who: ['system'],
    },
  },
});
