import { defineJob } from '../../platform/jobs/define-job';

/** Tells the host of a departure what is otherwise than on its list, if anything still is. */
export const amendManifest = defineJob<{ departureId: string }>('site-visits.amend-manifest', {
  transactional: true,
});
