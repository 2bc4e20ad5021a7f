import { EnumField, IdField, IntegerField, TextField } from '../platform/http/fields';
import { roleStates, sessionRoles } from './programme.rules';

export interface RoleRow extends Record<string, unknown> {
  id: string;
  version: number;
  event_id: string;
  session_id: string;
  item_id: string | null;
  person_id: string;
  role: string;
  position: number;
  state: string;
  replaces_id: string | null;
}

/** A role with all that is on record about it. */
export class RoleView {
  @IdField({ description: 'Id of the role.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @EnumField(roleStates, {
    description:
      'Whether the person was asked, and what became of it. A release names only who has accepted.',
    name: 'RoleState',
    example: 'asked',
  })
  state!: string;

  @IdField({ description: 'The session.' })
  sessionId!: string;

  @IdField({ description: 'The item of the session; null for the session as a whole.', nullable: true })
  itemId!: string | null;

  @IdField({ description: 'The person.' })
  personId!: string;

  @TextField({ description: 'Name as on the badge.', example: 'LI Na' })
  displayName!: string;

  @EnumField(sessionRoles, {
    description: 'What the person does in the session.',
    name: 'SessionRole',
    example: 'speaker',
  })
  role!: string;

  @IntegerField({ description: 'Place in the order of names.', example: 1 })
  position!: number;

  @IdField({ description: 'The role of whom this person replaces.', nullable: true })
  replacesId!: string | null;
}

export function toRoleView(row: RoleRow & { display_name: string }): RoleView {
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    sessionId: row.session_id,
    itemId: row.item_id,
    personId: row.person_id,
    displayName: row.display_name,
    role: row.role,
    position: row.position,
    replacesId: row.replaces_id,
  };
}
