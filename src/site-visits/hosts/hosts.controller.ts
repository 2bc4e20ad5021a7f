import { Body, Controller, Delete, Get, Header, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission } from '../../access/roles';
import { IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, PageQuery, type Page } from '../../platform/http/page';
import { transitionController } from '../../platform/workflow/transition-routes';
import { HostContacts } from './host-contacts.service';
import { HostRequests } from './host-requests.service';
import { hostRequestWorkflow, visitCoordinators } from './host-request.workflow';
import { HostContactChanges, HostContactInput, HostLinkInput, HostRequestInput } from './host.input';
import { HostContactView, HostLinksView, HostPageView, HostRequestView } from './host.view';
import { HostsQueries } from './hosts.queries';

const manageHosts = definePermission('hosts.manage', visitCoordinators);
const seeHostPage = definePermission('hosts.page', [...visitCoordinators, 'host_contact']);

/** The people at the host of a visit, their links, and what they see. */
@ApiTags('Hosts')
@Controller('api/v1/events/:event/site-visits/:id')
export class HostsController {
  constructor(
    private readonly contacts: HostContacts,
    private readonly queries: HostsQueries,
  ) {}

  @Get('host')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'A visit as its host sees it',
    description: 'What was agreed, which groups come, and how many people wait for the word of the host.',
    access: seeHostPage,
    own: { kind: 'site_visit', param: 'id' },
    answer: HostPageView,
  })
  async page(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<HostPageView> {
    return this.queries.page(event, id);
  }

  @Get('host-contacts')
  @Operation({
    summary: 'Further contacts of a host',
    description: 'Beside the one who stands on the site visit itself (`contactName`, `contactEmail`).',
    access: manageHosts,
    answer: pageOf(HostContactView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: PageQuery,
  ): Promise<Page<HostContactView>> {
    return this.queries.contacts(event.id, id, query);
  }

  @Post('host-contacts')
  @Operation({
    summary: 'Add a contact of a host',
    access: manageHosts,
    answer: HostContactView,
    status: 201,
    fails: [409],
  })
  async add(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Body() body: HostContactInput,
  ): Promise<HostContactView> {
    return this.contacts.add(event.id, id, body);
  }

  @Get('host-contacts/:contact')
  @Operation({ summary: 'One contact of a host', access: manageHosts, answer: HostContactView })
  async one(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('contact') contactId: string,
  ): Promise<HostContactView> {
    return this.queries.contact(event.id, id, contactId);
  }

  @Patch('host-contacts/:contact')
  @Operation({
    summary: 'Change a contact of a host',
    access: manageHosts,
    answer: HostContactView,
    fails: [409],
  })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('contact') contactId: string,
    @IfMatch() version: number,
    @Body() body: HostContactChanges,
  ): Promise<HostContactView> {
    return this.contacts.change(event.id, id, contactId, version, body);
  }

  @Delete('host-contacts/:contact')
  @Operation({ summary: 'Take a contact of a host away; their link ends', access: manageHosts })
  async remove(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('contact') contactId: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.contacts.remove(event.id, id, contactId, version);
  }

  @Get('host-links')
  @Operation({
    summary: 'Links with which people answer for the host, the last first',
    description: 'Never the secret of a link: that stands in the mail to its holder only.',
    access: manageHosts,
    answer: HostLinksView,
  })
  async links(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<HostLinksView> {
    return this.queries.linksOf(event.id, id);
  }

  @Post('host-links')
  @Operation({
    summary: 'Make a new link for a contact of the host, and send it',
    access: manageHosts,
    answer: HostLinksView,
    status: 201,
    fails: [409],
  })
  async renew(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Body() body: HostLinkInput,
  ): Promise<HostLinksView> {
    return this.contacts.renewLink(event.id, id, body);
  }

  @Delete('host-links/:link')
  @Operation({ summary: 'Revoke a link: it opens nothing any more', access: manageHosts })
  async revoke(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('link') linkId: string,
  ): Promise<void> {
    await this.contacts.revokeLink(event.id, id, linkId);
  }
}

@ApiTags('Hosts')
@Controller('api/v1/events/:event')
export class HostRequestsController {
  constructor(
    private readonly requests: HostRequests,
    private readonly queries: HostsQueries,
  ) {}

  @Post('departures/:id/host-requests')
  @Operation({
    summary: 'Ask the host about the people of a departure',
    description:
      'Its contacts get a mail with their link. They are reminded before the time is over, and then the coordinators.',
    access: manageHosts,
    answer: HostRequestView,
    status: 201,
    fails: [409],
  })
  async ask(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @Body() body: HostRequestInput,
  ): Promise<HostRequestView> {
    return this.requests.ask(event, departureId, body);
  }

  @Get('departures/:id/host-requests/:request')
  @Operation({ summary: 'What a host was asked', access: manageHosts, answer: HostRequestView })
  async ofDeparture(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @IdParam('request') id: string,
  ): Promise<HostRequestView> {
    return this.queries.request(event.id, id, departureId);
  }

  @Get('host-requests/:id')
  @Operation({ summary: 'What a host was asked, by its id', access: manageHosts, answer: HostRequestView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<HostRequestView> {
    return this.queries.request(event.id, id);
  }
}

export const HostRequestTransitionController = transitionController({
  workflow: hostRequestWorkflow,
  path: 'api/v1/events/:event/host-requests/:id',
  tag: 'Hosts',
  view: HostRequestView,
  read: manageHosts,
});
