import { organisers } from '../../access/roles';
import { defineWorkflow } from '../../platform/workflow/define-workflow';

/** Staff who write to people. */
export const mailingStaff = [...organisers, 'communications'] as const;

/** The life of what goes to an audience: written, seen by a second person where the event wants that, sent step by step. */
export const mailingWorkflow = defineWorkflow({
  name: 'mailing',
  table: 'mailings',
  initial: 'draft',
  states: {
    draft: { means: 'Is being written; nobody gets it.' },
    held: { means: 'Waits for a second person to see it.' },
    sending: { means: 'Its messages are being written, in the order of the registrations.' },
    paused: { means: 'No further messages are written, and those that wait are held.' },
    sent: { means: 'Everybody whom it met has a message; the ledger says what became of each.' },
    cancelled: { means: 'Was called off; what had not gone out is not sent.', final: true },
  },
  conditions: {
    secondPerson: 'Whoever wrote it or handed it in does not approve it; ask somebody else.',
    notAllGone: 'All of its messages have gone out already.',
    someUntold: 'Everybody in its audience has a message of it.',
  },
  effects: {
    promiseSending: 'Promises the job that writes its messages.',
    hold: 'Holds those of its messages that wait.',
    release: 'Lets go those of its messages that were held.',
    withdraw: 'Promises the job that calls off those of its messages that have not gone out.',
  },
  transitions: {
    submit: {
      means: 'hands it in: it begins, or waits for a second person where the event wants that',
      from: ['draft'],
      to: ['held', 'sending'],
      who: mailingStaff,
      effects: ['promiseSending'],
    },
    approve: {
      means: 'approves what was read, as a second person; it begins',
      from: ['held'],
      to: 'sending',
      who: mailingStaff,
      conditions: ['secondPerson'],
      effects: ['promiseSending'],
    },
    return: {
      means: 'gives it back with remarks',
      from: ['held'],
      to: 'draft',
      who: mailingStaff,
      comment: 'required',
    },
    pause: {
      means: 'stops it within a step, and holds what waits',
      from: ['sending', 'sent'],
      to: 'paused',
      who: mailingStaff,
      conditions: ['notAllGone'],
      effects: ['hold'],
    },
    resume: {
      means: 'goes on where it was',
      from: ['paused'],
      to: 'sending',
      who: mailingStaff,
      effects: ['release', 'promiseSending'],
    },
    finish: {
      means: 'has come to the end of its audience',
      from: ['sending'],
      to: 'sent',
      who: ['system'],
    },
    complete: {
      means: 'sends it to those of its audience who have no message of it yet',
      from: ['sent'],
      to: 'sending',
      who: mailingStaff,
      conditions: ['someUntold'],
      effects: ['promiseSending'],
    },
    cancel: {
      means: 'calls it off, with all of its messages that have not gone out',
      from: ['draft', 'held', 'sending', 'paused', 'sent'],
      to: 'cancelled',
      who: mailingStaff,
      conditions: ['notAllGone'],
      effects: ['withdraw'],
    },
  },
});

export type MailingState = keyof typeof mailingWorkflow.states;
