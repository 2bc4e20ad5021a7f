import { Body, Controller, Delete, Get, Header, Patch, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { allStaff, definePermission, organisers } from '../../access/roles';
import { IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal } from '../../platform/http/request-context';
import { CheckInKeysView } from './check-in-key.view';
import {
  CheckInPointChanges,
  CheckInPointInput,
  CheckInPointQuery,
  OfflineListQuery,
} from './check-in-point.input';
import { CheckInFiguresView, CheckInPointView } from './check-in-point.view';
import { CheckInPointsQueries } from './check-in-points.queries';
import { CheckInPointsService } from './check-in-points.service';
import { listExplained } from './offline-list.rules';
import { OfflineLists } from './offline-lists.service';

const desks = [...organisers, 'registration_desk'] as const;

const readPoints = definePermission('check-in-points.read', allStaff);
const changePoints = definePermission('check-in-points.change', desks);
const downloadLists = definePermission('check-in-lists.read', [...desks, 'check_in']);

@ApiTags('Check-in')
@Controller('api/v1/events/:event/check-in-points')
export class CheckInPointsController {
  constructor(
    private readonly points: CheckInPointsService,
    private readonly queries: CheckInPointsQueries,
    private readonly lists: OfflineLists,
  ) {}

  @Get()
  @Operation({
    summary: 'To what people check in at an event',
    access: readPoints,
    answer: pageOf(CheckInPointView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @Query() query: CheckInPointQuery,
  ): Promise<Page<CheckInPointView>> {
    return this.queries.list(event.id, query);
  }

  @Post()
  @Operation({
    summary: 'Add a check-in point',
    description:
      'One point for a hall or zone, however many gates lead there: scanners say with `deviceId` which one they are. Every event has a point of the kind `day` from the start; that of a session is made by the first scan that names the session.',
    access: changePoints,
    answer: CheckInPointView,
    status: 201,
    fails: [409],
  })
  async add(@CurrentEvent() event: EventScope, @Body() body: CheckInPointInput): Promise<CheckInPointView> {
    return this.points.add(event, body);
  }

  @Get(':id')
  @Header('cache-control', 'no-store')
  @Operation({ summary: 'One check-in point', access: readPoints, answer: CheckInPointView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<CheckInPointView> {
    return this.queries.point(event.id, id);
  }

  @Patch(':id')
  @Operation({ summary: 'Change a check-in point', access: changePoints, answer: CheckInPointView })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: CheckInPointChanges,
  ): Promise<CheckInPointView> {
    return this.points.change(event, id, version, body);
  }

  @Delete(':id')
  @Operation({ summary: 'Remove a check-in point to which nobody came', access: changePoints })
  async remove(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.points.remove(event, id, version);
  }

  @Get(':id/figures')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'How many are in, came and were refused, now',
    access: readPoints,
    answer: CheckInFiguresView,
  })
  async figures(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<CheckInFiguresView> {
    return this.queries.figures(event, id);
  }

  @Get(':id/offline')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'The signed list with which a scanner works offline',
    description: listExplained,
    access: downloadLists,
    answer: { mediaType: 'application/x-ndjson', description: 'JSON lines, the last of which is the seal.' },
    fails: [409],
  })
  async offline(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() { withNames = false }: OfflineListQuery,
  ): Promise<StreamableFile> {
    const by = currentPrincipal();
    if (withNames && !by.administrator && !desks.some((role) => by.roles.includes(role)))
      throw httpProblems.notAllowed(
        'Names are for organisers and the registration desk; leave withNames out.',
      );
    return new StreamableFile(await this.lists.list(event, id, withNames), {
      type: 'application/x-ndjson; charset=utf-8',
      disposition: `attachment; filename="check-in-${id}.ndjson"`,
    });
  }
}

@ApiTags('Check-in')
@Controller('api/v1/events/:event/check-in-keys')
export class CheckInKeysController {
  constructor(private readonly lists: OfflineLists) {}

  @Get()
  @Operation({
    summary: 'The public keys with which badges and lists are verified',
    description: 'They stay the same as long as the secret of the installation does.',
    access: readPoints,
    answer: CheckInKeysView,
  })
  keys(): CheckInKeysView {
    return { items: this.lists.published() };
  }
}
