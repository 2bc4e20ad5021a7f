import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../access/event-scope';
import { allStaff, definePermission, organisers } from '../access/roles';
import { IfMatch } from '../platform/http/concurrency';
import { IdParam, Operation } from '../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../platform/http/page';
import { currentPrincipal } from '../platform/http/request-context';
import {
  OrganisationChanges,
  OrganisationContactChanges,
  OrganisationContactInput,
  OrganisationContactQuery,
  OrganisationInput,
  OrganisationMergeInput,
  OrganisationQuery,
  OrganisationRecordQuery,
} from './organisation.input';
import { OrganisationMerges } from './organisation-merges.service';
import {
  OrganisationContactView,
  OrganisationMergeReportView,
  OrganisationMergeView,
  OrganisationRecordView,
  OrganisationView,
} from './organisation.view';
import { OrganisationsQueries } from './organisations.queries';
import { OrganisationsService } from './organisations.service';

const protocol = [...organisers, 'protocol'] as const;
const readOrganisations = definePermission('organisations.read', allStaff);
const changeOrganisations = definePermission('organisations.change', protocol);
/** Addresses of people are for those who write to them. */
const readContacts = definePermission('organisations.contacts', [...protocol, 'communications', 'auditor']);
/** It looks into the other editions of the series. */
const readRecord = definePermission('organisations.record', [...protocol, 'communications', 'auditor']);
const mergeOrganisations = definePermission('organisations.merge', protocol);

/** Organisations outlive events; they are reached through the event on which the caller works. */
@ApiTags('Organisations')
@Controller('api/v1/events/:event/organisations')
export class OrganisationsController {
  constructor(
    private readonly organisations: OrganisationsService,
    private readonly queries: OrganisationsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Organisations, by name',
    access: readOrganisations,
    answer: pageOf(OrganisationView),
  })
  async list(@Query() query: OrganisationQuery): Promise<Page<OrganisationView>> {
    return this.queries.list(query);
  }

  @Post()
  @Operation({
    summary: 'Enter an organisation',
    access: changeOrganisations,
    answer: OrganisationView,
    status: 201,
    fails: [409],
  })
  async add(@Body() body: OrganisationInput): Promise<OrganisationView> {
    return this.organisations.add(body);
  }

  @Get(':id')
  @Operation({ summary: 'One organisation', access: readOrganisations, answer: OrganisationView })
  async one(@IdParam('id') id: string): Promise<OrganisationView> {
    return this.queries.organisation(id);
  }

  @Patch(':id')
  @Operation({
    summary: 'Change an organisation',
    access: changeOrganisations,
    answer: OrganisationView,
    fails: [409],
  })
  async change(
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: OrganisationChanges,
  ): Promise<OrganisationView> {
    return this.organisations.change(id, version, body);
  }

  @Get(':id/record')
  @Operation({
    summary: 'What an organisation sent, read, received and hosted, edition by edition',
    description:
      'Over the editions of the series to which the event belongs: delegations with their state and size, invitations, greetings sent and read, visits hosted, parts in the event.',
    access: readRecord,
    answer: OrganisationRecordView,
  })
  async record(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: OrganisationRecordQuery,
  ): Promise<OrganisationRecordView> {
    return this.queries.over(event.id, id, query.withParts ?? false);
  }
}

@ApiTags('Organisations')
@Controller('api/v1/events/:event/organisations/:id/contacts')
export class OrganisationContactsController {
  constructor(
    private readonly organisations: OrganisationsService,
    private readonly queries: OrganisationsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Through whom an organisation is reached, today unless asked otherwise',
    access: readContacts,
    answer: pageOf(OrganisationContactView),
  })
  async list(
    @IdParam('id') id: string,
    @Query() query: OrganisationContactQuery,
  ): Promise<Page<OrganisationContactView>> {
    return this.queries.contacts(id, query);
  }

  @Post()
  @Operation({
    summary: 'Enter a contact',
    access: changeOrganisations,
    answer: OrganisationContactView,
    status: 201,
    fails: [409],
  })
  async add(
    @IdParam('id') id: string,
    @Body() body: OrganisationContactInput,
  ): Promise<OrganisationContactView> {
    return this.organisations.addContact(id, body);
  }

  @Get(':contact')
  @Operation({ summary: 'One contact', access: readContacts, answer: OrganisationContactView })
  async one(
    @IdParam('id') id: string,
    @IdParam('contact') contactId: string,
  ): Promise<OrganisationContactView> {
    return this.queries.contact(id, contactId);
  }

  @Patch(':contact')
  @Operation({
    summary: 'Change a contact, or say until when it is one',
    access: changeOrganisations,
    answer: OrganisationContactView,
    fails: [409],
  })
  async change(
    @IdParam('id') id: string,
    @IdParam('contact') contactId: string,
    @IfMatch() version: number,
    @Body() body: OrganisationContactChanges,
  ): Promise<OrganisationContactView> {
    return this.organisations.changeContact(id, contactId, version, body);
  }

  @Delete(':contact')
  @Operation({
    summary: 'Remove a contact that was a mistake, or who wants to be forgotten',
    access: changeOrganisations,
  })
  async remove(
    @IdParam('id') id: string,
    @IdParam('contact') contactId: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.organisations.removeContact(id, contactId, version);
  }
}

@ApiTags('Organisations')
@Controller('api/v1/events/:event/organisations/:id/merges')
export class OrganisationMergesController {
  constructor(
    private readonly merges: OrganisationMerges,
    private readonly queries: OrganisationsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Which organisations turned out to be this one, the last first',
    access: readOrganisations,
    answer: pageOf(OrganisationMergeView),
  })
  async list(@IdParam('id') id: string, @Query() query: PageQuery): Promise<Page<OrganisationMergeView>> {
    return this.queries.merges(id, query);
  }

  @Post('preview')
  @Operation({
    summary: 'See what making two organisations one would do',
    description: 'Does what the merge does, and takes it back; refuses what the merge would refuse.',
    access: mergeOrganisations,
    answer: OrganisationMergeReportView,
    status: 200,
    fails: [409],
  })
  async preview(
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: OrganisationMergeInput,
  ): Promise<OrganisationMergeReportView> {
    return this.merges.preview(id, version, body, currentPrincipal());
  }

  @Post()
  @Operation({
    summary: 'Make two organisations one: this one stays',
    description:
      'Whatever referred to the other one refers to this one afterwards, in every event. What this one lacks is taken over: names in further languages, country, parent, rank class, contacts. Cannot be undone.',
    access: mergeOrganisations,
    answer: OrganisationMergeReportView,
    status: 200,
    fails: [409],
  })
  async merge(
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: OrganisationMergeInput,
  ): Promise<OrganisationMergeReportView> {
    return this.merges.merge(id, version, body, currentPrincipal());
  }
}
