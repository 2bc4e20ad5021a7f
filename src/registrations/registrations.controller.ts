import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../access/event-scope';
import { allStaff, definePermission, organisers } from '../access/roles';
import { hiddenFrom } from '../events/events.queries';
import { alwaysInFull, IfMatch } from '../platform/http/concurrency';
import { IdParam, Operation } from '../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../platform/http/page';
import { httpProblems } from '../platform/http/problem';
import { currentPrincipal } from '../platform/http/request-context';
import { transitionController } from '../platform/workflow/transition-routes';
import { CheckInsService } from './check-ins.service';
import {
  CheckInInput,
  RegistrationChanges,
  RegistrationInput,
  RegistrationQuery,
} from './registration.input';
import {
  CheckInView,
  RegistrationDetailView,
  RegistrationReceiptView,
  RegistrationView,
} from './registration.view';
import { registrars, registrationWorkflow } from './registration.workflow';
import { RegistrationsQueries } from './registrations.queries';
import { RegistrationsService } from './registrations.service';

const listRegistrations = definePermission('registrations.list', allStaff);
const readRegistration = definePermission('registrations.read', [...allStaff, 'participant']);
const changeRegistration = definePermission('registrations.change', [...registrars, 'participant']);
const checkIn = definePermission('check-ins.change', [...organisers, 'check_in', 'registration_desk']);
const readCheckIns = definePermission('check-ins.read', allStaff);

/** A participant's link opens the one registration that is theirs. */
const own = { kind: 'registration', param: 'id' } as const;

@ApiTags('Registrations')
@Controller('api/v1/events/:event/registrations')
export class RegistrationsController {
  constructor(
    private readonly registrations: RegistrationsService,
    private readonly queries: RegistrationsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Registrations of an event',
    access: listRegistrations,
    answer: pageOf(RegistrationView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @Query() query: RegistrationQuery,
  ): Promise<Page<RegistrationView>> {
    return this.queries.list(event.id, query);
  }

  @Post()
  @Operation({
    summary: 'Register somebody',
    description:
      'The public registers while registration is open, in the categories that are open to it. Staff register anybody in any category at any time.',
    access: { public: 'people register without an account' },
    answer: RegistrationReceiptView,
    status: 201,
    fails: [403, 409],
  })
  async register(
    @CurrentEvent() event: EventScope,
    @Body() body: RegistrationInput,
  ): Promise<RegistrationReceiptView> {
    const principal = currentPrincipal();
    if (hiddenFrom(event, principal)) throw httpProblems.notFound('There is no such event.');
    return this.registrations.registerAsAsked(event.id, body, principal);
  }

  @Get(':id')
  @Operation({
    summary: 'One registration',
    access: readRegistration,
    own,
    answer: RegistrationDetailView,
  })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<RegistrationDetailView> {
    return alwaysInFull(await this.queries.registration(event.id, id, currentPrincipal()));
  }

  @Patch(':id')
  @Operation({
    summary: 'Change what is known of the person, or the answers',
    description:
      'Answers are those to the whole form: what is left out is removed, except files, the person’s own data and what can no longer be changed.',
    access: changeRegistration,
    own,
    answer: RegistrationDetailView,
  })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: RegistrationChanges,
  ): Promise<RegistrationDetailView> {
    return this.registrations.change(event.id, id, version, body, currentPrincipal());
  }
}

export const RegistrationTransitionController = transitionController({
  workflow: registrationWorkflow,
  path: 'api/v1/events/:event/registrations/:id',
  tag: 'Registrations',
  view: RegistrationDetailView,
  read: readRegistration,
  own,
});

@ApiTags('Check-in')
@Controller('api/v1/events/:event/check-ins')
export class CheckInsController {
  constructor(
    private readonly checkIns: CheckInsService,
    private readonly queries: RegistrationsQueries,
  ) {}

  @Get()
  @Operation({ summary: 'Who came in', access: readCheckIns, answer: pageOf(CheckInView) })
  async list(@CurrentEvent() event: EventScope, @Query() query: PageQuery): Promise<Page<CheckInView>> {
    return this.queries.checkIns(event.id, query);
  }

  @Post()
  @Operation({
    summary: 'Let somebody in by the code of their registration',
    description:
      'A refusal says why in `reason`: unknown_code (404), not_confirmed or already_in (409, with `checkedInAt`).',
    access: checkIn,
    answer: CheckInView,
    status: 201,
    fails: [404, 409],
  })
  async mark(@CurrentEvent() event: EventScope, @Body() body: CheckInInput): Promise<CheckInView> {
    return this.checkIns.checkIn(event, body, currentPrincipal());
  }

  @Get(':id')
  @Operation({ summary: 'One check-in', access: readCheckIns, answer: CheckInView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<CheckInView> {
    return this.queries.checkIn(event.id, id);
  }

  @Delete(':id')
  @Operation({ summary: 'Undo a check-in', access: checkIn })
  async undo(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.checkIns.undo(event.id, id, version, currentPrincipal());
  }
}
