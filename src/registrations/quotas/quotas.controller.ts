import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { allStaff, definePermission, organisers } from '../../access/roles';
import { alwaysInFull, IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { QuotaChanges, QuotaInput } from './quota.input';
import { QuotaView } from './quota.view';
import { QuotasQueries } from './quotas.queries';
import { QuotasService } from './quotas.service';

const readQuotas = definePermission('quotas.read', allStaff);
const changeQuotas = definePermission('quotas.change', [...organisers, 'registration_desk']);

@ApiTags('Registration set-up')
@Controller('api/v1/events/:event/quotas')
export class QuotasController {
  constructor(
    private readonly quotas: QuotasService,
    private readonly queries: QuotasQueries,
  ) {}

  @Get()
  @Operation({ summary: 'Quotas, with what counts in them', access: readQuotas, answer: pageOf(QuotaView) })
  async list(@CurrentEvent() event: EventScope, @Query() query: PageQuery): Promise<Page<QuotaView>> {
    return this.queries.quotas(event.id, query);
  }

  @Post()
  @Operation({
    summary: 'Add a quota',
    description: 'Whoever is registered already and matches counts in it.',
    access: changeQuotas,
    answer: QuotaView,
    status: 201,
    fails: [409],
  })
  async add(@CurrentEvent() event: EventScope, @Body() body: QuotaInput): Promise<QuotaView> {
    return this.quotas.add(event.id, body);
  }

  @Get(':id')
  @Operation({ summary: 'One quota, with what counts in it', access: readQuotas, answer: QuotaView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<QuotaView> {
    return alwaysInFull(await this.queries.quota(event.id, id));
  }

  @Patch(':id')
  @Operation({
    summary: 'Change a quota',
    description:
      'Places that are added are offered to those who wait. With other lists, the places that are taken move along, or nothing changes.',
    access: changeQuotas,
    answer: QuotaView,
    fails: [409],
  })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: QuotaChanges,
  ): Promise<QuotaView> {
    return this.quotas.change(event.id, id, version, body);
  }

  @Delete(':id')
  @Operation({ summary: 'Remove a quota in which nobody counts', access: changeQuotas, fails: [409] })
  async remove(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.quotas.remove(event.id, id, version);
  }
}
