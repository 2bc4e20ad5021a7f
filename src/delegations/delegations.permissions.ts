import { definePermission } from '../access/roles';
import { delegationStaff } from './delegation.workflow';

export const readDelegations = definePermission('delegations.read', [
  ...delegationStaff,
  'programme',
  'registration_desk',
  'visit_coordinator',
  'communications',
  'auditor',
  'focal_point',
]);
export const changeDelegations = definePermission('delegations.change', delegationStaff);
export const inviteDelegations = definePermission('delegations.invite', ['protocol']);
export const nameMembers = definePermission('delegations.members', [...delegationStaff, 'focal_point']);

export const decideOnMembers = definePermission('delegations.decide', [...delegationStaff, 'focal_point']);

/** To see what is missing and what was handed in. */
export const readDocuments = definePermission('delegations.documents', [
  ...delegationStaff,
  'auditor',
  'focal_point',
]);
/** To hand documents in, and to see them. */
export const handInDocuments = definePermission('delegations.hand-in', [...delegationStaff, 'focal_point']);

/** A focal point's link reaches the one delegation that it is for. */
export const own = { kind: 'delegation', param: 'id' };
