import { Body, Controller, Get, Headers, Inject, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Accounts } from '../access/accounts.service';
import { Sessions } from '../access/sessions.service';
import { SignInLimit } from '../access/sign-in-limit.service';
import { CONFIG, type Config } from '../platform/config';
import { SecretField, TextField } from '../platform/http/fields';
import { Operation } from '../platform/http/operation';
import { boardPath } from '../platform/jobs/board/queue-board';
import { html } from './link-form';
import { PageFilter, wantedLanguage } from './page.filter';
import { asPage } from './page';
import { signInPage, signOutPage } from './sign-in.page';
import { boardCookie } from './queues.guard';

class SignInForm {
  @TextField({ description: 'Address of the account.', max: 320, example: 'admin@plenary.example' })
  email!: string;

  @SecretField({ description: 'Password of the account.', example: 'a long phrase of your own' })
  password!: string;
}

/** The way of an administrator to the queues in a browser: a session as every other, kept in a cookie for that page only. */
@ApiExcludeController()
@Controller()
@UseFilters(PageFilter)
export class SignInController {
  private readonly secure: boolean;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly limit: SignInLimit,
  ) {
    this.secure = config.publicUrl.startsWith('https:');
  }

  @Get('sign-in')
  @Operation({ summary: 'The form to sign in', access: { public: 'one signs in here' }, answer: html })
  form(
    @Headers('accept-language') languages: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string {
    return asPage(reply, signInPage(wantedLanguage(languages)), 'self');
  }

  @Post('sign-in')
  @Operation({ summary: 'Sign in to the queues', access: { public: 'one signs in here' }, answer: html })
  async signIn(
    @Body() { email, password }: SignInForm,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    this.limit.check(request.ip, email);
    const language = wantedLanguage(request.headers['accept-language']);
    const user = await this.accounts.withPassword(email, password);
    const administrator = user && (await this.accounts.profile(user.id))?.administrator === true;
    if (!administrator) {
      void reply.status(user ? 403 : 401);
      return asPage(reply, signInPage(language, email, user ? 'notAdministrator' : 'wrong'), 'self');
    }
    const { accessToken, expiresIn } = await this.sessions.open(user.id);
    void reply
      .setCookie(boardCookie, accessToken, {
        path: boardPath,
        httpOnly: true,
        sameSite: 'strict',
        secure: this.secure,
        maxAge: expiresIn,
      })
      .status(303)
      .headers({ location: boardPath, 'cache-control': 'no-store' });
    return '';
  }

  @Get('queues/sign-out')
  @Operation({ summary: 'Asks whether to sign out', access: { public: 'it only asks' }, answer: html })
  askToSignOut(
    @Headers('accept-language') languages: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string {
    return asPage(reply, signOutPage(wantedLanguage(languages)), 'self');
  }

  @Post('queues/sign-out')
  @Operation({
    summary: 'Sign out of the queues',
    access: { public: 'the cookie says whose session ends' },
    answer: html,
  })
  async signOut(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const token = request.cookies[boardCookie];
    if (token !== undefined) await this.sessions.close(token);
    void reply
      .clearCookie(boardCookie, { path: boardPath })
      .status(303)
      .headers({ location: '/sign-in', 'cache-control': 'no-store' });
    return '';
  }
}
