import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission, organisers } from '../../access/roles';
import { IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { CategoriesQueries } from './categories.queries';
import { CategoriesService } from './categories.service';
import { CategoryChanges, CategoryInput } from './category.input';
import { CategoryView } from './category.view';

export const changeCategories = definePermission('categories.change', [...organisers, 'registration_desk']);
export const openCategories = {
  public: 'whoever wants to register must see where; categories that are not open are shown to staff only',
};

@ApiTags('Registration set-up')
@Controller('api/v1/events/:event/categories')
export class CategoriesController {
  constructor(
    private readonly categories: CategoriesService,
    private readonly queries: CategoriesQueries,
  ) {}

  @Get()
  @Operation({ summary: 'Categories of participants', access: openCategories, answer: pageOf(CategoryView) })
  async list(@CurrentEvent() event: EventScope, @Query() query: PageQuery): Promise<Page<CategoryView>> {
    return this.queries.categories(event, currentPrincipal(), query);
  }

  @Post()
  @Operation({
    summary: 'Add a category',
    access: changeCategories,
    answer: CategoryView,
    status: 201,
    fails: [409],
  })
  async add(@CurrentEvent() event: EventScope, @Body() body: CategoryInput): Promise<CategoryView> {
    return this.categories.addCategory(event.id, body);
  }

  @Get(':id')
  @Operation({ summary: 'One category', access: openCategories, answer: CategoryView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<CategoryView> {
    return this.queries.categoryFor(event, currentPrincipal(), id);
  }

  @Patch(':id')
  @Operation({
    summary: 'Change a category',
    description: 'With other quotas, the places that are taken move there too.',
    access: changeCategories,
    answer: CategoryView,
    fails: [409],
  })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: CategoryChanges,
  ): Promise<CategoryView> {
    return this.categories.changeCategory(event.id, id, version, body);
  }

  @Delete(':id')
  @Operation({
    summary: 'Remove a category in which nobody ever registered',
    access: changeCategories,
    fails: [409],
  })
  async remove(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.categories.removeCategory(event.id, id, version);
  }
}
