import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { allStaff, definePermission } from '../access/roles';
import { IfMatch } from '../platform/http/concurrency';
import { IdParam, Operation } from '../platform/http/operation';
import { pageOf, type Page } from '../platform/http/page';
import { OrganisationChanges, OrganisationInput, OrganisationQuery } from './organisation.input';
import { OrganisationView } from './organisation.view';
import { PeopleService } from './people.service';

const readOrganisations = definePermission('organisations.read', allStaff);
const changeOrganisations = definePermission('organisations.change', ['owner', 'organiser', 'protocol']);

/** Organisations outlive events; they are reached through the event on which the caller works. */
@ApiTags('Organisations')
@Controller('api/v1/events/:event/organisations')
export class OrganisationsController {
  constructor(private readonly people: PeopleService) {}

  @Get()
  @Operation({
    summary: 'Organisations, by name',
    access: readOrganisations,
    answer: pageOf(OrganisationView),
  })
  async list(@Query() query: OrganisationQuery): Promise<Page<OrganisationView>> {
    return this.people.organisationList(query);
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
    return this.people.addOrganisation(body);
  }

  @Get(':id')
  @Operation({ summary: 'One organisation', access: readOrganisations, answer: OrganisationView })
  async one(@IdParam('id') id: string): Promise<OrganisationView> {
    return this.people.organisation(id);
  }

  @Patch(':id')
  @Operation({ summary: 'Change an organisation', access: changeOrganisations, answer: OrganisationView })
  async change(
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: OrganisationChanges,
  ): Promise<OrganisationView> {
    return this.people.changeOrganisation(id, version, body);
  }
}
