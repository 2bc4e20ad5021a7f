import { organisers } from '../../access/roles';
import { defineFact } from '../../platform/outbox/define-fact';
import { defineWorkflow } from '../../platform/workflow/define-workflow';
import type { WorkflowChange } from '../../platform/workflow/binding';

/** What a host was asked was moved on: it has answered, is overdue, or there is somebody new to decide. */
export const hostRequestChanged = defineFact<WorkflowChange>('host-request.changed');

/** Who arranges visits with hosts, and reads what hosts say of people. */
export const visitCoordinators = [...organisers, 'visit_coordinator'] as const;

const ofDeparture = 'b.departure_id = host_requests.departure_id';
const somebodyWaits = `EXISTS (SELECT 1 FROM bookings b WHERE ${ofDeparture} AND b.state = 'confirmed')`;
/** A departure that is moved to before the deadline takes the deadline with it. */
const deadline = `least(answer_by, (SELECT d.starts_at FROM departures d WHERE d.id = host_requests.departure_id))`;

/** The host is asked for its word on the people of a departure, and has a time to give it. */
export const hostRequestWorkflow = defineWorkflow({
  name: 'host_request',
  table: 'host_requests',
  initial: 'asked',
  states: {
    asked: { means: 'The host knows whom it has to decide about.' },
    reminded: { means: 'The host was reminded.' },
    overdue: { means: 'The time has passed, and the host has not decided about everybody.' },
    answered: { means: 'The host has decided about everybody who has a place.' },
    ended: { means: 'There is nothing left to decide: the group has left, or does not go.', final: true },
  },
  conditions: {
    somebodyWaits: 'There must be somebody about whom the host has not decided.',
  },
  effects: {
    tellHost: 'Tells the contacts of the host whom it has to decide about.',
    remindHost: 'Reminds the contacts of the host.',
    tellCoordinators: 'Tells the coordinators of visits that the host has not answered.',
  },
  transitions: {
    settle: {
      means: 'records that the host has decided about everybody',
      from: ['asked', 'reminded', 'overdue'],
      to: 'answered',
      who: ['system'],
    },
    remind: {
      means: 'reminds the host',
      from: ['asked', 'reminded', 'overdue'],
      to: ['reminded', 'overdue'],
      who: [...visitCoordinators, 'system'],
      conditions: ['somebodyWaits'],
      effects: ['remindHost'],
    },
    escalate: {
      means: 'records that the time has passed without an answer',
      from: ['asked', 'reminded'],
      to: 'overdue',
      who: ['system'],
      effects: ['tellCoordinators'],
    },
    resume: {
      means: 'asks about those who have a place since the host answered',
      from: ['answered'],
      to: ['asked', 'reminded'],
      who: ['system'],
      effects: ['tellHost'],
    },
    renew: {
      means: 'asks the host again, until another time',
      from: ['asked', 'reminded', 'overdue', 'answered'],
      to: 'asked',
      who: visitCoordinators,
      conditions: ['somebodyWaits'],
      effects: ['tellHost'],
    },
    end: {
      means: 'asks no more',
      from: ['asked', 'reminded', 'overdue', 'answered'],
      to: 'ended',
      who: [...visitCoordinators, 'system'],
    },
  },
  clocks: {
    over: {
      means: 'When the group has left or the departure is cancelled',
      transition: 'end',
      due: `(SELECT d.updated_at FROM departures d WHERE d.id = host_requests.departure_id
              AND d.state IN ('departed', 'returned', 'reported', 'cancelled'))`,
    },
    answered: {
      means: 'When the host has decided about everybody',
      transition: 'settle',
      due: `CASE WHEN NOT ${somebodyWaits} THEN updated_at END`,
    },
    reminder: {
      means: 'So many hours before the answer is due',
      transition: 'remind',
      due: `CASE WHEN state = 'asked' AND ${somebodyWaits} THEN ${deadline} - make_interval(hours => remind_hours) END`,
    },
    overdue: {
      means: 'When the answer is due',
      transition: 'escalate',
      due: `CASE WHEN ${somebodyWaits} THEN ${deadline} END`,
    },
    // Places are given on one by one; the host is asked about an hour of them together.
    further: {
      means: 'An hour after somebody has got a place about whom the host has not decided',
      transition: 'resume',
      due: `(SELECT min(b.updated_at) + interval '1 hour' FROM bookings b WHERE ${ofDeparture} AND b.state = 'confirmed')`,
    },
  },
});
