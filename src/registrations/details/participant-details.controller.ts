import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { allStaff, definePermission } from '../../access/roles';
import { alwaysInFull, IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { registrars } from '../registration.workflow';
import { ParticipantDetailsInput } from './participant-details.input';
import { ParticipantDetailsView } from './participant-details.view';
import { ParticipantDetailsQueries } from './participant-details.queries';
import { ParticipantDetailsService } from './participant-details.service';

const readDetails = definePermission('participant-details.read', [...allStaff, 'participant']);
const changeDetails = definePermission('participant-details.change', registrars);

@ApiTags('Registrations')
@Controller('api/v1/events/:event/registrations/:id/details')
export class ParticipantDetailsController {
  constructor(
    private readonly details: ParticipantDetailsService,
    private readonly queries: ParticipantDetailsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'What the category asks of somebody beside its form, and with whom they come',
    access: readDetails,
    own: { kind: 'registration', param: 'id' },
    answer: ParticipantDetailsView,
  })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<ParticipantDetailsView> {
    return alwaysInFull(await this.queries.of(event.id, id));
  }

  @Put()
  @Operation({
    summary: 'Change it: all of it, as the category asks',
    description: 'Whoever comes armed from now on is to be approved by security.',
    access: changeDetails,
    answer: ParticipantDetailsView,
    fails: [409],
  })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: ParticipantDetailsInput,
  ): Promise<ParticipantDetailsView> {
    return this.details.change(event.id, id, version, body);
  }
}
