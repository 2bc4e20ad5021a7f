import { defineWorkflow } from '../../platform/workflow/define-workflow';

/** The life of the word that an address may not be written to. */
export const addressBlockWorkflow = defineWorkflow({
  name: 'address_block',
  table: 'address_blocks',
  initial: 'active',
  states: {
    active: { means: 'Nothing is sent to the address, or nothing that is optional.' },
    lifted: { means: 'Somebody has found out that mails arrive there.', final: true },
    lapsed: { means: 'Its time has passed.', final: true },
  },
  conditions: {},
  effects: {},
  transitions: {
    lift: {
      means: 'lets the address be written to again',
      from: ['active'],
      to: 'lifted',
      who: ['owner', 'organiser', 'communications'],
      comment: 'required',
    },
    lapse: { means: 'ends with its time', from: ['active'], to: 'lapsed', who: ['system'] },
  },
  clocks: {
    end: { means: 'When its time has passed', transition: 'lapse', due: 'lapses_at' },
  },
});
