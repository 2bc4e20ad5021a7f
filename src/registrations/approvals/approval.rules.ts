import { organisers, staffRoles } from '../../access/roles';
import type { Principal } from '../../platform/http/request-context';
import { isRegistrar } from '../registration.workflow';

/**
 * Whose decision a step can be: a role in the event, the focal point of the person's delegation, or `registrar` for all
 * who decide about registrations.
 */
export const stepRoles = [...staffRoles, 'focal_point', 'registrar'] as const;

export type StepRole = (typeof stepRoles)[number];

/** What a step asks for: a look that all is in order, or a decision. */
export const stepKinds = ['check', 'approval'] as const;

export type StepKind = (typeof stepKinds)[number];

/** What becomes of a step. */
export type StepOutcome = 'checked' | 'approved' | 'refused' | 'bypassed';

/** Whether a step lies behind a registration, in whatever way. */
export function isPassed(outcome: StepOutcome | null): boolean {
  return outcome !== null && outcome !== 'refused';
}

/** One step of approval, as a category asks for it. */
export interface ApprovalStep {
  readonly key: string;
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly role: StepRole;
  readonly kind: StepKind;
}

/** The one step of a category that asks for approval and does not say by whom. */
export const usualStep: ApprovalStep = {
  key: 'review',
  title: 'Review',
  titles: { ru: 'Рассмотрение', zh: '审核' },
  role: 'registrar',
  kind: 'approval',
};

/** The step of whoever names a delegation, where the category has none for its focal point. */
const focalPointStep: ApprovalStep = {
  key: 'focal_point',
  title: 'Focal point',
  titles: { ru: 'Контактное лицо делегации', zh: '代表团联络人' },
  role: 'focal_point',
  kind: 'approval',
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
  kind: 'approval',
};

/**
 * The steps through which a registration goes: none where places are given at once. A focal point decides about members of
 * the delegation only, so who has no delegation goes without that step; who named it themselves never does, and where no
 * place for that step is said, it is the first one. Whoever comes armed is approved by security too, at last.
 */
export function stepsFor(
  { approval, steps }: ApprovalPolicy,
  hasDelegation: boolean,
  namedByThemselves = false,
  isArmed = false,
): readonly ApprovalStep[] {
  if (isArmed) {
    const others = stepsFor({ approval, steps }, hasDelegation, namedByThemselves);
    return others.some(({ role, kind }) => role === 'security' && kind === 'approval')
      ? others
      : [...others, armedStep];
  }
  const confirmed = namedByThemselves ? [apartFrom(steps)] : [];
  if (approval === 'automatic') return confirmed;
  const asked = steps.filter(({ role }) => hasDelegation || role !== 'focal_point');
  if (asked.some(({ role }) => role === 'focal_point')) return asked;
  return [...confirmed, ...(asked.length > 0 ? asked : [usualStep])];
}

/** The step of the focal point under a key that none of these steps has. */
function apartFrom(steps: readonly ApprovalStep[]): ApprovalStep {
  const keys = new Set([usualStep, ...steps].map(({ key }) => key));
  let { key } = focalPointStep;
  for (let n = 2; keys.has(key); n += 1) key = `${focalPointStep.key}_${n}`;
  return { ...focalPointStep, key };
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
  // Protocol works with delegations as their focal points do.
  const actsForOthers =
    by.administrator ||
    organisers.some((one) => by.roles.includes(one)) ||
    (role === 'focal_point' && by.roles.includes('protocol'));
  return actsForOthers ? 'for_others' : 'none';
}

/** Who somebody is in the record of decisions, so that two of them are known to be the same person's. */
export function deciderOf({ kind, id }: Principal): string {
  return `${kind}:${id}`;
}

/** A role in words. */
export function spokenRole(role: string): string {
  return role === 'registrar' ? 'those who decide about registrations' : role.replaceAll('_', ' ');
}
