import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { allStaff, definePermission, organisers } from '../../access/roles';
import { IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { ZoneChanges, ZoneGrantInput, ZoneGrantQuery, ZoneInput } from './zone.input';
import { ZoneGrantView, ZoneView } from './zone.view';
import { ZonesQueries } from './zones.queries';
import { ZonesService } from './zones.service';

const readZones = definePermission('zones.read', allStaff);
const changeZones = definePermission('zones.change', [...organisers, 'security']);
const giveZones = definePermission('zones.give', [...organisers, 'security', 'protocol']);

/** Parts of the place into which not everybody may go. */
@ApiTags('Check-in')
@Controller('api/v1/events/:event/zones')
export class ZonesController {
  constructor(
    private readonly zones: ZonesService,
    private readonly queries: ZonesQueries,
  ) {}

  @Get()
  @Operation({ summary: 'Zones of an event, by code', access: readZones, answer: pageOf(ZoneView) })
  async list(@CurrentEvent() event: EventScope, @Query() query: PageQuery): Promise<Page<ZoneView>> {
    return this.queries.zones(event.id, query);
  }

  @Post()
  @Operation({ summary: 'Add a zone', access: changeZones, answer: ZoneView, status: 201, fails: [409] })
  async add(@CurrentEvent() event: EventScope, @Body() body: ZoneInput): Promise<ZoneView> {
    return this.zones.add(event.id, body);
  }

  @Get(':id')
  @Operation({ summary: 'One zone', access: readZones, answer: ZoneView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<ZoneView> {
    return this.queries.zone(event.id, id);
  }

  @Patch(':id')
  @Operation({ summary: 'Change a zone', access: changeZones, answer: ZoneView, fails: [409] })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: ZoneChanges,
  ): Promise<ZoneView> {
    return this.zones.change(event.id, id, version, body);
  }

  @Delete(':id')
  @Operation({ summary: 'Remove a zone into which nobody may go', access: changeZones, fails: [409] })
  async remove(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.zones.remove(event.id, id, version);
  }

  @Get(':id/grants')
  @Operation({
    summary: 'Who may go into a zone, and when',
    access: readZones,
    answer: pageOf(ZoneGrantView),
  })
  async grants(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: ZoneGrantQuery,
  ): Promise<Page<ZoneGrantView>> {
    return this.queries.grants(event.id, id, query);
  }

  @Post(':id/grants')
  @Operation({
    summary: 'Let a category, or one person, go into a zone, always or for a time',
    access: giveZones,
    answer: ZoneGrantView,
    status: 201,
    fails: [409],
  })
  async give(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Body() body: ZoneGrantInput,
  ): Promise<ZoneGrantView> {
    return this.zones.give(event.id, id, body);
  }

  @Delete(':id/grants/:grant')
  @Operation({ summary: 'Let them go in no more', access: giveZones })
  async takeBack(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('grant') grantId: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.zones.takeBack(event.id, id, grantId, version);
  }
}

@ApiTags('Check-in')
@Controller('api/v1/events/:event/registrations/:id/zones')
export class RegistrationZonesController {
  constructor(private readonly queries: ZonesQueries) {}

  @Get()
  @Operation({
    summary: 'The zones into which somebody may go, by the category and by what was given to them',
    access: readZones,
    answer: pageOf(ZoneGrantView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: PageQuery,
  ): Promise<Page<ZoneGrantView>> {
    return this.queries.ofRegistration(event.id, id, query);
  }
}
