import type { Principal } from '../../platform/http/request-context';
import { actsForProtocol } from '../greeting.circle';
import { greetingProblems } from '../greeting.errors';
import { isPublic, publicStates, type Embargo } from './embargo.rules';

/**
 * Summaries are cleared with the text: until then whoever works on it writes them, then protocol alone, and once everybody
 * has read them they are corrected.
 * @throws 409
 */
export function checkSummaries(row: Pick<Embargo, 'state' | 'published_at'>, principal: Principal): void {
  if (isPublic(row))
    throw greetingProblems.greetingIsPublic(
      'Everybody can read the summary; what is wrong in it is corrected.',
    );
  if (publicStates.some((state) => state === row.state) && !actsForProtocol(principal))
    throw greetingProblems.greetingWithProtocol(
      'Protocol has cleared the text with its summaries. Ask protocol if a summary has to change.',
    );
}
