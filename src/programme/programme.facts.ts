import { defineFact } from '../platform/outbox/define-fact';

/**
 * Delegates and the public see another programme from now on: the release that is named. After the withdrawal of the
 * only release it names that one, and there is no programme to see.
 */
export const programmeReleased = defineFact<{ eventId: string; releaseId: string; number: number }>(
  'programme.released',
);
