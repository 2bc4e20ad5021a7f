const minute = 60_000;

/**
 * Pauses before the attempts after the first one, as they are on average, in milliseconds: short ones first for servers
 * that greylist, then longer and longer.
 */
const averagePauses = [1, 5, 15, 30, 60, 120, 240, 480, 600].map((minutes) => minutes * minute);

/** Nobody is asked again sooner. */
const shortestPause = 20_000;

/** How long a message is tried at least whose server asks to come again, however chance fell. */
const leastTrial = 24 * 60 * minute;

/** How long a message is kept at most whose mail server cannot be reached. */
const patience = 3 * 24 * 60 * minute;

/** "Full jitter": anything between nothing and twice the average, so that those who were turned away together do not come back together. */
function jittered(average: number, chance: number): number {
  return Math.max(shortestPause, Math.round(chance * 2 * average));
}

/**
 * The pause after an attempt that the server has put off (4xx), in milliseconds; undefined when it was the last one:
 * after ten attempts and 24 hours.
 * @param attempts how many there have been
 * @param waited milliseconds since the message was first taken up
 * @param chance from 0 to 1
 */
export function pauseAfter(attempts: number, waited: number, chance: number): number | undefined {
  const average = averagePauses[attempts - 1];
  if (average === undefined && waited >= leastTrial) return undefined;
  return jittered(average ?? averagePauses[averagePauses.length - 1]!, chance);
}

/**
 * The pause of a message that is not to blame, for the mail server could not be reached, in milliseconds: a quarter of
 * what it has waited already, a minute at least and five at most on average. Undefined after three days.
 */
export function pauseWhileUnreachable(waited: number, chance: number): number | undefined {
  if (waited > patience) return undefined;
  return jittered(Math.min(5 * minute, Math.max(minute, waited / 4)), chance);
}
