import { defineFact } from '../platform/outbox/define-fact';
import { defineWorkflow } from '../platform/workflow/define-workflow';
import type { WorkflowChange } from '../platform/workflow/binding';

/** A delegation was moved on: accepted, nominated, accredited, withdrawn. */
export const delegationChanged = defineFact<WorkflowChange>('delegation.changed');

/** Staff who work with delegations. */
export const delegationStaff = ['owner', 'organiser', 'protocol'] as const;

export const delegationWorkflow = defineWorkflow({
  name: 'delegation',
  table: 'delegations',
  initial: 'invited',
  states: {
    invited: { means: 'The organisation has been asked to take part.' },
    accepted: { means: 'It takes part and names its members.' },
    nominated: { means: 'Its nominations wait for protocol.' },
    returned: { means: 'Protocol has given the nominations back with remarks.' },
    accredited: { means: 'Protocol has accredited its members.' },
    declined: { means: 'It does not take part.', final: true },
    withdrawn: { means: 'It takes part no longer.', final: true },
  },
  conditions: {
    hasMembers: 'At least one member must be named.',
    inTime: 'Nominations are closed; ask the protocol officer.',
    wasInvited: 'No invitation with a deadline has been sent.',
    isOpen: 'There is no deadline, or it has passed.',
    lettersInOrder: 'Its letters must be accepted, and its members named in them.',
  },
  effects: {
    remindOfAnswer: 'Reminds the focal point and the back-up of the answer, once for each deadline.',
    tellUnanswered: 'Tells the protocol officers that the answer is overdue.',
    remindOfNominations:
      'Reminds the focal point and the back-up of the nominations, once for each deadline.',
    tellNotNominated: 'Tells the protocol officers that nothing was submitted in time.',
    confirmMembers: 'Every member that waits is confirmed, in the background.',
    cancelMembers: 'The registrations of its members are called off, in the background.',
  },
  transitions: {
    accept: {
      means: 'says that the organisation takes part',
      from: ['invited'],
      to: 'accepted',
      who: [...delegationStaff, 'focal_point'],
    },
    decline: {
      means: 'says that the organisation does not take part',
      from: ['invited', 'accepted'],
      to: 'declined',
      who: [...delegationStaff, 'focal_point'],
      comment: 'required',
      effects: ['cancelMembers'],
    },
    remind: {
      means: 'reminds the focal point that the invitation is not answered',
      from: ['invited'],
      to: 'invited',
      who: [...delegationStaff, 'system'],
      conditions: ['wasInvited'],
      effects: ['remindOfAnswer'],
    },
    escalate: {
      means: 'tells protocol that the invitation was not answered in time',
      from: ['invited'],
      to: 'invited',
      who: ['system'],
      effects: ['tellUnanswered'],
    },
    remind_nominations: {
      means: 'reminds the focal point that the nominations are not submitted',
      from: ['accepted', 'returned'],
      to: ['accepted', 'returned'],
      who: [...delegationStaff, 'system'],
      conditions: ['isOpen'],
      effects: ['remindOfNominations'],
    },
    escalate_nominations: {
      means: 'tells protocol that the nominations were not submitted in time',
      from: ['accepted', 'returned'],
      to: ['accepted', 'returned'],
      who: ['system'],
      effects: ['tellNotNominated'],
    },
    nominate: {
      means: 'submits the nominations',
      from: ['accepted', 'returned'],
      to: 'nominated',
      who: [...delegationStaff, 'focal_point'],
      conditions: ['hasMembers', 'inTime'],
    },
    return: {
      means: 'gives the nominations back with remarks',
      from: ['nominated'],
      to: 'returned',
      who: delegationStaff,
      comment: 'required',
    },
    accredit: {
      means:
        'accredits the members; although something is missing only with `override` in the input and a reason in the comment',
      from: ['nominated'],
      to: 'accredited',
      who: ['protocol'],
      conditions: ['hasMembers', 'lettersInOrder'],
      effects: ['confirmMembers'],
    },
    withdraw: {
      means: 'takes the delegation out',
      from: ['invited', 'accepted', 'nominated', 'returned', 'accredited'],
      to: 'withdrawn',
      who: [...delegationStaff, 'focal_point', 'system'],
      comment: 'required',
      effects: ['cancelMembers'],
    },
  },
  // Each asks which deadline it was for that somebody was told, so a deadline that moves is another one.
  clocks: {
    answerReminder: {
      means: 'So many days before the answer is due',
      transition: 'remind',
      due: `CASE WHEN reference IS NOT NULL AND answer_reminded_for IS DISTINCT FROM answer_by
                 THEN answer_by - make_interval(days => remind_days) END`,
    },
    answerOverdue: {
      means: 'When the answer is due',
      transition: 'escalate',
      due: `CASE WHEN reference IS NOT NULL AND answer_escalated_for IS DISTINCT FROM answer_by THEN answer_by END`,
    },
    nominationsReminder: {
      means: 'So many days before nominations close',
      transition: 'remind_nominations',
      due: `CASE WHEN nominations_reminded_for IS DISTINCT FROM nominations_close_at
                 THEN nominations_close_at - make_interval(days => remind_days) END`,
    },
    nominationsOverdue: {
      means: 'When nominations are closed, with the time of grace',
      transition: 'escalate_nominations',
      due: `CASE WHEN nominations_escalated_for IS DISTINCT FROM nominations_close_at
                 THEN nominations_close_at + make_interval(hours => grace_hours) END`,
    },
  },
});
