import { organisers } from '../../access/roles';
import { defineFact } from '../../platform/outbox/define-fact';
import { defineWorkflow } from '../../platform/workflow/define-workflow';
import type { WorkflowChange } from '../../platform/workflow/binding';

/** A booking was moved on: confirmed, waitlisted, promoted, cancelled, boarded. */
export const bookingChanged = defineFact<WorkflowChange>('booking.changed');

const coordinators = [...organisers, 'visit_coordinator'] as const;
const marshals = [...coordinators, 'transport_marshal'] as const;

/** Staff who book for others. */
export const bookers = [...coordinators, 'registration_desk'] as const;

export const bookingWorkflow = defineWorkflow({
  name: 'booking',
  table: 'bookings',
  initial: 'wished',
  // An allocation that is accepted makes bookings of places that were shared out before.
  // A place that is offered to somebody who lost theirs is held from the beginning.
  entries: ['confirmed', 'offered'],
  states: {
    wished: { means: 'Asked for; nobody has decided yet.' },
    waitlisted: { means: 'Waits until a place falls free.' },
    confirmed: { means: 'Has a place.' },
    cleared: { means: 'Has a place, and the host has agreed to the person.' },
    refused: { means: 'The host does not receive the person.' },
    boarded: { means: 'On board.' },
    offered: { means: 'A place is held for the person until the offer expires.' },
    returned: { means: 'Went and is back.' },
    no_show: { means: 'Did not come.' },
    cancelled: { means: 'Was given up, or taken back.', final: true },
  },
  conditions: {
    beforeCutOff: 'The departure must be open, and its cut-off must not have passed.',
    noClash: 'The person must not have a place elsewhere at that time.',
    notLeft: 'The departure must not have left yet.',
    notLeftOrWaits:
      'The departure must not have left yet; a place in its waiting list can be ended by the system afterwards, too.',
    boarding: 'The departure must be closed for booking, and not be over.',
    onTheWay: 'The departure must have left.',
    hasLeft: 'The departure must have left, and may be over.',
    inTime: 'The offer must not have expired.',
  },
  effects: {
    givePlaceOn: 'Gives the place back, and to the next in line until the cut-off.',
    tellPerson: 'Tells the person whether they have a place or wait for one.',
    tellPromoted: 'Tells the person that they have a place now.',
    tellCancelled: 'Tells the person that the booking has ended.',
    tellNotReceived: 'Tells the person that the host cannot receive them, and nothing else.',
    keepWord: 'Keeps what the host has said where only the host and the coordinators read it.',
    withdrawOthers: 'Withdraws what else was offered to the person in the place of what they lost.',
  },
  transitions: {
    allocate: {
      means: 'gives a place, or one in the waiting list',
      from: ['wished'],
      to: ['confirmed', 'waitlisted'],
      who: ['system'],
      effects: ['tellPerson'],
    },
    promote: {
      means: 'gives a place that fell free',
      from: ['waitlisted'],
      to: 'confirmed',
      who: [...coordinators, 'system'],
      conditions: ['beforeCutOff', 'noClash'],
      effects: ['tellPromoted'],
    },
    accept: {
      means: 'accepts a place that was offered',
      from: ['offered'],
      to: 'confirmed',
      who: ['participant', ...bookers],
      conditions: ['inTime', 'beforeCutOff', 'noClash'],
      effects: ['withdrawOthers', 'tellPerson'],
    },
    decline: {
      means: 'declines a place that was offered',
      from: ['offered'],
      to: 'cancelled',
      who: ['participant', ...bookers, 'system'],
      effects: ['givePlaceOn'],
    },
    lapse: {
      means: 'ends an offer that was not accepted in time, or before booking was closed',
      from: ['offered'],
      to: 'cancelled',
      who: ['system'],
      effects: ['givePlaceOn', 'tellCancelled'],
    },
    requeue: {
      means: 'puts the person at the head of the waiting list: there are fewer places',
      from: ['confirmed', 'cleared'],
      to: 'waitlisted',
      who: ['system'],
      conditions: ['notLeft'],
    },
    regroup: {
      means: 'takes the person along to another departure of the visit',
      from: ['waitlisted', 'confirmed', 'cleared', 'offered'],
      to: ['waitlisted', 'confirmed', 'cleared', 'offered'],
      who: ['system'],
      conditions: ['notLeft'],
    },
    clear: {
      means: 'records that the host agrees to the person',
      from: ['confirmed'],
      to: 'cleared',
      who: [...coordinators, 'host_contact'],
      conditions: ['notLeft'],
      effects: ['keepWord'],
    },
    recheck: {
      means: 'asks for the agreement of the host again: the place has passed to another person',
      from: ['cleared'],
      to: 'confirmed',
      who: ['system'],
      conditions: ['notLeft'],
    },
    refuse: {
      means: 'records that the host does not receive the person',
      from: ['confirmed', 'cleared'],
      to: 'refused',
      who: [...coordinators, 'host_contact'],
      conditions: ['notLeft'],
      effects: ['keepWord', 'givePlaceOn', 'tellNotReceived'],
    },
    reinstate: {
      means:
        'takes the refusal back: the person has a place again, if one is left, and the host is asked anew',
      from: ['refused'],
      to: 'confirmed',
      who: coordinators,
      conditions: ['notLeft', 'noClash'],
      effects: ['keepWord', 'tellPerson'],
    },
    board: {
      means: 'counts the person on board',
      // Who was thought not to have come may turn up, or have been counted by a phone that was offline.
      from: ['confirmed', 'cleared', 'no_show'],
      to: 'boarded',
      who: marshals,
      conditions: ['boarding'],
    },
    unboard: {
      means: 'takes back that the person was on board',
      from: ['boarded'],
      to: ['confirmed', 'cleared', 'no_show'],
      // When the event is cancelled while people board.
      who: [...marshals, 'system'],
    },
    return: {
      means: 'counts the person back',
      from: ['boarded'],
      to: 'returned',
      who: [...marshals, 'system'],
      conditions: ['onTheWay'],
    },
    miss: {
      means: 'records that the person did not come',
      from: ['confirmed', 'cleared'],
      to: 'no_show',
      who: [...marshals, 'system'],
      conditions: ['onTheWay'],
    },
    correct: {
      means: 'corrects afterwards whether the person went, and whether they are excused',
      from: ['confirmed', 'cleared', 'boarded', 'returned', 'no_show'],
      to: ['returned', 'no_show'],
      who: coordinators,
      comment: 'required',
      conditions: ['hasLeft'],
    },
    cancel: {
      means: 'gives the booking up',
      from: ['wished', 'waitlisted', 'offered', 'confirmed', 'cleared'],
      to: 'cancelled',
      who: ['participant', ...bookers, 'system'],
      conditions: ['notLeftOrWaits'],
      effects: ['givePlaceOn', 'tellCancelled'],
    },
  },
  clocks: {
    offer: {
      means: 'When the time for which the place is held is over',
      transition: 'lapse',
      due: 'offer_expires_at',
    },
  },
});
