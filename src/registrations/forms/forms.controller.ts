import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { changeCategories, openCategories } from '../categories.controller';
import { FormChanges, FormInput, FormQuery } from './form.input';
import { FormView } from './form.view';
import { FormsQueries } from './forms.queries';
import { FormsService } from './forms.service';

@ApiTags('Registration set-up')
@Controller('api/v1/events/:event/forms')
export class FormsController {
  constructor(
    private readonly forms: FormsService,
    private readonly queries: FormsQueries,
  ) {}

  @Get()
  @Operation({ summary: 'Forms of the categories', access: openCategories, answer: pageOf(FormView) })
  async list(@CurrentEvent() event: EventScope, @Query() query: FormQuery): Promise<Page<FormView>> {
    return this.queries.list(event, currentPrincipal(), query);
  }

  @Post()
  @Operation({
    summary: 'Give a category its form',
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
    return this.queries.formFor(event, currentPrincipal(), id);
  }

  @Patch(':id')
  @Operation({
    summary: 'Put a new version of a form in force',
    description: 'Registrations keep the version that they answered.',
    access: changeCategories,
    answer: FormView,
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
