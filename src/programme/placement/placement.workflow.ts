import { defineWorkflow } from '../../platform/workflow/define-workflow';

const schedulers = ['owner', 'organiser', 'programme'] as const;

/** The life of a proposal: worked out, looked at, taken over into the draft or not. */
export const placementWorkflow = defineWorkflow({
  name: 'placement',
  table: 'placements',
  initial: 'requested',
  states: {
    requested: { means: 'Being worked out.' },
    proposed: { means: 'There to be looked at; the draft is as it was.' },
    failed: { means: 'Could not be worked out.', final: true },
    applied: { means: 'The sessions of the draft are where it says.', final: true },
    discarded: { means: 'Nobody wanted it.', final: true },
  },
  conditions: {},
  effects: { place: 'The sessions get the times and rooms of the proposal, all or none.' },
  transitions: {
    propose: {
      means: 'answers where and when the sessions could be',
      from: ['requested'],
      to: 'proposed',
      who: ['system'],
    },
    fail: {
      means: 'says that there is no answer',
      from: ['requested'],
      to: 'failed',
      who: ['system'],
      comment: 'required',
    },
    apply: {
      means: 'takes the proposal over into the draft',
      from: ['proposed'],
      to: 'applied',
      who: schedulers,
      effects: ['place'],
    },
    discard: {
      means: 'puts the proposal away',
      from: ['requested', 'proposed'],
      to: 'discarded',
      who: schedulers,
    },
  },
});
