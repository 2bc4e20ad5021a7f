import { defineFact } from '../platform/outbox/define-fact';

/**
 * What participants are shown of a visit or of one of its departures changed otherwise than by a step or a move: title,
 * address, host, coaches with plate and marshal, who sits on which.
 */
export const visitChanged = defineFact<{ eventId: string; siteVisitId?: string; departureId?: string }>(
  'visit.changed',
);
