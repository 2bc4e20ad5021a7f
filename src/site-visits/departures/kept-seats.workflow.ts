import { organisers } from '../../access/roles';
import { defineWorkflow } from '../../platform/workflow/define-workflow';

/** Who keeps seats, and lets them go. */
export const keepers = [...organisers, 'visit_coordinator'] as const;

/** Seats that are kept for some fall free at an instant that the coordinator sets. */
export const keptSeatsWorkflow = defineWorkflow({
  name: 'kept_seats',
  table: 'kept_seats',
  initial: 'kept',
  states: {
    kept: { means: 'Nobody else can take them.' },
    released: { means: 'Those that were not taken are free for everybody.', final: true },
  },
  conditions: {},
  effects: { passOn: 'Gives the seats that fall free to those who wait for them.' },
  transitions: {
    release: {
      means: 'lets the seats go that were not taken',
      from: ['kept'],
      to: 'released',
      who: [...keepers, 'system'],
      effects: ['passOn'],
    },
  },
  clocks: {
    until: { means: 'At the instant until which they are kept', transition: 'release', due: 'kept_until' },
  },
});
