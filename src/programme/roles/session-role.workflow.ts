import { defineFact } from '../../platform/outbox/define-fact';
import type { WorkflowChange } from '../../platform/workflow/binding';
import { defineWorkflow } from '../../platform/workflow/define-workflow';

/** Somebody was asked for a role in a session, has answered, was replaced, or has it no more (`remove`). */
export const sessionRoleChanged = defineFact<WorkflowChange>('session-role.changed');

/** Stands in the record of a role whose person is entered as asked, and is not to be written to yet. */
export const enteredOnly = { enteredOnly: true } as const;

const schedulers = ['owner', 'organiser', 'programme'] as const;

/** The life of a role: only who has accepted is named in a release. */
export const sessionRoleWorkflow = defineWorkflow({
  name: 'session_role',
  table: 'session_roles',
  initial: 'asked',
  entries: ['accepted'],
  states: {
    asked: { means: 'Asked, and has not answered yet; a release does not name the person.' },
    accepted: { means: 'Will do it; the next release names the person.' },
    declined: { means: 'Will not do it; somebody else has to be found.' },
    replaced: { means: 'Somebody else does it instead.', final: true },
  },
  conditions: {
    notWrittenTo: 'The person has been asked by mail already.',
    answersTaken:
      'The person’s own answer is taken until the session begins, and another answer until the event begins.',
  },
  effects: {
    closeLink: 'The link of the person before opens nothing any more.',
    handOver: 'The person who takes over has the role, asked or agreed as the input says.',
  },
  transitions: {
    accept: {
      means: 'says yes',
      from: ['asked', 'declined'],
      to: 'accepted',
      who: [...schedulers, 'speaker'],
      conditions: ['answersTaken'],
    },
    decline: {
      means: 'says no',
      from: ['asked', 'accepted'],
      to: 'declined',
      who: [...schedulers, 'speaker', 'system'],
      conditions: ['answersTaken'],
    },
    ask: {
      means: 'asks the person again',
      from: ['declined', 'accepted'],
      to: 'asked',
      who: schedulers,
    },
    write: {
      means: 'asks by mail somebody who is only entered as asked, as those of a copied event are',
      from: ['asked'],
      to: 'asked',
      who: schedulers,
      conditions: ['notWrittenTo'],
    },
    replace: {
      means: 'gives the role to somebody else',
      from: ['asked', 'accepted', 'declined'],
      to: 'replaced',
      who: [...schedulers, 'system'],
      effects: ['closeLink', 'handOver'],
    },
  },
});
