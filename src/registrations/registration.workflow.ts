import { organisers } from '../access/roles';
import type { Principal } from '../platform/http/request-context';
import { defineFact } from '../platform/outbox/define-fact';
import { defineWorkflow } from '../platform/workflow/define-workflow';
import type { WorkflowChange } from '../platform/workflow/binding';

/** A registration was moved on: submitted, confirmed, offered a place, cancelled. */
export const registrationChanged = defineFact<WorkflowChange>('registration.changed');

/** Whether a registration has come to an end without the person taking part. */
export function hasEnded({ to }: Pick<WorkflowChange, 'to'>): boolean {
  return to === 'cancelled' || to === 'rejected' || to === 'expired';
}

/** Staff who decide about registrations. */
export const registrars = [...organisers, 'registration_desk', 'protocol'] as const;

/** Whether somebody decides about registrations: such staff, administrators, and the program itself. */
export function isRegistrar(by: Principal): boolean {
  return by.administrator || registrars.some((role) => by.roles.includes(role));
}

export const registrationWorkflow = defineWorkflow({
  name: 'registration',
  table: 'registrations',
  initial: 'draft',
  states: {
    draft: { means: 'Begun; nobody decides about it yet.' },
    submitted: { means: 'Handed in; waits for a decision.' },
    under_review: { means: 'Somebody looks at it.' },
    waitlisted: { means: 'Waits until a place falls free.' },
    offered: { means: 'A place is held for the person until the offer expires.' },
    confirmed: { means: 'Has a place.' },
    rejected: { means: 'Was refused.', final: true },
    cancelled: { means: 'Was called off.', final: true },
    expired: { means: 'A place was offered and not accepted in time.', final: true },
  },
  conditions: {
    answered: 'The required questions of the form must be answered.',
  },
  effects: {
    decide: 'Confirms at once where the category needs no review; otherwise says that it was received.',
    givePlaceBack: 'Gives the places back and offers them to the next in line.',
    leaveLine: 'Takes the registration out of the lines in which it waited.',
    tellPerson:
      'Tells the person in which state the registration is now, and once it has a place, which further forms are asked.',
  },
  transitions: {
    submit: {
      means: 'hands the registration in',
      from: ['draft'],
      to: 'submitted',
      who: ['participant', 'focal_point', ...registrars, 'system'],
      conditions: ['answered'],
      effects: ['decide'],
    },
    confirm: {
      means: 'gives a place, or one in the waiting list',
      from: ['submitted'],
      to: ['confirmed', 'waitlisted'],
      who: ['system'],
      effects: ['tellPerson'],
    },
    review: {
      means: 'takes the registration up for review',
      from: ['submitted'],
      to: 'under_review',
      who: registrars,
    },
    approve: {
      means: 'approves the registration: it gets a place, or one in the waiting list',
      from: ['submitted', 'under_review'],
      to: ['confirmed', 'waitlisted'],
      who: registrars,
      effects: ['tellPerson'],
    },
    waitlist: {
      means: 'puts the registration on the waiting list',
      from: ['submitted', 'under_review'],
      to: 'waitlisted',
      who: registrars,
      effects: ['tellPerson'],
    },
    reject: {
      means: 'refuses the registration; the person is told the reason',
      from: ['submitted', 'under_review', 'waitlisted'],
      to: 'rejected',
      who: registrars,
      comment: 'required',
      effects: ['givePlaceBack', 'leaveLine', 'tellPerson'],
    },
    offer: {
      means: 'offers a free place and holds it for a time',
      from: ['waitlisted'],
      to: 'offered',
      who: ['system', ...organisers, 'registration_desk'],
      effects: ['leaveLine', 'tellPerson'],
    },
    advance: {
      means:
        'moves the registration up in the waiting list, before all others or by the priority that is given',
      from: ['waitlisted'],
      to: 'waitlisted',
      who: registrars,
      comment: 'required',
    },
    overbook: {
      means: 'gives a place although none is free',
      from: ['submitted', 'under_review', 'waitlisted'],
      to: 'confirmed',
      who: organisers,
      comment: 'required',
      effects: ['leaveLine', 'tellPerson'],
    },
    accept: {
      means: 'accepts the offered place',
      from: ['offered'],
      to: 'confirmed',
      who: ['participant', 'focal_point', ...registrars],
      effects: ['tellPerson'],
    },
    expire: {
      means: 'ends an offer that was not accepted in time',
      from: ['offered'],
      to: 'expired',
      who: ['system'],
      effects: ['givePlaceBack', 'tellPerson'],
    },
    cancel: {
      means: 'calls the registration off; the person is told the reason, if one is given',
      from: ['draft', 'submitted', 'under_review', 'waitlisted', 'offered', 'confirmed'],
      to: 'cancelled',
      who: ['participant', 'focal_point', ...registrars, 'system'],
      effects: ['givePlaceBack', 'leaveLine', 'tellPerson'],
    },
  },
  clocks: {
    offer: {
      means: 'When the time for which the offered place is held is over',
      transition: 'expire',
      due: 'offer_expires_at',
    },
  },
});
