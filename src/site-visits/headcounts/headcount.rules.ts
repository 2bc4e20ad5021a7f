/** Where heads are counted on the day of a visit. */
export const headcountPoints = ['boarding', 'gate', 'back'] as const;

export type HeadcountPoint = (typeof headcountPoints)[number];

/** What each point is, for the documentation. */
export const pointsExplained =
  '`boarding`: getting on the coach; `gate`: at the gate of the host; `back`: on board again to go back';

/**
 * Why a scan does not count: a closed list, in the order in which reasons are looked for. The word is what phones get, the
 * sentence what the documentation says of it.
 */
export const headcountReasons = {
  token_invalid: 'The badge was not signed by this installation, or was changed.',
  other_event: 'The badge belongs to another event.',
  unknown_code: 'Nobody at this event has this code, or whose badge it was is gone.',
  token_revoked: 'The badge was reported lost; the person has another one.',
  blocked: 'An officer keeps the person out of the event.',
  not_on_departure: 'The person has no place on this departure; where they have one is told.',
  waitlisted: 'The person waits for a place on this departure and has none.',
  cancelled: 'The place of the person on this departure was given up or taken back.',
  booked_elsewhere: 'The person did not come in time, and has a place on another departure instead.',
  not_yet: 'Booking for this departure is not closed yet.',
  over: 'The departure is over or cancelled; nobody is counted any more.',
  too_old: 'The scan is older than phones may hand in.',
  client_id_reused: 'The phone gave this clientId to the scan of somebody else, or at another point.',
} as const;

export type HeadcountReason = keyof typeof headcountReasons;

/** What is remarkable about somebody who was counted all the same. */
export const headcountWarnings = {
  wrong_coach: 'The person has a seat on another coach.',
  late: 'The departure had left without the person.',
  not_boarded: 'Nobody had counted the person on board; they are now.',
} as const;

export type HeadcountWarning = keyof typeof headcountWarnings;

/** A closed list for the documentation of routes. */
export const explainWords = (words: Readonly<Record<string, string>>): string =>
  Object.entries(words)
    .map(([word, sentence]) => `- \`${word}\`: ${sentence}`)
    .join('\n');

/** How far the clock of a phone may be from ours, in milliseconds; its scans are put right by as much. */
export const mostSkewMs = 15 * 60_000;

/** How old a scan may be when a phone hands it in, in hours: a visit to a hall without a network ends the same day. */
export const oldestHours = 12;

/** How long a phone may work with a list before it has to ask for a new one, in minutes. */
export const listMinutes = 60;

/** What is known of a scan and of whose it was. */
export interface ScanFacts {
  /** Whether the badge could be read; a code or a name needs none. */
  readonly isForged: boolean;
  readonly isOfOtherEvent: boolean;
  readonly isKnown: boolean;
  readonly isRevoked: boolean;
  readonly isBlocked: boolean;
  readonly isTooOld: boolean;
  /** State of the booking on this departure; null when there is none. */
  readonly bookingState: string | null;
  /** Whether the person has a place elsewhere that leaves no room for this one. */
  readonly isElsewhere: boolean;
  readonly departureState: string;
}

const countable: ReadonlySet<string> = new Set(['confirmed', 'cleared', 'boarded', 'returned', 'no_show']);

/** Why a scan does not count; null when it does. The first reason that holds. */
export function reasonAgainst(scan: ScanFacts): HeadcountReason | null {
  if (scan.isForged) return 'token_invalid';
  if (scan.isOfOtherEvent) return 'other_event';
  if (!scan.isKnown) return 'unknown_code';
  if (scan.isRevoked) return 'token_revoked';
  if (scan.isBlocked) return 'blocked';
  if (scan.bookingState === null) return 'not_on_departure';
  if (scan.bookingState === 'waitlisted' || scan.bookingState === 'wished') return 'waitlisted';
  if (!countable.has(scan.bookingState)) return 'cancelled';
  if (scan.bookingState === 'no_show' && scan.isElsewhere) return 'booked_elsewhere';
  if (scan.departureState === 'planned' || scan.departureState === 'open') return 'not_yet';
  if (scan.departureState === 'reported' || scan.departureState === 'cancelled') return 'over';
  return scan.isTooOld ? 'too_old' : null;
}

/** What is remarkable about somebody who is counted. */
export function warningsOf(scan: {
  readonly point: HeadcountPoint;
  readonly bookingState: string;
  readonly ownCoachId: string | null;
  readonly coachId: string | null;
}): HeadcountWarning[] {
  const wasAboard = scan.bookingState === 'boarded' || scan.bookingState === 'returned';
  return [
    ...(scan.coachId !== null && scan.ownCoachId !== null && scan.coachId !== scan.ownCoachId
      ? (['wrong_coach'] as const)
      : []),
    ...(scan.bookingState === 'no_show' ? (['late'] as const) : []),
    ...(scan.point !== 'boarding' && !wasAboard ? (['not_boarded'] as const) : []),
  ];
}

/**
 * How far the clock of a phone is ahead of ours, in milliseconds: by what it says that the time is while it sends. The way of
 * a message through the network is part of it, which is seconds at most.
 */
export function skewOf(sentAt: Date, now: Date): number {
  return sentAt.getTime() - now.getTime();
}

/** When a scan really was, by the clock of a phone that is so far ahead; never later than now. */
export function trueTime(at: Date, skewMs: number, now: Date): Date {
  return new Date(Math.min(at.getTime() - skewMs, now.getTime()));
}

/** Somebody with a place on a departure, and where they were counted. */
export interface BoardPerson {
  readonly bookingId: string;
  readonly registrationId: string;
  readonly code: string;
  readonly name: string;
  readonly nativeName: string | null;
  readonly organisation: string | null;
  readonly state: string;
  /** The coach on which they have a seat. */
  readonly coachId: string | null;
  /** The coach on which they were counted last, where that was said. */
  readonly countedOnId: string | null;
  readonly gateAt: Date | null;
  readonly backAt: Date | null;
}

const aboard = ({ state }: BoardPerson): boolean => state === 'boarded' || state === 'returned';
const back = ({ state, backAt }: BoardPerson): boolean => state === 'returned' || backAt !== null;

/** The coach on which somebody is, as far as anybody knows: the one on which they were seen, or else their own. */
export const coachOf = ({ countedOnId, coachId }: BoardPerson): string | null => countedOnId ?? coachId;

/** How many of these people were counted at each point. */
export interface PointCounts {
  readonly people: number;
  readonly boarding: number;
  readonly gate: number;
  readonly back: number;
}

/** Counts people at each point; those who did not come are none of them. */
export function countsOf(people: readonly BoardPerson[]): PointCounts {
  const coming = people.filter(({ state }) => state !== 'no_show');
  const going = coming.filter(aboard);
  return {
    people: coming.length,
    boarding: going.length,
    gate: going.filter(({ gateAt }) => gateAt !== null).length,
    back: going.filter(back).length,
  };
}

/**
 * Who is missing now, and at which point. Before the group leaves: whoever has a place and is not on board. On the way: the
 * point at which the last ones are being counted says who is not there yet; while nobody is being counted, nobody is missing.
 * Afterwards: whoever left with the group and did not come back with it.
 */
export function missingOf(
  departureState: string,
  people: readonly BoardPerson[],
): { readonly person: BoardPerson; readonly point: HeadcountPoint }[] {
  const counts = countsOf(people);
  const isHere = (person: BoardPerson): boolean => ['confirmed', 'cleared'].includes(person.state);
  const at = (point: HeadcountPoint, is: (person: BoardPerson) => boolean) =>
    people.filter(is).map((person) => ({ person, point }));
  switch (departureState) {
    case 'open':
    case 'closed':
    case 'cleared':
      return at('boarding', isHere);
    case 'departed':
    case 'returned': {
      // Where nobody counts at the door of the coach, nobody is missed at it either.
      const left = counts.boarding > 0 ? at('boarding', isHere) : [];
      if (departureState === 'returned' || counts.back > 0)
        return [...left, ...at('back', (person) => person.state === 'boarded' && person.backAt === null)];
      if (counts.gate > 0)
        return [...left, ...at('gate', (person) => person.state === 'boarded' && person.gateAt === null)];
      return left;
    }
    default:
      return [];
  }
}
