import { defineWorkflow } from '../platform/workflow/define-workflow';

/** The life of one message to one recipient. */
export const messageWorkflow = defineWorkflow({
  name: 'message',
  table: 'messages',
  initial: 'pending',
  states: {
    pending: { means: 'promised, and not yet taken up' },
    queued: { means: 'taken up by a process that is sending it' },
    sent: { means: 'accepted by the mail server' },
    failed: { means: 'refused by the mail server, or given up after many attempts' },
    bounced: { means: 'came back after it had been accepted' },
    suppressed: {
      means: 'not sent, because it no longer applies or the address cannot be written to',
      final: true,
    },
    cancelled: { means: 'called off before it went out', final: true },
  },
  conditions: {
    unseen: 'Somebody has seen to it.',
    addressIsSound:
      'Correct the mail address of the recipient and send a new message: to this one nothing can be sent.',
  },
  effects: {
    promiseDelivery: 'promises that the message is sent',
  },
  transitions: {
    queue: { means: 'takes the message up', from: ['pending'], to: 'queued', who: ['system'] },
    send: {
      means: 'records that the mail server accepted it',
      from: ['queued'],
      to: 'sent',
      who: ['system'],
    },
    defer: {
      means: 'puts it back to be tried again later',
      from: ['queued'],
      to: 'pending',
      who: ['system'],
    },
    fail: { means: 'gives it up', from: ['queued'], to: 'failed', who: ['system'] },
    suppress: {
      means: 'withholds it',
      from: ['pending', 'queued'],
      to: 'suppressed',
      who: ['system'],
    },
    cancel: {
      means: 'calls it off',
      from: ['pending'],
      to: 'cancelled',
      who: ['system', 'owner', 'organiser', 'communications'],
    },
    bounce: {
      means: 'records that it came back',
      from: ['sent'],
      to: 'bounced',
      who: ['system', 'owner', 'organiser', 'communications'],
      comment: 'required',
    },
    acknowledge: {
      means: 'records that somebody has seen to it in another way',
      from: ['failed', 'bounced'],
      to: ['failed', 'bounced'],
      who: ['owner', 'organiser', 'communications'],
      comment: 'required',
      offeredIf: ['unseen'],
    },
    retry: {
      means: 'tries to send it again',
      from: ['failed', 'bounced'],
      to: 'pending',
      who: ['owner', 'organiser', 'communications'],
      conditions: ['addressIsSound'],
      effects: ['promiseDelivery'],
    },
  },
});
