import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { allStaff, definePermission, organisers } from '../../access/roles';
import { IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { CheckInInput } from './check-in.input';
import { CheckInView } from './check-in.view';
import { CheckInsQueries } from './check-ins.queries';
import { CheckInsService } from './check-ins.service';

const checkIn = definePermission('check-ins.change', [...organisers, 'check_in', 'registration_desk']);
const readCheckIns = definePermission('check-ins.read', allStaff);

@ApiTags('Check-in')
@Controller('api/v1/events/:event/check-ins')
export class CheckInsController {
  constructor(
    private readonly checkIns: CheckInsService,
    private readonly queries: CheckInsQueries,
  ) {}

  @Get()
  @Operation({ summary: 'Who came in', access: readCheckIns, answer: pageOf(CheckInView) })
  async list(@CurrentEvent() event: EventScope, @Query() query: PageQuery): Promise<Page<CheckInView>> {
    return this.queries.list(event.id, query);
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
