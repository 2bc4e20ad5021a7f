import { staffRoles } from '../../access/roles';
import { httpProblems, type Problem } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { signUpProblems } from './sign-up.errors';
import { signUpStaff } from './sign-up.workflow';

const isStaff = (principal: Principal): boolean =>
  principal.administrator || staffRoles.some((role) => principal.roles.includes(role));

const holdsLink = (principal: Principal, registrationId: string): boolean =>
  principal.roles.includes('participant') &&
  principal.subject?.kind === 'registration' &&
  principal.subject.id === registrationId;

/**
 * Lets those act who sign others up, and participants for themselves.
 * @throws 404 for whom the registration does not exist, 403 for staff with another task
 */
export function assertMaySignUp(principal: Principal, registrationId: string): void {
  if (principal.administrator || signUpStaff.some((role) => principal.roles.includes(role))) return;
  if (holdsLink(principal, registrationId)) return;
  if (isStaff(principal))
    throw httpProblems.notAllowed(`This needs one of these roles in the event: ${signUpStaff.join(', ')}.`);
  throw httpProblems.notFound('There is no such thing here.');
}

/**
 * Lets staff look, and participants at what is theirs.
 * @throws 404 for everybody else
 */
export function assertMaySeeSignUp(principal: Principal, registrationId: string): void {
  if (isStaff(principal) || holdsLink(principal, registrationId)) return;
  throw httpProblems.notFound('There is no such thing here.');
}

/** From when to when. Half-open: what begins when the other ends is not in its way. */
export interface Time {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** Something that binds a participant at a time. */
export interface Commitment extends Time {
  readonly registrationId: string;
  /** `seat` in a session, `part` in a session, or what a module above calls it: `visit`, `reading`. */
  readonly kind: string;
  /** The session, the departure. */
  readonly subjectId: string;
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  /** Where it is, for the way there: a room, a site visit; null where nobody knows. */
  readonly placeId: string | null;
}

const phrases: Readonly<Record<string, (title: string) => string>> = {
  seat: (title) => `has a seat in “${title}”`,
  part: (title) => `has a part in “${title}”`,
  visit: (title) => `has a place on the visit “${title}”`,
  reading: (title) => `reads in “${title}”`,
};

/** What is in the way of a seat, in a sentence. */
export function inTheWay(commitments: readonly Commitment[]): string {
  const told = commitments.map(({ kind, title }) => phrases[kind]?.(title) ?? `is expected at “${title}”`);
  return `At that time the participant ${[...new Set(told)].join(' and ')}.`;
}

/** Somebody would be in two places at once. */
export function clashing(commitments: readonly Commitment[]): Problem {
  return signUpProblems.signUpClashes({
    detail: inTheWay(commitments),
    extra: {
      inTheWay: commitments.map(({ kind, subjectId, title, startsAt, endsAt }) => ({
        kind,
        subjectId,
        title,
        startsAt,
        endsAt,
      })),
    },
  });
}

/** A session as a release has it, as far as signing up for it asks. */
export interface OfferedSession extends Time {
  readonly capacity: number | null;
  /** Who may attend; none: everybody. */
  readonly categoryIds: readonly string[];
}

/** Why somebody cannot sign up for a session, whatever else they do, if they cannot. */
export function keptOut(
  session: OfferedSession,
  participant: { readonly categoryId: string },
  event: { readonly state: string },
  now: Date,
): Problem | undefined {
  if (session.capacity === null)
    return signUpProblems.seatsNotNeeded('Everybody whom it is for can come without a seat of their own.');
  if (!['draft', 'published', 'running'].includes(event.state))
    return signUpProblems.signUpClosed(`The event is ${event.state}.`);
  if (now >= session.startsAt)
    return signUpProblems.signUpClosed(`The session began at ${session.startsAt.toISOString()}.`);
  if (session.categoryIds.length > 0 && !session.categoryIds.includes(participant.categoryId))
    return signUpProblems.sessionNotForCategory(
      'The category of the registration is not among those that may attend.',
    );
  return undefined;
}

/** A seat that somebody has, at the time at which its session takes place now. */
export interface HeldSeat extends Time {
  readonly id: string;
  readonly sessionId: string;
  /** Whether the session has another time than the one for which the seat was given. */
  readonly moved: boolean;
  /** When the person signed up. */
  readonly since: Date;
}

const overlap = (one: Time, other: Time): boolean =>
  one.startsAt < other.endsAt && other.startsAt < one.endsAt;

/**
 * The seats of one person that have to be given up, because the programme has changed and the person would be in two
 * places at once. What was agreed elsewhere comes first: parts in the programme, visits. Of two seats the one stays whose
 * session kept its time, for it is not the person's doing that the other moved; of two that moved, the older one.
 */
export function givingWay(held: readonly HeldSeat[], elsewhere: readonly Commitment[]): HeldSeat[] {
  const order = [...held].sort(
    (a, b) =>
      Number(a.moved) - Number(b.moved) || a.since.getTime() - b.since.getTime() || (a.id < b.id ? -1 : 1),
  );
  const kept: HeldSeat[] = [];
  const given: HeldSeat[] = [];
  for (const seat of order) {
    const isElsewhere = elsewhere.some((other) => other.subjectId !== seat.sessionId && overlap(other, seat));
    if (isElsewhere || kept.some((other) => overlap(other, seat))) given.push(seat);
    else kept.push(seat);
  }
  return given;
}
