import { organisers } from '../../access/roles';
import { defineWorkflow } from '../../platform/workflow/define-workflow';

/** Who shares places out. */
export const allocators = [...organisers, 'visit_coordinator'] as const;

/** The life of a run that shares places out: worked out, looked at, made into bookings or not. */
export const allocationWorkflow = defineWorkflow({
  name: 'allocation',
  table: 'allocations',
  initial: 'requested',
  states: {
    requested: { means: 'Being worked out.' },
    proposed: { means: 'There to be looked at; nobody has been told, and nothing is booked.' },
    failed: { means: 'Could not be worked out.', final: true },
    accepted: { means: 'Everybody has the places that it says.', final: true },
    discarded: { means: 'Nobody wanted it.', final: true },
  },
  conditions: {},
  effects: {
    keepResults: 'Keeps what each person gets, and why not more.',
    book: 'Books every place of the allocation, all or none.',
    tellAll: 'Tells everybody who had wishes what they got, and why not the rest.',
  },
  transitions: {
    propose: {
      means: 'answers who could go where',
      from: ['requested'],
      to: 'proposed',
      who: ['system'],
      effects: ['keepResults'],
    },
    fail: {
      means: 'says that there is no answer',
      from: ['requested'],
      to: 'failed',
      who: ['system'],
      comment: 'required',
    },
    accept: {
      means: 'books what is proposed, and tells everybody',
      from: ['proposed'],
      to: 'accepted',
      who: allocators,
      effects: ['book', 'tellAll'],
    },
    discard: {
      means: 'puts the proposal away',
      from: ['requested', 'proposed'],
      to: 'discarded',
      who: allocators,
    },
  },
});
