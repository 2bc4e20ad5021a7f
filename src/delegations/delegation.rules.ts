import type { Principal } from '../platform/http/request-context';
import { delegationStaff } from './delegation.workflow';

/** Whether somebody works with delegations: such staff, and administrators. */
export function isDelegationStaff(by: Principal): boolean {
  return by.administrator || delegationStaff.some((role) => by.roles.includes(role));
}

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
