import { EmailField, EnumField, SecretField, TextField } from '../platform/http/fields';
import { staffRoles, type StaffRole } from './roles';

export class LoginInput {
  @EmailField({ description: 'Address of the account.', example: 'admin@plenary.example' })
  email!: string;

  @SecretField({ description: 'Password of the account.', example: 'a long phrase of your own' })
  password!: string;
}

export class RefreshInput {
  @SecretField({
    description: 'The refresh token of the last sign-in or refresh; it is spent by this.',
    example: 'pr.…',
  })
  refreshToken!: string;
}

export class StaffInput {
  @EmailField({ description: 'Address of the account; made when there is none.' })
  email!: string;

  @TextField({ description: 'Name of the person.', example: 'Anna Petrova' })
  name!: string;

  @EnumField(staffRoles, {
    description: 'Roles in the event; replaces those that the person had.',
    name: 'StaffRole',
    list: 10,
    example: ['organiser'],
  })
  roles!: StaffRole[];
}
