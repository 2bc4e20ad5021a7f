/** To what one checks in, in words that a secretary knows. */
export const pointKinds = {
  event: 'Once for the whole event.',
  day: 'Once a day of the event, by the calendar at its place.',
  session: 'Once for a session of the released programme.',
  door: 'Any number of times: a hall, a zone, a lounge.',
} as const;

export type PointKind = keyof typeof pointKinds;

export const directions = ['in', 'out'] as const;

export type Direction = (typeof directions)[number];

/** What a point does with somebody of whom something is missing: says nothing, tells the desk, or refuses. */
export const missingPolicies = ['ignore', 'warn', 'refuse'] as const;

export type MissingPolicy = (typeof missingPolicies)[number];

/**
 * Why somebody is refused: a closed list. The word is what scanners get, the sentence what the documentation says of
 * it. In the order in which reasons are looked for: the first one that holds is told.
 */
export const refusalReasons = {
  clock_skew: 'The scanner says that it is later than it is; its clock is wrong.',
  token_invalid: 'The token was not signed by this installation, or was changed.',
  event_not_running: 'The event is a draft, over or cancelled.',
  other_event: 'The token belongs to another event.',
  unknown_code: 'Nobody at this event has this code, or whose token it was is gone.',
  token_revoked: 'The badge was reported lost; the person has another one.',
  out_not_recorded: 'Leaving is not recorded at this point.',
  not_confirmed: 'The registration is not confirmed; its state is told.',
  not_approved:
    'The registration is to be approved again, because what was approved has changed or it passed to another person, or waits for another decision.',
  blocked: 'An officer keeps the person out.',
  wrong_category: 'Only other categories are let in here.',
  not_in_zone: 'The point is at the door of a zone into which the person may not go.',
  wrong_day: 'The day is not one of the event, nor its eve.',
  zone_not_now: 'The person may go into the zone of this point, but not at this time.',
  not_open: 'It is too early or too late for this point, or its session is not on the programme.',
  missing_requirements: 'Something is missing that this point asks for.',
  no_seat: 'The session needs seats, and the person has none; one is free still.',
  session_full: 'The session needs seats, the person has none, and all are given.',
  already_in: 'The person is in already; since when is told.',
  no_reentry: 'The person was in and left, and nobody comes in twice here.',
  not_in: 'The person did not come in, or has left already.',
  client_id_reused: 'The scanner gave this clientId to the scan of somebody else.',
} as const;

export type RefusalReason = keyof typeof refusalReasons;

/** Reasons that follow from the order in which somebody was seen; what is seen later, or undone, can change them. */
export const reasonsOfOrder = [
  'already_in',
  'no_reentry',
  'not_in',
] as const satisfies readonly RefusalReason[];

/** The list of reasons for the documentation of routes. */
export function explainReasons(reasons: readonly RefusalReason[]): string {
  return reasons.map((reason) => `- \`${reason}\`: ${refusalReasons[reason]}`).join('\n');
}

/** Whether people can check in while the event is in this state: badges are given out on its eve already. */
export function takesCheckIns(eventState: string): boolean {
  return eventState === 'published' || eventState === 'running';
}

/** How far ahead of ours the clock of a scanner may be, in milliseconds. */
export const clockSkewMs = 5 * 60_000;

/** How long somebody can be in before their leaving belongs to no day any more, in hours: a dinner ends after midnight. */
export const hoursInADay = 24;

/** How long a scanner may work with a list, in hours: an old one knows too little of who was revoked or cancelled. */
const listHours = 48;

/** Until when a list that is made now may be worked with: so many hours, or as long as the point is open. */
export function listValidUntil(now: Date, closesAt: Date | null): Date {
  const longest = now.getTime() + listHours * 3_600_000;
  return new Date(closesAt === null ? longest : Math.min(longest, closesAt.getTime()));
}
