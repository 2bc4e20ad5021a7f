import { organisers, staffRoles } from '../../access/roles';
import type { Principal } from '../../platform/http/request-context';
import { isRegistrar } from '../registration.workflow';

/**
 * Whose decision a step can be: a role in the event, the focal point of the person's delegation, or `registrar` for all
 * who decide about registrations.
 */
export const stepRoles = [...staffRoles, 'focal_point', 'registrar'] as const;

export type StepRole = (typeof stepRoles)[number];

/** One step of approval, as a category asks for it. */
export interface ApprovalStep {
  readonly key: string;
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly role: StepRole;
}

/** The one step of a category that asks for approval and does not say by whom. */
export const usualStep: ApprovalStep = {
  key: 'review',
  title: 'Review',
  titles: { ru: 'Рассмотрение', zh: '审核' },
  role: 'registrar',
};

/** How a category decides about registrations. */
export interface ApprovalPolicy {
  readonly approval: string;
  readonly steps: readonly ApprovalStep[];
}

/** The step of whoever comes armed. */
const armedStep: ApprovalStep = {
  key: 'armed',
  title: 'Security',
  titles: { ru: 'Служба безопасности', zh: '安保部门' },
  role: 'security',
};

/**
 * The steps through which a registration goes: none where places are given at once. A focal point decides about members of
 * the delegation only, so who has no delegation goes without that step. Whoever comes armed is approved by security too, at last.
 */
export function stepsFor(
  { approval, steps }: ApprovalPolicy,
  hasDelegation: boolean,
  isArmed = false,
): readonly ApprovalStep[] {
  if (isArmed && !steps.some(({ role }) => role === 'security'))
    return [...stepsFor({ approval, steps }, hasDelegation), armedStep];
  if (approval === 'automatic') return isArmed ? [armedStep] : [];
  const asked = steps.filter(({ role }) => hasDelegation || role !== 'focal_point');
  return asked.length > 0 ? asked : [usualStep];
}

/** Whether somebody decides about a step: in their own role, or for others, as organisers and administrators may. */
export type Say = 'own' | 'for_others' | 'none';

/** What say somebody has in the steps of a role, for a registration of this delegation. */
export function sayIn(role: string, by: Principal, delegationId: string | null): Say {
  if (by.kind === 'system' || by.kind === 'anonymous') return 'none';
  if (by.kind === 'link') {
    const { subject } = by;
    const isTheirs =
      subject?.kind === 'delegation' && delegationId !== null && subject.id === delegationId.toLowerCase();
    return role === 'focal_point' && isTheirs && by.roles.includes('focal_point') ? 'own' : 'none';
  }
  if (role === 'registrar' ? isRegistrar(by) : by.roles.includes(role)) return 'own';
  return by.administrator || organisers.some((one) => by.roles.includes(one)) ? 'for_others' : 'none';
}

/** Who somebody is in the record of decisions, so that two of them are known to be the same person's. */
export function deciderOf({ kind, id }: Principal): string {
  return `${kind}:${id}`;
}

/** A role in words. */
export function spokenRole(role: string): string {
  return role === 'registrar' ? 'those who decide about registrations' : role.replaceAll('_', ' ');
}
