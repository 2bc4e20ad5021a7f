import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthController, StaffController } from './access.controller';
import { Accounts } from './accounts.service';
import { Links } from './links.service';
import { Sessions } from './sessions.service';
import { SignInLimit } from './sign-in-limit.service';
import { AccessLink, Session, StaffRoleRow, User } from './user.entity';

/**
 * Who is calling, and which role they have in which event.
 * Owns: users, staff_roles, sessions, access_links. Tells and hears no facts.
 */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([User, StaffRoleRow, Session, AccessLink])],
  controllers: [AuthController, StaffController],
  providers: [Accounts, Sessions, Links, SignInLimit],
  exports: [Accounts, Sessions, Links, SignInLimit],
})
export class AccessModule {}
