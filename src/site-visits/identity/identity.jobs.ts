import { defineJob } from '../../platform/jobs/define-job';

/**
 * Does what follows when a host asks something else: erases what it needs no more, and asks those who have a place for what
 * is missing. `version` is the one of the visit with which it was changed.
 */
export const applyIdentityRules = defineJob<{ siteVisitId: string; version: number }>(
  'site-visits.apply-identity-rules',
);
