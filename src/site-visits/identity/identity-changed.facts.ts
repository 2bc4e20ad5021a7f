import { defineFact } from '../../platform/outbox/define-fact';

/** Somebody has handed in other identity data for a visit, or taken them back. */
export const identityChanged = defineFact<{ siteVisitId: string; registrationId: string }>(
  'visit-identity.changed',
);
