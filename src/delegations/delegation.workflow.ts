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
  },
  effects: {
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
      means: 'accredits the members',
      from: ['nominated'],
      to: 'accredited',
      who: ['protocol'],
      conditions: ['hasMembers'],
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
});
