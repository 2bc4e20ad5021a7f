import { defineWorkflow } from '../../platform/workflow/define-workflow';

const deciders = ['owner', 'organiser', 'protocol'] as const;

export const doubleNominationWorkflow = defineWorkflow({
  name: 'double_nomination',
  table: 'double_nominations',
  initial: 'open',
  states: {
    open: { means: 'Somebody was nominated who is registered already; protocol decides.' },
    stayed: { means: 'The registration that was there stays.', final: true },
    moved: { means: 'The person belongs to the delegation that nominated last.', final: true },
  },
  conditions: {
    stillThere: 'The registration that was there has ended: the delegation can nominate the person again.',
  },
  effects: {
    moveHere:
      'Calls the registration off that was there, and nominates the person for the delegation, within its quota.',
  },
  transitions: {
    stay: {
      means: 'leaves the person where they are',
      from: ['open'],
      to: 'stayed',
      who: deciders,
    },
    move: {
      means: 'gives the person to the delegation that nominated last',
      from: ['open'],
      to: 'moved',
      who: deciders,
      comment: 'required',
      conditions: ['stillThere'],
      effects: ['moveHere'],
    },
  },
});
