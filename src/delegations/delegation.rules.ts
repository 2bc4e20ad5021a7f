import type { Principal } from '../platform/http/request-context';
import { delegationStaff } from './delegation.workflow';

/** Whether somebody works with delegations: such staff, and administrators. */
export function isDelegationStaff(by: Principal): boolean {
  return by.administrator || delegationStaff.some((role) => by.roles.includes(role));
}

/** States in which members come and go. */
export const takesMembers: ReadonlySet<string> = new Set(['invited', 'accepted', 'returned', 'nominated']);

/** States in which people can name a delegation as theirs, and its focal point decides about them. */
export const takesApplications: ReadonlySet<string> = new Set(['accepted', 'returned', 'nominated']);

/** The instant at which nominations are taken no more: the deadline and the hours of grace after it; null for never. */
export function graceEndsAt(closesAt: Date | null, graceHours: number): Date | null {
  return closesAt === null ? null : new Date(closesAt.getTime() + graceHours * 3_600_000);
}

/** Whether a nomination is in time at an instant, late within the time of grace, or not taken any more. */
export function timeliness(
  closesAt: Date | null,
  graceHours: number,
  now: Date,
): 'in-time' | 'late' | 'closed' {
  if (closesAt === null || now < closesAt) return 'in-time';
  return now < graceEndsAt(closesAt, graceHours)! ? 'late' : 'closed';
}

/** What decides whether the focal point of a delegation moves its places now. */
export interface SeatRules {
  readonly state: string;
  readonly moves_seats: boolean;
  readonly nominations_close_at: Date | null;
  readonly grace_hours: number;
}

/** Whether the focal point may move places now: where the organiser lets it, and as long as it may nominate. */
export function movesSeatsNow(rules: SeatRules, now: Date): boolean {
  return (
    rules.moves_seats &&
    takesMembers.has(rules.state) &&
    timeliness(rules.nominations_close_at, rules.grace_hours, now) !== 'closed'
  );
}
