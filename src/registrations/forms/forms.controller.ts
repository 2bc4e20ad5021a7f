import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { allStaff, definePermission } from '../../access/roles';
import { alwaysInFull, IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { changeCategories, openCategories } from '../categories/categories.controller';
import { FormChanges, FormInput, FormQuery } from './form.input';
import { FormVersionView, FormView } from './form.view';
import { FormsQueries } from './forms.queries';
import { FormsService } from './forms.service';

const readForms = definePermission('forms.read', allStaff);

/** What cannot be the number of a version names none. */
const readNumber = (text: string): number => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0);

@ApiTags('Registration set-up')
@Controller('api/v1/events/:event/forms')
export class FormsController {
  constructor(
    private readonly forms: FormsService,
    private readonly queries: FormsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Forms of the categories',
    description:
      'The public sees those with which one registers. What an option says of free places is true now.',
    access: openCategories,
    answer: pageOf(FormView),
  })
  async list(@CurrentEvent() event: EventScope, @Query() query: FormQuery): Promise<Page<FormView>> {
    return this.queries.list(event, currentPrincipal(), query);
  }

  @Post()
  @Operation({
    summary: 'Give categories a form',
    description:
      'Options whose `places` are limited are kept as quotas: they take and give back places with the registrations that choose them.',
    access: changeCategories,
    answer: FormView,
    status: 201,
    fails: [409],
  })
  async add(@CurrentEvent() event: EventScope, @Body() body: FormInput): Promise<FormView> {
    return this.forms.add(event.id, body);
  }

  @Get(':id')
  @Operation({ summary: 'One form', access: openCategories, answer: FormView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<FormView> {
    return alwaysInFull(await this.queries.formFor(event, currentPrincipal(), id));
  }

  @Get(':id/versions/:number')
  @ApiParam({
    name: 'number',
    description: 'Number of the version.',
    example: 1,
    schema: { type: 'integer' },
  })
  @Operation({
    summary: 'A form as it once was in force, to read the answers that were given to it',
    access: readForms,
    answer: FormVersionView,
  })
  async version(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Param('number') number: string,
  ): Promise<FormVersionView> {
    return this.queries.version(event.id, id, readNumber(number), currentPrincipal());
  }

  @Patch(':id')
  @Operation({
    summary: 'Put a new version of a form in force',
    description:
      'What is left out stays. Registrations keep the version that they answered. Fewer places than are taken are refused (409).',
    access: changeCategories,
    answer: FormView,
    fails: [409],
  })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: FormChanges,
  ): Promise<FormView> {
    return this.forms.change(event.id, id, version, body);
  }

  @Delete(':id')
  @Operation({ summary: 'Remove a form that nobody answered', access: changeCategories, fails: [409] })
  async remove(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.forms.remove(event.id, id, version);
  }
}
