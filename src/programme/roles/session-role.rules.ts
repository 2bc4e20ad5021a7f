/** What decides whether somebody who was asked for a role can answer by their link. */
export interface Asking {
  /** State of the role. */
  readonly state: string;
  readonly eventState: string;
  /** When the session begins; null while that is not decided. */
  readonly startsAt: Date | null;
  /** First midnight of the event, at its place. */
  readonly opensAt: Date;
  /** Last midnight of the event, at its place. */
  readonly closesAt: Date;
}

const stillOn: ReadonlySet<string> = new Set(['draft', 'published', 'running']);

/** Whether an event in this state still takes place, or is taking place. */
export const takesPlace = (eventState: string): boolean => stillOn.has(eventState);

/** Whether there is still something to ask for: the event takes place, and the session has not begun. */
export function isAhead({ eventState, startsAt, closesAt }: Asking, now: Date): boolean {
  return takesPlace(eventState) && now < (startsAt ?? closesAt);
}

/**
 * Whether the person's own answer is taken at this time. A first answer is, until the session begins: who is asked on
 * the second day to stand in on the third must be able to say so. Another answer is only until the event begins; after
 * that the programme is under way, and whoever cannot come after all speaks to the secretariat.
 */
export function takesAnswer(asking: Asking, now: Date): boolean {
  if (asking.state === 'replaced' || !isAhead(asking, now)) return false;
  return asking.state === 'asked' || now < asking.opensAt;
}
