import { organisers } from '../../access/roles';
import { defineWorkflow } from '../../platform/workflow/define-workflow';

/** Staff whose work a replacement may touch; each of them can say that a line is done. */
export const replacementStaff = [
  ...organisers,
  'protocol',
  'registration_desk',
  'programme',
  'visit_coordinator',
  'communications',
] as const;

export const replacementWorkflow = defineWorkflow({
  name: 'replacement',
  table: 'replacements',
  initial: 'open',
  states: {
    open: { means: 'Something has still to be redone.' },
    done: { means: 'All that had to be redone has been.' },
    overtaken: {
      means: 'Another person came in the place since, or the registration has ended.',
      final: true,
    },
  },
  conditions: {},
  effects: { dropLines: 'What was still to be redone need not be.' },
  transitions: {
    complete: {
      means: 'records that nothing is to be redone any more',
      from: ['open'],
      to: 'done',
      who: ['system'],
    },
    reopen: {
      means: 'records that something is to be redone after all',
      from: ['done'],
      to: 'open',
      who: ['system'],
    },
    overtake: {
      means: 'ends it, because what it was about has changed again',
      from: ['open', 'done'],
      to: 'overtaken',
      who: ['system'],
      effects: ['dropLines'],
    },
  },
});

export const replacementLineWorkflow = defineWorkflow({
  name: 'replacement_line',
  table: 'replacement_lines',
  initial: 'open',
  entries: ['done', 'not_needed'],
  states: {
    open: { means: 'Has to be redone.' },
    done: { means: 'Was redone, or stayed good.' },
    not_needed: { means: 'Need not be redone.' },
  },
  conditions: {
    notOvertaken: 'Another person came in the place since, or the registration has ended.',
  },
  effects: {
    settleReplacement: 'The replacement is done with its last line, and open while one is.',
  },
  transitions: {
    settle: {
      means: 'records that it has been redone, or need not be any more',
      from: ['open'],
      to: ['done', 'not_needed'],
      who: ['system'],
      effects: ['settleReplacement'],
    },
    drop: {
      means: 'records that it need not be redone any more',
      from: ['open'],
      to: 'not_needed',
      who: ['system'],
    },
    close: {
      means: 'records by hand that it was done; the reason says how',
      from: ['open'],
      to: 'done',
      who: replacementStaff,
      comment: 'required',
      conditions: ['notOvertaken'],
      effects: ['settleReplacement'],
    },
    waive: {
      means: 'decides that it need not be redone; the reason says why',
      from: ['open'],
      to: 'not_needed',
      who: replacementStaff,
      comment: 'required',
      conditions: ['notOvertaken'],
      effects: ['settleReplacement'],
    },
    reopen: {
      means: 'records that it has to be redone after all',
      from: ['done', 'not_needed'],
      to: 'open',
      who: replacementStaff,
      comment: 'required',
      conditions: ['notOvertaken'],
      effects: ['settleReplacement'],
    },
  },
});
