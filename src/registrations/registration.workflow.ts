import { organisers, staffRoles } from '../access/roles';
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

/** A registration passed from one person to another; what was theirs by it is to be looked at again. */
export const registrationTransferred = defineFact<{
  registrationId: string;
  eventId: string;
  fromPersonId: string;
  toPersonId: string;
  recordId: string;
}>('registration.transferred');

/** Staff who decide about registrations. */
export const registrars = [...organisers, 'registration_desk', 'protocol'] as const;

/** Whoever can be asked to approve: which of them, the steps of the category say. */
const deciders = [...staffRoles, 'focal_point'] as const;

/** Who may pass a step by; whose step it is may not. */
const bypassers = organisers;

/** States in which a registration has what it was approved for: a place, an offer, or a place in the line. */
const settled = ['waitlisted', 'offered', 'confirmed'] as const;

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
    ownLink: 'The link must still be good.',
    ownStep:
      'Whoever decides must have the role of the step at which it waits, or act for it as an organiser.',
    fourEyes: 'Whoever has approved a step cannot approve the next one: two persons have to.',
    undecided:
      'Whoever has a place is not refused, unless the registration is to be approved again or is on hold.',
    mayHold: 'Those who decide about it put it on hold and resume it, and officers of security.',
    held: 'It is not on hold.',
    notHeld: 'It is on hold; resume it first.',
    nothingOpen: 'It waits for a decision.',
    ownHold: 'Another officer put it on hold, and has to resume it.',
    atStep: 'It waits at no step of approval.',
    reopened: 'Nothing is to be approved again.',
    stepsDone: 'The steps of approval come first.',
    transferable: 'A person passes it on within their delegation, once, until the date of the category.',
  },
  effects: {
    decide: 'Confirms at once where the category needs no review; otherwise says that it was received.',
    givePlaceBack: 'Gives the places back and offers them to the next in line.',
    endSteps: 'Ends the steps of approval that are open, and what was to be approved again.',
    keepNote: 'Keeps the note of whoever decided, which the person does not see.',
    handOn:
      'Gives it to the other person with nothing of the first one: links and badge are worthless, answers begin anew, approval is asked for again.',
    leaveLine: 'Takes the registration out of the lines in which it waited.',
    tellReopened: 'Tells the person that what was changed is being looked at, and that the place is kept.',
    tellReapproved: 'Tells the person that what was changed has been approved.',
    tellBypassed: 'Tells the person what they are told when the step is approved.',
    tellBoth: 'Tells both persons, and the modules above, that it has passed from one to the other.',
    tellPerson:
      'Tells the person in which state the registration is now, and once it has a place, which further forms are asked.',
  },
  transitions: {
    submit: {
      means: 'hands the registration in',
      from: ['draft'],
      to: 'submitted',
      who: ['participant', 'focal_point', ...registrars, 'system'],
      conditions: ['ownLink', 'answered'],
      effects: ['decide'],
    },
    confirm: {
      means: 'gives a place, or one in the waiting list',
      from: ['submitted', 'under_review'],
      to: ['confirmed', 'waitlisted'],
      who: ['system'],
      effects: ['endSteps', 'tellPerson'],
    },
    review: {
      means: 'takes the registration up for review',
      from: ['submitted'],
      to: 'under_review',
      who: registrars,
    },
    approve: {
      means:
        'approves the step at which the registration waits; after the last one it gets a place, or one in the waiting list',
      from: ['submitted', 'under_review'],
      to: ['under_review', 'confirmed', 'waitlisted'],
      who: deciders,
      offeredIf: ['ownStep', 'fourEyes'],
      conditions: ['notHeld', 'nothingOpen'],
      effects: ['keepNote', 'tellPerson'],
    },
    reopen: {
      means: 'asks for approval again, because what was approved has changed; the place is kept',
      from: ['submitted', 'under_review', ...settled],
      to: ['submitted', 'under_review', ...settled],
      who: ['system'],
      effects: ['tellReopened'],
    },
    reapprove: {
      means: 'approves the step at which what was changed waits; after the last one all is as it was',
      from: settled,
      to: settled,
      who: deciders,
      offeredIf: ['reopened', 'ownStep', 'fourEyes'],
      conditions: ['notHeld', 'nothingOpen'],
      effects: ['keepNote', 'tellReapproved'],
    },
    bypass: {
      means:
        'passes the step by at which the registration waits, without anybody having looked; otherwise like approving it. The reason stays on record and is not told to the person',
      from: ['submitted', 'under_review', ...settled],
      to: ['under_review', ...settled],
      who: bypassers,
      comment: 'required',
      offeredIf: ['atStep', 'fourEyes'],
      conditions: ['notHeld', 'nothingOpen'],
      effects: ['tellBypassed'],
    },
    hold: {
      means:
        'puts the registration on hold: nobody approves it, and nobody is checked in or gets a badge at the desk. The person is told nothing',
      from: ['draft', 'submitted', 'under_review', ...settled],
      to: ['draft', 'submitted', 'under_review', ...settled],
      who: staffRoles,
      quiet: true,
      comment: 'required',
      offeredIf: ['mayHold', 'notHeld'],
    },
    resume: {
      means: 'goes on with a registration that was on hold',
      from: ['draft', 'submitted', 'under_review', ...settled],
      to: ['draft', 'submitted', 'under_review', ...settled],
      who: staffRoles,
      quiet: true,
      offeredIf: ['held', 'mayHold', 'ownHold'],
    },
    waitlist: {
      means: 'puts the registration on the waiting list',
      from: ['submitted', 'under_review'],
      to: 'waitlisted',
      who: registrars,
      conditions: ['stepsDone', 'notHeld', 'nothingOpen'],
      effects: ['endSteps', 'tellPerson'],
    },
    reject: {
      means: 'refuses the registration; the person is told the reason, and not the note',
      from: ['submitted', 'under_review', ...settled],
      to: 'rejected',
      who: deciders,
      comment: 'required',
      offeredIf: ['undecided', 'ownStep'],
      effects: ['keepNote', 'endSteps', 'givePlaceBack', 'leaveLine', 'tellPerson'],
    },
    transfer: {
      means: 'passes the registration with its place to another person',
      from: ['submitted', 'under_review', ...settled],
      to: ['submitted', 'under_review', ...settled],
      who: ['participant', 'focal_point', ...registrars],
      offeredIf: ['transferable'],
      conditions: ['ownLink'],
      effects: ['handOn', 'tellBoth'],
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
      conditions: ['stepsDone', 'notHeld', 'nothingOpen'],
      effects: ['endSteps', 'leaveLine', 'tellPerson'],
    },
    accept: {
      means: 'accepts the offered place',
      from: ['offered'],
      to: 'confirmed',
      who: ['participant', 'focal_point', ...registrars],
      conditions: ['ownLink'],
      effects: ['tellPerson'],
    },
    expire: {
      means: 'ends an offer that was not accepted in time',
      from: ['offered'],
      to: 'expired',
      who: ['system'],
      effects: ['endSteps', 'givePlaceBack', 'tellPerson'],
    },
    cancel: {
      means: 'calls the registration off; the person is told the reason, if one is given',
      from: ['draft', 'submitted', 'under_review', 'waitlisted', 'offered', 'confirmed'],
      to: 'cancelled',
      who: ['participant', 'focal_point', ...registrars, 'system'],
      conditions: ['ownLink'],
      effects: ['endSteps', 'givePlaceBack', 'leaveLine', 'tellPerson'],
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
