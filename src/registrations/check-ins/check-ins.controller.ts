import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { allStaff, definePermission, organisers } from '../../access/roles';
import { IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { explainReasons, refusalReasons, type RefusalReason } from './admission.rules';
import { Batches } from './batches.service';
import { BatchInput, CandidateQuery, CheckInInput, CheckInQuery, RefusalQuery } from './check-in.input';
import { BatchView, CandidateView, CheckInView, RefusalView } from './check-in.view';
import { CheckInsQueries } from './check-ins.queries';
import { CheckInsService } from './check-ins.service';

const checkIn = definePermission('check-ins.change', [...organisers, 'check_in', 'registration_desk']);
const readCheckIns = definePermission('check-ins.read', allStaff);

const reasons = explainReasons(Object.keys(refusalReasons) as RefusalReason[]);

@ApiTags('Check-in')
@Controller('api/v1/events/:event/check-ins')
export class CheckInsController {
  constructor(
    private readonly checkIns: CheckInsService,
    private readonly batches: Batches,
    private readonly queries: CheckInsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Who came in and who went out',
    access: readCheckIns,
    answer: pageOf(CheckInView),
  })
  async list(@CurrentEvent() event: EventScope, @Query() query: CheckInQuery): Promise<Page<CheckInView>> {
    return this.queries.list(event, query);
  }

  @Post()
  @Operation({
    summary: 'Let somebody in, or out, by the code of their registration or the QR code of their badge',
    description: `The answer has what the desk needs to know of the person. The same \`clientId\` again answers what it answered first. A refusal is recorded and says why in \`reason\`, one of a closed list, the first that holds; where the person is known, \`registration\` has what the desk sees of them; \`already_in\` says since when in \`checkedInAt\`, \`not_open\` from when to when in \`opensAt\` and \`closesAt\`. \`unknown_code\` is answered with 404, \`token_invalid\` and \`clock_skew\` with 422, all others with 409.\n\n${reasons}`,
    access: checkIn,
    answer: CheckInView,
    status: 201,
    fails: [404, 409, 422],
  })
  async mark(@CurrentEvent() event: EventScope, @Body() body: CheckInInput): Promise<CheckInView> {
    return this.checkIns.checkIn(event, body, currentPrincipal());
  }

  @Post('batch')
  @Operation({
    summary: 'Hand in what a scanner decided while it was offline',
    description:
      'Up to 1,000 scans of one point, recorded all together or not at all, in the order of `at`. A person who was let in was let in: it is recorded, and where it should not have been, `reason` says why, by what is known now. Of two scanners that let the same person in, the one that was first by time made the entry; the scan of the other is recorded as a second sighting (`conflict`, `already_in`). Each `clientId` counts once, so a batch can be sent again after a lost answer.',
    access: checkIn,
    answer: BatchView,
    fails: [404, 422],
  })
  async batch(@CurrentEvent() event: EventScope, @Body() body: BatchInput): Promise<BatchView> {
    return this.batches.record(event, body, currentPrincipal());
  }

  @Get('candidates')
  @Operation({
    summary: 'Who may be meant: by name, code, address or organisation',
    description:
      'What the desk sees of each, whether they are in at the point, and why they would be refused now, if they would. Check the one who is meant in by their code.',
    access: checkIn,
    answer: pageOf(CandidateView),
  })
  async candidates(
    @CurrentEvent() event: EventScope,
    @Query() query: CandidateQuery,
  ): Promise<Page<CandidateView>> {
    return this.queries.candidates(event, query);
  }

  @Get(':id')
  @Operation({ summary: 'One check-in', access: readCheckIns, answer: CheckInView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<CheckInView> {
    return this.queries.checkIn(event, id);
  }

  @Delete(':id')
  @Operation({
    summary: 'Undo a check-in, in or out',
    description:
      'It stays on record and counts no more. What was seen of the person before and after it is worked out anew.',
    access: checkIn,
  })
  async undo(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.checkIns.undo(event, id, version, currentPrincipal());
  }
}

@ApiTags('Check-in')
@Controller('api/v1/events/:event/check-in-refusals')
export class CheckInRefusalsController {
  constructor(private readonly queries: CheckInsQueries) {}

  @Get()
  @Operation({
    summary: 'Who was refused, and why',
    description: reasons,
    access: readCheckIns,
    answer: pageOf(RefusalView),
  })
  async list(@CurrentEvent() event: EventScope, @Query() query: RefusalQuery): Promise<Page<RefusalView>> {
    return this.queries.refusals(event, query);
  }
}
