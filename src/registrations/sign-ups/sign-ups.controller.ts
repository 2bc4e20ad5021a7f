import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { allStaff, definePermission } from '../../access/roles';
import { hiddenFrom } from '../../events/events.queries';
import { IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal } from '../../platform/http/request-context';
import { transitionController } from '../../platform/workflow/transition-routes';
import { SignUpInput, SignUpQuery } from './sign-up.input';
import { assertMaySeeSignUp } from './sign-up.rules';
import { ProgrammeSeatsView, SignUpInLineView, SignUpView } from './sign-up.view';
import { signUpWorkflow } from './sign-up.workflow';
import { SignUpsQueries } from './sign-ups.queries';
import { SignUpsService } from './sign-ups.service';

const readSignUps = definePermission('sign-ups.read', allStaff);
const readOwnSignUps = definePermission('sign-ups.read-own', [...allStaff, 'participant']);

const forWhom = 'Staff of the programme and the registration desk for anybody, participants for themselves.';

@ApiTags('Sign-ups')
@Controller('api/v1/events/:event/sessions/:session/sign-ups')
export class SessionSignUpsController {
  constructor(
    private readonly signUps: SignUpsService,
    private readonly queries: SignUpsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Sign-ups for a session, in order of arrival',
    access: readSignUps,
    answer: pageOf(SignUpInLineView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('session') sessionId: string,
    @Query() query: SignUpQuery,
  ): Promise<Page<SignUpInLineView>> {
    return this.queries.ofSession(event.id, sessionId, query);
  }

  @Post()
  @Operation({
    summary: 'Sign up for a session that needs seats: a seat, or a place in the line',
    description: `${forWhom} The session is one of the newest release. Asked again, it answers the sign-up that is there.`,
    access: 'signed-in',
    answer: SignUpInLineView,
    status: 201,
    fails: [409],
  })
  async signUp(
    @CurrentEvent() event: EventScope,
    @IdParam('session') sessionId: string,
    @Body() body: SignUpInput,
  ): Promise<SignUpInLineView> {
    return this.signUps.signUp(event, sessionId, body);
  }

  @Get(':id')
  @Operation({
    summary: 'One sign-up for a session',
    description: 'Staff see all of them, participants their own.',
    access: 'signed-in',
    answer: SignUpView,
  })
  async one(
    @CurrentEvent() event: EventScope,
    @IdParam('session') sessionId: string,
    @IdParam('id') id: string,
  ): Promise<SignUpView> {
    return seenBy(await this.queries.signUp(event.id, id, sessionId));
  }

  @Delete(':id')
  @Operation({ summary: 'Give a sign-up up', description: forWhom, access: 'signed-in', fails: [409] })
  async cancel(
    @CurrentEvent() event: EventScope,
    @IdParam('session') sessionId: string,
    @IdParam('id') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.signUps.cancel(event, sessionId, id, version);
  }
}

@ApiTags('Sign-ups')
@Controller('api/v1/events/:event')
export class SignUpsController {
  constructor(private readonly queries: SignUpsQueries) {}

  @Get('sign-ups/:id')
  @Operation({
    summary: 'One sign-up',
    description: 'Staff see all of them, participants their own.',
    access: 'signed-in',
    answer: SignUpView,
  })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<SignUpView> {
    return seenBy(await this.queries.signUp(event.id, id));
  }

  @Get('registrations/:id/sign-ups')
  @Operation({
    summary: 'What a participant has signed up for',
    access: readOwnSignUps,
    own: { kind: 'registration', param: 'id' },
    answer: pageOf(SignUpInLineView),
  })
  async own(
    @CurrentEvent() event: EventScope,
    @IdParam('id') registrationId: string,
    @Query() query: SignUpQuery,
  ): Promise<Page<SignUpInLineView>> {
    return this.queries.ofRegistration(event.id, registrationId, query);
  }

  @Get('programme/seats')
  @Operation({
    summary: 'Which sessions of the programme need seats, and how many are free',
    access: { public: 'what is still possible in an announced event is for everybody' },
    answer: ProgrammeSeatsView,
  })
  async seats(@CurrentEvent() event: EventScope): Promise<ProgrammeSeatsView> {
    if (hiddenFrom(event, currentPrincipal())) throw httpProblems.notFound('There is no such event.');
    return { items: await this.queries.seats(event.id) };
  }
}

export const SignUpTransitionController = transitionController({
  workflow: signUpWorkflow,
  path: 'api/v1/events/:event/sign-ups/:id',
  tag: 'Sign-ups',
  view: SignUpView,
  read: readSignUps,
});

/** @throws 404 for somebody else's, with the link of a participant */
function seenBy(signUp: SignUpView): SignUpView {
  assertMaySeeSignUp(currentPrincipal(), signUp.registrationId);
  return signUp;
}
