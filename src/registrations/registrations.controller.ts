import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../access/event-scope';
import { allStaff, definePermission } from '../access/roles';
import { hiddenFrom } from '../events/events.queries';
import { alwaysInFull, IfMatch } from '../platform/http/concurrency';
import { IdParam, Operation } from '../platform/http/operation';
import { pageOf, type Page } from '../platform/http/page';
import { httpProblems } from '../platform/http/problem';
import { currentPrincipal } from '../platform/http/request-context';
import { transitionController } from '../platform/workflow/transition-routes';
import { RegistrationChanges, RegistrationInput, RegistrationQuery } from './registration.input';
import { RegistrationDetailView, RegistrationReceiptView, RegistrationView } from './registration.view';
import { registrars, registrationWorkflow } from './registration.workflow';
import { RegistrationsQueries } from './registrations.queries';
import { RegistrationsService } from './registrations.service';

const listRegistrations = definePermission('registrations.list', allStaff);
const readRegistration = definePermission('registrations.read', [...allStaff, 'participant']);
const changeRegistration = definePermission('registrations.change', [...registrars, 'participant']);

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
    description:
      '`q` takes words in any order, in any script, with or without diacritics: each must be the beginning of a word of the name, the name in the person’s own script, the organisation or the address, or, from four characters on, of the code (or its second half). In scripts without spaces any characters in a row will do. `@` and four characters of a domain find whoever writes from there. At most ten words count. Sorted by `createdAt` (the latest first unless told otherwise), `name`, `code` or `organisation`. Staff who decide about registrations may also look for short answers.',
    access: listRegistrations,
    answer: pageOf(RegistrationView),
    fails: [403],
  })
  async list(
    @CurrentEvent() event: EventScope,
    @Query() query: RegistrationQuery,
  ): Promise<Page<RegistrationView>> {
    return this.queries.list(event.id, query, currentPrincipal());
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
  // The person is told nothing of a hold, nor why a step was passed by.
  concealed: { steps: ['hold', 'resume'], reasonsOf: ['bypass'] },
  // Null for who never passed on: then nothing is excluded.
  ownHistory:
    'NOT COALESCE(r.id <= (SELECT g.transfer_record_id FROM registrations g WHERE g.id = r.subject_id), false)',
});
