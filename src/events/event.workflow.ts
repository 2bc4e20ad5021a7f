import { defineFact } from '../platform/outbox/define-fact';
import { defineWorkflow } from '../platform/workflow/define-workflow';
import type { WorkflowChange } from '../platform/workflow/binding';

/** An event was moved on: published, started, closed, cancelled. */
export const eventChanged = defineFact<WorkflowChange>('event.changed');

/**
 * The days or the zone of an event were changed, and what has a time was moved with them: by `days`, at the same times
 * on the wall. A released programme stays as it is until the next release.
 */
export const eventRescheduled = defineFact<{
  eventId: string;
  days: number;
  from: { startDate: string; endDate: string; timeZone: string };
  to: { startDate: string; endDate: string; timeZone: string };
}>('event.rescheduled');

/** Midnight at the beginning of a day, at the place of the event. */
const startOf = (day: string): string => `(${day})::timestamp AT TIME ZONE time_zone`;

export const eventWorkflow = defineWorkflow({
  name: 'event',
  table: 'events',
  scopeColumn: 'id',
  initial: 'draft',
  states: {
    draft: { means: 'Being prepared; nobody outside sees it.' },
    published: { means: 'Announced; people can register.' },
    running: { means: 'Its first day has begun.' },
    closed: { means: 'Its last day is over.' },
    archived: { means: 'Kept for the record; the retention times run.', final: true },
    cancelled: { means: 'Does not take place.', final: true },
  },
  conditions: {
    notOver: 'The last day of the event must not be over.',
  },
  effects: {},
  transitions: {
    publish: {
      means: 'announces the event',
      from: ['draft'],
      to: 'published',
      who: ['owner', 'organiser'],
      conditions: ['notOver'],
    },
    withdraw: {
      means: 'takes the announcement back',
      from: ['published'],
      to: 'draft',
      who: ['owner'],
      comment: 'required',
    },
    start: {
      means: 'begins the event',
      from: ['published'],
      to: 'running',
      who: ['owner', 'organiser', 'system'],
    },
    close: {
      means: 'ends the event',
      from: ['running'],
      to: 'closed',
      who: ['owner', 'organiser', 'system'],
    },
    archive: { means: 'puts the event away', from: ['closed'], to: 'archived', who: ['owner'] },
    cancel: {
      means: 'cancels the event and tells everyone',
      from: ['draft', 'published', 'running'],
      to: 'cancelled',
      who: ['owner'],
      comment: 'required',
    },
  },
  clocks: {
    opening: {
      means: 'On the first day at midnight, at the place of the event',
      transition: 'start',
      due: startOf('start_date'),
    },
    closing: {
      means: 'After the last day, at midnight at the place of the event',
      transition: 'close',
      due: startOf('end_date + 1'),
    },
  },
});
