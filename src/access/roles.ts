import type { Permission } from '../platform/http/permission';

/** Roles that staff have in an event. */
export const staffRoles = [
  'owner',
  'organiser',
  'programme',
  'protocol',
  'translator',
  'registration_desk',
  'visit_coordinator',
  'transport_marshal',
  'communications',
  'check_in',
  'security',
  'auditor',
] as const;

export type StaffRole = (typeof staffRoles)[number];

/** Roles of those who come with a signed link, by the kind of thing that the link is for. */
export const linkRoles = {
  registration: 'participant',
  delegation: 'focal_point',
  site_visit: 'host_contact',
  session_role: 'speaker',
  greeting: 'greeting_contact',
} as const;

export type LinkKind = keyof typeof linkRoles;

export type Role = StaffRole | (typeof linkRoles)[LinkKind] | 'system';

/** Owners and organisers may do nearly everything in their event; named once, so that no list forgets them. */
export const organisers = ['owner', 'organiser'] as const satisfies readonly StaffRole[];

/** Whoever works on the event, in whatever role. */
export const allStaff = staffRoles;

const declared = new Map<string, Permission>();

/**
 * Declares a right and who has it. Each module declares the rights of its own routes.
 * @throws when two modules declare the same name
 */
export function definePermission(name: string, roles: readonly Role[]): Permission {
  if (declared.has(name)) throw new Error(`the permission "${name}" is declared twice`);
  const permission: Permission = { name, roles };
  declared.set(name, permission);
  return permission;
}

/** Every right that was declared. */
export function declaredPermissions(): Permission[] {
  return [...declared.values()];
}
