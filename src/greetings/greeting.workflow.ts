import { defineFact } from '../platform/outbox/define-fact';
import { defineWorkflow } from '../platform/workflow/define-workflow';
import type { WorkflowChange } from '../platform/workflow/binding';
import { textCircle } from './greeting.circle';

/** A message of greetings was moved on: promised, received, scheduled, delivered, published. */
export const greetingChanged = defineFact<WorkflowChange>('greeting.changed');

/** States in which the text is still awaited: past the deadline, such a message is overdue. */
export const awaited: readonly string[] = ['requested', 'promised'];

/** Whoever speaks for the author, with a link of their own. */
const withContact = [...textCircle, 'greeting_contact'] as const;

export const greetingWorkflow = defineWorkflow({
  name: 'greeting',
  table: 'greetings',
  initial: 'requested',
  states: {
    requested: { means: 'The author has been asked for a message.' },
    promised: { means: 'The author has said that a message will come.' },
    received: { means: 'The original text is here.' },
    in_translation: { means: 'Translations are being made.' },
    cleared: { means: 'Protocol has approved the texts.' },
    scheduled: { means: 'It has its place in the order of reading.' },
    delivered: { means: 'It was read, shown or circulated.' },
    published: { means: 'It was delivered, and its full text is public.', final: true },
    declined: { means: 'The author sends no message.', final: true },
    withdrawn: { means: 'It is no longer wanted, or was taken back.', final: true },
  },
  conditions: {
    hasOriginal: 'The original text must be here.',
    translationsApproved:
      'Every translation that was started must be approved, and be one of the original as it is now.',
    remarksSettled: 'Every remark on the texts must be settled.',
    somethingToTranslate: 'A language other than that of the original must be wanted.',
    notPublicYet: 'Everybody can read it already; what is wrong in it is corrected.',
    embargoOver:
      'The message is under embargo until it has been delivered. Record the delivery, or let protocol lift the embargo with a reason.',
    embargoStands: 'The embargo is lifted already; a second person can publish the message.',
    hasPlace: 'It has no place in the order of reading.',
  },
  effects: {
    endEmbargo: 'Its full text becomes public, unless the embargo lasts longer.',
    startTranslations: 'A translation is asked for in every wanted language that has none.',
    outdateTranslations: 'Translations of an earlier version are marked as outdated.',
  },
  transitions: {
    promise: {
      means: 'notes that the author has promised a message',
      from: ['requested'],
      to: 'promised',
      who: withContact,
    },
    decline: {
      means: 'notes that the author sends no message',
      from: ['requested', 'promised'],
      to: 'declined',
      who: withContact,
      comment: 'required',
    },
    receive: {
      means: 'takes in the original text, or a new version of it, which has to be cleared anew',
      from: ['requested', 'promised', 'received', 'in_translation', 'cleared', 'scheduled'],
      to: ['received', 'in_translation'],
      who: withContact,
      offeredIf: ['notPublicYet'],
      effects: ['outdateTranslations'],
    },
    translate: {
      means: 'starts the translations',
      from: ['received'],
      to: 'in_translation',
      who: textCircle,
      conditions: ['somethingToTranslate'],
      effects: ['startTranslations'],
    },
    clear: {
      means: 'approves the version of the text that is named, with its translations, on behalf of protocol',
      from: ['received', 'in_translation'],
      to: 'cleared',
      who: ['protocol'],
      conditions: ['hasOriginal', 'translationsApproved', 'remarksSettled'],
    },
    schedule: {
      means: 'gives it a place in the order of reading, or another one',
      from: ['cleared', 'scheduled'],
      to: 'scheduled',
      who: textCircle,
    },
    unschedule: {
      means: 'takes it out of the order of reading, and gives its place up',
      from: ['scheduled', 'cleared', 'in_translation', 'received'],
      to: ['cleared', 'in_translation', 'received'],
      who: textCircle,
      comment: 'required',
      offeredIf: ['hasPlace'],
    },
    lose_reader: {
      means: 'keeps its place in the order of reading, while there is nobody who reads it',
      from: ['scheduled'],
      to: 'cleared',
      who: ['system'],
      comment: 'required',
    },
    resume: {
      means: 'is in the order again, at the place that was kept',
      from: ['cleared'],
      to: 'scheduled',
      who: ['system'],
      offeredIf: ['hasPlace'],
    },
    deliver: {
      means: 'records that it was delivered: by whom, where, when and how much of it',
      from: ['scheduled'],
      to: 'delivered',
      who: textCircle,
      effects: ['endEmbargo'],
    },
    publish: {
      means: 'makes the full text public',
      from: ['cleared', 'scheduled', 'delivered'],
      to: ['cleared', 'scheduled', 'published'],
      who: [...textCircle, 'system'],
      offeredIf: ['notPublicYet', 'embargoOver'],
    },
    lift_embargo: {
      means: 'ends the embargo before its time; a second person then publishes the message',
      from: ['cleared', 'scheduled', 'delivered'],
      to: ['cleared', 'scheduled', 'delivered'],
      who: ['protocol'],
      comment: 'required',
      offeredIf: ['notPublicYet', 'embargoStands'],
    },
    withdraw: {
      means: 'takes the message out',
      from: ['requested', 'promised', 'received', 'in_translation', 'cleared', 'scheduled'],
      to: 'withdrawn',
      who: [...textCircle, 'system'],
      comment: 'required',
    },
  },
  clocks: {
    embargo: {
      means: 'when the embargo ends that was set to an instant, if the text was cleared by then',
      transition: 'publish',
      due: 'CASE WHEN published_at IS NULL AND cleared_at <= embargo_until THEN embargo_until END',
    },
  },
});
