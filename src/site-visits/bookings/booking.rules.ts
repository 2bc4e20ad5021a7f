import { httpProblems, type Problem } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { ageOn, dayIn } from '../departures/departure.rules';
import type { HouseRules } from '../site-visit.input';
import { siteVisitProblems } from '../site-visits.errors';
import { isStaff } from '../site-visits.queries';
import { bookers } from './booking.workflow';

/** States in which a booking has one of the seats of its departure. */
export const seated: readonly string[] = [
  'offered',
  'confirmed',
  'cleared',
  'boarded',
  'returned',
  'no_show',
];

/** States in which a person goes: whoever is only offered a place has its seat, and is on no list before they accept. */
export const listed: readonly string[] = seated.filter((state) => state !== 'offered');

const holdsLink = (principal: Principal, registrationId: string): boolean =>
  principal.roles.includes('participant') &&
  principal.subject?.kind === 'registration' &&
  principal.subject.id === registrationId;

/** Whether the caller books for others. */
export const mayBookForOthers = (principal: Principal): boolean =>
  principal.administrator || bookers.some((role) => principal.roles.includes(role));

/**
 * Lets those act who book for others, and participants for themselves.
 * @throws 404 for whom the registration does not exist, 403 for staff with another task
 */
export function assertMayBookFor(principal: Principal, registrationId: string): void {
  if (mayBookForOthers(principal)) return;
  if (holdsLink(principal, registrationId)) return;
  if (isStaff(principal))
    throw httpProblems.notAllowed(`This needs one of these roles in the event: ${bookers.join(', ')}.`);
  throw httpProblems.notFound('There is no such thing here.');
}

/**
 * Lets staff look, and participants at what is theirs.
 * @throws 404 for everybody else
 */
export function assertMaySee(principal: Principal, registrationId: string | undefined): void {
  if (isStaff(principal)) return;
  if (registrationId !== undefined && holdsLink(principal, registrationId)) return;
  throw httpProblems.notFound('There is no such thing here.');
}

/** The person who wants to go, as far as house rules ask. */
export interface Visitor {
  readonly nationality: string | null;
  readonly birthDate: string | null;
}

/** What of the host's rules keeps a person out, if anything does. */
export function hostBar(
  rules: HouseRules,
  visitor: Visitor,
  startsAt: Date,
  timeZone: string,
): 'not_received' | 'too_young' | undefined {
  if (visitor.nationality !== null && rules.excludedNationalities?.includes(visitor.nationality))
    return 'not_received';
  const { minimumAge } = rules;
  if (minimumAge == null || visitor.birthDate === null) return undefined;
  return ageOn(visitor.birthDate, dayIn(startsAt, timeZone)) >= minimumAge ? undefined : 'too_young';
}

/** Whether a place is given back when the registration passes to another person, by the host's rules. */
export function endsWithReplacement(rules: HouseRules, cutOffAt: Date, now: Date): boolean {
  if (rules.replacement === 'given_back') return true;
  return rules.replacement === 'until_cut_off' && now >= cutOffAt;
}

/** Why the host's rules keep a person out, if they do. Says nothing that would name a country. */
export function keptOut(
  rules: HouseRules,
  visitor: Visitor,
  startsAt: Date,
  timeZone: string,
): Problem | undefined {
  const bar = hostBar(rules, visitor, startsAt, timeZone);
  if (bar === 'not_received') return notReceived();
  if (bar === undefined) return undefined;
  return siteVisitProblems.visitNotPossible(
    `The host receives visitors from the age of ${rules.minimumAge ?? 0}.`,
  );
}

const notReceived = (): Problem =>
  siteVisitProblems.visitNotPossible('The host cannot receive this participant. Choose another visit.');

/** A booking that the person has already. */
export interface OtherBooking {
  readonly departure_id: string;
  readonly site_visit_id: string;
  readonly state: string;
  /** Whether it is at the time of the departure that is wanted. */
  readonly clashes: boolean;
}

/** Why a further booking is not possible beside those that the person has, if it is not. */
export function standingInTheWay(
  wanted: { readonly id: string; readonly site_visit_id: string },
  others: readonly OtherBooking[],
): Problem | undefined {
  for (const { departure_id, site_visit_id, state } of others) {
    if (site_visit_id !== wanted.site_visit_id) continue;
    if (state === 'refused') return notReceived();
    if (state === 'offered')
      return siteVisitProblems.visitAlreadyBooked(
        'A place on this visit is held for the participant: accept or decline it first.',
      );
    if (departure_id === wanted.id)
      return siteVisitProblems.alreadyBooked(`The booking is there and is ${state.replaceAll('_', ' ')}.`);
    if (state !== 'no_show')
      return siteVisitProblems.visitAlreadyBooked(
        'One departure of a visit per person: cancel the other booking first.',
      );
  }
  return others.some(({ state, clashes }) => clashes && ['confirmed', 'cleared', 'boarded'].includes(state))
    ? clashing()
    : undefined;
}

/** Somebody would be in two places at once. */
export const clashing = (): Problem =>
  siteVisitProblems.bookingClashes('The participant has a place on another departure at that time.');
