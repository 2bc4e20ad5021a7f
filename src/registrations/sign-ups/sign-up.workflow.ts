import { organisers } from '../../access/roles';
import { defineFact } from '../../platform/outbox/define-fact';
import { defineWorkflow } from '../../platform/workflow/define-workflow';
import type { WorkflowChange } from '../../platform/workflow/binding';

/** A sign-up was moved on: confirmed, waitlisted, promoted, cancelled. */
export const signUpChanged = defineFact<WorkflowChange>('sign-up.changed');

/** Staff who sign others up. */
export const signUpStaff = [...organisers, 'programme', 'registration_desk'] as const;

export const signUpWorkflow = defineWorkflow({
  name: 'sign_up',
  table: 'sign_ups',
  initial: 'asked',
  states: {
    asked: { means: 'Asked for; nothing is decided yet.' },
    waitlisted: { means: 'Waits until a seat falls free.' },
    confirmed: { means: 'Has a seat.' },
    cancelled: { means: 'Was given up, or has ended with the session or the registration.', final: true },
  },
  conditions: {
    stillToCome: 'The session must need seats and not have begun, and its event must take place.',
    admitted: 'The registration must be confirmed, in a category that may attend.',
    noClash: 'The person must not be elsewhere at that time.',
    notOver: 'The session must not be over.',
  },
  effects: {
    giveSeatOn: 'Gives the seat to the next in line, and looks again where else the person waits.',
    tellAllocated: 'Tells the person whether they have a seat or wait for one.',
    tellPromoted: 'Tells the person that they have a seat now.',
    tellDisplaced: 'Tells the person what is in the way, and which place in the line they have.',
    tellCancelled: 'Tells the person that the sign-up has ended, unless something else tells them why.',
  },
  transitions: {
    allocate: {
      means: 'gives a seat, or a place in the line',
      from: ['asked'],
      to: ['confirmed', 'waitlisted'],
      who: ['system'],
      effects: ['tellAllocated'],
    },
    promote: {
      means: 'gives a seat that fell free',
      from: ['waitlisted'],
      to: 'confirmed',
      who: [...signUpStaff, 'system'],
      conditions: ['stillToCome', 'admitted', 'noClash'],
      effects: ['tellPromoted'],
    },
    displace: {
      means: 'puts the person back in line by when they came, because they are elsewhere at that time now',
      from: ['confirmed'],
      to: 'waitlisted',
      who: ['system'],
      effects: ['tellDisplaced'],
    },
    cancel: {
      means: 'gives the sign-up up',
      from: ['asked', 'waitlisted', 'confirmed'],
      to: 'cancelled',
      who: ['participant', ...signUpStaff, 'system'],
      conditions: ['notOver'],
      effects: ['giveSeatOn', 'tellCancelled'],
    },
  },
});

/** States in which a sign-up is alive: a seat, or the wish for one. */
export const activeStates: readonly string[] = signUpWorkflow.transitions.cancel.from;
