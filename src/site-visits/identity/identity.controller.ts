import { Body, Controller, Delete, Get, Header, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission, organisers } from '../../access/roles';
import { alwaysInFull, IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { IdentityRequests } from './identity-requests.service';
import {
  IdentityDataQuery,
  IdentityErasureQuery,
  IdentityHandInInput,
  IdentityLookQuery,
  IdentityRequestQuery,
} from './identity.input';
import { IdentityQueries } from './identity.queries';
import {
  IdentityDataView,
  IdentityErasureView,
  IdentityLookView,
  IdentityRequestView,
  OwnIdentityRequestsView,
  OwnIdentityRequestView,
} from './identity.view';

const handIn = definePermission('identity-data.hand-in', ['participant', 'visit_coordinator']);
const readData = definePermission('identity-data.read', ['visit_coordinator', 'host_contact']);
const readRequests = definePermission('identity-requests.read', [...organisers, 'visit_coordinator']);
const readLooks = definePermission('identity-looks.read', [...organisers, 'visit_coordinator', 'auditor']);
const readOwnLooks = definePermission('identity-looks.read-own', [
  'participant',
  'visit_coordinator',
  'auditor',
]);
const readErasures = definePermission('identity-erasures.read', [
  ...organisers,
  'visit_coordinator',
  'auditor',
]);

/** A participant's link opens the one registration that is theirs. */
const ofRegistration = { kind: 'registration', param: 'id' } as const;
/** A host's link opens its own visit. */
const ofVisit = { kind: 'site_visit', param: 'id' } as const;

/** What hosts ask of one person. What was handed in is never shown here again. */
@ApiTags('Identity data')
@Controller('api/v1/events/:event/registrations/:id')
export class OwnIdentityController {
  constructor(
    private readonly requests: IdentityRequests,
    private readonly queries: IdentityQueries,
  ) {}

  @Get('identity-requests')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'What hosts of visits ask of a person, and what of it is there',
    description: 'One for each visit on which the person has a place. Values are not shown.',
    access: handIn,
    own: ofRegistration,
    answer: OwnIdentityRequestsView,
  })
  async list(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<OwnIdentityRequestsView> {
    return { items: await this.queries.own(event.id, id) };
  }

  @Get('identity-requests/:siteVisitId')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'What one host asks of a person, and what of it is there',
    access: handIn,
    own: ofRegistration,
    answer: OwnIdentityRequestView,
  })
  async one(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('siteVisitId') siteVisitId: string,
  ): Promise<OwnIdentityRequestView> {
    return alwaysInFull(await this.queries.ownOf(event.id, id, siteVisitId));
  }

  @Put('identity-requests/:siteVisitId')
  @Operation({
    summary: 'Hand in what a host asks',
    description:
      'The person until the deadline, the coordinator of the visits until the departure leaves. Each time it is kept as a version of its own, encrypted; what is left out stays as it was.',
    access: handIn,
    own: ofRegistration,
    answer: OwnIdentityRequestView,
    fails: [409],
  })
  async put(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('siteVisitId') siteVisitId: string,
    @IfMatch() version: number,
    @Body() { values }: IdentityHandInInput,
  ): Promise<OwnIdentityRequestView> {
    await this.requests.handIn(event, id, siteVisitId, version, values, currentPrincipal());
    return this.queries.ownOf(event.id, id, siteVisitId);
  }

  @Delete('identity-requests/:siteVisitId')
  @Operation({
    summary: 'Take back what was handed in for a host',
    description: 'All versions are erased at once. What the host was given by then it has to erase itself.',
    access: handIn,
    own: ofRegistration,
  })
  async withdraw(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('siteVisitId') siteVisitId: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.requests.withdraw(event, id, siteVisitId, version, currentPrincipal());
  }

  @Get('identity-looks')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Who looked at the identity data of a person, the last first',
    access: readOwnLooks,
    own: ofRegistration,
    answer: pageOf(IdentityLookView),
  })
  async looks(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: PageQuery,
  ): Promise<Page<IdentityLookView>> {
    return this.queries.looksOfRegistration(event.id, id, query);
  }
}

/** What a host asks of its visitors, and has been given. */
@ApiTags('Identity data')
@Controller('api/v1/events/:event/site-visits/:id')
export class VisitIdentityController {
  constructor(private readonly queries: IdentityQueries) {}

  @Get('identity-requests')
  @Operation({
    summary: 'Of whom the host of a visit asks something, and what is still missing',
    description: 'Those only who have a place. Values are not shown.',
    access: readRequests,
    answer: pageOf(IdentityRequestView),
  })
  async requests(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: IdentityRequestQuery,
  ): Promise<Page<IdentityRequestView>> {
    return this.queries.requests(event.id, id, query);
  }

  @Get('identity-data')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Who goes on a visit, with the identity data that the host asks, in clear',
    description:
      'The coordinator of the visits and the host alone, administrators not either. Whose data were shown to whom is put on record, and the person can read it.',
    access: readData,
    own: ofVisit,
    answer: pageOf(IdentityDataView),
  })
  async data(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: IdentityDataQuery,
  ): Promise<Page<IdentityDataView>> {
    return this.queries.visitors(event.id, id, query, currentPrincipal());
  }

  @Get('identity-looks')
  @Operation({
    summary: 'Who looked at the identity data for a visit, the last first',
    access: readLooks,
    answer: pageOf(IdentityLookView),
  })
  async looks(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: IdentityLookQuery,
  ): Promise<Page<IdentityLookView>> {
    return this.queries.looksOfVisit(event.id, id, query);
  }
}

/** Proofs that identity data were erased. */
@ApiTags('Identity data')
@Controller('api/v1/events/:event/identity-erasures')
export class IdentityErasuresController {
  constructor(private readonly queries: IdentityQueries) {}

  @Get()
  @Operation({
    summary: 'Identity data that were erased: whose, why, when and how many, not what they were',
    access: readErasures,
    answer: pageOf(IdentityErasureView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @Query() query: IdentityErasureQuery,
  ): Promise<Page<IdentityErasureView>> {
    return this.queries.erasures(event.id, query);
  }
}
