import { organisers } from '../../access/roles';
import { defineFact } from '../../platform/outbox/define-fact';
import { defineWorkflow } from '../../platform/workflow/define-workflow';
import type { WorkflowChange } from '../../platform/workflow/binding';

/** A departure was moved on: opened, closed, departed, cancelled. */
export const departureChanged = defineFact<WorkflowChange>('departure.changed');

/**
 * Start, end or meeting point of a departure changed, so that those who go have to be told; with `told`, they were told in
 * the same act, of all that it means for them.
 */
export const departureMoved = defineFact<{ eventId: string; departureId: string; told?: true }>(
  'departure.moved',
);

const coordinators = [...organisers, 'visit_coordinator'] as const;
const marshals = [...coordinators, 'transport_marshal'] as const;

export const departureWorkflow = defineWorkflow({
  name: 'departure',
  table: 'departures',
  initial: 'planned',
  states: {
    planned: { means: 'Announced; takes no bookings yet.' },
    open: { means: 'Takes bookings until the cut-off.' },
    closed: { means: 'Takes no more bookings; who goes is settled.' },
    cleared: { means: 'The host has given its word.' },
    departed: { means: 'On its way.' },
    returned: { means: 'Back.' },
    reported: { means: 'How it went is on record.', final: true },
    cancelled: { means: 'Does not take place.', final: true },
  },
  conditions: {
    beforeCutOff: 'The cut-off must not have passed.',
    nobodyAboard: 'Nobody may be on board, unless the whole event is cancelled.',
  },
  effects: {
    cancelBookings: 'Cancels all bookings, takes everybody off again who is on board, and tells everyone.',
    freezeManifest:
      'Fixes the list of those who go under its number, and sends it to the host and the coach.',
    recordNoShows: 'Records, where heads were counted, that those who are not on board did not come.',
    recordReturns: 'Records that those who were counted back are back.',
  },
  transitions: {
    open: {
      means: 'opens the departure for booking',
      from: ['planned'],
      to: 'open',
      who: coordinators,
      conditions: ['beforeCutOff'],
    },
    close: {
      means: 'ends booking',
      from: ['open'],
      to: 'closed',
      who: [...coordinators, 'system'],
      effects: ['freezeManifest'],
    },
    clear: {
      means: 'records that the host receives the group',
      from: ['closed'],
      to: 'cleared',
      who: [...coordinators, 'system'],
    },
    recheck: {
      means: 'waits for the host again: somebody has come to the group about whom it has not decided',
      from: ['cleared'],
      to: 'closed',
      who: ['system'],
    },
    depart: {
      means: 'sends the group on its way',
      from: ['closed', 'cleared'],
      to: 'departed',
      who: marshals,
      effects: ['recordNoShows'],
    },
    return: {
      means: 'records that the group is back',
      from: ['departed'],
      to: 'returned',
      who: marshals,
      effects: ['recordReturns'],
    },
    report: {
      means: 'records how it went',
      from: ['returned'],
      to: 'reported',
      who: coordinators,
    },
    cancel: {
      means: 'cancels the departure and tells everyone',
      from: ['planned', 'open', 'closed', 'cleared'],
      to: 'cancelled',
      who: [...coordinators, 'system'],
      comment: 'required',
      conditions: ['nobodyAboard'],
      effects: ['cancelBookings'],
    },
  },
  clocks: {
    cutOff: {
      means: 'At the cut-off',
      transition: 'close',
      due: 'cut_off_at',
    },
    allCleared: {
      means: 'When booking has ended and the host has agreed to everybody who has a place',
      transition: 'clear',
      due: `(SELECT CASE WHEN bool_and(b.state = 'cleared') THEN max(b.updated_at) END FROM bookings b
              WHERE b.departure_id = departures.id AND b.state IN ('confirmed', 'cleared'))`,
    },
  },
});
