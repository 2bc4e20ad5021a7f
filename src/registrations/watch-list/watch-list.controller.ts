import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission } from '../../access/roles';
import { IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { transitionController } from '../../platform/workflow/transition-routes';
import {
  WatchListEntriesInput,
  WatchListEntryChanges,
  WatchListEntryInput,
  WatchListMatchQuery,
} from './watch-list.input';
import {
  WatchListAddedView,
  WatchListEntryView,
  WatchListLookView,
  WatchListMatchView,
} from './watch-list.view';
import { watchers, watchListMatchWorkflow } from './watch-list-match.workflow';
import { WatchListQueries } from './watch-list.queries';
import { WatchList } from './watch-list.service';

const keepWatchList = definePermission('watch-list.keep', watchers);

/** The list itself: for officers of security, and nobody else. */
@ApiTags('Watch list')
@Controller('api/v1/events/:event/watch-list/entries')
export class WatchListEntriesController {
  constructor(
    private readonly list: WatchList,
    private readonly queries: WatchListQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Entries of the watch list, the latest first',
    description: '`q` finds names. Each look is recorded.',
    access: keepWatchList,
    answer: pageOf(WatchListEntryView),
  })
  async entries(
    @CurrentEvent() event: EventScope,
    @Query() query: PageQuery,
  ): Promise<Page<WatchListEntryView>> {
    return this.queries.entryList(event.id, query);
  }

  @Post()
  @Operation({
    summary: 'Put somebody on the watch list',
    description: 'Everybody who is registered is compared with it in the background.',
    access: keepWatchList,
    answer: WatchListEntryView,
    status: 201,
  })
  async add(
    @CurrentEvent() event: EventScope,
    @Body() body: WatchListEntryInput,
  ): Promise<WatchListEntryView> {
    return this.list.add(event.id, body, currentPrincipal());
  }

  @Post('bulk')
  @Operation({
    summary: 'Put many on the watch list, all or none',
    access: keepWatchList,
    answer: WatchListAddedView,
    status: 201,
  })
  async addMany(
    @CurrentEvent() event: EventScope,
    @Body() body: WatchListEntriesInput,
  ): Promise<WatchListAddedView> {
    return this.list.addMany(event.id, body, currentPrincipal());
  }

  @Get(':id')
  @Operation({ summary: 'One entry of the watch list', access: keepWatchList, answer: WatchListEntryView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<WatchListEntryView> {
    return this.queries.entry(event.id, id);
  }

  @Patch(':id')
  @Operation({
    summary: 'Change an entry; everybody is compared with it anew',
    access: keepWatchList,
    answer: WatchListEntryView,
  })
  async change(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: WatchListEntryChanges,
  ): Promise<WatchListEntryView> {
    return this.list.change(event.id, id, version, body);
  }

  @Delete(':id')
  @Operation({
    summary: 'Take an entry off the watch list; what was decided because of it stays on record',
    access: keepWatchList,
  })
  async remove(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.list.remove(event.id, id, version);
  }
}

@ApiTags('Watch list')
@Controller('api/v1/events/:event/watch-list')
export class WatchListMatchesController {
  constructor(private readonly queries: WatchListQueries) {}

  @Get('matches')
  @Operation({
    summary:
      'Registrations that are like somebody on the watch list; those that are open wait for an officer',
    description: 'The oldest first, or by `score`. Each look is recorded.',
    access: keepWatchList,
    answer: pageOf(WatchListMatchView),
  })
  async matches(
    @CurrentEvent() event: EventScope,
    @Query() query: WatchListMatchQuery,
  ): Promise<Page<WatchListMatchView>> {
    return this.queries.matchList(event.id, query);
  }

  @Get('matches/:id')
  @Operation({ summary: 'One match', access: keepWatchList, answer: WatchListMatchView })
  async match(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<WatchListMatchView> {
    return this.queries.match(event.id, id);
  }

  @Get('looks')
  @Operation({
    summary: 'Who has looked at the watch list and its matches, the last look first',
    access: keepWatchList,
    answer: pageOf(WatchListLookView),
  })
  async looks(
    @CurrentEvent() event: EventScope,
    @Query() query: PageQuery,
  ): Promise<Page<WatchListLookView>> {
    return this.queries.looks(event.id, query);
  }
}

export const WatchListMatchTransitionController = transitionController({
  workflow: watchListMatchWorkflow,
  path: 'api/v1/events/:event/watch-list/matches/:id',
  tag: 'Watch list',
  view: WatchListMatchView,
  read: keepWatchList,
});
