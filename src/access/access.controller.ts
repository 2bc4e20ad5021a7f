import { Body, Controller, Delete, Get, Post, Put, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { IdParam, Operation } from '../platform/http/operation';
import { httpProblems } from '../platform/http/problem';
import { currentPrincipal } from '../platform/http/request-context';
import { accessProblems } from './access.errors';
import { LoginInput, RefreshInput, StaffInput } from './access.input';
import { AccountView, StaffMemberView, StaffView, TokensView } from './access.view';
import { Accounts } from './accounts.service';
import { CurrentEvent, type EventScope } from './event-scope';
import { allStaff, definePermission, organisers } from './roles';
import { Sessions } from './sessions.service';
import { SignInLimit } from './sign-in-limit.service';

const readStaff = definePermission('staff.read', allStaff);
const manageStaff = definePermission('staff.manage', organisers);

@ApiTags('Sign-in')
@Controller('api/v1/auth')
export class AuthController {
  constructor(
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly limit: SignInLimit,
  ) {}

  @Post('login')
  @Operation({
    summary: 'Sign in with a password',
    access: { public: 'one signs in here' },
    answer: TokensView,
    fails: [401],
  })
  async login(@Body() { email, password }: LoginInput, @Req() request: FastifyRequest): Promise<TokensView> {
    this.limit.check(request.ip, email);
    const user = await this.accounts.withPassword(email, password);
    if (!user) throw accessProblems.wrongCredentials('Check both; after a few failures wait a minute.');
    return this.sessions.open(user.id);
  }

  @Post('refresh')
  @Operation({
    summary: 'Get new tokens for a refresh token',
    access: { public: 'the refresh token is the proof' },
    answer: TokensView,
    fails: [401],
  })
  async refresh(@Body() { refreshToken }: RefreshInput): Promise<TokensView> {
    const tokens = await this.sessions.renew(refreshToken);
    if (!tokens) throw accessProblems.refreshTokenWorthless('Sign in again.');
    return tokens;
  }

  @Post('logout')
  @Operation({ summary: 'Sign out: the tokens are worthless from now on', access: 'signed-in' })
  async logout(@Req() request: FastifyRequest): Promise<void> {
    await this.sessions.close(request.headers.authorization?.slice('Bearer '.length) ?? '');
  }

  @Get('me')
  @Operation({ summary: 'Who is signed in', access: 'signed-in', answer: AccountView })
  async me(): Promise<AccountView> {
    const profile = await this.accounts.profile(currentPrincipal().id);
    if (!profile) throw httpProblems.notFound('A link has no account.');
    return profile;
  }
}

@ApiTags('Staff')
@Controller('api/v1/events/:event/staff')
export class StaffController {
  constructor(private readonly accounts: Accounts) {}

  @Get()
  @Operation({ summary: 'Who has which role', access: readStaff, answer: StaffView })
  async list(@CurrentEvent() event: EventScope): Promise<StaffView> {
    return { items: await this.accounts.staff(event.id) };
  }

  @Put()
  @Operation({
    summary: 'Give somebody roles in the event',
    access: manageStaff,
    answer: StaffMemberView,
    fails: [409],
  })
  async give(@CurrentEvent() event: EventScope, @Body() body: StaffInput): Promise<StaffMemberView> {
    return this.accounts.setRoles(event.id, body);
  }

  @Delete(':userId')
  @Operation({ summary: 'Take all roles in the event from somebody', access: manageStaff, fails: [409] })
  async remove(@CurrentEvent() event: EventScope, @IdParam('userId') userId: string): Promise<void> {
    await this.accounts.removeFromStaff(event.id, userId);
  }
}
