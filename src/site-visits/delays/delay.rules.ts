import type { Commitment } from '../../registrations/sign-ups/sign-up.rules';

/** What moves with a departure that goes late: nothing, what goes with the same coach, or what the same people go on as well. */
export const cascades = ['none', 'coach', 'all'] as const;

export type Cascade = (typeof cascades)[number];

/** Why a departure follows from another one: it was the one that was asked about, it has the same coach, or the same people. */
export const followReasons = ['asked', 'coach', 'people'] as const;

export type FollowReason = (typeof followReasons)[number];

/** A departure as far as one that goes late may concern it. */
export interface Following {
  readonly id: string;
  readonly siteVisitId: string;
  readonly state: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** Number plates of its coaches. */
  readonly plates: readonly string[];
  /** Registrations of its people. */
  readonly people: readonly string[];
}

/** Times as they are stored: instants in ISO 8601. */
export interface DelayMove {
  readonly departureId: string;
  readonly because: FollowReason;
  readonly fromStartsAt: string;
  readonly fromEndsAt: string;
  readonly startsAt: string;
  readonly endsAt: string;
}

export interface DelayFollower {
  readonly departureId: string;
  readonly because: FollowReason;
  readonly startsAt: string;
  /** When it could start at the earliest. */
  readonly possibleAt: string;
}

export interface DelayClash {
  readonly departureId: string;
  readonly registrationId: string;
  /** `seat`, `part`, `reading`, `visit`. */
  readonly kind: string;
  readonly subjectId: string;
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
}

export interface DelayPlan {
  readonly moves: readonly DelayMove[];
  readonly followers: readonly DelayFollower[];
}

/** Departures that have not left: only these can wait for another one. */
const waits: ReadonlySet<string> = new Set(['planned', 'open', 'closed', 'cleared']);

const minute = 60_000;

/**
 * What a departure that goes late moves, one after the other: whatever starts later, needs what it brings back (its coach,
 * its people) and could not start in time. Between two departures there has to be as much time as the way takes, or as
 * little as was planned before. What does not move, by what is asked for, is named.
 */
export function planDelay(
  late: { readonly departure: Following; readonly startsAt: Date; readonly endsAt: Date },
  others: readonly Following[],
  cascade: Cascade,
  wayBetween: (oneId: string, otherId: string) => number,
): DelayPlan {
  const now = new Map([[late.departure.id, { because: 'asked' as FollowReason, ...times(late) }]]);
  const followers = new Map<string, DelayFollower>();
  const queue = [late.departure];
  for (let first = queue.shift(); first; first = queue.shift()) {
    const moved = now.get(first.id)!;
    for (const other of inOrder(others)) {
      const because = reasonToFollow(first, other);
      if (because === undefined) continue;
      const gap = other.startsAt.getTime() - first.endsAt.getTime();
      const way = wayBetween(first.siteVisitId, other.siteVisitId) * minute;
      const possibleAt = moved.endsAt.getTime() + Math.min(way, Math.max(0, gap));
      const current = now.get(other.id)?.startsAt ?? other.startsAt;
      if (possibleAt <= current.getTime()) continue;
      if (cascade === 'none' || (cascade === 'coach' && because !== 'coach')) {
        const known = followers.get(other.id);
        if (!known || new Date(known.possibleAt).getTime() < possibleAt)
          followers.set(other.id, {
            departureId: other.id,
            because,
            startsAt: other.startsAt.toISOString(),
            possibleAt: new Date(possibleAt).toISOString(),
          });
        continue;
      }
      const by = possibleAt - other.startsAt.getTime();
      now.set(other.id, {
        because,
        startsAt: new Date(possibleAt),
        endsAt: new Date(other.endsAt.getTime() + by),
      });
      queue.push(other);
    }
  }
  const all = new Map([late.departure, ...others].map((one) => [one.id, one]));
  return {
    moves: [...now].map(([departureId, { because, startsAt, endsAt }]) => ({
      departureId,
      because,
      fromStartsAt: all.get(departureId)!.startsAt.toISOString(),
      fromEndsAt: all.get(departureId)!.endsAt.toISOString(),
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
    })),
    // One that waits for its coach and moves needs not be named for its people.
    followers: [...followers.values()].filter(
      ({ departureId, possibleAt }) =>
        (now.get(departureId)?.startsAt.getTime() ?? 0) < new Date(possibleAt).getTime(),
    ),
  };
}

const times = ({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }) => ({ startsAt, endsAt });

function inOrder(departures: readonly Following[]): Following[] {
  return [...departures].sort(
    (a, b) => a.startsAt.getTime() - b.startsAt.getTime() || (a.id < b.id ? -1 : 1),
  );
}

function reasonToFollow(first: Following, other: Following): FollowReason | undefined {
  if (first.id === other.id || !waits.has(other.state) || other.startsAt < first.startsAt) return undefined;
  if (other.startsAt.getTime() === first.startsAt.getTime()) return undefined;
  if (first.plates.some((plate) => other.plates.includes(plate))) return 'coach';
  return first.people.some((one) => other.people.includes(one)) ? 'people' : undefined;
}

/**
 * Whose next item begins before they are back, counting the way, and did not before: what was planned tighter than the way
 * takes was planned so by somebody.
 */
export function clashesAfter(
  move: DelayMove,
  siteVisitId: string,
  commitments: readonly Commitment[],
  wayBetween: (oneId: string | null, otherId: string | null) => number,
): DelayClash[] {
  const [before, after] = [Date.parse(move.fromEndsAt), Date.parse(move.endsAt)];
  return commitments.flatMap((item) => {
    const startsAt = item.startsAt.getTime();
    const gap = startsAt - before;
    const way = wayBetween(siteVisitId, item.placeId) * minute;
    if (gap < 0 || startsAt >= after + Math.min(way, gap)) return [];
    return [
      {
        departureId: move.departureId,
        registrationId: item.registrationId,
        kind: item.kind,
        subjectId: item.subjectId,
        title: item.title,
        titles: item.titles,
        startsAt: item.startsAt.toISOString(),
        endsAt: item.endsAt.toISOString(),
      },
    ];
  });
}
