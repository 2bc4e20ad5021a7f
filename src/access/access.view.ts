import {
  BooleanField,
  EmailField,
  EnumField,
  IdField,
  IntegerField,
  ObjectField,
  TextField,
} from '../platform/http/fields';
import { staffRoles, type StaffRole } from './roles';

export class TokensView {
  @TextField({ description: 'Send it as `Authorization: Bearer …`.', example: 'ps.…' })
  accessToken!: string;

  @TextField({ description: 'Gets new tokens once, at `/auth/refresh`.', example: 'pr.…' })
  refreshToken!: string;

  @IntegerField({ description: 'Seconds until the access token expires.', example: 43_200 })
  expiresIn!: number;
}

export class RolesInEventView {
  @IdField({ description: 'The event.' })
  event!: string;

  @TextField({ description: 'Roles there.', list: true, example: ['organiser'] })
  roles!: string[];
}

export class AccountView {
  @IdField({ description: 'Id of the account.' })
  id!: string;

  @EmailField({ description: 'Its address.', example: 'admin@plenary.example' })
  email!: string;

  @TextField({ description: 'Name of the person.', example: 'Administrator' })
  name!: string;

  @BooleanField({ description: 'Whether it may do everything everywhere.' })
  administrator!: boolean;

  @ObjectField(() => RolesInEventView, { description: 'Roles by event.', list: true })
  roles!: RolesInEventView[];
}

export class StaffMemberView {
  @IdField({ description: 'Id of the account.' })
  userId!: string;

  @TextField({ description: 'Name of the person.', example: 'Anna Petrova' })
  name!: string;

  @EmailField({ description: 'Address of the account.' })
  email!: string;

  @EnumField(staffRoles, {
    description: 'Roles in the event.',
    name: 'StaffRole',
    list: true,
    example: ['organiser'],
  })
  roles!: StaffRole[];
}

export class StaffView {
  @ObjectField(() => StaffMemberView, {
    description: 'Everybody with a role in the event, by name.',
    list: true,
  })
  items!: StaffMemberView[];
}
