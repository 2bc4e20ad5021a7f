import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../access/event-scope';
import { definePermission, organisers } from '../access/roles';
import { MailPreferencesInput } from '../communications/preferences/mail-preference.input';
import { MailPreferencesView } from '../communications/preferences/mail-preference.view';
import { MailPreferences, type Reader } from '../communications/preferences/mail-preferences.service';
import { IfMatch } from '../platform/http/concurrency';
import { IdParam, Operation } from '../platform/http/operation';
import { httpProblems } from '../platform/http/problem';
import { RegistrationsQueries } from './registrations.queries';

const readPreferences = definePermission('mail-preferences.read', [
  ...organisers,
  'communications',
  'registration_desk',
  'auditor',
  'participant',
]);
const choose = definePermission('mail-preferences.choose', ['participant']);

const own = { kind: 'registration', param: 'id' };

/** What a participant wants to get by mail: theirs to say, for staff to see. */
@ApiTags('Messages')
@Controller('api/v1/events/:event/registrations/:id/mail-preferences')
export class RegistrationMailPreferencesController {
  constructor(
    private readonly preferences: MailPreferences,
    private readonly registrations: RegistrationsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'What somebody gets by mail, and what they have refused',
    access: readPreferences,
    own,
    answer: MailPreferencesView,
  })
  async read(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<MailPreferencesView> {
    return this.preferences.of(await this.reader(event.id, id));
  }

  @Put()
  @Operation({
    summary: 'Say what you do not want to get by mail',
    description: 'Only what is optional can be refused; what somebody must know is always sent.',
    access: choose,
    own,
    answer: MailPreferencesView,
  })
  async choose(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() { refused }: MailPreferencesInput,
  ): Promise<MailPreferencesView> {
    return this.preferences.choose(await this.reader(event.id, id), refused, 'link', version);
  }

  private async reader(eventId: string, registrationId: string): Promise<Reader> {
    const [somebody] = await this.registrations.participants(eventId, {
      registrationIds: [registrationId],
      limit: 1,
    });
    if (!somebody) throw httpProblems.notFound('There is no such registration in this event.');
    return this.preferences.readerOf(eventId, somebody);
  }
}
